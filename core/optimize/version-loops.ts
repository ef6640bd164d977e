// Inner loops over lists and texts in two versions: one test before the loop decides whether every index in
// it will be in range; if so, a version runs that checks none and has loaded the lists before it.
//
//     for j in 0..n { c[i][j] = c[i][j] + x * b[k][j] }          becomes
//
//     if (0 <= i && i < c->length && n <= c[i]->length && …) {
//       row = c[i]; …                                            // loaded once
//       for (j = 0; j < n; j++) { row[j] = row[j] + x * … }      // nothing is checked
//     } else {
//       for (…) { … }                                            // as written; raises where it must
//     }
//
// A loop qualifies when it counts (counted-loop.ts), is innermost and short, calls nothing that writes
// (quiet-functions.ts), and when what its indexes are taken from does not change in it: the list is a variable
// that the loop doesn't assign, or an element of such a list at an unchanging index while the loop stores no
// element of that type, or a field or global that the loop doesn't store. Indexes are the loop's variable, plus
// or minus a constant, or unchanging. The test itself raises nothing and has no effects, so the slow version
// behaves as ever: same error, same place, same output before it. A text is indexed by its bytes where the test
// has found it to be ASCII, and C then compares the characters `s[i]` and `t[j]` as bytes.
// The C compiler can't do this: it doesn't know that the slow path is rare, or what may alias.

