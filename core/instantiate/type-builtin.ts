// Builtin calls for arguments that are typed: which conversions they get and what the result is.
//
// The contract with lowering. Names are the table's (core/types/builtins.ts), but `push` is
// `append`, `substr` is `substring`, and `contains` of a list or set is the operator `in`.
// - `print eprint json to_json str bool type_of`: arguments of any concrete type, options included.
// - `int float bigint num denom sha256`: one argument of a concrete type that is no option, or `any`.
// - `len count exists`: list, map, set, string or `any`; nil is empty already.
// - List functions take `list<T>`, and values of exactly that T; functions over elements are
//   `fun(T): U` with the U that makes the result (`map`: list<U>; `sort`: any ordered key;
//   predicates: bool; `reduce`: fun(A, T): A, and A).
// - `sum min max avg`: a list of numbers (`min max`: or strings), of options of them, or of `any`;
//   the result has the plain element type, `any` for `any`.
// - `appendAny` is `append` to a value of type `any`, which makes another `any`.
// - `first last find`: T?. `zip enumerate`: list<list<T>> when both halves are T, else list<list<any>>.
// - Numeric functions: `abs sign floor ceil trunc` take their argument's own numeric type or `any`;
//   `pow gcd` both arguments of the result's type; the others float.
// Everything else has the table's parameter and result types.

import { report } from "../source/report.ts";
import type { Span } from "../source/span.ts";
import { builtinResult, chooseSignature, type Builtin } from "../types/builtins.ts";
import { isNumeric, numericJoin } from "../types/numeric.ts";
import { printType } from "../types/print-type.ts";
import { anyType, boolType, functionOf, intType, listOf, mapOf, neverType, optionOf, sameType, setOf, stringType, unitType, type Type } from "../types/type.ts";
import { convert, elementsOf, knownType, orEmpty, settle, unwrap } from "./convert.ts";
import type { Cx } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { deadFlow } from "./flow.ts";
import { joinTypes, plainType } from "./join.ts";
import { demand } from "./open.ts";
import { hasRecord, isAnonymous, withoutRecords } from "./record-type.ts";
import { isIntLiteral } from "./type-literal.ts";
import { combine, untilNever } from "./type-operator.ts";
import { itemsOfGroup } from "./type-group.ts";
import type { TypedExpression, TypedStatement } from "./typed.ts";

/** In these the arguments decide together what an empty literal among them holds. */
const growing: ReadonlySet<string> = new Set(["append", "push", "insert", "concat", "merge", "add", "get", "indexOf", "contains"]);

