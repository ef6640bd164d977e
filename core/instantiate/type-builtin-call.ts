// Calls of builtin functions: the arguments are typed with what the function expects of them.
//
// Lambdas get their parameter types from the list they go over. `reduce` finds the type of its
// accumulator in rounds: what the function returns joins what it starts with.

import type { CallExpression, Expression } from "../syntax/ast.ts";
import { chooseSignature, type Builtin } from "../types/builtins.ts";
import { anyType, boolType, functionOf, neverType, type Type } from "../types/type.ts";
import { read, settle, valued } from "./convert.ts";
import { localSlot, newTemporary, readType, type Cx } from "./context.ts";
import { plainType } from "./join.ts";
import { isOpen } from "./open.ts";
import { widenSlot } from "./slot.ts";
import { callBuiltin, callReduce, elementOf } from "./type-builtin.ts";
import { typeEval } from "./type-eval.ts";
import { typeExpression } from "./type-expression.ts";
import { isIntLiteral } from "./type-literal.ts";
import type { TypedExpression } from "./typed.ts";

/** `name(args)`, or `receiver.name(args)` with the receiver as first argument. */
export function typeBuiltinCall(
  cx: Cx,
  builtin: Builtin,
  receiver: TypedExpression | undefined,
  nodes: readonly Expression[],
  node: CallExpression,
  expected: Type | undefined,
): TypedExpression {
  const given = receiver === undefined ? [] : [receiver];
  const evaluated = builtin.name === "eval" ? cx.program.declarations.evals.get(node) : undefined;
  if (evaluated !== undefined) {
    return typeEval(cx, evaluated, node);
  }
  if (builtin.name === "reduce") {
    return typeReduce(cx, given, nodes, node);
  }
  for (const arg of nodes) {
    const hint = argumentHint(builtin, given, expected);
    given.push(valued(typeExpression(cx, arg, hint)));
  }
  if (builtin.name === "print" || builtin.name === "eprint" || builtin.name === "json") {
    return valueOfPrint(cx, builtin, given, node);
  }
  return callBuiltin(cx, builtin, given, node.span);
}

/** As a statement: `print` has no value to keep. */
export function typeBuiltinEffect(cx: Cx, builtin: Builtin, nodes: readonly Expression[], node: CallExpression): TypedExpression {
  const args = nodes.map((arg) => settle(cx, typeExpression(cx, arg)));
  return callBuiltin(cx, builtin, args, node.span);
}

/** `print` returns its first argument. */
function valueOfPrint(cx: Cx, builtin: Builtin, args: readonly TypedExpression[], node: CallExpression): TypedExpression {
  const { span } = node;
  const [first, ...rest] = args.map((arg) => settle(cx, arg));
  if (first === undefined) {
    return callBuiltin(cx, builtin, [], span);
  }
  const kept = newTemporary("printed", first.type, span);
  const call = callBuiltin(cx, builtin, [read(kept, span), ...rest], span);
  return {
    kind: "do",
    type: first.type,
    span,
    body: {
      statements: [
        { kind: "let", span, local: kept, value: first },
        { kind: "expression", span, value: call },
      ],
    },
    value: read(kept, span),
  };
}

/** What the next argument is expected to be, given those before it. */
function argumentHint(builtin: Builtin, given: readonly TypedExpression[], expected: Type | undefined): Type | undefined {
  const first = given[0] === undefined ? undefined : plainType(given[0].type);
  const element = first === undefined ? neverType : elementOf(first);
  switch (builtin.name) {
    case "map":
    case "sort":
      return given.length === 1 ? functionOf([element], neverType) : undefined;
    case "flatMap":
      return given.length === 1 ? functionOf([element], { kind: "list", element: neverType }) : undefined;
    case "filter":
    case "find":
    case "some":
    case "every":
      return given.length === 1 ? functionOf([element], boolType) : undefined;
    case "append":
    case "push":
      return given.length === 1 ? element : expected;
    case "insert":
      return given.length === 2 ? element : undefined;
    case "get":
      return first?.kind === "map" && given.length === 2 ? first.value : undefined;
    default: {
      const param = chooseSignature(builtin, given.map((arg) => arg.type)).params[given.length];
      return param === undefined || param.kind === "any" ? undefined : expectedOf(param);
    }
  }
}

function expectedOf(param: Type): Type | undefined {
  return param.kind === "float" || param.kind === "int" || param.kind === "string" || param.kind === "duration" ? param : undefined;
}

// ---------------------------------------------------------------- reduce

function typeReduce(cx: Cx, given: TypedExpression[], nodes: readonly Expression[], node: CallExpression): TypedExpression {
  const rest = [...nodes];
  if (given.length === 0) {
    const list = rest.shift();
    if (list !== undefined) {
      given.push(settle(cx, typeExpression(cx, list)));
    }
  }
  const [fnNode, initNode] = rest;
  const [list] = given;
  if (list === undefined || fnNode === undefined || initNode === undefined) {
    return { kind: "none", type: neverType, span: node.span };
  }
  const slot = localSlot(cx, node, "accumulator", node.span);
  const element = elementOf(plainType(list.type));
  const fn = typeExpression(cx, fnNode, functionOf([readType(cx, slot), element], neverType));
  const init = valued(typeExpression(cx, initNode));
  if (fn.type.kind === "fun") {
    widenSlot(slot, fn.type.result, true, fn.span);
  }
  if (!(isIntLiteral(init) && slot.type.kind === "float")) {
    widenSlot(slot, init.type, isOpen(init), init.span);
  }
  const type = readType(cx, slot);
  return callReduce(cx, list, fn, init, type.kind === "unit" ? anyType : type, node.span);
}