import type { IrBlock, IrExpression, IrFunction, IrGlobal, IrProgram, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { runtime } from "../aotir/builder.ts";
import { sameIrType } from "../aotir/same-type.ts";
import { blocksOf, holdsStatement, mapExpression, mapStatement, rootsOf, walkExpression, walkFunction, walkStatements } from "../aotir/walk.ts";
import { assignedIn } from "./assigned.ts";
import { countedLoop, sumOf, type Bound, type CountedLoop } from "./counted-loop.ts";
import { isQuiet, quietFunctions } from "./quiet-functions.ts";

/** Nodes of a body that is still worth having twice. */
const largestBody = 160;

export function versionLoops(program: IrProgram): void {
  const functions = new Set(program.functions).add(program.entry);
  const looping = [...functions].filter((fn) => holdsStatement(fn.body, "for", "loop"));
  const quiet = looping.length === 0 ? functions : quietFunctions(functions);
  for (const fn of looping) {
    fn.body = versionBlock({ quiet, nullable: testedForNull(fn) }, fn.body);
  }
}

/** What is known about the program and the function. */
interface Around {
  readonly quiet: ReadonlySet<IrFunction>;
  readonly nullable: ReadonlySet<IrVariable>;
}

/** Variables that may be null: what is, is asked somewhere. */
function testedForNull(fn: IrFunction): ReadonlySet<IrVariable> {
  const tested = new Set<IrVariable>();
  walkFunction(fn, (node) => {
    const operand = node.kind === "is-null" ? node.operand : node.kind === "length" && node.nullable ? node.list : undefined;
    if (operand?.kind === "variable") {
      tested.add(operand.variable);
    }
  });
  return tested;
}

function versionBlock(around: Around, block: IrBlock): IrBlock {
  const statements = block.statements.map((statement) => {
    const inner = mapStatement(statement, (root) => root, (body) => versionBlock(around, body));
    const counted = countedLoop(inner);
    return counted === undefined ? inner : versionLoop(around, counted);
  });
  return { statements };
}

/** What a body stores to, as far as it can change a list that an index is taken from. */
interface Stores {
  readonly elements: IrType[];
  readonly fields: Set<string>;
  readonly globals: Set<IrGlobal>;
}

interface Loop extends CountedLoop {
  readonly nullable: ReadonlySet<IrVariable>;
  readonly assigned: ReadonlySet<IrVariable>;
  readonly stores: Stores;
  /** Variables declared in the body whose value is the same in each round, by what they hold. */
  readonly steady: Map<IrVariable, IrExpression>;
  /** What must hold for the fast version, in an order in which each part may rely on those before. */
  readonly tests: IrExpression[];
  readonly testKeys: Set<string>;
  readonly ids: Map<object, number>;
}

const bool: IrType = { kind: "bool" };
const i64: IrType = { kind: "i64" };
const u32: IrType = { kind: "u32" };

function versionLoop({ quiet, nullable }: Around, counted: CountedLoop): IrStatement {
  const { statement, variable } = counted;
  const stores = storesOf(quiet, statement);
  if (stores === undefined) {
    return statement;
  }
  const loop: Loop = {
    ...counted,
    nullable,
    assigned: new Set([...assignedIn(statement.body), variable]),
    stores,
    steady: new Map(),
    tests: [],
    testKeys: new Set(),
    ids: new Map(),
  };
  const hoisted: IrStatement[] = [];
  const condition = statement.kind === "loop" && statement.condition !== undefined ? fastCondition(loop, statement.condition) : undefined;
  // Behind a second condition not every round that is counted runs.
  const body = fastBlock(loop, statement.body, hoisted, condition?.kind !== "binary" || condition.op !== "&&");
  if (loop.tests.length === 0) {
    return statement;
  }
  // What the body relies on needn't hold where it never runs.
  const tests = counted.entry === undefined ? loop.tests : [counted.entry, ...loop.tests];
  const test = tests.reduce((left, right): IrExpression => ({ kind: "binary", op: "&&", left, right, type: bool }));
  const fast: IrStatement = { ...statement, ...(condition === undefined ? {} : { condition }), body, label: { name: statement.label.name } };
  const then = renameDeclared({ statements: [...hoisted, fast] }, statement);
  return { kind: "if", span: statement.span, condition: test, then, otherwise: { statements: [statement] } };
}

// ---------------------------------------------------------------- which loops

/** The stores of a loop that qualifies; undefined when it doesn't. */
function storesOf(quiet: ReadonlySet<IrFunction>, loop: CountedLoop["statement"]): Stores | undefined {
  const stores: Stores = { elements: [], fields: new Set(), globals: new Set() };
  let size = 0;
  let simple = true;
  const visit = (root: IrExpression): void => {
    walkExpression(root, (node) => {
      size++;
      simple &&= isQuiet(node, quiet);
    });
  };
  if (loop.kind === "loop" && loop.condition !== undefined) {
    visit(loop.condition);
  }
  walkStatements(loop.body, (statement) => {
    switch (statement.kind) {
      case "for":
      case "loop":
      case "try":
      case "switch":
        simple = false;
        return;
      case "assign": {
        const { place } = statement;
        switch (place.kind) {
          case "element":
          case "deref":
            // Of those that this is reached for, a pointer leads to a new element.
            stores.elements.push(statement.value.type);
            break;
          case "field":
            stores.fields.add(`${place.struct.name}.${place.field}`);
            break;
          case "global":
            stores.globals.add(place.global);
            break;
          case "cell":
            simple = false;
            break;
          case "variable":
            break;
        }
        break;
      }
      default:
        break;
    }
    for (const root of rootsOf(statement)) {
      visit(root);
    }
  });
  return simple && size <= largestBody ? stores : undefined;
}

// ---------------------------------------------------------------- the fast version

/** The block without checks; `top`: it runs in every round. */
function fastBlock(loop: Loop, block: IrBlock, hoisted: IrStatement[], top: boolean): IrBlock {
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    const fast = mapStatement(
      statement,
      (root) => fastRoot(loop, root, top),
      (inner) => fastBlock(loop, inner, hoisted, false),
    );
    if (top && fast.kind === "declare" && fast.value !== undefined && isSteadyDeclaration(loop, fast.variable, fast.value)) {
      loop.steady.set(fast.variable, fast.value);
      hoisted.push(fast);
    } else {
      statements.push(fast);
    }
    // Later statements don't run in every round any more.
    top &&= !mayLeave(statement);
  }
  return { statements };
}

/** The condition of a `while`: where its first part holds, the variable lies between the bounds. */
function fastCondition(loop: Loop, condition: IrExpression): IrExpression {
  if (condition.kind !== "binary" || condition.op !== "&&") {
    return condition;
  }
  return { ...condition, left: fastCondition(loop, condition.left), right: fastRoot(loop, condition.right, false) };
}