export function callBuiltin(cx: Cx, builtin: Builtin, given: readonly TypedExpression[], span: Span): TypedExpression {
  const args = growing.has(builtin.name) ? given : given.map((arg) => settle(cx, arg));
  // A query's rows are collected by `append`, which stays one whatever its item is.
  const never = builtin.name === "append" || builtin.name === "push" ? undefined : untilNever(cx, args, span);
  if (never !== undefined) {
    return never;
  }
  const node = (type: Type, converted: readonly TypedExpression[], name = builtin.name): TypedExpression => ({ kind: "call-builtin", name, type, span, args: converted });
  const [first, second, third] = args;
  switch (builtin.name) {
    case "print":
    case "eprint":
    case "json":
      return node(unitType, args);
    case "to_json":
    case "str":
      return node(stringType, args);
    case "type_of":
      return first !== undefined && hasRecord(first.type) ? typeName(cx, first, node) : node(stringType, args);
    case "bool":
      return node(boolType, args);
    case "int":
    case "float":
    case "bigint":
      return node(builtinResult(builtin, []), args.map((arg) => asMap(cx, arg, `${builtin.name} takes it`)).map((arg) => (arg.type.kind === "option" ? convert(cx, arg, anyType) : arg)));
    case "panic":
    case "exit": {
      const call = node(neverType, fixedArguments(cx, builtin, args));
      cx.frame.flow = deadFlow;
      return call;
    }
    case "sha256":
      return node(builtinResult(builtin, []), args.map((arg) => (arg.type.kind === "string" || sameType(arg.type, listOf(intType)) ? arg : convert(cx, arg, anyType))));
    case "abs":
    case "sign":
    case "floor":
    case "ceil":
    case "trunc":
    case "num":
    case "denom": {
      const plain = args.map((arg) => numberOrAny(cx, arg));
      return node(builtinResult(builtin, plain.map((arg) => arg.type)), plain);
    }
    case "gcd":
      return callJoined(cx, builtin, args.map((arg) => wholeNumber(cx, arg)), node);
    case "pow":
      return callJoined(cx, builtin, args, node);
    case "len":
    case "count":
    case "exists":
      return node(builtinResult(builtin, []), args.map((arg) => measurable(cx, arg)));
    case "lower":
      return node(stringType, args.map((arg) => (arg.type.kind === "string" ? arg : asText(arg, span))));
    case "reverse":
      return callReverse(cx, args, node);
    case "contains":
      return first !== undefined && second !== undefined && plainType(first.type).kind !== "string" && first.type.kind !== "any"
        ? combine(cx, "in", second, first, span, span)
        : node(boolType, args.map((arg) => convert(cx, arg, stringType)));
    case "slice":
      if (first !== undefined && plainType(first.type).kind === "string") {
        return node(stringType, fixedArguments(cx, builtin, args));
      }
      break;
    case "indexOf":
      if (first !== undefined && plainType(first.type).kind === "string") {
        return node(intType, args.map((arg) => convert(cx, arg, stringType)));
      }
      break;
    case "substr":
      return node(stringType, fixedArguments(cx, builtin, args), "substring");
    case "eval":
      refuseCall(cx, "L002", [], span);
      return node(anyType, args);
    case "send":
    case "recv":
    case "close":
      refuseCall(cx, "L001", [`\`${builtin.name}(…)\``], span);
      return node(builtin.name === "recv" ? anyType : unitType, args);
    case "remove":
    case "add":
    case "keys":
    case "values":
    case "has":
    case "get":
    case "merge":
      return first !== undefined && plainType(first.type).kind === "set" ? callOnSet(cx, first, second, node) : callOnMap(cx, builtin, args, span, node);
    default:
      break;
  }
  const over = first === undefined || !takesList(builtin) ? undefined : callOnList(cx, builtin, first, second, third, args, node);
  return over ?? node(fixedResult(builtin, args), fixedArguments(cx, builtin, args));
}

/** Builtins without native code, or without any for these arguments; a user's function of that name never comes here. */
function refuseCall(cx: Cx, code: "L001" | "L002", args: readonly string[], span: Span): void {
  const place = `${span.file}:${span.start}`;
  if (!cx.program.refused.has(place)) {
    cx.program.refused.add(place);
    report(cx.program.diagnostics, code, span, args);
  }
}

type MakeNode = (type: Type, args: readonly TypedExpression[], name?: string) => TypedExpression;

// ---------------------------------------------------------------- fixed types

function fixedArguments(cx: Cx, builtin: Builtin, args: readonly TypedExpression[]): readonly TypedExpression[] {
  const signature = chooseSignature(builtin, args.map((arg) => arg.type));
  return args.map((arg, index) => {
    const param = signature.params[index] ?? signature.variadic ?? anyType;
    if (param.kind === "list") {
      return elementsOf(cx, arg, param);
    }
    return arg.type.kind === "never" ? arg : convert(cx, arg, param);
  });
}

function fixedResult(builtin: Builtin, args: readonly TypedExpression[]): Type {
  return chooseSignature(builtin, args.map((arg) => arg.type)).result;
}

function numberOrAny(cx: Cx, e: TypedExpression): TypedExpression {
  const plain = unwrap(cx, e);
  return plain.type.kind === "never" || numericJoin(plain.type, plain.type) !== undefined ? plain : convert(cx, plain, anyType);
}

/** An int or bigint; what else it may be is told at run time. */
function wholeNumber(cx: Cx, e: TypedExpression): TypedExpression {
  const number = numberOrAny(cx, e);
  return number.type.kind === "any" || number.type.kind === "float" ? convert(cx, convert(cx, number, anyType), intType) : number;
}

