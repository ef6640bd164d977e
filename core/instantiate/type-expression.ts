// Expressions: one function per construct, dispatched here.
//
// `expected` is a hint, never a demand: lambdas take parameter types from it, literals element
// types. The result has the expression's own honest type; whoever needs another calls `convert`.

import { unreachable } from "../source/invariant.ts";
import type { CallExpression, Expression } from "../syntax/ast.ts";
import { builtins } from "../types/builtins.ts";
import { anyType, bigintType, boolType, durationType, floatType, intType, neverType, optionOf, sameType, setOf, stringType, unitType, type Type } from "../types/type.ts";
import { convert, settle } from "./convert.ts";
import { resolve, type Cx } from "./context.ts";
import { lookUp } from "./scope.ts";
import { stripParens } from "./strip-parens.ts";
import { typeBuiltinEffect } from "./type-builtin-call.ts";
import { typeCall } from "./type-call.ts";
import { typeLoad, typeSave } from "./type-data.ts";
import { typeField, typeIndex, typeSlice } from "./type-field.ts";
import { typeLambda } from "./type-function.ts";
import { typeFormat, typeIfExpression, typeList, typeMap, typeSet } from "./type-literal.ts";
import { typeLogicQuery } from "./type-logic.ts";
import { typeMatch } from "./type-match.ts";
import { typeQuery } from "./type-query.ts";
import { typeName } from "./type-name.ts";
import { typeBinary, typeUnary } from "./type-operator.ts";
import { typeStructLiteral } from "./type-struct.ts";
import type { TypedExpression } from "./typed.ts";

export function typeExpression(cx: Cx, node: Expression, expected?: Type): TypedExpression {
  const { span } = node;
  switch (node.kind) {
    case "int":
      // The checker sees one type for all values of a record: what it takes for a float may be stored where ints are known to be.
      return cx.program.declarations.floatLiterals.has(node) && expected?.kind !== "int"
        ? { kind: "float", type: floatType, span, value: Number(node.value) }
        : { kind: "int", type: intType, span, value: node.value };
    case "bigint":
      return { kind: "bigint", type: bigintType, span, value: node.value };
    case "float":
      return { kind: "float", type: floatType, span, value: node.value };
    case "duration":
      return { kind: "int", type: durationType, span, value: node.nanoseconds };
    case "bool":
      return { kind: "bool", type: boolType, span, value: node.value };
    case "string":
      return { kind: "string", type: stringType, span, value: node.value };
    case "none":
      return { kind: "none", type: optionOf(neverType), span };
    case "name":
      return typeName(cx, node, expected);
    case "paren":
      return typeExpression(cx, stripParens(node), expected);
    case "unary":
      return typeUnary(cx, node);
    case "binary":
      return typeBinary(cx, node, expected);
    case "call":
      return typeCall(cx, node, expected);
    case "index":
      return typeIndex(cx, node);
    case "slice":
      return typeSlice(cx, node);
    case "field":
      return typeField(cx, node, expected);
    case "cast":
      return typeCast(cx, node.value, resolve(cx, node.type), span);
    case "list":
      return typeList(cx, node, expected);
    case "set":
      return typeSet(cx, node, expected);
    case "map":
      return typeMap(cx, node, expected);
    case "struct":
      return typeStructLiteral(cx, node);
    case "fun-expression":
      return typeLambda(cx, node, expected);
    case "if-expression":
      return typeIfExpression(cx, node, expected);
    case "match":
      return typeMatch(cx, node, expected);
    case "format":
      return typeFormat(cx, node);
    case "load":
      return typeLoad(cx, node);
    case "save":
      return typeSave(cx, node);
    case "new-set":
      return { kind: "set", type: setOf(resolve(cx, node.element)), span, items: [] };
    case "query":
      return typeQuery(cx, node);
    case "logic-query":
      return typeLogicQuery(cx, node);
    case "new-channel":
    case "generate":
    case "fetch":
      // Refused before (refuse.ts); nothing is compiled from this tree.
      return { kind: "none", type: anyType, span };
    default:
      return unreachable(node);
  }
}

/** Kinds that a cast converts among directly. */
const numericKinds: ReadonlySet<Type["kind"]> = new Set(["int", "int64", "duration", "float", "bigint", "bigrat"]);

/** An expression whose value nobody looks at. */
export function typeEffect(cx: Cx, node: Expression): TypedExpression {
  const plain = stripParens(node);
  const builtin = plain.kind === "call" ? printingBuiltin(cx, plain) : undefined;
  if (builtin !== undefined && plain.kind === "call") {
    return typeBuiltinEffect(cx, builtin, plain.args, plain);
  }
  const e = plain.kind === "match" ? typeMatch(cx, plain, unitType) : typeExpression(cx, plain);
  return e.type.kind === "unit" ? e : settle(cx, e);
}

/** `print` and its like, whose value is their argument if somebody asks. */
function printingBuiltin(cx: Cx, node: CallExpression): ReturnType<typeof builtins.get> {
  const callee = stripParens(node.callee);
  if (callee.kind !== "name" || !["print", "eprint", "json"].includes(callee.name)) {
    return undefined;
  }
  return lookUp(cx, callee.name)?.kind === "builtin" ? builtins.get(callee.name) : undefined;
}

/**
 * `e as T`. Between numbers and from a union to its variant directly; a literal becomes what it is
 * cast to; everything else goes through `any`, which knows how to be cast (core §5.12).
 */
function typeCast(cx: Cx, value: Expression, target: Type, span: Expression["span"]): TypedExpression {
  const operand = settle(cx, typeExpression(cx, value, target));
  const { type } = operand;
  if (sameType(type, target) || type.kind === "never") {
    return operand;
  }
  const widens =
    target.kind === "any" ||
    (target.kind === "option" && (type.kind === "option" || sameType(type, target.inner))) ||
    (target.kind === "union" && type.kind === "struct" && type.declaration.union === target.declaration) ||
    ((operand.kind === "list" || operand.kind === "set" || operand.kind === "map") && operand.kind === target.kind);
  if (widens) {
    return { ...convert(cx, operand, target), span };
  }
  const direct = (numericKinds.has(type.kind) && numericKinds.has(target.kind)) || (type.kind === "union" && target.kind === "struct");
  return { kind: "cast", type: target, span, operand: direct ? operand : convert(cx, operand, anyType) };
}
