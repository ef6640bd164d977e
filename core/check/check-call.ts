// Calls: of a name, of a builtin, of a method, and of any value that is a function.
//
// A call of a generic function gets fresh type variables (`T#1`); every argument is unified with
// its parameter before the next is checked. Fewer arguments than parameters make a function of the
// rest, one parameter at a time, as the reference types it; builtins want all of theirs. Wrong
// counts and conflicting type parameters stand at the callee's name (at `(` for calls of values),
// a wrong argument at the argument.

import type { Span } from "../source/span.ts";
import type { CallExpression, Expression, FieldExpression } from "../syntax/ast.ts";
import { builtinMethod, builtinResult, builtins, chooseSignature, type Builtin } from "../types/builtins.ts";
import { findTypeSymbol } from "../types/resolve-type.ts";
import { freeVariables, hasVariables, substitute, type TypeVariable } from "../types/substitute.ts";
import { containsUnknown, errorType, isAggregate, passes } from "../types/subtype.ts";
import { anyType, functionOf, sameType, type FunctionType, type StructDeclaration, type Type } from "../types/type.ts";
import { isNumeric } from "../types/numeric.ts";
import { unifyInto } from "../types/unify.ts";
import { refuseArguments } from "./builtin-arguments.ts";
import { checkAny, checkExpression, hintFor, inferExpression, isIntLiteral } from "./check-expression.ts";
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
    return callBuiltin(cx, builtin, node.args, { name: callee.name, site: callee.span }, undefined, expected);
  }
  node.args.forEach((arg) => checkAny(cx, arg));
  if (findTypeSymbol(callee.name, cx.types) !== undefined) {
    fail(cx, "T004", callee.span, [callee.name], { help: `Make a value of the type with \`${callee.name} { ... }\`.` });
  } else {
    fail(cx, "T003", callee.span, [callee.name], { notes: similarNames(cx, callee.name, builtins.keys()) });
  }
  return errorType;
}

