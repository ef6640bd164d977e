// Calls: of a name, of a method, and of any value that is a function. Builtins are in check-builtin.ts.
//
// A call of a generic function gets fresh type variables (`T#1`); every argument is unified with
// its parameter before the next is checked. Fewer arguments than parameters make a function of the
// rest, one parameter at a time, as the reference types it. Wrong counts and conflicting type parameters stand at the callee's name (at `(` for calls of values),
// a wrong argument at the argument. What is wrong with the callee is told before what is wrong in its arguments.

import type { Span } from "../source/span.ts";
import type { CallExpression, Expression, FieldExpression } from "../syntax/ast.ts";
import { builtinMethod, builtins } from "../types/builtins.ts";
import type { Effect } from "../types/effect.ts";
import { findTypeSymbol } from "../types/resolve-type.ts";
import { freeVariables, hasVariables, substitute, type TypeVariable } from "../types/substitute.ts";
import { containsUnknown, errorType, isAggregate, passes } from "../types/subtype.ts";
import { anyType, functionOf, sameType, type FunctionType, type StructDeclaration, type Type } from "../types/type.ts";
import { unifyInto } from "../types/unify.ts";
import { callBuiltin } from "./check-builtin.ts";
import { checkAny, checkExpression, hintFor, inferExpression } from "./check-expression.ts";
import { exportedBinding, exportedVariant, moduleOf } from "./check-member.ts";
import { describe, dottedName, fieldOf, structMember } from "./check-postfix.ts";
import { findVariant } from "./check-struct.ts";
import { fail, markUsed, similarNames, type Checker } from "./context.ts";
import { resolveBinding } from "./resolve-name.ts";
import { lookup, type Binding } from "./scope.ts";

/** The type of a call. */
export function checkCall(cx: Checker, node: CallExpression, expected: Type | undefined): Type {
  switch (node.callee.kind) {
    case "name":
      return checkNamedCall(cx, node, node.callee, expected);
    case "field":
      return node.callee.safe ? checkValueCall(cx, node) : checkMethodCall(cx, node, node.callee, expected);
    default:
      return checkValueCall(cx, node);
  }
}

function checkNamedCall(cx: Checker, node: CallExpression, callee: Expression & { kind: "name" }, expected: Type | undefined): Type {
  const binding = resolveBinding(cx, callee.name);
  if (binding !== undefined) {
    markUsed(cx, binding);
    return callBinding(cx, node, binding, callee.span, callee.name);
  }
  const variant = findVariant(cx, callee.name);
  if (variant !== undefined) {
    return applyFunction(cx, node, constructorType(variant), { name: callee.name, site: callee.span, typeParams: [] });
  }
  const builtin = builtins.get(callee.name);
  if (builtin !== undefined) {
    const [text] = node.args;
    if (builtin.name === "eval" && text !== undefined && !cx.declarations.evals.has(node)) {
      fail(cx, "L002", text.span, []);
    }
    return callBuiltin(cx, builtin, node.args, { name: callee.name, site: callee.span }, undefined, expected);
  }
  if (findTypeSymbol(callee.name, cx.types) !== undefined) {
    fail(cx, "T004", callee.span, [callee.name], { help: `Make a value of the type with \`${callee.name} { ... }\`.` });
  } else {
    fail(cx, "T003", callee.span, [callee.name], { notes: similarNames(cx, callee.name, builtins.keys()) });
  }
  node.args.forEach((arg) => checkAny(cx, arg));
  return errorType;
}

function callBinding(cx: Checker, node: CallExpression, binding: Binding, site: Span, name: string): Type {
  const type = binding.seen;
  if (type.kind === "fun") {
    return applyFunction(cx, node, type, { name, site, typeParams: binding.typeParams });
  }
  if (type !== errorType) {
    fail(cx, "T004", site, [name]);
  }
  node.args.forEach((arg) => checkAny(cx, arg));
  return errorType;
}

/** `f(1)(2)`, `(g)(x)`: the callee is any expression. */
function checkValueCall(cx: Checker, node: CallExpression): Type {
  return callValue(cx, node, inferExpression(cx, node.callee));
}

function callValue(cx: Checker, node: CallExpression, type: Type): Type {
  if (type.kind === "fun") {
    return applyFunction(cx, node, type, { name: describe(node.callee), site: node.openSpan, typeParams: [] });
  }
  if (type.kind !== "any") {
    fail(cx, "T004", node.openSpan, [describe(node.callee)]);
  }
  node.args.forEach((arg) => checkAny(cx, arg));
  return type.kind === "any" ? type : errorType;
}