function mayLeave(statement: IrStatement): boolean {
  if (statement.kind === "break" || statement.kind === "continue" || statement.kind === "return") {
    return true;
  }
  return blocksOf(statement).some((block) => block.statements.some(mayLeave));
}

function isSteadyDeclaration(loop: Loop, variable: IrVariable, value: IrExpression): boolean {
  if (value.type.kind !== "list" && value.type.kind !== "u32" && value.type.kind !== "i64") {
    return false;
  }
  let assigned = 0;
  walkStatements(loop.statement.body, (statement) => {
    if (statement.kind === "assign" && statement.place.kind === "variable" && statement.place.variable === variable) {
      assigned++;
    }
  });
  return assigned === 0 && isSteady(loop, value);
}

/** The same in each round, and reading it raises nothing (its checks are among the tests). */
function isSteady(loop: Loop, root: IrExpression): boolean {
  let steady = true;
  walkExpression(root, (node) => {
    switch (node.kind) {
      case "int":
        break;
      case "variable":
        steady &&= !node.variable.byReference && (!loop.assigned.has(node.variable) || loop.steady.has(node.variable));
        break;
      case "numeric":
      case "length":
        break;
      case "binary":
        steady &&= node.exact === true;
        break;
      case "element":
        steady &&= !loop.stores.elements.some((type) => sameIrType(type, node.type));
        break;
      case "field":
        steady &&= !loop.stores.fields.has(`${node.struct.name}.${node.field}`);
        break;
      case "global":
        steady &&= !loop.stores.globals.has(node.global);
        break;
      case "cell":
        break;
      default:
        steady = false;
    }
    return steady;
  });
  return steady;
}

/** The expression without the checks that the tests make superfluous; `top`: it is evaluated in every round. */
function fastRoot(loop: Loop, root: IrExpression, top: boolean): IrExpression {
  let strict = top;
  walkExpression(root, (node) => {
    strict &&= node.kind !== "conditional" && !(node.kind === "binary" && (node.op === "&&" || node.op === "||"));
  });
  return mapExpression(root, (node) => fastCheck(loop, node, strict));
}

/** What is taken from a list or a text at an index, while the index is checked. */
interface Access {
  readonly container: IrExpression;
  readonly index: IrExpression;
  /** Indexes below this are in it; as the tests see it. */
  readonly room: IrExpression;
  /** What must hold besides. */
  readonly test?: IrExpression;
  /** Without a check. */
  readonly at: (index: IrExpression) => IrExpression;
}

function accessOf(loop: Loop, node: IrExpression): Access | undefined {
  if (node.kind !== "runtime") {
    return undefined;
  }
  const [first, second, third] = node.args;
  switch (node.name) {
    case "mochi_list_check":
      return first === undefined || second?.kind !== "length" || second.nullable || !isSteady(loop, second.list)
        ? undefined
        : { container: second.list, index: first, room: asInt({ ...second, list: inTests(loop, second.list) }), at: (index) => index };
    case "mochi_string_index":
      return first === undefined || second === undefined ? undefined : characterAccess(loop, first, second);
    case "mochi_string_slice":
      return first === undefined || second === undefined || third === undefined || !isOneBehind(second, third) ? undefined : characterAccess(loop, first, second);
    default:
      return undefined;
  }
}

/** A character of a text whose characters are bytes. */
function characterAccess(loop: Loop, text: IrExpression, index: IrExpression): Access | undefined {
  if (!isSteady(loop, text)) {
    return undefined;
  }
  const tested = inTests(loop, text);
  return {
    container: text,
    index,
    room: asInt(runtime("mochi_string_size", [tested])),
    test: runtime("mochi_string_is_ascii", [tested]),
    at: (at) => runtime("mochi_string_ascii_at", [text, at]),
  };
}

