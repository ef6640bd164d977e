// How a type is spelled in a diagnostic, in `type_of` and in dumps.
//
// The spelling is the reference's: `[int]`, `{string: int}`, `option[int]`, `fun(int): bool ! io`,
// nominal types by their bare name. Two different types may share a spelling (structs of one name
// in two modules, inline records of any field order); nothing may be decided by it.

import { unreachable } from "../source/invariant.ts";
import { writeEffect } from "./effect.ts";
import type { FunctionType, Type } from "./type.ts";

/** The type as diagnostics spell it. */
export function printType(type: Type): string {
  switch (type.kind) {
    case "list":
      return `[${printType(type.element)}]`;
    case "set":
      return `set[${printType(type.element)}]`;
    case "map":
      return `{${printType(type.key)}: ${printType(type.value)}}`;
    case "option":
      return `option[${printType(type.inner)}]`;
    case "fun":
      return printFunctionType(type);
    case "struct":
    case "union":
      return type.declaration.name;
    case "record":
      return `{${type.fields.map((field) => `${field.name}: ${printType(field.type)}`).join(", ")}}`;
    case "group":
      return "group";
    case "channel":
      return `chan[${printType(type.element)}]`;
    case "stream":
      return `stream[${printType(type.element)}]`;
    case "variable":
      return type.name;
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
    default:
      return unreachable(type);
  }
}

function printFunctionType(type: FunctionType): string {
  const params = type.params.map(printType);
  if (type.variadic !== undefined) {
    params.push(`...${printType(type.variadic)}`);
  }
  const result = type.result.kind === "unit" ? "" : `: ${printType(type.result)}`;
  const labels = type.effects.filter((effect) => effect !== writeEffect);
  const effects = labels.length === 0 ? "" : ` ! ${labels.join(", ")}`;
  return `fun(${params.join(", ")})${result}${effects}`;
}