function callJoined(cx: Cx, builtin: Builtin, args: readonly TypedExpression[], node: MakeNode): TypedExpression {
  const plain = args.map((arg) => numberOrAny(cx, arg));
  const unknown = plain.some((arg) => arg.type.kind === "never") && !cx.program.settled;
  const type = unknown ? neverType : builtinResult(builtin, plain.map((arg) => arg.type));
  return node(type, plain.map((arg) => convert(cx, arg, type)));
}

/** The name that the checker has for the type. */
function typeName(cx: Cx, e: TypedExpression, node: MakeNode): TypedExpression {
  if (e.type.kind === "option") {
    return node(stringType, [asMap(cx, e, "its type is asked for")]);
  }
  const statements: readonly TypedStatement[] = [{ kind: "expression", span: e.span, value: e }];
  return { kind: "do", type: stringType, span: e.span, body: { statements }, value: { kind: "string", type: stringType, span: e.span, value: printType(withoutRecords(e.type)) } };
}

function measurable(cx: Cx, whole: TypedExpression): TypedExpression {
  const given = itemsOfGroup(cx, whole);
  const e = isAnonymous(plainType(given.type)) ? asMap(cx, given, "its entries are counted") : given;
  switch (plainType(e.type).kind) {
    case "list":
    case "map":
    case "set":
    case "string":
      return orEmpty(cx, e);
    case "never":
      return e;
    default:
      return convert(cx, e, anyType);
  }
}

function asText(e: TypedExpression, span: Span): TypedExpression {
  return { kind: "call-builtin", name: "str", type: stringType, span, args: [e] };
}

function callReverse(cx: Cx, args: readonly TypedExpression[], node: MakeNode): TypedExpression {
  const plain = args.map((arg) => unwrap(cx, arg)).map((arg) => (["list", "string", "never"].includes(arg.type.kind) ? arg : convert(cx, arg, anyType)));
  return node(plain[0]?.type ?? anyType, plain);
}

// ---------------------------------------------------------------- lists

function takesList(builtin: Builtin): boolean {
  return builtin.signatures.some((signature) => (signature.params[0] ?? signature.variadic)?.kind === "list") || ["sum", "avg"].includes(builtin.name);
}

/** The element type of what a list function goes over. */
export function elementOf(type: Type): Type {
  return type.kind === "list" || type.kind === "set" ? type.element : type.kind === "never" ? type : anyType;
}

/** In these a nil list is an empty one. */
const lenient: ReadonlySet<string> = new Set(["sum", "avg", "min", "max", "append", "push", "concat"]);

/** These change the list they get, and can't take a copy. */
const changing: ReadonlySet<string> = new Set(["insert", "pop", "removeAt", "remove"]);

function asList(cx: Cx, given: TypedExpression, name: string): TypedExpression {
  const e = itemsOfGroup(cx, given);
  const plain = e.type.kind === "option" ? (lenient.has(name) ? orEmpty(cx, e) : unwrap(cx, e)) : e;
  if (plain.type.kind === "list" || plain.type.kind === "never") {
    return plain;
  }
  return changing.has(name) ? convert(cx, plain, listOf(anyType)) : elementsOf(cx, plain, listOf(anyType));
}

