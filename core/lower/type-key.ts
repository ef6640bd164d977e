// A text for every concrete type; two types have the same one iff `sameType` holds.

import { unreachable } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";

export function typeKey(type: Type): string {
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
    case "float":
    case "bigint":
    case "bigrat":
    case "string":
    case "bool":
    case "unit":
    case "any":
    case "never":
      return type.kind;
    case "list":
    case "set":
    case "channel":
    case "stream":
      return `${type.kind}<${typeKey(type.element)}>`;
    case "map":
      return `map<${typeKey(type.key)},${typeKey(type.value)}>`;
    case "group":
      return `group<${typeKey(type.key)},${typeKey(type.element)}>`;
    case "option":
      return `${typeKey(type.inner)}?`;
    case "fun":
      return `fun(${type.params.map(typeKey).join(",")}):${typeKey(type.result)}`;
    case "struct":
    case "union":
      return `${type.kind}:${type.declaration.module}.${type.declaration.serial}.${type.declaration.name}`;
    case "record":
      return `${type.anonymous === true ? "anonymous" : ""}{${type.fields.map((field) => `${JSON.stringify(field.name)}:${typeKey(field.type)}`).join(",")}}`;
    case "variable":
      return `#${type.id}`;
    default:
      return unreachable(type);
  }
}