function callBinding(cx: Checker, node: CallExpression, binding: Binding, site: Span, name: string): Type {
  const type = binding.seen;
  if (type.kind === "fun") {
    return applyFunction(cx, node, type, { name, site, typeParams: binding.typeParams });
  }
  node.args.forEach((arg) => checkAny(cx, arg));
  if (type !== errorType) {
    fail(cx, "T004", site, [name]);
  }
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
  node.args.forEach((arg) => checkAny(cx, arg));
  if (type.kind !== "any") {
    fail(cx, "T004", node.openSpan, [describe(node.callee)]);
    return errorType;
  }
  return type;
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
    args.forEach((arg) => checkAny(cx, arg));
    fail(cx, "T006", application.site, [type.params.length, args.length]);
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

function freshBindings(cx: Checker, typeParams: readonly TypeVariable[]): Map<number, Type> {
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

/** Checks one argument against its parameter; returns whether all is well. `given` is its type when it is known already. */
function checkArgument(
  cx: Checker,
  arg: Expression,
  given: Type | undefined,
  param: Type,
  index: number,
  bindings: Map<number, Type>,
  site: Span,
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
  return checkAlias(cx, arg, actual, substitute(param, bindings), site);
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
function curry(params: readonly Type[], result: Type, effects: readonly string[]): Type {
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

// ---------------------------------------------------------------- builtins

interface BuiltinCall {
  readonly name: string;
  readonly site: Span;
}

/** Checks a call of a builtin; `receiver` is the first argument of a call as a method. */
function callBuiltin(
  cx: Checker,
  builtin: Builtin,
  args: readonly Expression[],
  call: BuiltinCall,
  receiver: Type | undefined,
  expected: Type | undefined,
): Type {
  const offset = receiver === undefined ? 0 : 1;
  if (args.length + offset < builtin.min || args.length + offset > builtin.max) {
    args.forEach((arg) => checkAny(cx, arg));
    fail(cx, "T039", call.site, [call.name, printArity(builtin, offset), args.length]);
    return errorType;
  }
  const types: Type[] = receiver === undefined ? [] : [receiver];
  const overloaded = builtin.signatures.length > 1;
  const [firstArg] = args;
  if (overloaded && receiver === undefined && firstArg !== undefined) {
    types.push(inferExpression(cx, firstArg));
  }
  const count = args.length + offset;
  const signature = overloaded ? chooseSignature(builtin, [types[0] ?? anyType, ...Array<Type>(Math.max(0, count - 1)).fill(anyType)]) : builtin.signatures[0];
  const fresh = freshBindings(cx, signature.variables);
  const bindings = new Map<number, Type>();
  if (receiver !== undefined) {
    unifyInto(receiver, substitute(signature.params[0] ?? signature.variadic ?? anyType, fresh), bindings);
  }
  let good = !types.includes(errorType);
  args.forEach((arg, index) => {
    const position = index + offset;
    const declared = substitute(signature.params[position] ?? signature.variadic ?? anyType, fresh);
    // What the receiver of a method has decided is no longer open.
    const param = receiver === undefined ? declared : substitute(declared, bindings);
    const known = types[position];
    if (builtin.numbers && param.kind === "float") {
      const type = inferExpression(cx, arg);
      types[position] = type;
      if (type !== errorType && type.kind !== "any" && !isNumeric(type)) {
        fail(cx, "T008", arg.span, [param, type]);
        good = false;
      }
      return;
    }
    const type = known ?? argumentType(cx, arg, param, bindings);
    types[position] = type;
    if (known !== undefined && !hasVariables(param) && known !== errorType && !passes(known, param)) {
      fail(cx, "T008", arg.span, [param, known]);
      good = false;
      return;
    }
    good = checkArgument(cx, arg, type, param, index, bindings, call.site) && good;
  });
  noteEffects(cx, call.name, call.site, builtin.effects);
  if (!good) {
    return errorType;
  }
  const refusal = refuseArguments(builtin, types);
  if (refusal !== undefined) {
    const { code, args: holes } = refusal;
    fail(cx, code, call.site, holes);
    return errorType;
  }
  return resultOfBuiltin(builtin, substitute(signature.result, new Map([...fresh, ...bindings])), types, args, expected);
}

function argumentType(cx: Checker, arg: Expression, param: Type, bindings: Map<number, Type>): Type {
  const expected = substitute(param, bindings);
  return hasVariables(param) ? inferExpression(cx, arg, hintFor(arg, expected)) : checkExpression(cx, arg, expected);
}

function resultOfBuiltin(builtin: Builtin, declared: Type, types: readonly Type[], args: readonly Expression[], expected: Type | undefined): Type {
  if (builtin.resultOf === undefined || declared.kind === "unit") {
    return hasVariables(declared) ? openToAny(declared) : declared;
  }
  const result = builtinResult(builtin, types);
  const literal = args.length > 0 && args.every(isIntLiteral);
  return literal && result.kind === "int" && expected?.kind === "float" ? expected : result;
}

/** What no argument decided is `any`: `concat()` is a list of anything. */
function openToAny(type: Type): Type {
  const open = freeVariables(type).filter((variable) => variable.id < 0);
  return substitute(type, new Map(open.map((variable) => [variable.id, anyType])));
}

function printArity(builtin: Builtin, offset: number): string {
  const min = builtin.min - offset;
  const max = builtin.max - offset;
  if (min === max) {
    return String(min);
  }
  return max === Infinity ? `at least ${min}` : `${min} to ${max}`;
}

/** The function type of a builtin that is not called but passed on. */
export function builtinAsValue(builtin: Builtin): FunctionType {
  const [signature] = builtin.signatures;
  const open = freeVariables(functionOf(signature.params, signature.result));
  const anyBindings = new Map<number, Type>(open.map((variable) => [variable.id, anyType]));
  return {
    kind: "fun",
    params: signature.params.map((param) => substitute(param, anyBindings)),
    result: substitute(signature.result, anyBindings),
    effects: builtin.effects,
    ...(signature.variadic === undefined ? {} : { variadic: substitute(signature.variadic, anyBindings) }),
  };
}

// ---------------------------------------------------------------- effects

/** Calling something with these effects, here. */
export function noteEffects(cx: Checker, name: string, span: Span, effects: readonly string[]): void {
  if (effects.length === 0) {
    return;
  }
  const known = effects as FrameEffects;
  known.forEach((effect) => cx.frame.effects.add(effect));
  cx.impureCalls?.push({ name, span, effects: known });
}

type FrameEffects = readonly (Checker["frame"]["effects"] extends Set<infer Effect> ? Effect : never)[];

/** A function that is passed as an argument is taken to be called. */
function noteCallable(cx: Checker, type: Type): void {
  if (type.kind === "fun") {
    (type.effects as FrameEffects).forEach((effect) => cx.frame.effects.add(effect));
  }
}
