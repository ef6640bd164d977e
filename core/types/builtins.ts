// The one table of builtin functions.
//
// The checker takes names, parameter types, arity and effects from here; the instantiator asks
// `builtinResult` for the concrete type of a call. A row has one or more signatures; the first
// argument chooses among them (`contains` on a string, a list, a set). Type variables in the rows
// are those of this file (`T` … `B`), negative ids, and have to be replaced before use.
//
// Surprising: functions that write in place carry the effect «write», which is no label of the
// language: it counts in `where` and `having` but is never printed and never compared with an
// annotation. What a row can't say in types (`len` takes anything with a length) is in
// builtin-arguments.ts.

import { writeEffect, type Effect } from "./effect.ts";
import { numericJoin } from "./numeric.ts";
import { freeVariables, matchType, substitute, type TypeVariable } from "./substitute.ts";
import {
  anyType,
  bigintType,
  boolType,
  durationType,
  floatType,
  functionOf,
  int64Type,
  intType,
  listOf,
  mapOf,
  neverType,
  optionOf,
  sameType,
  setOf,
  stringType,
  unitType,
  type Type,
} from "./type.ts";

export interface BuiltinSignature {
  readonly params: readonly Type[];
  /** How many of the last parameters may be left out. */
  readonly optional: number;
  /** Type of any number of further arguments. */
  readonly variadic?: Type;
  readonly result: Type;
  /** The type variables of the parameters, by name. */
  readonly variables: readonly TypeVariable[];
}

export interface Builtin {
  readonly name: string;
  readonly signatures: readonly [BuiltinSignature, ...BuiltinSignature[]];
  /** Least and most arguments; `Infinity` for a variadic function. */
  readonly min: number;
  readonly max: number;
  readonly effects: readonly Effect[];
  /** Changes its first argument. */
  readonly inPlace: boolean;
  /** May be written `first.name(rest)`, where `first` is of the kind of the first parameter. */
  readonly method: boolean;
  /** A `float` parameter takes every numeric type and converts it. */
  readonly numbers: boolean;
  /** Where the result is not the signature's: from concrete argument types. */
  readonly resultOf?: (args: readonly Type[]) => Type;
}

interface Options {
  readonly effects?: readonly Effect[];
  readonly inPlace?: boolean;
  readonly method?: boolean;
  readonly numbers?: boolean;
  readonly optional?: number;
  readonly variadic?: Type;
  readonly resultOf?: (args: readonly Type[]) => Type;
}

function variable(name: string, id: number): TypeVariable {
  return { kind: "variable", name, id };
}

const T = variable("T", -1);
const K = variable("K", -2);
const V = variable("V", -3);
const A = variable("A", -4);
const B = variable("B", -5);

const text = stringType;
const texts = listOf(stringType);
const ints = listOf(intType);
const listT = listOf(T);
const setT = setOf(T);
const mapKV = mapOf(K, V);
const predicate = functionOf([T], boolType);

const io: Options = { effects: ["io"] };
const fs: Options = { effects: ["fs"] };
const time: Options = { effects: ["time"] };
const method: Options = { method: true };
const inPlace: Options = { method: true, inPlace: true, effects: [writeEffect] };
const numbers: Options = { numbers: true };

type Params = readonly Type[];

function row(name: string, overloads: readonly (readonly [Params, Type])[], options: Options = {}): Builtin {
  const optional = options.optional ?? 0;
  const signatures = overloads.map(
    ([params, result]): BuiltinSignature => ({
      params,
      result,
      optional,
      // Found when somebody asks: a program calls few of the builtins.
      get variables() {
        return variablesOf([...params, options.variadic ?? anyType]);
      },
      ...(options.variadic === undefined ? {} : { variadic: options.variadic }),
    }),
  );
  const counts = signatures.map((signature) => signature.params.length);
  return {
    name,
    signatures: signatures as [BuiltinSignature, ...BuiltinSignature[]],
    min: Math.min(...counts) - optional,
    max: options.variadic === undefined ? Math.max(...counts) : Infinity,
    effects: options.effects ?? [],
    inPlace: options.inPlace ?? false,
    method: options.method ?? false,
    numbers: options.numbers ?? false,
    ...(options.resultOf === undefined ? {} : { resultOf: options.resultOf }),
  };
}

