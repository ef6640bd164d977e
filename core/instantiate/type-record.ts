// Record literals: `{name: "x", n: 1}` with bare keys, as an anonymous record or not at all.
//
// Where a map, `any` or anything else that no record is stands waiting, the literal is a map from
// the start. A shape inside itself is a map too: its type would have no end.

import type { MapExpression } from "../syntax/ast.ts";
import type { Type } from "../types/type.ts";
import { convert, valued } from "./convert.ts";
import type { Cx } from "./context.ts";
import { joinTypes, mapOfRecord } from "./join.ts";
import { anonymousRecord, forEachRecord, isAnonymous, namesOfLiteral, shapeKey, shapeOf } from "./record-type.ts";
import { learnMaps, mayBeRecord, noteLiteral } from "./shapes.ts";
import { typeExpression } from "./type-expression.ts";
import type { TypedExpression } from "./typed.ts";

/** `undefined`: it is a map. */
export function typeRecord(cx: Cx, node: MapExpression, goal: Type | undefined): TypedExpression | undefined {
  const { shapes } = cx.program;
  const names = namesOfLiteral(node);
  if (names === undefined) {
    return undefined;
  }
  const shape = shapeKey(names);
  noteLiteral(shapes, { span: node.span, shape });
  if (!mayBeRecord(shapes, shape) || (goal !== undefined && goal.kind !== "never" && !isAnonymous(goal))) {
    return undefined;
  }
  const hints = goal !== undefined && isAnonymous(goal) ? new Map(goal.fields.map((field) => [field.name, field.type])) : undefined;
  const widened = shapes.widened.get(shape);
  const fields = node.entries.map((entry, index) => {
    const name = names[index] ?? "";
    const value = valued(typeExpression(cx, entry.value, hints?.get(name)));
    return { name, value: convert(cx, value, joinTypes(value.type, widened?.get(name) ?? value.type)) };
  });
  const type = anonymousRecord(fields.map(({ name, value }) => ({ name, type: value.type })));
  const record: TypedExpression = { kind: "record", type, span: node.span, fields };
  let endless = false;
  type.fields.forEach((field) => forEachRecord(field.type, (inner) => (endless ||= shapeOf(inner) === shape)));
  if (endless) {
    learnMaps(shapes, type, { text: "it contains its own shape", span: node.span });
    return convert(cx, record, mapOfRecord(type));
  }
  return record;
}
