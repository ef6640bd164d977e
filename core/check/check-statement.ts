// Blocks and statements.
//
// A block is a scope; what assignments and tests proved in it ends with it. Errors about a
// statement as a whole stand at its first token. A statement that was reported still binds its
// names, with a type from which nothing follows.

import { unreachable } from "../source/invariant.ts";
import type { Block, Expression, ForStatement, IfStatement, Statement, TryStatement, UpdateStatement, WhileStatement } from "../syntax/ast.ts";
import { isInteger } from "../types/numeric.ts";
import { errorType, passes } from "../types/subtype.ts";
import { boolType, int64Type, intType, stringType, unitType, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { checkAssign } from "./check-assign.ts";
import { checkAny, checkCondition, checkExpression, inferExpression } from "./check-expression.ts";
import { checkNestedFunction } from "./check-function.ts";
import { checkLet } from "./check-let.ts";
import { checkFact, checkRule } from "./check-logic.ts";
import { checkAgent, checkEmit, checkFetchInto, checkOn, checkSelectStatement, checkSpawn } from "./check-stream.ts";
import { checkFieldValue } from "./check-struct.ts";
import { checkTypeMethods } from "./check-type.ts";
import { bindName, declareName, fail, inScope, markUsed, similarNames, type Checker, type Fact } from "./context.ts";
import { declareBlockTypes } from "./declare.ts";
import { didYouMean } from "./did-you-mean.ts";
import { applyFacts, blockExits, dropMutableNarrowings, hasEffectfulCall, neverFallsThrough } from "./flow.ts";
import { resolveBinding } from "./resolve-name.ts";
import { markTrail, narrow, restoreTrail, type Binding, type TrailMark } from "./scope.ts";

export interface BlockOptions {
  /** Whether `break` and `continue` are allowed. */
  readonly loop: boolean;
  /** From where on effectful calls end narrowings by a test; absent where they don't. */
  readonly dropSince?: TrailMark;
  /** A function's own block: narrowings of its own tests end at effectful calls. */
  readonly isBody?: boolean;
  /** Whether the last statement, if it is an expression, is the block's value. */
  readonly wantsValue?: boolean;
}

/** Checks a block in a scope of its own; the type of its value if that is wanted and there is one. */
export function checkBlock(cx: Checker, block: Block, options: BlockOptions): Type | undefined {
  const mark = markTrail(cx.trail);
  const outerTypes = cx.types;
  const outerLoop = cx.frame.inLoop;
  cx.frame.inLoop = options.loop;
  if (block.statements.some((statement) => statement.kind === "type")) {
    cx.types = declareBlockTypes(cx.declarations, cx.diagnostics, block, outerTypes);
  }
  const value = inScope(cx, () => checkStatements(cx, block, options.isBody === true ? { ...options, dropSince: mark } : options));
  cx.frame.inLoop = outerLoop;
  cx.types = outerTypes;
  restoreTrail(cx.trail, mark);
  return value;
}

function checkStatements(cx: Checker, block: Block, options: BlockOptions): Type | undefined {
  const { statements } = block;
  let value: Type | undefined;
  let unreachableFrom: string | undefined;
  statements.forEach((statement, index) => {
    if (unreachableFrom !== undefined && statement.kind !== "fun" && statement.kind !== "type") {
      fail(cx, "W002", statement.span, [unreachableFrom]);
      unreachableFrom = undefined;
    }
    const isLast = index === statements.length - 1;
    if (isLast && options.wantsValue === true && statement.kind === "expression") {
      value = inferExpression(cx, statement.expression);
    } else {
      checkStatement(cx, statement);
    }
    if (options.dropSince !== undefined && cx.trail.entries.length > options.dropSince.entries && hasEffectfulCall(cx, statement)) {
      dropMutableNarrowings(cx, options.dropSince);
    }
    if (!isLast && neverFallsThrough(statement)) {
      unreachableFrom = statement.kind === "return" || statement.kind === "break" || statement.kind === "continue" ? `\`${statement.kind}\`` : "statement above";
    }
  });
  return value;
}

/** Checks one statement inside a function or block. */
export function checkStatement(cx: Checker, node: Statement): void {
  switch (node.kind) {
    case "let":
      return checkLet(cx, node);
    case "assign":
      return checkAssign(cx, node);
    case "fun":
      return checkNestedFunction(cx, node);
    case "return":
      return checkReturn(cx, node);
    case "if":
      return checkIfStatement(cx, node);
    case "while":
      return checkWhile(cx, node);
    case "for":
      return checkFor(cx, node);
    case "break":
    case "continue":
      if (!cx.frame.inLoop) {
        fail(cx, "T045", node.span, [node.kind]);
      }
      return;
    case "expression":
      return checkAny(cx, node.expression);
    case "expect":
      return checkExpect(cx, node.condition);
    case "test":
    case "bench":
      checkBlock(cx, node.body, { loop: false });
      return;
    case "type":
      return checkTypeMethods(cx, node);
    case "update":
      return checkUpdate(cx, node);
    case "try":
      return checkTry(cx, node);
    case "on":
      return checkOn(cx, node);
    case "emit":
      return checkEmit(cx, node);
    case "fetch-into":
      return checkFetchInto(cx, node);
    case "spawn":
      return checkSpawn(cx, node);
    case "select":
      return checkSelectStatement(cx, node);
    case "import":
    case "extern":
    case "fact":
    case "rule":
    case "stream":
    case "agent":
    case "model":
      return checkTopOnly(cx, node);
    case "error":
      return;
    default:
      return unreachable(node);
  }
}

/** Declarations that belong to the whole program. */
function checkTopOnly(cx: Checker, node: Statement & { kind: "import" | "extern" | "fact" | "rule" | "stream" | "agent" | "model" }): void {
  if (cx.scope.parent !== undefined) {
    fail(cx, "T071", node.span, [node.kind]);
    return;
  }
  switch (node.kind) {
    case "fact":
      return checkFact(cx, node);
    case "rule":
      return checkRule(cx, node);
    case "agent":
      return checkAgent(cx, node);
    case "model":
      return node.fields.forEach((field) => checkAny(cx, field.value));
    case "import":
    case "extern":
    case "stream":
      return;
  }
}

// ---------------------------------------------------------------- simple statements

function checkReturn(cx: Checker, node: Statement & { kind: "return" }): void {
  const { result, returns } = cx.frame;
  if (node.value === undefined) {
    if (result === undefined) {
      returns.push(unitType);
    } else if (!unifies(unitType, result)) {
      fail(cx, "T010", node.span, [result, unitType]);
    }
    return;
  }
  if (result === undefined) {
    returns.push(inferExpression(cx, node.value));
    return;
  }
  const actual = checkExpression(cx, node.value, result);
  if (actual !== errorType && !passes(actual, result)) {
    fail(cx, "T010", node.span, [result, actual]);
  }
}

function checkExpect(cx: Checker, condition: Expression): void {
  checkExpression(cx, condition, boolType);
}

function checkTry(cx: Checker, node: TryStatement): void {
  const loop = cx.frame.inLoop;
  checkBlock(cx, node.body, { loop });
  if (node.handler !== undefined) {
    const { name, body } = node.handler;
    inScope(cx, () => {
      declareName(cx, name, "param", caughtError);
      checkBlock(cx, body, { loop });
    });
  }
  if (node.finalizer !== undefined) {
    checkBlock(cx, node.finalizer, { loop });
  }
}

/** What `catch e` binds. */
const caughtError: Type = {
  kind: "record",
  fields: [
    { name: "code", type: intType },
    { name: "message", type: stringType },
  ],
};

// ---------------------------------------------------------------- if

/** Checks an `if` with all its `else if`s; afterwards holds what follows from the branches that leave. */
function checkIfStatement(cx: Checker, node: IfStatement): void {
  const mark = markTrail(cx.trail);
  const loop = cx.frame.inLoop;
  const everything: TrailMark = { entries: 0, widened: 0 };
  const after: Fact[] = [];
  let firstFacts: readonly Fact[] = [];
  let allLeft = true;
  let at: IfStatement | Block | undefined = node;
  while (at !== undefined) {
    if (at.kind === "block") {
      checkBlock(cx, at, { loop, dropSince: everything });
      if (!allLeft && at === node.alternative && blockExits(at)) {
        after.push(...firstFacts);
      }
      at = undefined;
      continue;
    }
    const facts = checkCondition(cx, at.condition);
    const inner = markTrail(cx.trail);
    applyFacts(cx, facts.whenTrue);
    checkBlock(cx, at.body, { loop, dropSince: everything });
    restoreTrail(cx.trail, inner);
    applyFacts(cx, facts.whenFalse);
    if (allLeft && blockExits(at.body)) {
      after.push(...facts.whenFalse);
    } else {
      allLeft = false;
    }
    if (at === node) {
      firstFacts = facts.whenTrue;
    }
    at = at.alternative;
  }
  const widened = new Set(cx.trail.widened.slice(mark.widened));
  restoreTrail(cx.trail, mark);
  applyFacts(
    cx,
    after.filter((fact) => !widened.has(fact.binding)),
  );
}

// ---------------------------------------------------------------- loops

function checkWhile(cx: Checker, node: WhileStatement): void {
  inLoop(cx, () => {
    const facts = checkCondition(cx, node.condition);
    const mark = markTrail(cx.trail);
    applyFacts(cx, facts.whenTrue);
    checkBlock(cx, node.body, { loop: true, dropSince: mark });
    restoreTrail(cx.trail, mark);
  });
}

function checkFor(cx: Checker, node: ForStatement): void {
  const source = inferExpression(cx, node.source);
  const element = node.end === undefined ? elementOf(cx, node, source) : rangeElement(cx, node, source, inferExpression(cx, node.end));
  inLoop(cx, () =>
    inScope(cx, () => {
      declareName(cx, node.name, "loop", element, { mutable: true });
      checkBlock(cx, node.body, { loop: true });
    }),
  );
}

function rangeElement(cx: Checker, node: ForStatement, start: Type, end: Type): Type {
  const isBound = (type: Type): boolean => unifies(type, intType) || isInteger(type);
  if (!isBound(start) || !isBound(end)) {
    fail(cx, "T023", node.span);
    return errorType;
  }
  return start.kind === "int64" ? int64Type : intType;
}

function elementOf(cx: Checker, node: ForStatement, source: Type): Type {
  switch (source.kind) {
    case "list":
    case "set":
    case "group":
    case "channel":
    case "stream":
      return source.element;
    case "map":
      return source.key;
    case "string":
      return source;
    default:
      if (source !== errorType) {
        fail(cx, "T022", node.span, [source]);
      }
      return errorType;
  }
}

/**
 * Checks a loop. It runs again after its body: a variable that an assignment narrowed before the
 * loop is as wide as declared inside, if the body assigns it something wider. That is known only
 * after the body was checked, so then it is checked once more, and the first findings are dropped.
 */
function inLoop(cx: Checker, body: () => void): void {
  if (cx.trail.entries.length === 0) {
    return body();
  }
  const narrowed = new Set<Binding>(cx.trail.entries.map((entry) => entry.binding).filter((binding) => binding.narrowedBy === "assignment"));
  const mark = markTrail(cx.trail);
  const found = cx.diagnostics.list.length;
  body();
  if (narrowed.size === 0) {
    return;
  }
  const widened = cx.trail.widened.slice(mark.widened).filter((binding) => narrowed.has(binding));
  if (widened.length === 0) {
    return;
  }
  restoreTrail(cx.trail, mark);
  cx.diagnostics.list.length = found;
  for (const binding of new Set(widened)) {
    narrow(cx.trail, binding, binding.type, "nothing");
  }
  body();
}

// ---------------------------------------------------------------- update

function checkUpdate(cx: Checker, node: UpdateStatement): void {
  const binding = resolveBinding(cx, node.target.text);
  if (binding === undefined) {
    fail(cx, "T001", node.span, [node.target.text], { notes: similarNames(cx, node.target.text) });
    return;
  }
  markUsed(cx, binding);
  const list = binding.seen;
  if (list.kind !== "list") {
    if (list !== errorType) {
      fail(cx, "T032", node.span);
    }
    return;
  }
  const element = list.element;
  const fields = element.kind === "struct" ? element.declaration.fields : element.kind === "record" ? element.fields : undefined;
  if (fields === undefined) {
    fail(cx, "T027", node.span, [element]);
    return;
  }
  inScope(cx, () => {
    fields.forEach((field) => bindName(cx, field.name, undefined, "field", field.type, { mutable: true }));
    for (const { key, value } of node.sets) {
      const name = key.kind === "string" ? key.value : undefined;
      const field = fields.find((candidate) => candidate.name === name);
      if (field !== undefined) {
        checkFieldValue(cx, field.type, value);
      } else {
        checkAny(cx, value);
        const names = fields.map((candidate) => candidate.name);
        fail(cx, "T026", key.span, [name ?? "", element], { notes: didYouMean(name ?? "", names) });
      }
    }
    if (node.condition !== undefined) {
      checkExpression(cx, node.condition, boolType);
    }
  });
}