/** Whether `text[start:end]` is one character: `i` and `i + 1`. */
function isOneBehind(start: IrExpression, end: IrExpression): boolean {
  const from = start.kind === "variable" ? { variable: start.variable, offset: 0n } : sumOf(start);
  const to = end.kind === "variable" ? { variable: end.variable, offset: 0n } : sumOf(end);
  return from !== undefined && to !== undefined && from.variable === to.variable && to.offset === from.offset + 1n;
}

function asInt(operand: IrExpression): IrExpression {
  return { kind: "numeric", operand, type: i64 };
}

/**
 * `always`: the node is evaluated in every round. If it isn't, what stands around it may be why it can be evaluated at all:
 * the tests read plain variables only, and ask for nothing that may fail just because this isn't reached.
 */
function fastCheck(loop: Loop, node: IrExpression, always: boolean): IrExpression {
  const access = accessOf(loop, node);
  const known = access === undefined ? undefined : indexOf(loop, access.index);
  if (access === undefined || known === undefined) {
    return node;
  }
  const { container, index, room } = access;
  if (!always && (container.kind !== "variable" || loop.nullable.has(container.variable))) {
    return node;
  }
  const { kind, offset } = known;
  if (kind === "variable") {
    const tests = rangeTests(loop, offset, room);
    if (tests === undefined || (!always && offset !== 0n && tests.some((test) => !isKnown(loop, test)))) {
      return node;
    }
    tests.forEach((test) => {
      addTest(loop, test);
    });
  } else {
    if (!always && index.kind !== "int" && index.kind !== "variable") {
      return node;
    }
    if (index.kind !== "int") {
      addTest(loop, { kind: "binary", op: ">=", left: inTests(loop, index), right: integer(0n), type: bool });
    }
    addTest(loop, { kind: "binary", op: "<", left: inTests(loop, index), right: room, type: bool });
  }
  if (access.test !== undefined) {
    addTest(loop, access.test);
  }
  return access.at({ kind: "numeric", operand: known.value, type: u32 });
}

/** Whether the variable plus `offset` stays at or above 0, and below `room`. */
function rangeTests(loop: Loop, offset: bigint, room: IrExpression): readonly IrExpression[] | undefined {
  const { low, high } = loop;
  if (!isReadable(loop, low) || !isReadable(loop, high)) {
    return undefined;
  }
  // A bound that is never reached lets one more be.
  const least = low.inclusive ? -offset : -offset - 1n;
  const above = plus(room, -offset);
  return [
    { kind: "binary", op: ">=", left: inTests(loop, low.value), right: integer(least), type: bool },
    { kind: "binary", op: high.inclusive ? "<" : "<=", left: inTests(loop, high.value), right: above, type: bool },
  ];
}

function plus(value: IrExpression, offset: bigint): IrExpression {
  const op = offset < 0n ? "-" : "+";
  return offset === 0n ? value : { kind: "binary", op, left: value, right: integer(offset < 0n ? -offset : offset), type: i64, exact: true };
}

/** Whether a test before the loop can read the bound. */
function isReadable(loop: Loop, { value, once }: Bound): boolean {
  return isSteady(loop, value) || (once && value.kind === "variable" && value.variable === loop.variable);
}

function integer(value: bigint): IrExpression {
  return { kind: "int", value, type: i64 };
}

type Index = { readonly kind: "variable" | "steady"; readonly offset: bigint; readonly value: IrExpression };

/** An index that is the loop's variable plus a small constant, or the same in each round. */
function indexOf(loop: Loop, index: IrExpression): Index | undefined {
  if (index.kind === "variable" && index.variable === loop.variable) {
    return { kind: "variable", offset: 0n, value: index };
  }
  if (isSteady(loop, index)) {
    return index.kind === "int" && index.value < 0n ? undefined : { kind: "steady", offset: 0n, value: index };
  }
  const sum = sumOf(index);
  if (sum === undefined || sum.variable !== loop.variable) {
    return undefined;
  }
  // In range by the tests, so it can't overflow.
  return { kind: "variable", offset: sum.offset, value: plus({ kind: "variable", type: i64, variable: sum.variable }, sum.offset) };
}

