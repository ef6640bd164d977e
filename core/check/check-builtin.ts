// Calls of builtin functions, also as methods, and builtins as values.
//
// The table (types/builtins.ts) gives the signatures; the first argument, or the receiver of a
// method, chooses among them. Counts and whatever a type can't say are told at the call, a wrong
// argument at the argument. A builtin wants all its arguments: there is no partial application.

import type { Span } from "../source/span.ts";
import type { Expression } from "../syntax/ast.ts";
import { builtinResult, chooseSignature, type Builtin, type BuiltinSignature } from "../types/builtins.ts";
import { isNumeric } from "../types/numeric.ts";
import { freeVariables, hasVariables, substitute } from "../types/substitute.ts";
import { errorType, passes } from "../types/subtype.ts";
import { anyType, functionOf, type FunctionType, type Type } from "../types/type.ts";
import { unifyInto } from "../types/unify.ts";
import { refuseArguments } from "./builtin-arguments.ts";
import { checkArgument, freshBindings, noteEffects } from "./check-call.ts";
import { checkAny, checkExpression, hintFor, inferExpression, isIntLiteral } from "./check-expression.ts";
import { fail, type Checker } from "./context.ts";

export interface BuiltinCall {
  readonly name: string;
  /** Where wrong counts and refusals are told. */
  readonly site: Span;
}

/** The type of a call of a builtin; `receiver` is the first argument of a call as a method. */
export function callBuiltin(
  cx: Checker,
  builtin: Builtin,
  args: readonly Expression[],
  call: BuiltinCall,
  receiver: Type | undefined,
  expected: Type | undefined,
): Type {
  const offset = receiver === undefined ? 0 : 1;
  const count = args.length + offset;
  if (count < builtin.min || count > builtin.max) {
    fail(cx, "T039", call.site, [call.name, printArity(builtin, offset), args.length]);
    args.forEach((arg) => checkAny(cx, arg));
    return errorType;
  }
  const [firstArg] = args;
  const chooses = builtin.signatures.length > 1 && receiver === undefined && firstArg !== undefined;
  const first = receiver ?? (chooses ? inferExpression(cx, firstArg) : undefined);
  const signature = signatureFor(builtin, first, count);
  const fresh = freshBindings(cx, signature.variables);
  const bindings = new Map<number, Type>();
  if (receiver !== undefined) {
    unifyInto(receiver, substitute(paramAt(signature, 0), fresh), bindings);
  }
  const types: Type[] = receiver === undefined ? [] : [receiver];
  // `concat`, and what prints.
  const copies = signature.variadic !== undefined;
  let good = true;
  args.forEach((arg, index) => {
    const declared = substitute(paramAt(signature, index + offset), fresh);
    // What the receiver of a method has decided is no longer open.
    const param = receiver === undefined ? declared : substitute(declared, bindings);
    const type = argumentType(cx, builtin, arg, index === 0 && chooses ? first : undefined, param, bindings);
    types.push(type);
    good = (takesNumbers(builtin, param) ? type !== errorType : checkArgument(cx, arg, type, param, index, bindings, call.site, copies)) && good;
  });
  noteEffects(cx, call.name, call.site, builtin.effects);
  if (!good) {
    return errorType;
  }
  const refusal = refuseArguments(builtin, types);
  if (refusal !== undefined) {
    fail(cx, refusal.code, call.site, refusal.args);
    return errorType;
  }
  return resultOf(builtin, substitute(signature.result, new Map([...fresh, ...bindings])), types, args, expected);
}

/** The signature that a call with this first argument means. */
function signatureFor(builtin: Builtin, first: Type | undefined, count: number): BuiltinSignature {
  const [only] = builtin.signatures;
  if (builtin.signatures.length === 1) {
    return only;
  }
  return chooseSignature(builtin, [first ?? anyType, ...Array<Type>(Math.max(0, count - 1)).fill(anyType)]);
}

function paramAt(signature: BuiltinSignature, position: number): Type {
  return signature.params[position] ?? signature.variadic ?? anyType;
}

/** Whether any number may stand for the parameter: it is converted to float. */
function takesNumbers(builtin: Builtin, param: Type): boolean {
  return builtin.numbers && param.kind === "float";
}

/** The type of an argument; T008 at the argument when it can't be what the parameter says. */
function argumentType(cx: Checker, builtin: Builtin, arg: Expression, known: Type | undefined, param: Type, bindings: ReadonlyMap<number, Type>): Type {
  if (takesNumbers(builtin, param)) {
    const type = inferExpression(cx, arg);
    return type.kind === "any" || type.kind === "never" || isNumeric(type) ? type : mismatch(cx, arg, param, type);
  }
  if (known !== undefined) {
    return hasVariables(param) || known === errorType || passes(known, param) ? known : mismatch(cx, arg, param, known);
  }
  const expected = substitute(param, bindings);
  return hasVariables(param) ? inferExpression(cx, arg, hintFor(arg, expected)) : checkExpression(cx, arg, expected);
}

function mismatch(cx: Checker, arg: Expression, expected: Type, actual: Type): Type {
  fail(cx, "T008", arg.span, [expected, actual]);
  return errorType;
}

function resultOf(builtin: Builtin, declared: Type, types: readonly Type[], args: readonly Expression[], expected: Type | undefined): Type {
  if (builtin.resultOf === undefined || declared.kind === "unit") {
    return hasVariables(declared) ? openToAny(declared) : declared;
  }
  const result = openToAny(builtinResult(builtin, types));
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
  const { params, result, variadic } = signature;
  const open = freeVariables(functionOf(params, result));
  const toAny = new Map<number, Type>(open.map((variable) => [variable.id, anyType]));
  return {
    kind: "fun",
    params: params.map((param) => substitute(param, toAny)),
    result: substitute(result, toAny),
    effects: builtin.effects,
    ...(variadic === undefined ? {} : { variadic: substitute(variadic, toAny) }),
  };
}
