// Questions about a type as a whole: a key for tables, and where knowledge is still missing.
//
// While instances are being found, `never` inside a type means «not known yet»: `[]` is
// `[never]`, `none` is `option[never]`, a recursive call yields `never` in the first round. When
// nothing changes any more, what is still `never` becomes `any` (`withoutNever`).

import { unreachable } from "../source/invariant.ts";
import { anyType, functionOf, optionOf, type Type } from "../types/type.ts";

/** Types below this depth are `any`: a chain of calls that nests lists forever ends. */
const maxDepth = 12;

/** A text that is equal for two types exactly when `sameType` holds. */
export function typeKey(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "channel":
    case "stream":
      return `${type.kind}<${typeKey(type.element)}>`;
    case "map":
      return `map<${typeKey(type.key)},${typeKey(type.value)}>`;
    case "option":
      return `${typeKey(type.inner)}?`;
    case "group":
      return `group<${typeKey(type.key)},${typeKey(type.element)}>`;
    case "fun":
      return `fun(${type.params.map(typeKey).join(",")}):${typeKey(type.result)}`;
    case "struct":
    case "union": {
      const { name, module, serial } = type.declaration;
      return `${type.kind} ${name}#${module}.${serial}`;
    }
    case "record":
      return `${type.anonymous === true ? "anonymous" : ""}{${type.fields.map((field) => `${field.name}:${typeKey(field.type)}`).join(",")}}`;
    case "variable":
      return `'${type.name}${type.id}`;
    default:
      return type.kind;
  }
}

/** Whether a part of the type is not known yet. */
export function hasNever(type: Type): boolean {
  switch (type.kind) {
    case "never":
      return true;
    case "list":
    case "set":
    case "channel":
    case "stream":
      return hasNever(type.element);
    case "map":
      return hasNever(type.key) || hasNever(type.value);
    case "option":
      return hasNever(type.inner);
    case "group":
      return hasNever(type.key) || hasNever(type.element);
    case "fun":
      return type.params.some(hasNever) || hasNever(type.result);
    case "record":
      return type.fields.some((field) => hasNever(field.type));
    default:
      return false;
  }
}

/** Every `never` replaced by `any`; the result of a function that never returns stays. */
export function withoutNever(type: Type): Type {
  return hasNever(type) ? mapParts(type, (part) => (part.kind === "never" ? anyType : withoutNever(part))) : type;
}

/** The type with parts that lie too deep replaced by `any`. */
export function limitDepth(type: Type, depth = maxDepth): Type {
  return depth === 0 ? anyType : mapParts(type, (part) => limitDepth(part, depth - 1));
}

/** The type with its direct parts changed; `never` is its own part. */
export function mapParts(type: Type, change: (part: Type) => Type): Type {
  switch (type.kind) {
    case "never":
      return change(type);
    case "list":
    case "set":
    case "channel":
    case "stream":
      return { kind: type.kind, element: change(type.element) };
    case "map":
      return { kind: "map", key: change(type.key), value: change(type.value) };
    case "option":
      return optionOf(change(type.inner));
    case "group":
      return { kind: "group", key: change(type.key), element: change(type.element) };
    case "fun":
      return functionOf(type.params.map(change), type.result.kind === "never" ? type.result : change(type.result));
    case "record":
      return { ...type, fields: type.fields.map((field) => ({ name: field.name, type: change(field.type) })) };
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
    case "struct":
    case "union":
    case "variable":
      return type;
    default:
      return unreachable(type);
  }
}
