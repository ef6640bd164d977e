// `update xs set { f: e, … } where c`: a loop over the list that stores into its elements.
//
// In the condition and the values the fields of the element are names. All values are evaluated
// with the old fields, into temporaries, before the first is stored.

import type { UpdateStatement } from "../syntax/ast.ts";
import { anyType, listOf, type StructDeclaration, type Type } from "../types/type.ts";
import { convert, orEmpty, read, settle, truthy } from "./convert.ts";
import { newTemporary, type Cx } from "./context.ts";
import { plainType } from "./join.ts";
import { newScope } from "./scope.ts";
import { typeCondition } from "./type-condition.ts";
import { typeExpression } from "./type-expression.ts";
import { fieldType } from "./type-field.ts";
import type { Local, TypedBlock, TypedExpression, TypedStatement } from "./typed.ts";

export function typeUpdate(cx: Cx, statement: UpdateStatement): readonly TypedStatement[] {
  const { span, target } = statement;
  const given = settle(cx, typeExpression(cx, { kind: "name", span: target.span, name: target.text }));
  const plain = orEmpty(cx, given);
  const source = plain.type.kind === "list" || plain.type.kind === "never" ? plain : convert(cx, plain, listOf(anyType));
  const type: Type = source.type.kind === "list" ? source.type.element : anyType;
  const item = newTemporary("row", type, target.span);
  const row = plainType(type);
  const declaration = row.kind === "struct" ? row.declaration : undefined;
  const inner: Local = type.kind === "option" ? newTemporary("row", row, target.span) : item;
  const body = declaration === undefined ? { statements: [] } : updateRow(cx, statement, inner, declaration);
  const present: readonly TypedStatement[] = inner === item ? body.statements : [skipNone(statement, item, inner, body)];
  return [{ kind: "for-each", span, local: item, source, body: { statements: present } }];
}

/** Elements that are none have no fields to set. */
function skipNone(statement: UpdateStatement, item: Local, inner: Local, body: TypedBlock): TypedStatement {
  const { span } = statement;
  const test: TypedExpression = { kind: "is-none", type: { kind: "bool" }, span, operand: read(item, span) };
  const value: TypedExpression = { kind: "convert", mode: "narrowed", type: inner.type, span, operand: read(item, span), name: "", origins: [] };
  const then = { statements: [{ kind: "let", span, local: inner, value } satisfies TypedStatement, ...body.statements] };
  return { kind: "if", span, condition: truthy({ kind: "not", type: { kind: "bool" }, span, operand: test }), then, otherwise: { statements: [] } };
}

function updateRow(cx: Cx, statement: UpdateStatement, row: Local, declaration: StructDeclaration): TypedBlock {
  const { span } = statement;
  const outer = cx.scope;
  const before = cx.frame.flow;
  cx.scope = newScope(outer, cx.frame);
  for (const field of declaration.fields) {
    cx.scope.names.set(field.name, { kind: "field", receiver: row, declaration });
  }
  const condition = statement.condition === undefined ? undefined : typeCondition(cx, statement.condition).node;
  const values: TypedStatement[] = [];
  const stores: TypedStatement[] = [];
  for (const entry of statement.sets) {
    const name = entry.key.kind === "string" ? entry.key.value : "";
    const type = fieldType(declaration, name);
    const local = newTemporary(name, type, entry.value.span);
    values.push({ kind: "let", span: entry.value.span, local, value: convert(cx, typeExpression(cx, entry.value, type), type) });
    stores.push({
      kind: "assign",
      span: entry.value.span,
      target: { kind: "field", receiver: read(row, span), field: name, type, span: entry.key.span },
      value: read(local, entry.value.span),
    });
  }
  cx.scope = outer;
  cx.frame.flow = before;
  const statements = [...values, ...stores];
  return { statements: condition === undefined ? statements : [{ kind: "if", span, condition, then: { statements } }] };
}