// ---------------------------------------------------------------- methods

function checkMethodCall(cx: Checker, node: CallExpression, callee: FieldExpression, expected: Type | undefined): Type {
  const module = moduleOf(cx, callee.receiver);
  if (module !== undefined) {
    const binding = exportedBinding(cx, module, callee.name.text);
    if (binding !== undefined) {
      return callBinding(cx, node, binding, callee.span, callee.name.text);
    }
    const variant = exportedVariant(module, callee.name.text);
    if (variant !== undefined) {
      return applyFunction(cx, node, constructorType(variant), { name: callee.name.text, site: callee.span, typeParams: [] });
    }
    return checkValueCall(cx, node);
  }
  const dotted = dottedName(callee);
  const extern = dotted === undefined ? undefined : lookup(cx.scope, dotted);
  if (extern !== undefined && extern.kind === "extern") {
    return callValue(cx, node, inferExpression(cx, callee));
  }
  const receiver = inferExpression(cx, callee.receiver);
  const own = ownMember(cx, receiver, callee.name.text);
  if (own !== undefined) {
    return callValue(cx, node, own);
  }
  const builtin = builtinMethod(receiver, callee.name.text);
  if (builtin !== undefined) {
    return callBuiltin(cx, builtin, node.args, { name: callee.name.text, site: node.openSpan }, receiver, expected);
  }
  if (dotted === undefined && !mayHaveMember(receiver)) {
    // Behind a call, an index or a literal the reference sees the receiver's own type being called.
    return callValue(cx, node, receiver);
  }
  return callValue(cx, node, fieldOf(cx, receiver, callee));
}

/** Whether a receiver without an own member of that name could still give something to call. */
function mayHaveMember(receiver: Type): boolean {
  return receiver.kind === "any" || receiver.kind === "map" || receiver.kind === "group" || receiver.kind === "option";
}

/** A member of the receiver itself that wins over a builtin method. */
function ownMember(cx: Checker, receiver: Type, name: string): Type | undefined {
  switch (receiver.kind) {
    case "struct":
    case "record":
      return structMember(cx, receiver, name);
    case "map":
      return receiver.key.kind === "string" && receiver.value.kind === "fun" ? receiver.value : undefined;
    default:
      return undefined;
  }
}

// ---------------------------------------------------------------- application

interface Application {
  readonly name: string;
  /** Where wrong counts and conflicts are reported. */
  readonly site: Span;
  readonly typeParams: readonly TypeVariable[];
}

function applyFunction(cx: Checker, node: CallExpression, declared: FunctionType, application: Application): Type {
  const { args } = node;
  const type = freshInstance(cx, declared, application.typeParams);
  if (type.variadic === undefined && args.length > type.params.length) {
    fail(cx, "T006", application.site, [type.params.length, args.length]);
    args.forEach((arg) => checkAny(cx, arg));
    return errorType;
  }
  const bindings = new Map<number, Type>();
  let good = true;
  args.forEach((arg, index) => {
    const param = type.params[index] ?? type.variadic ?? anyType;
    good = checkArgument(cx, arg, undefined, param, index, bindings, application.site) && good;
  });
  if (args.length < type.params.length) {
    const rest = type.params.slice(args.length).map((param) => substitute(param, bindings));
    return curry(rest, substitute(type.result, bindings), type.effects);
  }
  noteEffects(cx, application.name, application.site, type.effects);
  const result = substitute(type.result, bindings);
  return good ? checkEscape(cx, result, application) : hasFlexible(result) ? errorType : result;
}

/** A generic result must have been decided by the arguments. */
function checkEscape(cx: Checker, result: Type, application: Application): Type {
  const open = freeVariables(result).filter((variable) => variable.id < 0);
  const [first] = open.sort((left, right) => (left.name < right.name ? -1 : 1));
  if (first === undefined) {
    return result;
  }
  fail(cx, "T048", application.site, [declaredName(first)]);
  return errorType;
}

function hasFlexible(type: Type): boolean {
  return freeVariables(type).some((variable) => variable.id < 0);
}