/** An expression as the tests see it: steady variables of the body replaced by what they hold. */
function inTests(loop: Loop, root: IrExpression): IrExpression {
  return mapExpression(root, (node) => {
    const held = node.kind === "variable" ? loop.steady.get(node.variable) : undefined;
    return held === undefined ? node : inTests(loop, held);
  });
}

function addTest(loop: Loop, test: IrExpression): void {
  if (test.kind === "binary" && test.left.kind === "int" && test.right.kind === "int") {
    const holds = test.op === ">=" ? test.left.value >= test.right.value : test.left.value <= test.right.value;
    if (holds) {
      return;
    }
  }
  if (!isKnown(loop, test)) {
    loop.testKeys.add(keyOf(loop, test));
    loop.tests.push(test);
  }
}

function isKnown(loop: Loop, test: IrExpression): boolean {
  return loop.testKeys.has(keyOf(loop, test));
}

/** Equal for equal expressions of the kinds that tests are made of. */
function keyOf(loop: Loop, root: IrExpression): string {
  const parts: string[] = [];
  walkExpression(root, (node) => {
    switch (node.kind) {
      case "int":
        parts.push(String(node.value));
        break;
      case "variable": {
        const id = loop.ids.get(node.variable) ?? loop.ids.size;
        loop.ids.set(node.variable, id);
        parts.push(`v${id}`);
        break;
      }
      case "binary":
        parts.push(node.op);
        break;
      case "field":
        parts.push(`.${node.struct.name}.${node.field}`);
        break;
      case "runtime":
        parts.push(node.name);
        break;
      default:
        parts.push(node.kind);
    }
  });
  return parts.join(" ");
}

// ---------------------------------------------------------------- two versions, two sets of variables

/** The fast version with variables and labels of its own: each is declared once in a function. */
function renameDeclared(block: IrBlock, loop: CountedLoop["statement"]): IrBlock {
  const renamed = new Map<IrVariable, IrVariable>();
  for (const variable of [...assignedInOrder(loop.body), ...(loop.kind === "for" ? [loop.variable] : [])]) {
    renamed.set(variable, { ...variable });
  }
  const labels = new Map<object, { readonly name: string }>();
  const change = (root: IrExpression): IrExpression =>
    mapExpression(root, (node) => {
      const other = node.kind === "variable" || node.kind === "address" ? renamed.get(node.variable) : undefined;
      return other === undefined || (node.kind !== "variable" && node.kind !== "address") ? node : { ...node, variable: other };
    });
  const rename = (inner: IrBlock): IrBlock => ({
    statements: inner.statements.map((statement): IrStatement => {
      if (statement.kind === "for" || statement.kind === "loop") {
        // The only one: the loop itself.
        labels.set(loop.label, statement.label);
      }
      if (statement.kind === "block" && statement.label !== undefined) {
        labels.set(statement.label, { name: statement.label.name });
      }
      const mapped = mapStatement(statement, change, rename);
      switch (mapped.kind) {
        case "declare":
        case "for":
          return { ...mapped, variable: renamed.get(mapped.variable) ?? mapped.variable };
        case "assign": {
          const { place } = mapped;
          const other = place.kind === "variable" ? renamed.get(place.variable) : undefined;
          return other === undefined ? mapped : { ...mapped, place: { kind: "variable", variable: other } };
        }
        case "break":
        case "continue":
          return { ...mapped, label: labels.get(mapped.label) ?? mapped.label };
        case "block":
          return mapped.label === undefined ? mapped : { ...mapped, label: labels.get(mapped.label) ?? mapped.label };
        default:
          return mapped;
      }
    }),
  });
  return rename(block);
}

/** Variables declared in the body (not those of outside that it assigns). */
function assignedInOrder(body: IrBlock): readonly IrVariable[] {
  const declared: IrVariable[] = [];
  walkStatements(body, (statement) => {
    if (statement.kind === "declare" || statement.kind === "for") {
      declared.push(statement.variable);
    }
  });
  return declared;
}

