// Struct and variant values: by literal, by call with positional fields, by the bare name.

import type { Span } from "../source/span.ts";
import type { Expression, StructExpression } from "../syntax/ast.ts";
import { anyType, functionOf, mapOf, stringType, type StructDeclaration } from "../types/type.ts";
import { convert, read, settle } from "./convert.ts";
import { newFunction, type Cx } from "./context.ts";
import { typeOfDeclaration } from "./join.ts";
import { lookUp, lookUpExport, lookUpVariant } from "./scope.ts";
import { typeExpression } from "./type-expression.ts";
import { fieldType } from "./type-field.ts";
import type { Local, TypedExpression } from "./typed.ts";

/** `P { x: 1 }`: values in written order, each as its field's type. */
export function typeStructLiteral(cx: Cx, node: StructExpression): TypedExpression {
  const declaration = declarationOf(cx, node);
  if (declaration === undefined) {
    return untypedLiteral(cx, node);
  }
  const fields = node.fields.map((field) => {
    const type = fieldType(declaration, field.name.text);
    return { name: field.name.text, value: convert(cx, typeExpression(cx, field.value, type), type) };
  });
  return { kind: "struct", type: typeOfDeclaration(declaration), span: node.span, declaration, fields };
}

function declarationOf(cx: Cx, node: StructExpression): StructDeclaration | undefined {
  if (node.qualifier === undefined) {
    return lookUpVariant(cx, node.name.text);
  }
  const module = lookUp(cx, node.qualifier.text);
  const member = module?.kind === "module" ? lookUpExport(cx, module.index, node.name.text) : undefined;
  return member?.kind === "variant" ? member.declaration : undefined;
}

/** A literal of a name that is no struct is a map. */
function untypedLiteral(cx: Cx, node: StructExpression): TypedExpression {
  const entries = node.fields.map((field) => ({
    key: { kind: "string", type: stringType, span: field.name.span, value: field.name.text } satisfies TypedExpression,
    value: convert(cx, settle(cx, typeExpression(cx, field.value)), anyType),
  }));
  return { kind: "map", type: mapOf(stringType, anyType), span: node.span, entries };
}

/** `A(1, 2)`: the fields in their order. */
export function typeConstructorCall(cx: Cx, declaration: StructDeclaration, args: readonly Expression[], span: Span): TypedExpression {
  const fields = args.flatMap((arg, index) => {
    const field = declaration.fields[index];
    return field === undefined ? [] : [{ name: field.name, value: convert(cx, typeExpression(cx, arg, field.type), field.type) }];
  });
  if (fields.length === declaration.fields.length) {
    return { kind: "struct", type: typeOfDeclaration(declaration), span, declaration, fields };
  }
  const rest = declaration.fields.slice(fields.length);
  const type = functionOf(rest.map((field) => field.type), typeOfDeclaration(declaration));
  const given = fields.map((field) => field.value);
  return { kind: "partial", type, span, callee: typeConstructor(cx, declaration, span), args: given };
}

/** The bare name: the value of a variant without fields, else the function that makes one. */
export function typeConstructor(cx: Cx, declaration: StructDeclaration, span: Span): TypedExpression {
  const type = typeOfDeclaration(declaration);
  if (declaration.fields.length === 0) {
    return { kind: "struct", type, span, declaration, fields: [] };
  }
  const params = declaration.fields.map((field): Local => ({ name: field.name, type: field.type, span, origin: "parameter", reassigned: false, captured: false }));
  const fields = params.map((param) => ({ name: param.name, value: read(param, span) }));
  const value: TypedExpression = { kind: "struct", type, span, declaration, fields };
  const fn = newFunction({ name: declaration.name, kind: "lambda", module: cx.instance.function.module, span, typeArgs: [], params }, type, {
    statements: [{ kind: "return", span, value }],
  });
  return { kind: "closure", type: functionOf(params.map((param) => param.type), type), span, function: fn };
}