/** A copy of a generic type with variables of this call alone. */
function freshInstance(cx: Checker, type: FunctionType, typeParams: readonly TypeVariable[]): FunctionType {
  if (typeParams.length === 0) {
    return type;
  }
  return substitute(type, freshBindings(cx, typeParams)) as FunctionType;
}

/** Fresh variables for the type parameters of one call. */
export function freshBindings(cx: Checker, typeParams: readonly TypeVariable[]): Map<number, Type> {
  return new Map(
    typeParams.map((param): [number, Type] => {
      const number = ++cx.counters.fresh;
      return [param.id, { kind: "variable", name: `${param.name}#${number}`, id: -1000 - number }];
    }),
  );
}

function declaredName(variable: TypeVariable): string {
  return variable.name.replace(/#\d+$/, "");
}

/**
 * Checks one argument against its parameter; returns whether all is well. `given` is its type when it is known already;
 * what the callee only copies may have other elements than it takes.
 */
export function checkArgument(
  cx: Checker,
  arg: Expression,
  given: Type | undefined,
  param: Type,
  index: number,
  bindings: Map<number, Type>,
  site: Span,
  copied = false,
): boolean {
  const expected = substitute(param, bindings);
  const generic = hasVariables(param);
  const actual = given ?? (generic ? inferExpression(cx, arg, hintFor(arg, expected)) : checkExpression(cx, arg, expected));
  if (actual === errorType) {
    return false;
  }
  noteCallable(cx, actual);
  if (!agree(actual, expected, generic, bindings)) {
    const [first] = generic ? freeVariables(param).sort((left, right) => (left.name < right.name ? -1 : 1)) : [];
    if (first !== undefined && first.id < 0) {
      fail(cx, "T047", site, [declaredName(first), expected, actual]);
    } else {
      fail(cx, "T007", site, [index + 1, expected, actual]);
    }
    return false;
  }
  return copied || checkAlias(cx, arg, actual, substitute(param, bindings), site);
}

function agree(actual: Type, expected: Type, generic: boolean, bindings: Map<number, Type>): boolean {
  if (generic) {
    const extended = new Map(bindings);
    if (unifyInto(actual, expected, extended)) {
      for (const [id, type] of extended) {
        bindings.set(id, type);
      }
      return true;
    }
  }
  return passes(actual, expected);
}

/** T052: a list, map or struct that is still used elsewhere must not be seen with another element type. */
export function checkAlias(cx: Checker, value: Expression, actual: Type, target: Type, place: Span): boolean {
  if (!isAggregate(actual) || !isAggregate(target) || containsUnknown(actual) || containsUnknown(target) || sameType(actual, target)) {
    return true;
  }
  const source = aliasSource(value);
  if (source === undefined) {
    return true;
  }
  fail(cx, "T052", place, [source, actual, target]);
  return false;
}

/** How storage that lives on is named: a variable, a path of fields and indexes; undefined for anything computed. */
export function aliasSource(node: Expression): string | undefined {
  let at = node;
  while (at.kind === "field" || at.kind === "index" || at.kind === "slice") {
    if (at.kind !== "slice" && at.safe) {
      return undefined;
    }
    at = at.receiver;
  }
  return at.kind === "name" ? describe(node) : undefined;
}

/** The type of a function that has got some of its arguments: one parameter per step. */
function curry(params: readonly Type[], result: Type, effects: readonly Effect[]): Type {
  const [first, ...rest] = params;
  return first === undefined ? result : functionOf([first], curry(rest, result, effects), rest.length === 0 ? effects : []);
}

/** The type of a variant as a function from its fields to its union. */
export function constructorType(variant: StructDeclaration): FunctionType {
  const result: Type = variant.union === undefined ? { kind: "struct", declaration: variant } : { kind: "union", declaration: variant.union };
  return functionOf(
    variant.fields.map((field) => field.type),
    result,
  );
}

// ---------------------------------------------------------------- effects

/** Calling something with these effects, here. */
export function noteEffects(cx: Checker, name: string, span: Span, effects: readonly Effect[]): void {
  if (effects.length > 0) {
    effects.forEach((effect) => cx.frame.effects.add(effect));
    cx.impureCalls?.push({ name, span, effects });
  }
}

/** A function that is passed as an argument is taken to be called. */
function noteCallable(cx: Checker, type: Type): void {
  if (type.kind === "fun") {
    type.effects.forEach((effect) => cx.frame.effects.add(effect));
  }
}