function variablesOf(types: readonly Type[]): readonly TypeVariable[] {
  return freeVariables(functionOf(types, anyType)).sort((left, right) => (left.name < right.name ? -1 : 1));
}

function fn(name: string, params: Params, result: Type, options: Options = {}): Builtin {
  return row(name, [[params, result]], options);
}

/** Functions from float to float. */
function floats(names: string): Builtin[] {
  return names.split(" ").map((name) => fn(name, [floatType], floatType, numbers));
}

/** Functions from two ints to int. */
function bits(names: string): Builtin[] {
  return names.split(" ").map((name) => fn(name, [intType, intType], intType));
}

function elementOf(type: Type | undefined): Type {
  return type !== undefined && (type.kind === "list" || type.kind === "set" || type.kind === "group") ? type.element : anyType;
}

/** The numeric type of a sum: that of the elements; bools count as ints. */
function sumOf(args: readonly Type[]): Type {
  const element = elementOf(args[0]);
  const plain = element.kind === "option" ? element.inner : element;
  return plain.kind === "bool" || plain.kind === "never" ? intType : plain;
}

function plainElementOf(args: readonly Type[]): Type {
  const element = elementOf(args[0]);
  return element.kind === "option" ? element.inner : element;
}

function sameAsArgument(args: readonly Type[]): Type {
  return args[0] ?? anyType;
}

function joinOfArguments(args: readonly Type[]): Type {
  const [first, second] = args;
  return first === undefined || second === undefined ? anyType : (numericJoin(first, second) ?? anyType);
}

/** Pairs are lists: of `T` when both halves are, else of `any`. */
function pairsOf(left: Type, right: Type): Type {
  return listOf(listOf(sameType(left, right) ? left : anyType));
}

