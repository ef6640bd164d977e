// `load` and `save`: their operands as the runtime takes them. Paths are strings (`-` where none is
// written: standard input or output), options are `any`, read by name at run time.

import type { Expression, LoadExpression, SaveExpression } from "../syntax/ast.ts";
import type { Span } from "../source/span.ts";
import { anyType, listOf, optionOf, neverType, stringType, unitType } from "../types/type.ts";
import { resolve, type Cx } from "./context.ts";
import { convert, settle } from "./convert.ts";
import { dataFormat } from "./data-format.ts";
import { typeExpression } from "./type-expression.ts";
import type { TypedExpression } from "./typed.ts";

export function typeLoad(cx: Cx, node: LoadExpression): TypedExpression {
  const element = resolve(cx, node.type);
  const path = typePath(cx, node.path, node.span);
  return { kind: "load", type: listOf(element), span: node.span, path, options: typeOptions(cx, node.options, node.span), mayBeYaml: dataFormat(node.path, node.options) !== "other" };
}

export function typeSave(cx: Cx, node: SaveExpression): TypedExpression {
  const value = settle(cx, typeExpression(cx, node.value));
  const path = typePath(cx, node.path, node.span);
  return { kind: "save", type: unitType, span: node.span, value, path, options: typeOptions(cx, node.options, node.span) };
}

function typePath(cx: Cx, path: Expression | undefined, span: Span): TypedExpression {
  return path === undefined ? { kind: "string", type: stringType, span, value: "-" } : convert(cx, typeExpression(cx, path, stringType), stringType);
}

function typeOptions(cx: Cx, options: Expression | undefined, span: Span): TypedExpression {
  const given: TypedExpression = options === undefined ? { kind: "none", type: optionOf(neverType), span } : settle(cx, typeExpression(cx, options));
  return convert(cx, given, anyType);
}
