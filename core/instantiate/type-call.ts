// Calls: of functions, variables, methods, constructors, builtins; with too few arguments a
// partial application.
//
// What is called is found by name first (scope.ts), else by the type of the callee. Arguments of
// a direct call decide which instance it is, so lambdas and function names among them are typed
// last, when the other arguments have bound what they can.

import type { Span } from "../source/span.ts";
import type { CallExpression, Expression, FieldExpression } from "../syntax/ast.ts";
import { builtinMethod, builtins } from "../types/builtins.ts";
import type { FunctionSymbol } from "../types/declarations.ts";
import { hasVariables } from "../types/substitute.ts";
import { anyType, functionOf, neverType, type FunctionType, type MethodStatement, type StructDeclaration, type Type } from "../types/type.ts";
import { bindTypes, type Bindings } from "./bind-types.ts";
import { convert, orEmpty, read, settle, unwrap } from "./convert.ts";
import { readType, type Cx, type Instance } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { deadFlow } from "./flow.ts";
import { mapOfRecord } from "./join.ts";
import { isAnonymous } from "./record-type.ts";
import { knownSoFar, parameterTypes, requestFunction, requestMethod } from "./instances.ts";
import { lookUp, type Meaning } from "./scope.ts";
import { widenSlot } from "./slot.ts";
import { stripParens } from "./strip-parens.ts";
import { typeBuiltinCall } from "./type-builtin-call.ts";
import { typeExpression } from "./type-expression.ts";
import { moduleMember, readField, safely } from "./type-field.ts";
import { callForeign } from "./type-foreign.ts";
import { nestedType, type NestedFunction } from "./type-function.ts";
import { typeMeaning } from "./type-name.ts";
import { typeConstructorCall } from "./type-struct.ts";
import type { Local, TypedExpression } from "./typed.ts";

export function typeCall(cx: Cx, node: CallExpression, expected: Type | undefined): TypedExpression {
  const callee = stripParens(node.callee);
  if (callee.kind === "name") {
    const meaning = lookUp(cx, callee.name);
    if (meaning !== undefined) {
      return callMeaning(cx, meaning, callee.name, callee.span, node, expected);
    }
  }
  if (callee.kind === "field") {
    return callMember(cx, callee, node, expected);
  }
  return callValue(cx, settle(cx, typeExpression(cx, callee)), node.args, node.span);
}

function callMeaning(cx: Cx, meaning: Meaning, name: string, span: Span, node: CallExpression, expected: Type | undefined): TypedExpression {
  switch (meaning.kind) {
    case "function":
      return callFunction(cx, meaning.symbol, node);
    case "nested":
      return callNested(cx, meaning.local, meaning.nested, node, span);
    case "method":
      return callMethod(cx, read(meaning.receiver, span), meaning.declaration, meaning.method, node);
    case "variant":
      return typeConstructorCall(cx, meaning.declaration, node.args, node.span);
    case "builtin":
      return typeBuiltinCall(cx, meaning.builtin, undefined, node.args, node, expected);
    case "foreign":
      return meaning.member.kind === "function" ? callForeign(cx, meaning.member, meaning.result, node) : typeMeaning(cx, meaning, name, span, undefined);
    default:
      return callValue(cx, settle(cx, typeMeaning(cx, meaning, name, span, undefined)), node.args, node.span);
  }
}

// ---------------------------------------------------------------- functions

function callFunction(cx: Cx, symbol: FunctionSymbol, node: CallExpression): TypedExpression {
  const { typeParams, params } = parameterTypes(cx.program, symbol);
  const bindings: Bindings = new Map();
  const typed: (TypedExpression | undefined)[] = node.args.map(() => undefined);
  const typeArgument = (index: number): void => {
    const arg = node.args[index];
    const param = params[index];
    if (arg !== undefined) {
      const e = settle(cx, typeExpression(cx, arg, param === undefined ? undefined : knownSoFar(param, typeParams, bindings)));
      typed[index] = e;
      if (param !== undefined) {
        bindTypes(param, e.type, bindings);
      }
    }
  };
  const waiting = node.args.map((arg, index) => isFunctionArgument(cx, arg) && params[index] !== undefined && hasVariables(params[index]));
  waiting.forEach((waits, index) => (waits ? undefined : typeArgument(index)));
  waiting.forEach((waits, index) => (waits ? typeArgument(index) : undefined));
  const args = typed.filter((arg) => arg !== undefined);
  const instance = requestFunction(cx.program, symbol, params.map((_, index) => args[index]?.type));
  if (instance === undefined) {
    return unknownCall(cx, args, node.span);
  }
  const converted = args.map((arg, index) => convert(cx, arg, instance.params[index] ?? arg.type));
  return finishCall(cx, instance, converted, instance.params, node.span);
}

