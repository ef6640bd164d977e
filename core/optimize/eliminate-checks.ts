// Drops the checks that can't fail: overflow of `i + 1` where `i` is below something, indexes that
// loops and conditions keep within their list.
//
// One walk per function in the order of the program, with what is known about integer variables
// (facts.ts). Conditions teach about the variables in them, a `for` about its variable, a check that
// passed about its index. A loop forgets what its body assigns, except that a counter which only
// grows keeps its lower bound, and one that only shrinks its upper ones: checked additions never wrap.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { dynamicMethods, mapExpression, operandsOf, walkExpression, walkFunction, walkStatements, withPlaceOperands, placeOperands } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import {
  backTo,
  both,
  boundBy,
  either,
  factOf,
  factOfType,
  forget,
  isBelowLength,
  largest,
  learn,
  newFacts,
  shifted,
  smallest,
  type Fact,
  type Facts,
} from "./facts.ts";
import { arithmeticFact, checkedOperators, max, runtimeFact, staysInRange, type OperandFacts } from "./arithmetic-facts.ts";
import { assignedIn } from "./assigned.ts";

export function eliminateChecks(program: IrProgram): void {
  const functions = new Set(program.functions).add(program.entry);
  const surveys = new Map([...functions].map((fn) => [fn, surveyOf(fn)]));
  const shrinks = [...surveys.values()].some((survey) => survey.shrinks);
  const walk = (fn: IrFunction, { addressed }: Survey, calls: Calls, params: ReadonlyMap<IrVariable, Fact>): IrBlock => {
    const cx: Walk = { facts: newFacts(!shrinks), untracked: addressed, passed: [], calls };
    for (const param of fn.params) {
      const fact = params.get(param);
      if (fact !== undefined && isTracked(cx, param)) {
        learn(cx.facts, param, fact);
      }
    }
    return walkBlock(cx, fn.body);
  };
  // Once only to see with what each function is called, knowing nothing about its parameters …
  const calls: Calls = new Map();
  if ([...surveys].some(([fn, { hasChecks }]) => hasChecks && fn.params.some(({ type }) => factOfType(type) !== undefined))) {
    for (const [fn, survey] of surveys) {
      walk(fn, survey, calls, new Map());
    }
  }
  const params = paramFacts(surveys, calls, program);
  // … then for good.
  for (const [fn, survey] of surveys) {
    if (survey.hasChecks) {
      fn.body = walk(fn, survey, new Map(), params);
    }
  }
}

/** What one look at a function tells. */
interface Survey {
  /** There is something to drop. */
  readonly hasChecks: boolean;
  /** It may make a list shorter. */
  readonly shrinks: boolean;
  /** Variables that may be written through a pointer. */
  readonly addressed: ReadonlySet<IrVariable>;
  /** Functions that it makes values of. */
  readonly escaping: readonly IrFunction[];
}

function surveyOf(fn: IrFunction): Survey {
  let hasChecks = false;
  let shrinks = false;
  const addressed = new Set<IrVariable>();
  const escaping: IrFunction[] = [];
  walkFunction(fn, (node) => {
    if (node.kind === "runtime") {
      hasChecks ||= node.name === "mochi_list_check" || checkedOperators.has(node.name);
      shrinks ||= shrinking.has(node.name);
    } else if (node.kind === "address") {
      addressed.add(node.variable);
    } else if (node.kind === "function-value" || node.kind === "new-closure") {
      escaping.push(node.function);
    }
  });
  return { hasChecks, shrinks, addressed, escaping };
}

/** What the arguments of all direct calls have in common, by function. */
type Calls = Map<IrFunction, (Fact | undefined)[]>;

/** Facts about parameters; none for functions that are also called as values or as methods of `any`. */
function paramFacts(surveys: ReadonlyMap<IrFunction, Survey>, calls: Calls, program: IrProgram): ReadonlyMap<IrVariable, Fact> {
  const escaping = new Set([...dynamicMethods(program), ...[...surveys.values()].flatMap((survey) => survey.escaping)]);
  const facts = new Map<IrVariable, Fact>();
  for (const [fn, args] of calls) {
    if (!escaping.has(fn)) {
      fn.params.forEach((param, index) => {
        const fact = args[index];
        if (fact !== undefined) {
          facts.set(param, fact);
        }
      });
    }
  }
  return facts;
}

