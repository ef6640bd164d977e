// Inner loops over lists in two versions: one test before the loop decides whether every index in
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
// A loop qualifies when it is innermost, short, calls nothing and allocates nothing, and when what
// its indexes are taken from does not change in it: the list is a variable that the loop doesn't
// assign, or an element of such a list at an unchanging index while the loop stores no element of
// that type, or a field that the loop doesn't store. Indexes are the loop's variable, plus or minus
// a constant, or unchanging. The test itself raises nothing and has no effects, so the slow version
// behaves as ever: same error, same place, same output before it.
// The C compiler can't do this: it doesn't know that the slow path is rare, or what may alias.

import type { IrBlock, IrExpression, IrFunction, IrProgram, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { sameIrType } from "../aotir/same-type.ts";
import { blocksOf, mapExpression, mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { assignedIn } from "./assigned.ts";

/** Nodes of a body that is still worth having twice. */
const largestBody = 160;

export function versionLoops(program: IrProgram): void {
  for (const fn of new Set(program.functions).add(program.entry)) {
    fn.body = versionBlock(fn, fn.body);
  }
}

function versionBlock(fn: IrFunction, block: IrBlock): IrBlock {
  const statements = block.statements.map((statement) => {
    const inner = mapStatement(statement, (root) => root, (body) => versionBlock(fn, body));
    return inner.kind === "for" ? versionLoop(inner) : inner;
  });
  return { statements };
}

type ForStatement = Extract<IrStatement, { kind: "for" }>;

/** What a body stores to, as far as it can change a list that an index is taken from. */
interface Stores {
  readonly elements: IrType[];
  readonly fields: Set<string>;
  readonly cells: IrType[];
}

interface Loop {
  readonly statement: ForStatement;
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

function versionLoop(statement: ForStatement): IrStatement {
  const stores = storesOf(statement.body);
  if (stores === undefined || statement.variable.type.kind !== "i64" || statement.variable.byReference) {
    return statement;
  }
  const loop: Loop = {
    statement,
    assigned: new Set([...assignedIn(statement.body), statement.variable]),
    stores,
    steady: new Map(),
    tests: [],
    testKeys: new Set(),
    ids: new Map(),
  };
  const hoisted: IrStatement[] = [];
  const body = fastBlock(loop, statement.body, hoisted, true);
  if (loop.tests.length === 0) {
    return statement;
  }
  const condition = loop.tests.reduce((left, right): IrExpression => ({ kind: "binary", op: "&&", left, right, type: bool }));
  const renamed = renameDeclared({ statements: [...hoisted, { ...statement, body, label: { name: statement.label.name } }] }, statement);
  return { kind: "if", span: statement.span, condition, then: renamed, otherwise: { statements: [statement] } };
}

// ---------------------------------------------------------------- which loops

/** The stores of a body that qualifies; undefined when it doesn't. */
function storesOf(body: IrBlock): Stores | undefined {
  const stores: Stores = { elements: [], fields: new Set(), cells: [] };
  let size = 0;
  let simple = true;
  walkStatements(body, (statement) => {
    switch (statement.kind) {
      case "for":
      case "loop":
      case "try":
      case "switch":
        simple = false;
        return;
      case "assign": {
        const { place } = statement;
        if (place.kind === "element" && place.list.type.kind === "list") {
          stores.elements.push(place.list.type.element);
        } else if (place.kind === "field") {
          stores.fields.add(`${place.struct.name}.${place.field}`);
        } else if (place.kind !== "variable") {
          simple = false;
        }
        break;
      }
      default:
        break;
    }
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        size++;
        simple &&= isQuiet(node);
      });
    }
  });
  return simple && size <= largestBody ? stores : undefined;
}

/** Neither calls, nor allocates, nor writes. */
function isQuiet(node: IrExpression): boolean {
  switch (node.kind) {
    case "call":
    case "call-value":
    case "new":
    case "new-cell":
    case "new-list":
    case "new-closure":
    case "address":
    case "array":
    case "c-constant":
      return false;
    case "runtime": {
      const row = runtimeAbi.get(node.name);
      return row !== undefined && row.pure && !row.noReturn;
    }
    default:
      return true;
  }
}

// ---------------------------------------------------------------- the fast version

/** The block without checks; `top`: it runs in every round, so its steady variables may be hoisted. */
function fastBlock(loop: Loop, block: IrBlock, hoisted: IrStatement[], top: boolean): IrBlock {
  const statements: IrStatement[] = [];
  for (const statement of block.statements) {
    if (!top) {
      // Behind a condition an index need not be in range: checks stay.
      statements.push(statement);
      continue;
    }
    const fast = mapStatement(
      statement,
      (root) => fastRoot(loop, root),
      (inner) => fastBlock(loop, inner, hoisted, false),
    );
    if (fast.kind === "declare" && fast.value !== undefined && isSteadyDeclaration(loop, fast.variable, fast.value)) {
      loop.steady.set(fast.variable, fast.value);
      hoisted.push(fast);
    } else {
      statements.push(fast);
    }
    if (mayLeave(statement)) {
      // Later statements don't run in every round any more.
      top = false;
    }
  }
  return { statements };
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
      case "cell":
        break;
      default:
        steady = false;
    }
    return steady;
  });
  return steady;
}