function isFunctionArgument(cx: Cx, node: Expression): boolean {
  const plain = stripParens(node);
  if (plain.kind === "fun-expression") {
    return true;
  }
  return plain.kind === "name" && ["function", "builtin"].includes(lookUp(cx, plain.name)?.kind ?? "");
}

/** The types of the arguments are not known yet; this tree will be thrown away. */
function unknownCall(cx: Cx, args: readonly TypedExpression[], span: Span): TypedExpression {
  cx.instance.sawNever = true;
  return {
    kind: "do",
    type: neverType,
    span,
    body: { statements: args.map((arg) => ({ kind: "expression", span, value: arg })) },
    value: { kind: "none", type: neverType, span },
  };
}

function callMethod(cx: Cx, receiver: TypedExpression, declaration: StructDeclaration, method: MethodStatement, node: CallExpression): TypedExpression {
  const instance = requestMethod(cx.program, declaration, method);
  const args = node.args.map((arg, index) => {
    const type = instance.params[index] ?? anyType;
    return convert(cx, typeExpression(cx, arg, type), type);
  });
  return finishCall(cx, instance, [receiver, ...args], [receiver.type, ...instance.params], node.span);
}

/** All arguments: a call. Fewer: the function that takes the rest. */
function finishCall(cx: Cx, instance: Instance, args: readonly TypedExpression[], params: readonly Type[], span: Span): TypedExpression {
  const result = readType(cx, instance.result, true);
  const fn = instance.function;
  if (args.length < params.length) {
    const callee: TypedExpression = { kind: "function", type: functionOf(params, result), span, function: fn };
    return { kind: "partial", type: functionOf(params.slice(args.length), result), span, callee, args };
  }
  if (result.kind === "never") {
    // Known only in the end, and once the function has been walked: then nothing behind the call is reached.
    cx.instance.unknownCalls = true;
    cx.frame.flow = cx.program.settled && instance.walks > 0 ? deadFlow : cx.frame.flow;
  }
  return { kind: "call", type: result, span, function: fn, args };
}

// ---------------------------------------------------------------- nested functions and values

function callNested(cx: Cx, local: Local, nested: NestedFunction, node: CallExpression, span: Span): TypedExpression {
  const args = node.args.map((arg, index) => {
    const param = nested.params[index];
    const e = settle(cx, typeExpression(cx, arg, param?.written));
    if (param !== undefined && param.written === undefined) {
      widenSlot(param.slot, e.type, true, arg.span);
    }
    return e;
  });
  nested.params.slice(args.length).forEach((param) => (param.written === undefined ? widenSlot(param.slot, anyType, true, span) : undefined));
  const type = nestedType(cx, nested);
  return applyValue(cx, { ...read(local, span), type }, type, args, node.span);
}

/** A call of whatever the callee's value is. */
export function callValue(cx: Cx, callee: TypedExpression, nodes: readonly Expression[], span: Span): TypedExpression {
  const plain = callee.type.kind === "option" ? unwrap(cx, callee) : callee;
  const { type } = plain;
  if (type.kind === "fun") {
    const args = nodes.map((arg, index) => typeExpression(cx, arg, type.params[index]));
    return applyValue(cx, plain, type, args, span);
  }
  const args = nodes.map((arg) => settle(cx, typeExpression(cx, arg)));
  if (type.kind === "never") {
    return unknownCall(cx, [plain, ...args], span);
  }
  const dynamic = functionOf(args.map(() => anyType), anyType);
  return applyValue(cx, convert(cx, plain, dynamic), dynamic, args, span);
}

