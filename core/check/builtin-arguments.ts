// What builtins ask of their arguments that a parameter type can't say: `len` takes anything with a
// length, `sum` a list of numbers. The table's types have been checked already; a refusal here is
// reported at the callee. T068 stands for the messages that the reference gives without a code.

import type { DiagnosticCode } from "../source/codes.ts";
import type { Builtin } from "../types/builtins.ts";
import { isNumeric } from "../types/numeric.ts";
import { isOrdered } from "../types/subtype.ts";
import type { Type } from "../types/type.ts";

export interface Refusal {
  readonly code: DiagnosticCode;
  readonly args: readonly (string | Type)[];
}

/** Why a builtin can't take these arguments, if so. */
export function refuseArguments(builtin: Builtin, types: readonly Type[]): Refusal | undefined {
  const [first, second] = types;
  if (first === undefined || first.kind === "any") {
    return second === undefined || builtin.name !== "pow" ? undefined : refuseNumbers(builtin.name, types);
  }
  const name = builtin.name;
  switch (name) {
    case "len":
      return hasLength(first) ? undefined : { code: "T036", args: [first] };
    case "count":
      return first.kind === "list" || first.kind === "group" || first.kind === "set" ? undefined : { code: "T037", args: [first] };
    case "avg":
      return refuseSum("T038", first);
    case "sum":
      return refuseSum("T041", first);
    case "exists":
      return hasLength(first) || first.kind === "group" ? undefined : expects(name, "a list, map or string", first);
    case "table":
    case "chart":
      return first.kind === "list" ? undefined : expects(name, "a list", first);
    case "min":
    case "max":
    case "sort":
      return refuseUnordered(name, types);
    case "reverse":
      return first.kind === "list" || first.kind === "string" ? undefined : expects(name, "a list or string", first);
    case "sha256":
      return first.kind === "list" || first.kind === "string" ? undefined : expects(name, "a string or list", first);
    case "int":
      return isNumeric(first) || first.kind === "string" || first.kind === "duration" ? undefined : expects(name, "a number or string", first);
    case "float":
    case "bigint":
      return isNumeric(first) || first.kind === "string" ? undefined : expects(name, "a number or string", first);
    case "abs":
      return isNumeric(first) || first.kind === "duration" ? undefined : expects(name, "a number", first);
    case "sign":
    case "floor":
    case "ceil":
    case "trunc":
    case "num":
    case "denom":
    case "pow":
      return refuseNumbers(name, types);
    case "gcd":
      return refuseIntegers(name, types);
    default:
      return undefined;
  }
}

function expects(name: string, what: string, got: Type): Refusal {
  return { code: "T068", args: [name, what, got] };
}

function hasLength(type: Type): boolean {
  return type.kind === "list" || type.kind === "map" || type.kind === "string" || type.kind === "set";
}

function refuseSum(code: "T038" | "T041", type: Type): Refusal | undefined {
  if (type.kind !== "list" && type.kind !== "group" && type.kind !== "set") {
    return { code, args: [type] };
  }
  const element = type.element.kind === "option" ? type.element.inner : type.element;
  const summable = element.kind === "any" || isNumeric(element) || element.kind === "bool" || element.kind === "duration" || element.kind === "string";
  return summable ? undefined : { code, args: [type.element] };
}

/** `min`, `max`, `sort`: the elements, or the keys that a function makes of them, have an order. */
function refuseUnordered(name: string, types: readonly Type[]): Refusal | undefined {
  const [list, key] = types;
  const element = key?.kind === "fun" ? key.result : list?.kind === "list" || list?.kind === "group" ? list.element : undefined;
  const plain = element?.kind === "option" ? element.inner : element;
  if (plain === undefined || plain.kind === "any" || plain.kind === "variable" || isOrdered(plain)) {
    return undefined;
  }
  return name === "sort" ? { code: "T056", args: [plain] } : expects(name, "a list of numbers or strings", list ?? plain);
}

function refuseNumbers(name: string, types: readonly Type[]): Refusal | undefined {
  const wrong = types.find((type) => type.kind !== "any" && !isNumeric(type));
  return wrong === undefined ? undefined : expects(name, "a number", wrong);
}

function refuseIntegers(name: string, types: readonly Type[]): Refusal | undefined {
  const wrong = types.find((type) => type.kind !== "any" && type.kind !== "int" && type.kind !== "int64" && type.kind !== "bigint");
  return wrong === undefined ? undefined : expects(name, "an int", wrong);
}