/** The expression without the checks that the tests make superfluous. */
function fastRoot(loop: Loop, root: IrExpression): IrExpression {
  let strict = true;
  walkExpression(root, (node) => {
    strict &&= node.kind !== "conditional" && !(node.kind === "binary" && (node.op === "&&" || node.op === "||"));
  });
  return strict ? mapExpression(root, (node) => fastCheck(loop, node)) : root;
}

function fastCheck(loop: Loop, node: IrExpression): IrExpression {
  if (node.kind !== "runtime" || node.name !== "mochi_list_check") {
    return node;
  }
  const [index, length] = node.args;
  if (index === undefined || length?.kind !== "length" || length.nullable || !isSteady(loop, length.list)) {
    return node;
  }
  const list = inTests(loop, length.list);
  const room: IrExpression = { kind: "numeric", operand: { ...length, list }, type: i64 };
  const known = indexOf(loop, index);
  if (known === undefined) {
    return node;
  }
  const { kind, offset } = known;
  if (kind === "variable") {
    const { start, end } = loop.statement;
    if (!isStable(loop, start) || !isStable(loop, end)) {
      return node;
    }
    // First and last index: start + offset ≥ 0, end - 1 + offset < length.
    addTest(loop, { kind: "binary", op: ">=", left: start, right: integer(-offset), type: bool });
    addTest(loop, { kind: "binary", op: "<=", left: end, right: offset === 0n ? room : { kind: "binary", op: "-", left: room, right: integer(offset), type: i64, exact: true }, type: bool });
    return { kind: "numeric", operand: known.value, type: u32 };
  }
  if (index.kind !== "int") {
    addTest(loop, { kind: "binary", op: ">=", left: inTests(loop, index), right: integer(0n), type: bool });
  }
  addTest(loop, { kind: "binary", op: "<", left: inTests(loop, index), right: room, type: bool });
  return { kind: "numeric", operand: index, type: u32 };
}

function integer(value: bigint): IrExpression {
  return { kind: "int", value, type: i64 };
}

/** Bounds are read again by the tests: variables that the loop leaves alone, lengths of them, literals. */
function isStable(loop: Loop, bound: IrExpression): boolean {
  return isSteady(loop, bound);
}

type Index = { readonly kind: "variable" | "steady"; readonly offset: bigint; readonly value: IrExpression };

/** An index that is the loop's variable plus a small constant, or the same in each round. */
function indexOf(loop: Loop, index: IrExpression): Index | undefined {
  if (index.kind === "variable" && index.variable === loop.statement.variable) {
    return { kind: "variable", offset: 0n, value: index };
  }
  if (isSteady(loop, index)) {
    return index.kind === "int" && index.value < 0n ? undefined : { kind: "steady", offset: 0n, value: index };
  }
  const op =
    index.kind === "binary" && index.exact === true
      ? index.op
      : index.kind === "runtime" && index.name === "mochi_int_add"
        ? "+"
        : index.kind === "runtime" && index.name === "mochi_int_subtract"
          ? "-"
          : undefined;
  const [left, right] = index.kind === "binary" ? [index.left, index.right] : index.kind === "runtime" ? index.args : [];
  if ((op !== "+" && op !== "-") || left?.kind !== "variable" || left.variable !== loop.statement.variable || right?.kind !== "int" || right.value > 2n ** 31n || right.value < -(2n ** 31n)) {
    return undefined;
  }
  // In range by the tests, so it can't overflow.
  return { kind: "variable", offset: op === "+" ? right.value : -right.value, value: { kind: "binary", op, left, right, type: i64, exact: true } };
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
  const key = keyOf(loop, test);
  if (!loop.testKeys.has(key)) {
    loop.testKeys.add(key);
    loop.tests.push(test);
  }
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
      default:
        parts.push(node.kind);
    }
  });
  return parts.join(" ");
}

// ---------------------------------------------------------------- two versions, two sets of variables

/** The fast version with variables and labels of its own: each is declared once in a function. */
function renameDeclared(block: IrBlock, loop: ForStatement): IrBlock {
  const renamed = new Map<IrVariable, IrVariable>();
  for (const variable of [...assignedInOrder(loop.body), loop.variable]) {
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
      const target = statement.kind === "for" ? loop.label : undefined;
      if (statement.kind === "for" && target !== undefined) {
        labels.set(target, statement.label);
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

