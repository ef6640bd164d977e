// `match`: patterns become rows of decision-tree.ts, its tree becomes tests, arms become blocks.
//
// An arm's body stands where its only leaf is. An arm with several leaves is emitted once, behind
// the tree, and its leaves jump there:
//     end: { arm2: { arm1: { tree } body1; leave end }  body2 }
// Places are put into variables before they are tested, so that a guard which changes the matched
// value can't pull it away under a test that was made before.

import type { IrExpression, IrLabel, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { assignVariable, binary, declare, descriptor, intValue, lengthOf, newLabel, newVariable, not, readElement, readField, readVariable, reinterpret, runtime, siteValue, tagOf, u32Ir } from "../aotir/builder.ts";
import type { Local, TypedArm, TypedExpression, TypedPattern } from "../instantiate/typed.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import type { StructDeclaration, Type } from "../types/type.ts";
import { inBlock, siteAt, spill, type FunctionContext } from "./context.ts";
import { compileMatch, type Bind, type Decision, type Head, type Occurrence, type Pattern } from "./decision-tree.ts";
import { box, convertValue, elementsOfAny, unbox } from "./lower-convert.ts";
import { lowerExpression } from "./lower-expression.ts";
import { lowerEqual } from "./lower-operator.ts";
import { takeApart } from "./lower-option.ts";
import { bindElement, bindLocal } from "./lower-statement.ts";
import { lowerStruct, lowerType, structOfType } from "./lower-type.ts";
import { typeKey } from "./type-key.ts";

/** What a place is tested for. */
type Test =
  | { readonly kind: "variant"; readonly declaration: StructDeclaration; readonly type: Type }
  | { readonly kind: "literal"; readonly value: TypedExpression }
  | { readonly kind: "none" }
  | { readonly kind: "some"; readonly inner: Type }
  | { readonly kind: "length"; readonly count: number; readonly exact: boolean; readonly element: Type }
  | { readonly kind: "any-is"; readonly target: Type };

type TestHead = Head<Test>;
type Place = Occurrence<Test>;
type Tree = Decision<Test, Local>;

interface Match {
  readonly cx: FunctionContext;
  readonly span: TypedExpression["span"];
  readonly arms: readonly TypedArm[];
  readonly values: Map<Place, IrExpression>;
  readonly types: Map<Place, Type>;
  /** Arms with several leaves, with where their body is and the variables that carry what they bind. */
  readonly shared: ReadonlyMap<number, { readonly label: IrLabel; readonly variables: Map<Local, IrVariable> }>;
  readonly end: IrLabel;
  readonly leaf: (value: TypedExpression) => void;
}

export function lowerMatch(cx: FunctionContext, expression: TypedExpression & { readonly kind: "match" }, leaf: (value: TypedExpression) => void): void {
  const { subject, arms } = expression;
  const value = lowerExpression(cx, subject);
  const root: Place = { index: 0 };
  const held = value.kind === "variable" && !cx.mutable.has(value.variable) ? value : spill(cx, value);
  if (cx.program.analysis.celled.has(expression.local)) {
    bindLocal(cx, expression.local, held, false);
  } else {
    invariant(held.kind === "variable", "a subject is in a variable");
    cx.bindings.set(expression.local, { kind: "variable", variable: held.variable, owned: false });
  }
  const rows = arms.map((arm) => ({ patterns: [abstract(arm.pattern)], guarded: arm.guard !== undefined }));
  const tree = compileMatch([root], rows, { complete: isComplete, overlaps, isExclusive });
  const uses = new Map<number, number>();
  countLeaves(tree, uses);
  const shared = new Map(
    [...uses].filter(([, count]) => count > 1).map(([row]) => [row, { label: newLabel("arm"), variables: new Map<Local, IrVariable>() }] as const),
  );
  const match: Match = { cx, span: cx.span, arms, values: new Map([[root, held]]), types: new Map([[root, subject.type]]), shared, end: newLabel("match"), leaf };
  if (shared.size === 0) {
    lowerTree(match, tree);
    return;
  }
  lowerShared(match, tree);
}

/** The tree inside one block per shared arm; bodies follow, innermost first. */
function lowerShared(match: Match, tree: Tree): void {
  const { cx, arms, shared } = match;
  for (const [row, { variables }] of shared) {
    const arm = arms[row];
    invariant(arm !== undefined, "a leaf belongs to an arm");
    for (const local of boundBy(arm.pattern)) {
      const variable = newVariable(local.name, lowerType(cx.program.types, local.type));
      cx.statements.push(declare(cx.span, variable));
      variables.set(local, variable);
    }
  }
  let body = inBlock(cx, () => {
    lowerTree(match, tree);
  });
  for (const [row, { label, variables }] of shared) {
    const inner: IrStatement = { kind: "block", span: match.span, body, label };
    body = inBlock(cx, () => {
      cx.statements.push(inner);
      for (const [local, variable] of variables) {
        bindVariable(cx, local, variable);
      }
      lowerArm(match, row);
    });
  }
  cx.statements.push({ kind: "block", span: match.span, body, label: match.end });
}

function bindVariable(cx: FunctionContext, local: Local, variable: IrVariable): void {
  const simple = !cx.program.analysis.celled.has(local) && !cx.program.analysis.assigned.has(local) && !local.reassigned;
  if (simple) {
    cx.bindings.set(local, { kind: "variable", variable, owned: false });
  } else {
    bindElement(cx, local, readVariable(variable));
  }
}

function lowerArm(match: Match, row: number): void {
  const { cx } = match;
  const arm = match.arms[row];
  invariant(arm !== undefined, "a leaf belongs to an arm");
  const outer = cx.span;
  cx.span = arm.value.span;
  match.leaf(arm.value);
  cx.span = outer;
  const last = cx.statements[cx.statements.length - 1];
  if (match.shared.size > 0 && !(last !== undefined && jumps.has(last.kind))) {
    cx.statements.push({ kind: "break", span: cx.span, label: match.end });
  }
}

const jumps: ReadonlySet<string> = new Set(["return", "break", "continue", "unreachable"]);

function countLeaves(tree: Tree, uses: Map<number, number>): void {
  switch (tree.kind) {
    case "fail":
      return;
    case "leaf":
      uses.set(tree.row, (uses.get(tree.row) ?? 0) + 1);
      return;
    case "guard":
      uses.set(tree.row, (uses.get(tree.row) ?? 0) + 1);
      countLeaves(tree.otherwise, uses);
      return;
    case "switch":
      tree.branches.forEach((branch) => {
        countLeaves(branch.then, uses);
      });
      if (tree.otherwise !== undefined) {
        countLeaves(tree.otherwise, uses);
      }
      return;
    default:
      unreachable(tree);
  }
}

// ---------------------------------------------------------------- the tree

function lowerTree(match: Match, tree: Tree): void {
  const { cx } = match;
  switch (tree.kind) {
    case "fail":
      cx.statements.push({ kind: "unreachable", span: match.span });
      return;
    case "leaf":
      bindAll(match, tree.row, tree.binds);
      lowerLeaf(match, tree.row);
      return;
    case "guard": {
      bindAll(match, tree.row, tree.binds);
      const guard = match.arms[tree.row]?.guard;
      invariant(guard !== undefined, "a guarded arm has a guard");
      const condition = lowerExpression(cx, guard);
      const then = inBlock(cx, () => {
        lowerLeaf(match, tree.row);
      });
      const otherwise = inBlock(cx, () => {
        lowerTree(match, tree.otherwise);
      });
      cx.statements.push({ kind: "if", span: match.span, condition, then, otherwise });
      return;
    }
    case "switch":
      lowerSwitch(match, tree);
      return;
    default:
      unreachable(tree);
  }
}

function lowerLeaf(match: Match, row: number): void {
  const shared = match.shared.get(row);
  if (shared === undefined) {
    lowerArm(match, row);
  } else {
    match.cx.statements.push({ kind: "break", span: match.cx.span, label: shared.label });
  }
}

function bindAll(match: Match, row: number, binds: readonly Bind<Test, Local>[]): void {
  const { cx } = match;
  const carried = match.shared.get(row)?.variables;
  for (const { variable: local, occurrence } of binds) {
    const value = convertValue(cx, valueAt(match, occurrence), typeAt(match, occurrence), local.type);
    const variable = carried?.get(local);
    if (variable !== undefined) {
      cx.statements.push(assignVariable(cx.span, variable, value));
      bindVariable(cx, local, variable);
    } else if (value.kind === "variable" && !cx.mutable.has(value.variable) && isPlainLocal(cx, local)) {
      cx.bindings.set(local, { kind: "variable", variable: value.variable, owned: false });
    } else {
      bindElement(cx, local, value);
    }
  }
}

function isPlainLocal(cx: FunctionContext, local: Local): boolean {
  const { analysis } = cx.program;
  return !local.reassigned && !analysis.assigned.has(local) && !analysis.celled.has(local) && !analysis.grows.has(cx.function);
}

function lowerSwitch(match: Match, tree: Tree & { readonly kind: "switch" }): void {
  const { cx } = match;
  const { occurrence, branches, otherwise } = tree;
  const [first] = branches;
  invariant(first !== undefined, "a switch has a branch");
  if (branches.length === 1 && otherwise === undefined) {
    lowerTree(match, first.then);
    return;
  }
  const known = match.values.get(occurrence);
  const read = valueAt(match, occurrence);
  const value = read.kind === "variable" ? read : spill(cx, read);
  match.values.set(occurrence, value);
  const type = typeAt(match, occurrence);
  if (first.head.test.kind === "variant" && branches.length > 2) {
    switchOn(match, tree, tagOf(value), (test) => (test.kind === "variant" ? BigInt(test.declaration.tag) : undefined));
  } else if (value.type.kind === "i64" && branches.length > 2 && branches.every((branch) => intOf(branch.head.test) !== undefined)) {
    switchOn(match, tree, value, intOf);
  } else {
    lowerChain(match, tree, value, type, 0);
  }
  if (known === undefined) {
    match.values.delete(occurrence);
  } else {
    match.values.set(occurrence, known);
  }
}

function intOf(test: Test): bigint | undefined {
  return test.kind === "literal" && test.value.kind === "int" ? test.value.value : undefined;
}

function switchOn(match: Match, tree: Tree & { readonly kind: "switch" }, value: IrExpression, keyOf: (test: Test) => bigint | undefined): void {
  const { cx } = match;
  // When nothing else is possible the last branch needs no test.
  const tested = tree.otherwise === undefined ? tree.branches.slice(0, -1) : tree.branches;
  const rest = tree.otherwise ?? tree.branches[tree.branches.length - 1]?.then;
  invariant(rest !== undefined, "a switch has a last branch");
  const cases = tested.map((branch) => {
    const key = keyOf(branch.head.test);
    invariant(key !== undefined, "a case has a number");
    return { values: [key], body: inBlock(cx, () => lowerTree(match, branch.then)) };
  });
  cx.statements.push({ kind: "switch", span: match.span, value, cases, otherwise: inBlock(cx, () => lowerTree(match, rest)) });
}

/** Tests one after the other. */
function lowerChain(match: Match, tree: Tree & { readonly kind: "switch" }, value: IrExpression, type: Type, from: number): void {
  const { cx } = match;
  const branch = tree.branches[from];
  if (branch === undefined) {
    invariant(tree.otherwise !== undefined, "what may fall through has a rest");
    lowerTree(match, tree.otherwise);
    return;
  }
  if (tree.otherwise === undefined && from === tree.branches.length - 1) {
    lowerTree(match, branch.then);
    return;
  }
  const condition = testOf(cx, branch.head.test, value, type);
  const then = inBlock(cx, () => {
    lowerTree(match, branch.then);
  });
  const rest = inBlock(cx, () => {
    lowerChain(match, tree, value, type, from + 1);
  });
  cx.statements.push({ kind: "if", span: match.span, condition, then, ...(rest.statements.length === 0 ? {} : { otherwise: rest }) });
}

function testOf(cx: FunctionContext, test: Test, value: IrExpression, type: Type): IrExpression {
  switch (test.kind) {
    case "variant":
      return binary("==", tagOf(value), intValue(test.declaration.tag, u32Ir));
    case "literal": {
      if (type.kind === "bool" && test.value.kind === "bool") {
        return test.value.value ? value : not(value);
      }
      const literal = lowerExpression(cx, test.value);
      const [constant, constantType] = type.kind === "any" && test.value.type.kind !== "any" ? [box(cx, literal, test.value.type), type] : [literal, test.value.type];
      return lowerEqual(cx, type, value, constantType, constant);
    }
    case "none":
      return takeApart(value).isNone;
    case "some":
      return not(takeApart(value).isNone);
    case "length":
      return binary(test.exact ? "==" : ">=", lengthOf(value, true), intValue(test.count, u32Ir));
    case "any-is":
      // A list pattern fits a list of whatever elements.
      return test.target.kind === "list" ? runtime("mochi_any_is_list", [value]) : runtime("mochi_any_is", [value, descriptor(test.target)]);
    default:
      return unreachable(test);
  }
}

// ---------------------------------------------------------------- places

function typeAt(match: Match, occurrence: Place): Type {
  const known = match.types.get(occurrence);
  if (known !== undefined) {
    return known;
  }
  const { head } = occurrence;
  invariant(head !== undefined, "an inner place has a head");
  const type = partType(head.test, occurrence.index);
  match.types.set(occurrence, type);
  return type;
}

function partType(test: Test, index: number): Type {
  switch (test.kind) {
    case "variant": {
      const field = fieldsOf(test)[index];
      invariant(field !== undefined, "a pattern names the fields of its variant");
      return field.type;
    }
    case "some":
      return test.inner;
    case "length":
      return index < test.count ? test.element : { kind: "list", element: test.element };
    case "any-is":
      return test.target;
    case "literal":
    case "none":
      throw new InternalError("a literal has no parts");
    default:
      return unreachable(test);
  }
}

function fieldsOf(test: Test & { readonly kind: "variant" }): readonly { readonly name: string; readonly type: Type }[] {
  return test.declaration.fields;
}

/** The value of a place; places are read where they are needed. */
function valueAt(match: Match, occurrence: Place): IrExpression {
  const known = match.values.get(occurrence);
  if (known !== undefined) {
    return known;
  }
  const { cx } = match;
  const { parent, head, index } = occurrence;
  invariant(parent !== undefined && head !== undefined, "an inner place has a parent");
  const { test } = head;
  const value = valueAt(match, parent);
  switch (test.kind) {
    case "variant": {
      const struct = test.type.kind === "union" ? lowerStruct(cx.program.types, test.declaration) : structOfType(cx.program.types, test.type);
      const field = fieldsOf(test)[index];
      invariant(field !== undefined, "a pattern names the fields of its variant");
      return readField(reinterpret(value, { kind: "struct", struct }), struct, field.name);
    }
    case "some":
      return takeApart(value).value;
    case "length":
      return index < test.count
        ? readElement(value, intValue(index, u32Ir))
        : runtime("mochi_list_slice", [value, intValue(test.count), intValue(2n ** 63n - 1n), descriptor(test.element)], value.type);
    case "any-is":
      return test.target.kind === "list" ? elementsOfAny(cx, value, test.target, match.span) : unbox(cx, value, test.target, siteValue(siteAt(cx, match.span)));
    case "literal":
    case "none":
      throw new InternalError("a literal has no parts");
    default:
      return unreachable(test);
  }
}

// ---------------------------------------------------------------- patterns

function abstract(pattern: TypedPattern): Pattern<Test, Local> {
  switch (pattern.kind) {
    case "wildcard":
      return { kind: "wildcard", binds: [] };
    case "bind":
      return { kind: "wildcard", binds: [pattern.local] };
    case "literal":
      return headed(`literal ${literalKey(pattern.value)}`, { kind: "literal", value: pattern.value }, []);
    case "none":
      return headed("none", { kind: "none" }, []);
    case "some":
      return headed("some", { kind: "some", inner: pattern.type.kind === "option" ? pattern.type.inner : pattern.type }, [abstract(pattern.inner)]);
    case "variant":
      return headed(`variant ${pattern.declaration.tag}`, { kind: "variant", declaration: pattern.declaration, type: pattern.type }, pattern.fields.map(abstract));
    case "list": {
      invariant(pattern.type.kind === "list", "a list pattern is held against a list");
      const exact = pattern.rest === undefined;
      const bindsRest = pattern.rest !== undefined && pattern.rest !== "ignored";
      const items = pattern.items.map(abstract);
      const rest: Pattern<Test, Local>[] = exact ? [] : [{ kind: "wildcard", binds: bindsRest ? [pattern.rest] : [] }];
      const test: Test = { kind: "length", count: items.length, exact, element: pattern.type.element };
      return headed(`length ${exact ? "" : ">="}${items.length}`, test, [...items, ...rest]);
    }
    case "any-is":
      return headed(`is ${typeKey(pattern.target)}`, { kind: "any-is", target: pattern.target }, [abstract(pattern.inner)]);
    case "or":
      return { kind: "or", options: pattern.options.map(abstract), binds: [] };
    default:
      return unreachable(pattern);
  }
}

function headed(key: string, test: Test, args: readonly Pattern<Test, Local>[]): Pattern<Test, Local> {
  return { kind: "head", head: { key, arity: args.length, test }, args, binds: [] };
}

/** Equal keys iff the literals are equal. */
function literalKey(value: TypedExpression): string {
  switch (value.kind) {
    case "int":
    case "bigint":
      return `number ${value.value}`;
    case "float":
      return `number ${Object.is(value.value, -0) ? 0 : value.value}`;
    case "bool":
      return `bool ${value.value}`;
    case "string":
      return `string ${value.value}`;
    case "convert":
      return literalKey(value.operand);
    case "negate":
      return `-${literalKey(value.operand)}`;
    default:
      throw new InternalError(`a literal of type ${printType(value.type)} is matched`);
  }
}

function isComplete(heads: readonly TestHead[]): boolean {
  const [first] = heads;
  if (first === undefined) {
    return false;
  }
  const { test } = first;
  switch (test.kind) {
    case "variant":
      return test.type.kind !== "union" || heads.length === test.type.declaration.variants.length;
    case "none":
    case "some":
      return heads.length === 2;
    case "literal":
      return test.value.kind === "bool" && heads.length === 2;
    case "length": {
      const tests = heads.map((head) => head.test).filter((item) => item.kind === "length");
      const open = Math.min(...tests.filter((item) => !item.exact).map((item) => item.count));
      const exact = new Set(tests.filter((item) => item.exact).map((item) => item.count));
      return open !== Infinity && Array.from({ length: open }, (_, count) => exact.has(count)).every(Boolean);
    }
    case "any-is":
      return false;
    default:
      return unreachable(test);
  }
}

function isExclusive({ test }: TestHead): boolean {
  return test.kind !== "length" && test.kind !== "any-is";
}

function overlaps(left: TestHead, right: TestHead): boolean {
  const a = left.test;
  const b = right.test;
  if (a.kind === "length" && b.kind === "length") {
    return a.exact ? !b.exact && b.count <= a.count : !b.exact || b.count >= a.count;
  }
  // Tests of dynamic types are few: only the plain kinds are known to exclude each other.
  if (a.kind === "any-is" || b.kind === "any-is") {
    const plain = ["int", "float", "bool", "string"];
    return !(a.kind === "any-is" && b.kind === "any-is" && plain.includes(a.target.kind) && plain.includes(b.target.kind));
  }
  // A literal against an `any` may stand beside `none`.
  return false;
}

/** The variables that a pattern binds, once each. */
function boundBy(pattern: TypedPattern): ReadonlySet<Local> {
  const found = new Set<Local>();
  const visit = (inner: TypedPattern): void => {
    switch (inner.kind) {
      case "bind":
        found.add(inner.local);
        break;
      case "some":
      case "any-is":
        visit(inner.inner);
        break;
      case "variant":
        inner.fields.forEach(visit);
        break;
      case "list":
        inner.items.forEach(visit);
        if (inner.rest !== undefined && inner.rest !== "ignored") {
          found.add(inner.rest);
        }
        break;
      case "or":
        inner.options.forEach(visit);
        break;
      default:
        break;
    }
  };
  visit(pattern);
  return found;
}