function noteCall(cx: Walk, fn: IrFunction, args: OperandFacts): void {
  // Lists of the caller mean nothing to the callee.
  const plain = args.map((fact) => (fact === undefined ? undefined : { ...fact, bounds: [] }));
  const before = cx.calls.get(fn);
  cx.calls.set(
    fn,
    before === undefined
      ? plain
      : before.map((fact, index) => {
          const other = plain[index];
          return fact === undefined || other === undefined ? undefined : either(fact, other);
        }),
  );
}

/** Runtime functions that make a list shorter, themselves or through a method of some value. */
const shrinking: ReadonlySet<string> = new Set(["mochi_list_pop", "mochi_list_remove_at", "mochi_any_call"]);

interface Walk {
  readonly facts: Facts;
  /** Written behind our back. */
  readonly untracked: ReadonlySet<IrVariable>;
  /** Checks of the present statement that are always evaluated: afterwards they have passed. */
  readonly passed: { readonly index: IrVariable; readonly list: IrVariable }[];
  readonly calls: Calls;
}

function isTracked(cx: Walk, variable: IrVariable): boolean {
  return !variable.byReference && !cx.untracked.has(variable);
}

// ---------------------------------------------------------------- statements

function walkBlock(cx: Walk, block: IrBlock): IrBlock {
  return { statements: block.statements.map((statement) => walkStatement(cx, statement)) };
}

/** A block that may not be entered, or entered again: what it learns ends with it. */
function walkInner(cx: Walk, block: IrBlock, assume?: () => void): IrBlock {
  const mark = cx.facts.trail.length;
  assume?.();
  const result = walkBlock(cx, block);
  backTo(cx.facts, mark);
  return result;
}

function forgetAssigned(cx: Walk, block: IrBlock): void {
  for (const variable of assignedIn(block)) {
    forget(cx.facts, variable);
  }
}

function walkStatement(cx: Walk, statement: IrStatement): IrStatement {
  const { facts } = cx;
  switch (statement.kind) {
    case "declare": {
      if (statement.value === undefined) {
        forget(facts, statement.variable);
        return statement;
      }
      const [value, fact] = rewriteRoot(cx, statement.value);
      settle(cx, undefined);
      store(cx, statement.variable, value, fact);
      return { ...statement, value };
    }
    case "assign": {
      const operands = placeOperands(statement.place).map((operand) => rewriteRoot(cx, operand)[0]);
      const [value, fact] = rewriteRoot(cx, statement.value);
      const target = statement.place.kind === "variable" ? statement.place.variable : undefined;
      settle(cx, target);
      if (target !== undefined) {
        store(cx, target, value, fact);
      }
      return { ...statement, place: withPlaceOperands(statement.place, operands), value };
    }
    case "do":
    case "return": {
      if (statement.value === undefined) {
        return statement;
      }
      const [value] = rewriteRoot(cx, statement.value);
      settle(cx, undefined);
      return { ...statement, value };
    }
    case "if": {
      const [condition] = rewriteRoot(cx, statement.condition);
      settle(cx, undefined);
      const then = walkInner(cx, statement.then, () => assume(cx, condition, true));
      const otherwise = statement.otherwise === undefined ? undefined : walkInner(cx, statement.otherwise, () => assume(cx, condition, false));
      const thenLeaves = leaves(statement.then);
      if (!thenLeaves) {
        forgetAssigned(cx, statement.then);
      }
      if (statement.otherwise !== undefined && !leaves(statement.otherwise)) {
        forgetAssigned(cx, statement.otherwise);
      } else if (statement.otherwise === undefined && thenLeaves) {
        assume(cx, condition, false);
      }
      return { ...statement, condition, then, ...(otherwise === undefined ? {} : { otherwise }) };
    }
    case "loop": {
      enterLoop(cx, statement.body);
      const condition = statement.condition === undefined ? undefined : rewriteRoot(cx, statement.condition)[0];
      cx.passed.length = 0;
      const body = walkInner(cx, statement.body, () => {
        if (condition !== undefined) {
          assume(cx, condition, true);
        }
      });
      return { ...statement, ...(condition === undefined ? {} : { condition }), body };
    }
    case "for": {
      const [start, startFact] = rewriteRoot(cx, statement.start);
      const [end, endFact] = rewriteRoot(cx, statement.end);
      cx.passed.length = 0;
      enterLoop(cx, statement.body);
      const body = walkInner(cx, statement.body, () => {
        if (startFact !== undefined && endFact !== undefined && isTracked(cx, statement.variable)) {
          learn(facts, statement.variable, { low: startFact.low, high: max(startFact.low, endFact.high - 1n), bounds: shifted(endFact, -1n) });
        }
      });
      return { ...statement, start, end, body };
    }
    case "switch": {
      const [value] = rewriteRoot(cx, statement.value);
      settle(cx, undefined);
      const cases = statement.cases.map((entry) => ({ values: entry.values, body: walkInner(cx, entry.body) }));
      const otherwise = statement.otherwise === undefined ? undefined : walkInner(cx, statement.otherwise);
      for (const body of [...statement.cases.map((entry) => entry.body), ...(statement.otherwise === undefined ? [] : [statement.otherwise])]) {
        forgetAssigned(cx, body);
      }
      return { ...statement, value, cases, ...(otherwise === undefined ? {} : { otherwise }) };
    }
    case "block": {
      // With a label it may be left early.
      const body = statement.label === undefined ? walkBlock(cx, statement.body) : walkInner(cx, statement.body);
      forgetAssigned(cx, statement.body);
      return { ...statement, body };
    }
    case "try": {
      const body = walkInner(cx, statement.body);
      forgetAssigned(cx, statement.body);
      const handler = walkInner(cx, statement.handler);
      forgetAssigned(cx, statement.handler);
      return { ...statement, body, handler };
    }
    case "break":
    case "continue":
    case "unreachable":
      return statement;
  }
}