function callOnList(
  cx: Cx,
  builtin: Builtin,
  first: TypedExpression,
  second: TypedExpression | undefined,
  third: TypedExpression | undefined,
  args: readonly TypedExpression[],
  node: MakeNode,
): TypedExpression | undefined {
  const list = asList(cx, first, builtin.name);
  const element = elementOf(list.type);
  switch (builtin.name) {
    case "append":
    case "push": {
      if (first.type.kind === "any") {
        return node(anyType, [first, convert(cx, second ?? first, anyType)], "appendAny");
      }
      const [grown, value] = grow(cx, list, second ?? first);
      return node(grown.type, [grown, value], "append");
    }
    case "insert": {
      const [grown, value] = grow(cx, list, third ?? first);
      return node(grown.type, [grown, convert(cx, second ?? first, intType), value]);
    }
    case "concat":
      return concat(cx, args, node);
    case "pop":
      return node(element, [list]);
    case "removeAt":
      return node(element, [list, convert(cx, second ?? first, intType)]);
    case "first":
    case "last":
      return node(element.kind === "never" ? element : optionOf(element), [list]);
    case "distinct":
    case "collect":
      return node(list.type, [list]);
    case "slice":
      return node(list.type, [list, ...args.slice(1).map((arg) => convert(cx, arg, intType))]);
    case "indexOf":
      return searched(cx, list, second ?? first, (whole, value) => node(intType, [whole, value]));
    case "sort":
      return node(list.type, second === undefined ? [list] : [list, overElements(cx, second, [element], undefined)]);
    case "filter":
    case "some":
    case "every":
    case "find": {
      const predicate = overElements(cx, second ?? first, [element], boolType);
      const type = builtin.name === "filter" ? list.type : builtin.name === "find" ? (element.kind === "never" ? element : optionOf(element)) : boolType;
      return node(type, [list, predicate]);
    }
    case "map": {
      const change = overElements(cx, second ?? first, [element], undefined);
      const made = knownType(cx, listOf(resultOf(change)));
      return node(made, [list, overElements(cx, change, [element], elementOf(made))]);
    }
    case "flatMap": {
      const change = overElements(cx, second ?? first, [element], undefined);
      const result = resultOf(change);
      const made = result.kind === "list" || result.kind === "never" ? change : overElements(cx, change, [element], listOf(anyType));
      const type = resultOf(made);
      return node(type.kind === "never" ? listOf(type) : type, [list, made]);
    }
    case "zip":
    case "enumerate": {
      const both = [list, ...args.slice(1).map((arg) => asList(cx, arg, builtin.name))];
      return node(builtinResult(builtin, both.map((arg) => arg.type)), both);
    }
    case "sum":
    case "min":
    case "max":
    case "avg":
      // Of `[]` it is an int; where the elements aren't known yet, so isn't the result.
      if (element.kind === "never" && builtin.name !== "avg") {
        return node(list.kind === "list" && cx.program.settled ? intType : neverType, [list]);
      }
      return callOnMeasured(cx, builtin, list, node);
    default:
      return undefined;
  }
}

/** Elements that are known to be no numbers or strings came from a missing field; what that does is told, or not, at run time. */
function callOnMeasured(cx: Cx, builtin: Builtin, list: TypedExpression, node: MakeNode): TypedExpression {
  const element = plainType(elementOf(list.type));
  const measurable = isNumeric(element) || ["any", "string", "bool", "duration", "never", "list"].includes(element.kind);
  const measured = measurable ? list : elementsOf(cx, list, listOf(anyType));
  return node(builtinResult(builtin, [measured.type]), [measured]);
}

/** The list and the value with one element type: the list's, unless its origin can take a wider one. */
function grow(cx: Cx, list: TypedExpression, value: TypedExpression): [TypedExpression, TypedExpression] {
  const element = elementOf(list.type);
  const fits = isIntLiteral(value) && plainType(element).kind === "float";
  const joined = knownType(cx, fits ? element : joinTypes(element, value.type));
  if (sameType(joined, element)) {
    return [list, convert(cx, value, element)];
  }
  const widens = element.kind === "never" || list.kind === "list" || demand(cx, list, listOf(joined));
  return widens ? [convert(cx, list, listOf(joined)), convert(cx, value, joined)] : [list, convert(cx, value, element)];
}

function concat(cx: Cx, args: readonly TypedExpression[], node: MakeNode): TypedExpression {
  const lists = args.map((arg) => asList(cx, arg, "concat"));
  const type = lists.reduce<Type>((joined, list) => joinTypes(joined, list.type), neverType);
  const whole = knownType(cx, type.kind === "list" ? type : listOf(type.kind === "never" ? neverType : anyType));
  return node(whole, lists.map((list) => convert(cx, list, whole)));
}

function searched(cx: Cx, list: TypedExpression, value: TypedExpression, make: (list: TypedExpression, value: TypedExpression) => TypedExpression): TypedExpression {
  const element = elementOf(list.type);
  const joined = knownType(cx, element.kind === "float" && isIntLiteral(value) ? element : joinTypes(element, value.type));
  return sameType(joined, element) ? make(list, convert(cx, value, element)) : make(convert(cx, list, listOf(joined)), convert(cx, value, joined));
}