const rows: readonly Builtin[] = [
  // output and input
  fn("print", [], unitType, { ...io, variadic: anyType, resultOf: (args) => args[0] ?? unitType }),
  fn("eprint", [], unitType, { ...io, variadic: anyType, resultOf: (args) => args[0] ?? unitType }),
  fn("json", [anyType], unitType, { ...io, resultOf: sameAsArgument }),
  fn("to_json", [anyType], text),
  fn("input", [], text, io),
  // conversion
  fn("str", [anyType], text),
  fn("int", [anyType], intType),
  fn("float", [anyType], floatType),
  fn("bool", [anyType], boolType),
  fn("bigint", [anyType], bigintType),
  fn("parseIntStr", [text, intType], intType),
  fn("chr", [intType], text),
  fn("ord", [text], intType),
  fn("type_of", [anyType], text),
  // strings
  fn("len", [anyType], intType, method),
  fn("upper", [text], text, method),
  fn("lower", [anyType], text, method),
  fn("trim", [text], text, method),
  fn("trimStart", [text], text, method),
  fn("trimEnd", [text], text, method),
  fn("split", [text, text], texts, method),
  fn("join", [texts, text], text, method),
  row("contains", [[[text, text], boolType], [[listT, T], boolType], [[setT, T], boolType]], method),
  fn("startsWith", [text, text], boolType, method),
  fn("endsWith", [text, text], boolType, method),
  row("indexOf", [[[text, text], intType], [[listT, T], intType]], method),
  fn("lastIndexOf", [text, text], intType, method),
  fn("replace", [text, text, text], text, method),
  fn("repeat", [text, intType], text, method),
  fn("substring", [text, intType, intType], text, method),
  fn("substr", [text, intType, intType], text, method),
  fn("padStart", [text, intType, text], text, method),
  fn("padEnd", [text, intType, text], text, method),
  row("reverse", [[[anyType], anyType]], { ...method, resultOf: sameAsArgument }),
  fn("lines", [text], texts, method),
  fn("chars", [text], texts, method),
  fn("bytes", [text], ints, method),
  // lists
  fn("append", [listT, T], listT, method),
  fn("push", [listT, T], listT, method),
  fn("pop", [listT], T, inPlace),
  fn("insert", [listT, intType, T], listT, inPlace),
  fn("removeAt", [listT, intType], T, inPlace),
  fn("concat", [], listT, { ...method, variadic: listT }),
  fn("first", [listT], optionOf(T), method),
  fn("last", [listT], optionOf(T), method),
  fn("distinct", [listT], listT, method),
  row("slice", [[[text, intType, intType], text], [[listT, intType, intType], listT]], method),
  fn("range", [intType, intType, intType], ints, { optional: 2 }),
  fn("sort", [listT, functionOf([T], B)], listT, { ...method, optional: 1 }),
  fn("map", [listT, functionOf([T], B)], listOf(B), method),
  fn("filter", [listT, predicate], listT, method),
  fn("reduce", [listOf(A), functionOf([B, A], B), B], B, method),
  fn("find", [listT, predicate], optionOf(T), method),
  fn("some", [listT, predicate], boolType, method),
  fn("every", [listT, predicate], boolType, method),
  fn("flatMap", [listT, functionOf([T], listOf(B))], listOf(B), method),
  fn("zip", [listOf(A), listOf(B)], listOf(listOf(anyType)), { ...method, resultOf: (args) => pairsOf(elementOf(args[0]), elementOf(args[1])) }),
  fn("enumerate", [listT], listOf(listOf(anyType)), { ...method, resultOf: (args) => pairsOf(intType, elementOf(args[0])) }),
  fn("sum", [anyType], anyType, { ...method, resultOf: sumOf }),
  fn("avg", [anyType], floatType, method),
  fn("min", [listT], T, { ...method, resultOf: plainElementOf }),
  fn("max", [listT], T, { ...method, resultOf: plainElementOf }),
  fn("count", [anyType], intType, method),
  fn("exists", [anyType], boolType, method),
  fn("collect", [listT], listT, method),
  // maps and sets
  fn("keys", [mapKV], listOf(K), method),
  fn("values", [mapKV], listOf(V), method),
  fn("has", [mapKV, K], boolType, method),
  fn("get", [mapKV, K, V], V, method),
  row("remove", [[[mapKV, K], mapKV], [[setT, T], setT]], inPlace),
  fn("merge", [mapKV, mapKV], mapKV, method),
  fn("add", [setT, T], setT, inPlace),
  // numbers
  fn("abs", [anyType], anyType, { resultOf: sameAsArgument }),
  fn("sign", [anyType], intType),
  fn("floor", [anyType], floatType),
  fn("ceil", [anyType], floatType),
  fn("trunc", [anyType], floatType),
  fn("round", [floatType, intType], floatType, { ...numbers, optional: 1 }),
  fn("pow", [anyType, anyType], anyType, { resultOf: joinOfArguments }),
  ...floats("sqrt cbrt exp log log2 log10 sin cos tan asin acos atan"),
  fn("atan2", [floatType, floatType], floatType, numbers),
  fn("hypot", [floatType, floatType], floatType, numbers),
  fn("pi", [], floatType),
  fn("gcd", [anyType, anyType], anyType, { resultOf: joinOfArguments }),
  fn("isNaN", [floatType], boolType, numbers),
  fn("isInf", [floatType], boolType, numbers),
  fn("num", [anyType], bigintType),
  fn("denom", [anyType], bigintType),
  ...bits("bitAnd bitOr bitXor shl shr"),
  fn("bitNot", [intType], intType),
  // random and time
  fn("seed", [intType], unitType, time),
  fn("random", [], floatType, time),
  fn("randomInt", [intType, intType], intType, time),
  fn("now", [], int64Type, time),
  fn("sleep", [durationType], unitType, time),
  fn("formatTime", [int64Type, text], text),
  fn("parseTime", [text, text], int64Type),
  // files
  fn("readFile", [text], text, fs),
  fn("readBytes", [text], ints, fs),
  fn("writeFile", [text, text], unitType, fs),
  fn("appendFile", [text, text], unitType, fs),
  fn("readLines", [text], texts, fs),
  fn("fileExists", [text], boolType, fs),
  fn("listDir", [text], texts, fs),
  fn("makeDir", [text], unitType, fs),
  fn("removeFile", [text], unitType, fs),
  // process and errors
  fn("args", [], texts),
  fn("env", [text], optionOf(text)),
  fn("exit", [intType], neverType, io),
  fn("sha256", [anyType], ints),
  fn("mem", [], intType),
  row("panic", [[[text], neverType], [[intType, text], neverType]]),
  fn("eval", [text], anyType, { effects: ["meta"] }),
  // channels; `send` and `recv` may wait, and `close` ends a channel for everybody
  fn("send", [{ kind: "channel", element: T }, T], unitType, { effects: [writeEffect] }),
  fn("recv", [{ kind: "channel", element: T }], optionOf(T), { effects: [writeEffect] }),
  fn("close", [{ kind: "channel", element: T }], unitType, { effects: [writeEffect] }),
  // pictures
  fn("table", [anyType], unitType, io),
  fn("chart", [anyType, anyType], unitType, io),
];