function applyValue(cx: Cx, callee: TypedExpression, type: FunctionType, given: readonly TypedExpression[], span: Span): TypedExpression {
  const args = given.slice(0, type.params.length).map((arg, index) => convert(cx, arg, type.params[index] ?? anyType));
  if (args.length < type.params.length) {
    return { kind: "partial", type: functionOf(type.params.slice(args.length), type.result), span, callee, args };
  }
  const call: TypedExpression = { kind: "call-value", type: type.result, span, callee, args };
  // `add3(1)(2)(3)`: the checker curries one argument at a time, so a call may take several.
  return call;
}

// ---------------------------------------------------------------- members

/** `x.f(…)`: a module's function, the receiver's own method or field, a builtin with the receiver first. */
function callMember(cx: Cx, callee: FieldExpression, node: CallExpression, expected: Type | undefined): TypedExpression {
  const name = callee.name.text;
  const member = callee.safe ? undefined : moduleMember(cx, callee.receiver, name);
  if (member !== undefined) {
    return callMeaning(cx, member, name, callee.span, node, expected);
  }
  const borrowed = stringsFunction(cx, callee, name);
  if (borrowed !== undefined) {
    return typeBuiltinCall(cx, borrowed, undefined, node.args, node, expected);
  }
  const receiver = settle(cx, typeExpression(cx, callee.receiver));
  if (callee.safe) {
    return safely(cx, receiver, node.span, (value) => callOn(cx, value, name, callee.span, node, expected));
  }
  return callOn(cx, receiver, name, callee.span, node, expected);
}

/** `strings.ToUpper(x)` where nothing is called `strings`. */
function stringsFunction(cx: Cx, callee: FieldExpression, name: string): ReturnType<typeof builtins.get> {
  if (callee.receiver.kind !== "name" || callee.receiver.name !== "strings" || lookUp(cx, "strings") !== undefined) {
    return undefined;
  }
  return builtins.get(name === "ToUpper" ? "upper" : "lower");
}

function callOn(cx: Cx, receiver: TypedExpression, name: string, span: Span, node: CallExpression, expected: Type | undefined): TypedExpression {
  const { type } = receiver;
  switch (type.kind) {
    case "option": {
      if (isAnonymous(type.inner)) {
        return callOn(cx, asMap(cx, receiver, `its ${name} is called`), name, span, node, expected);
      }
      const builtin = builtinMethod(type.inner, name);
      return callOn(cx, builtin === undefined ? unwrap(cx, receiver) : orEmpty(cx, receiver), name, span, node, expected);
    }
    case "struct": {
      const method = type.declaration.methods.get(name);
      if (method !== undefined) {
        return callMethod(cx, receiver, type.declaration, method, node);
      }
      break;
    }
    case "any": {
      cx.program.dynamicNames.add(name);
      const args = node.args.map((arg) => convert(cx, typeExpression(cx, arg), anyType));
      return { kind: "call-any", type: anyType, span: node.span, receiver, method: name, args };
    }
    case "record": {
      const own = type.fields.find((field) => field.name === name)?.type.kind === "fun";
      if (isAnonymous(type) && !own && builtinMethod(mapOfRecord(type), name) !== undefined) {
        return callOn(cx, asMap(cx, receiver, `its ${name} is called`), name, span, node, expected);
      }
      break;
    }
    case "map": {
      const builtin = builtinMethod(type, name);
      if (builtin !== undefined && type.value.kind !== "fun" && node.args.length + 1 >= builtin.min && node.args.length < builtin.max) {
        return typeBuiltinCall(cx, builtin, receiver, node.args, node, expected);
      }
      break;
    }
    case "never":
      return unknownCall(cx, [receiver, ...node.args.map((arg) => typeExpression(cx, arg))], node.span);
    default: {
      const builtin = builtinMethod(type, name);
      if (builtin !== undefined) {
        return typeBuiltinCall(cx, builtin, receiver, node.args, node, expected);
      }
      break;
    }
  }
  return callValue(cx, settle(cx, readField(cx, receiver, name, span)), node.args, node.span);
}