/** The variable has a new value. */
function store(cx: Walk, variable: IrVariable, value: IrExpression, fact: Fact | undefined): void {
  if (variable.type.kind === "list") {
    // Making a list one's own keeps its length.
    const kept = value.kind === "runtime" && value.name === "mochi_list_own" && value.args[0]?.kind === "variable" && value.args[0].variable === variable;
    if (!kept) {
      forget(cx.facts, variable);
    }
    return;
  }
  if (fact === undefined || !isTracked(cx, variable)) {
    forget(cx.facts, variable);
  } else {
    learn(cx.facts, variable, fact);
  }
}

/** After a statement its checks have passed; not for the variable that it has just assigned. */
function settle(cx: Walk, assigned: IrVariable | undefined): void {
  for (const { index, list } of cx.passed) {
    if (index !== assigned && list !== assigned) {
      const fact = factOf(cx.facts, index);
      learn(cx.facts, index, both(fact, { low: smallest, high: largest, bounds: boundBy(cx.facts, list, -1n) }));
    }
  }
  cx.passed.length = 0;
}

/** Ends with a statement behind which nothing runs. */
function leaves(block: IrBlock): boolean {
  const last = block.statements[block.statements.length - 1];
  switch (last?.kind) {
    case "return":
    case "break":
    case "continue":
    case "unreachable":
      return true;
    case "do":
      return last.value.kind === "runtime" && runtimeAbi.get(last.value.name)?.noReturn === true;
    case "if":
      return last.otherwise !== undefined && leaves(last.then) && leaves(last.otherwise);
    default:
      return false;
  }
}

/** Forgets what the body assigns, but for the bounds that every round keeps. */
function enterLoop(cx: Walk, body: IrBlock): void {
  const { facts } = cx;
  const assigned = assignedIn(body);
  const steps = stepsIn(cx, body, assigned);
  for (const variable of assigned) {
    const step = isTracked(cx, variable) ? steps.get(variable) : undefined;
    const before = factOf(facts, variable);
    const keepsLists = variable.type.kind === "list" && onlyMadeOwn(body, variable);
    if (!keepsLists) {
      forget(facts, variable);
    }
    if (step === "up") {
      learn(facts, variable, { low: before.low, high: largest, bounds: [] });
    } else if (step === "down") {
      learn(facts, variable, { low: smallest, high: before.high, bounds: before.bounds.filter((bound) => !assigned.has(bound.list)) });
    }
  }
}

function onlyMadeOwn(body: IrBlock, variable: IrVariable): boolean {
  let only = true;
  walkStatements(body, (statement) => {
    if (statement.kind === "assign" && statement.place.kind === "variable" && statement.place.variable === variable) {
      const { value } = statement;
      only &&= value.kind === "runtime" && value.name === "mochi_list_own" && value.args[0]?.kind === "variable" && value.args[0].variable === variable;
    }
  });
  return only;
}