/** All builtin functions by name. */
export const builtins: ReadonlyMap<string, Builtin> = new Map(rows.map((builtin) => [builtin.name, builtin]));

/** Other spellings that are accepted as methods. */
const methodAliases: ReadonlyMap<string, string> = new Map([
  ["starts_with", "startsWith"],
  ["ends_with", "endsWith"],
]);

/** The builtin that `receiver.name(…)` calls, if any; `receiver` is its first argument. */
export function builtinMethod(receiver: Type, name: string): Builtin | undefined {
  const builtin = builtins.get(methodAliases.get(name) ?? name);
  if (builtin === undefined || !builtin.method) {
    return undefined;
  }
  const takes = builtin.signatures.some((signature) => {
    const first = signature.params[0] ?? signature.variadic ?? anyType;
    return first.kind === "any" ? takesAsMethod(builtin.name, receiver) : first.kind === receiver.kind;
  });
  return takes ? builtin : undefined;
}

/** Receivers of the methods whose first parameter is `any` in the table. */
function takesAsMethod(name: string, receiver: Type): boolean {
  switch (name) {
    case "len":
      return ["string", "list", "map", "set"].includes(receiver.kind);
    case "lower":
      return receiver.kind === "string";
    case "reverse":
      return receiver.kind === "string" || receiver.kind === "list";
    default:
      return receiver.kind === "list";
  }
}

/** The signature that a call with these argument types means: the first that its first argument fits. */
export function chooseSignature(builtin: Builtin, args: readonly Type[]): BuiltinSignature {
  const [fallback] = builtin.signatures;
  if (builtin.signatures.length === 1) {
    return fallback;
  }
  const fitting = builtin.signatures.filter(
    (signature) => args.length <= signature.params.length && args.length >= signature.params.length - signature.optional,
  );
  const first = args[0];
  if (first === undefined) {
    return fitting[0] ?? fallback;
  }
  return fitting.find((signature) => matchType(signature.params[0] ?? anyType, first, new Map())) ?? fitting[0] ?? fallback;
}

/** The type of a call of a builtin with arguments of concrete types. */
export function builtinResult(builtin: Builtin, args: readonly Type[]): Type {
  if (builtin.resultOf !== undefined) {
    return builtin.resultOf(args);
  }
  const signature = chooseSignature(builtin, args);
  const bindings = new Map<number, Type>();
  args.forEach((arg, index) => {
    const param = signature.params[index] ?? signature.variadic;
    if (param !== undefined) {
      matchType(param, arg, bindings);
    }
  });
  for (const unknown of [T, K, V, A, B]) {
    if (!bindings.has(unknown.id)) {
      bindings.set(unknown.id, anyType);
    }
  }
  return substitute(signature.result, bindings);
}
