// Foreign modules that need no foreign language: what programs import most, Python's `math`, Go's
// `math` and `strings`, consists of functions that are builtins here under another name.
//
// An import of one of these modules compiles, with `extern` declarations, with `auto` or with
// neither; a member that isn't in the table is refused where it is used (instantiate/refuse.ts).

import type { ImportStatement } from "../syntax/ast.ts";

export type ForeignMember =
  | { readonly kind: "constant"; readonly value: number }
  | {
      readonly kind: "function";
      readonly builtin: string;
      /** Works on floats, whatever it is given: `math.pow(2, 100)` never overflows. */
      readonly floats: boolean;
      /** The builtin gives a float without a fraction, the foreign function an int. */
      readonly whole: boolean;
    };

type Members = ReadonlyMap<string, ForeignMember>;

const onFloats = ["sqrt", "cbrt", "pow", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot"];

function member(builtin: string, floats: boolean, whole = false): ForeignMember {
  return { kind: "function", builtin, floats, whole };
}

function constant(value: number): ForeignMember {
  return { kind: "constant", value };
}

const pythonMath: Members = new Map([
  ...onFloats.map((name) => [name, member(name, true)] as const),
  ["fabs", member("abs", true)],
  ["floor", member("floor", true, true)],
  ["ceil", member("ceil", true, true)],
  ["trunc", member("trunc", true, true)],
  ["gcd", member("gcd", false)],
  ["isnan", member("isNaN", true)],
  ["isinf", member("isInf", true)],
  ["pi", constant(Math.PI)],
  ["e", constant(Math.E)],
  ["tau", constant(2 * Math.PI)],
]);

const goMath: Members = new Map([
  ...[...onFloats, "abs", "floor", "ceil", "trunc"].map((name) => [capital(name), member(name, true)] as const),
  ["IsNaN", member("isNaN", true)],
  ["Pi", constant(Math.PI)],
  ["E", constant(Math.E)],
]);

const goStrings: Members = new Map([
  ["ToUpper", member("upper", false)],
  ["ToLower", member("lower", false)],
  ["TrimSpace", member("trim", false)],
  ["Contains", member("contains", false)],
  ["HasPrefix", member("startsWith", false)],
  ["HasSuffix", member("endsWith", false)],
  ["Repeat", member("repeat", false)],
  ["ReplaceAll", member("replace", false)],
  ["Split", member("split", false)],
  ["Join", member("join", false)],
]);

const known: ReadonlyMap<string, Members> = new Map([
  ["python math", pythonMath],
  ["go math", goMath],
  ["go strings", goStrings],
]);

function capital(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** The members of an imported foreign module; absent when all of it is foreign to us. */
export function foreignMembers(statement: ImportStatement): Members | undefined {
  return statement.language === undefined ? undefined : known.get(`${statement.language.text} ${statement.path}`);
}