/** Variables that every assignment in the body moves in one direction. */
function stepsIn(cx: Walk, body: IrBlock, assigned: ReadonlySet<IrVariable>): ReadonlyMap<IrVariable, "up" | "down"> {
  const steps = new Map<IrVariable, "up" | "down" | "both">();
  walkStatements(body, (statement) => {
    if (statement.kind !== "assign" || statement.place.kind !== "variable") {
      return;
    }
    const { variable } = statement.place;
    const step = stepOf(cx, variable, statement.value, assigned);
    const before = steps.get(variable);
    steps.set(variable, before === undefined || before === step ? step : "both");
  });
  const result = new Map<IrVariable, "up" | "down">();
  for (const [variable, step] of steps) {
    if (step !== "both") {
      result.set(variable, step);
    }
  }
  return result;
}

function stepOf(cx: Walk, variable: IrVariable, value: IrExpression, assigned: ReadonlySet<IrVariable>): "up" | "down" | "both" {
  const args = value.kind === "runtime" ? value.args : value.kind === "binary" && value.exact === true ? [value.left, value.right] : [];
  const [left, right] = args;
  if (left?.kind !== "variable" || left.variable !== variable || right === undefined) {
    return "both";
  }
  const amount = right.kind === "int" ? right.value : right.kind === "variable" && !assigned.has(right.variable) && isTracked(cx, right.variable) ? factOf(cx.facts, right.variable).low : -1n;
  const name = value.kind === "runtime" ? value.name : value.kind === "binary" ? value.op : "";
  if (amount < 0n) {
    return "both";
  }
  return name === "mochi_int_add" || name === "+" ? "up" : name === "mochi_int_subtract" || name === "-" ? "down" : "both";
}

// ---------------------------------------------------------------- conditions

/** Learns from a condition that holds, or doesn't. Chains of `&&` may be long: no recursion on them. */
function assume(cx: Walk, condition: IrExpression, holds: boolean): void {
  const work: { readonly node: IrExpression; readonly holds: boolean }[] = [{ node: condition, holds }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    const { node } = next;
    if (node.kind === "not") {
      work.push({ node: node.operand, holds: !next.holds });
    } else if (node.kind === "binary") {
      if (node.op === (next.holds ? "&&" : "||")) {
        work.push({ node: node.left, holds: next.holds }, { node: node.right, holds: next.holds });
      } else {
        assumeComparison(cx, node, next.holds);
      }
    }
  }
}

const negated = { "<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==" } as const;

function assumeComparison(cx: Walk, node: Extract<IrExpression, { kind: "binary" }>, holds: boolean): void {
  if (!(node.op in negated) || factOfType(node.left.type) === undefined) {
    return;
  }
  const op = holds ? node.op : negated[node.op as keyof typeof negated];
  const left = factOfExpression(cx, node.left);
  const right = factOfExpression(cx, node.right);
  if (left === undefined || right === undefined) {
    return;
  }
  const below = (strict: boolean, lesser: IrExpression, lesserFact: Fact, greater: IrExpression, greaterFact: Fact): void => {
    const gap = strict ? 1n : 0n;
    narrow(cx, lesser, { low: smallest, high: greaterFact.high - gap, bounds: shifted(greaterFact, -gap) });
    narrow(cx, greater, { low: lesserFact.low + gap, high: largest, bounds: [] });
  };
  switch (op) {
    case "<":
    case "<=":
      below(op === "<", node.left, left, node.right, right);
      return;
    case ">":
    case ">=":
      below(op === ">", node.right, right, node.left, left);
      return;
    case "==":
      narrow(cx, node.left, right);
      narrow(cx, node.right, left);
      return;
    default:
      return;
  }
}

function narrow(cx: Walk, expression: IrExpression, fact: Fact): void {
  if (expression.kind === "variable" && isTracked(cx, expression.variable)) {
    learn(cx.facts, expression.variable, both(factOf(cx.facts, expression.variable), fact));
  }
}

// ---------------------------------------------------------------- expressions

/** The expression without the checks that can't fail, and what is known about its value. */
function rewriteRoot(cx: Walk, root: IrExpression): readonly [IrExpression, Fact | undefined] {
  if (root.kind === "binary" && root.op === "&&") {
    return [rewriteConjunction(cx, root), undefined];
  }
  if (operandsOf(root).length === 0) {
    return [root, computeFact(cx, root, [])];
  }
  const facts = new Map<IrExpression, Fact | undefined>();
  const result = mapExpression(root, (node) => {
    const operands = operandsOf(node).map((operand) => facts.get(operand));
    const rewritten = rewriteNode(cx, node, operands, root);
    facts.set(rewritten, rewritten === node ? computeFact(cx, node, operands) : computeFact(cx, rewritten, operandsOf(rewritten).map((operand) => facts.get(operand))));
    return rewritten;
  });
  return [result, facts.get(result)];
}