/** A function over elements, with the result that is wanted or its own. */
function overElements(cx: Cx, fn: TypedExpression, params: readonly Type[], result: Type | undefined): TypedExpression {
  if (fn.type.kind === "never") {
    return fn;
  }
  const own = fn.type.kind === "fun" ? fn.type.result : anyType;
  const settled = own.kind === "unit" ? anyType : own;
  return convert(cx, fn.type.kind === "option" ? unwrap(cx, fn) : fn, functionOf(params, result ?? settled));
}

function resultOf(fn: TypedExpression): Type {
  return fn.type.kind === "fun" ? fn.type.result : fn.type.kind === "never" ? fn.type : anyType;
}

/** `reduce` with an accumulator of the given type. */
export function callReduce(cx: Cx, given: TypedExpression, fn: TypedExpression, init: TypedExpression, type: Type, span: Span): TypedExpression {
  const list = asList(cx, given, "reduce");
  if (cx.program.settled && list.type.kind === "never") {
    return list;
  }
  const step = overElements(cx, fn, [type, elementOf(list.type)], type);
  return { kind: "call-builtin", name: "reduce", type, span, args: [list, step, convert(cx, init, type)] };
}

// ---------------------------------------------------------------- maps and sets

function callOnMap(cx: Cx, builtin: Builtin, args: readonly TypedExpression[], span: Span, node: MakeNode): TypedExpression {
  const [first, second, third] = args;
  if (first === undefined) {
    return node(anyType, []);
  }
  const plain = unwrap(cx, first);
  const opened = isAnonymous(plain.type) ? asMap(cx, plain, `${builtin.name} takes a map`) : plain;
  const wanted = mapOf(anyType, anyType);
  const isMap = opened.type.kind === "map" || opened.type.kind === "never";
  const map = isMap ? opened : changing.has(builtin.name) ? convert(cx, opened, wanted) : elementsOf(cx, opened, wanted);
  if (map.type.kind !== "map") {
    return node(map.type, args);
  }
  const { key, value } = map.type;
  const asKey = (e: TypedExpression): TypedExpression => (key.kind === "never" ? e : convert(cx, e, key));
  switch (builtin.name) {
    case "keys":
      return node(listOf(key), [map]);
    case "values":
      return node(listOf(value), [map]);
    case "has":
      return node(boolType, [map, asKey(second ?? first)]);
    case "remove":
      return node(map.type, [map, asKey(second ?? first)]);
    case "get": {
      const fallback = third ?? first;
      const joined = joinTypes(value, fallback.type);
      if (sameType(joined, value) || (isIntLiteral(fallback) && value.kind === "float") || value.kind === "any") {
        return node(value, [map, asKey(second ?? first), convert(cx, fallback, value)]);
      }
      const found: TypedExpression = { kind: "index", type: optionOf(value), span, receiver: map, index: asKey(second ?? first) };
      return { kind: "coalesce", type: joined, span, left: convert(cx, found, optionOf(plainType(joined))), right: convert(cx, fallback, joined) };
    }
    default: {
      const given = asMap(cx, unwrap(cx, second ?? first), `${builtin.name} takes a map`);
      const other = given.type.kind === "any" ? elementsOf(cx, given, wanted) : given;
      const type = knownType(cx, joinTypes(map.type, other.type));
      const whole = type.kind === "map" ? type : mapOf(anyType, anyType);
      return node(whole, [convert(cx, map, whole), convert(cx, other, whole)]);
    }
  }
}

function callOnSet(cx: Cx, first: TypedExpression, second: TypedExpression | undefined, node: MakeNode): TypedExpression {
  const set = unwrap(cx, first);
  const value = second ?? first;
  const element = elementOf(set.type);
  const joined = knownType(cx, joinTypes(element, value.type));
  if (!sameType(joined, element) && (element.kind === "never" || demand(cx, set, setOf(joined)))) {
    return node(setOf(joined), [convert(cx, set, setOf(joined)), convert(cx, value, joined)]);
  }
  return node(set.type, [set, convert(cx, value, element)]);
}