/** `a && b`: in `b`, `a` holds. */
function rewriteConjunction(cx: Walk, root: Extract<IrExpression, { kind: "binary" }>): IrExpression {
  const spine: Extract<IrExpression, { kind: "binary" }>[] = [];
  let node: IrExpression = root;
  while (node.kind === "binary" && node.op === "&&") {
    spine.push(node);
    node = node.left;
  }
  let [result] = rewriteRoot(cx, node);
  const passed = [...cx.passed];
  const mark = cx.facts.trail.length;
  for (let link = spine.pop(); link !== undefined; link = spine.pop()) {
    settle(cx, undefined);
    assume(cx, link.left === node ? result : (result as Extract<IrExpression, { kind: "binary" }>).right, true);
    const [right] = rewriteRoot(cx, link.right);
    result = { ...link, left: result, right };
  }
  backTo(cx.facts, mark);
  cx.passed.length = 0;
  cx.passed.push(...passed);
  return result;
}

/** Whether everything in the expression is evaluated whenever it is. */
function isStrict(root: IrExpression): boolean {
  let strict = true;
  walkExpression(root, (node) => {
    strict &&= node.kind !== "conditional" && !(node.kind === "binary" && (node.op === "&&" || node.op === "||"));
  });
  return strict;
}

function factOfExpression(cx: Walk, root: IrExpression): Fact | undefined {
  const facts = new Map<IrExpression, Fact | undefined>();
  mapExpression(root, (node) => {
    facts.set(node, computeFact(cx, node, operandsOf(node).map((operand) => facts.get(operand))));
    return node;
  });
  return facts.get(root);
}

/** What is known about a node's value, from what is known about its operands. */
function computeFact(cx: Walk, node: IrExpression, operands: OperandFacts): Fact | undefined {
  const [left, right] = operands;
  switch (node.kind) {
    case "int":
      return { low: node.value, high: node.value, bounds: [] };
    case "variable":
      return isTracked(cx, node.variable) ? (factOfType(node.type) === undefined ? undefined : factOf(cx.facts, node.variable)) : factOfType(node.type);
    case "length":
      return { low: 0n, high: 2n ** 32n - 1n, bounds: node.list.kind === "variable" && !node.nullable ? boundBy(cx.facts, node.list.variable, 0n) : [] };
    case "numeric":
      return left !== undefined && node.operand.type.kind !== "f64" && (node.type.kind === "i64" || (node.type.kind === "u32" && left.low >= 0n && left.high < 2n ** 32n))
        ? left
        : factOfType(node.type);
    case "conditional":
      return right === undefined || operands[2] === undefined ? factOfType(node.type) : either(right, operands[2]);
    case "binary":
      return left !== undefined && right !== undefined && node.exact === true ? arithmeticFact(node.op, left, right) : factOfType(node.type);
    case "runtime":
      return runtimeFact(node, operands);
    default:
      return factOfType(node.type);
  }
}

/** One node, in `root`, whose operands are rewritten already. */
function rewriteNode(cx: Walk, node: IrExpression, operands: OperandFacts, root: IrExpression): IrExpression {
  if (node.kind === "call") {
    noteCall(cx, node.function, operands);
  }
  if (node.kind !== "runtime") {
    return node;
  }
  const [left, right] = operands;
  const [first, second] = node.args;
  const op = checkedOperators.get(node.name);
  if (op !== undefined && left !== undefined && right !== undefined && first !== undefined && second !== undefined) {
    return staysInRange(op, left, right) ? { kind: "binary", op, left: first, right: second, type: node.type, exact: true } : node;
  }
  if (node.name === "mochi_list_check" && left !== undefined && first !== undefined && second?.kind === "length" && second.list.kind === "variable") {
    const list = second.list.variable;
    if (left.low >= 0n && isBelowLength(cx.facts, left, list)) {
      return first.kind === "numeric" && first.operand.type.kind === "u32" ? first.operand : { kind: "numeric", operand: first, type: node.type };
    }
    if (first.kind === "variable" && isTracked(cx, first.variable) && isStrict(root)) {
      cx.passed.push({ index: first.variable, list });
    }
  }
  return node;
}
