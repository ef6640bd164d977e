// Conversions: every ConvertMode of the typed tree, and casts. All of them are explicit here.

import type { IrExpression, IrType } from "../aotir/aotir.ts";
import {
  addressOf,
  assignVariable,
  conditional,
  cString,
  descriptor,
  evaluate,
  f64Ir,
  intValue,
  newVariable,
  noneOf,
  not,
  numeric,
  optionMake,
  readField,
  readVariable,
  reinterpret,
  runtime,
  siteValue,
  stringValue,
  declare,
  zeroOf,
} from "../aotir/builder.ts";
import { sameIrType } from "../aotir/same-type.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import { InternalError, unreachable } from "../source/invariant.ts";
import { lineColumnOf } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { printType } from "../types/print-type.ts";
import type { Type } from "../types/type.ts";
import { functionAdapter } from "./closures.ts";
import { inBlock, siteAt, spill, temporary, type FunctionContext } from "./context.ts";
import { discardValue, lowerDiscard, lowerExpression } from "./lower-expression.ts";
import { duplicable, lowerOptional, takeApart } from "./lower-option.ts";
import { lowerType } from "./lower-type.ts";
import { holdsList, isBorrowed, share } from "./sharing.ts";
import { setStore, slotPointer } from "./slot.ts";

type ConvertExpression = TypedExpression & { readonly kind: "convert" };

export function lowerConvert(cx: FunctionContext, expression: ConvertExpression): IrExpression {
  const { operand, type } = expression;
  if (operand.type.kind === "never") {
    lowerDiscard(cx, operand);
    return zeroOf(lowerType(cx.program.types, type));
  }
  switch (expression.mode) {
    case "widen":
      return lowerWiden(cx, operand, type);
    case "unwrap":
      return lowerUnwrap(cx, expression);
    case "narrowed":
      return payload(cx, operand, type);
    case "or-empty":
      return lowerOrEmpty(cx, operand, type);
    case "elements":
      return elementsOfAny(cx, lowerExpression(cx, operand), type, expression.span);
    case "checked":
      return unbox(cx, lowerExpression(cx, operand), type, siteValue(siteAt(cx, expression.span)));
    default:
      return unreachable(expression.mode);
  }
}

function payload(cx: FunctionContext, operand: TypedExpression, type: Type): IrExpression {
  if (operand.type.kind === "any" && type.kind !== "any") {
    return unbox(cx, lowerExpression(cx, operand), type, siteValue(siteAt(cx, operand.span)));
  }
  if (operand.type.kind !== "option") {
    return lowerExpression(cx, operand);
  }
  const value = lowerOptional(cx, operand).value;
  return convertValue(cx, value, operand.type.inner, type);
}

function lowerUnwrap(cx: FunctionContext, expression: ConvertExpression): IrExpression {
  const { operand, type } = expression;
  const parts = lowerOptional(cx, operand);
  const origins = expression.origins.map((span) => placeText(cx, span)).join(", ");
  const raise = inBlock(cx, () => {
    const where = origins === "" ? noneOf({ kind: "opaque", c: "const char *" }) : cString(origins);
    cx.statements.push(evaluate(cx.span, runtime("mochi_raise_nil", [cString(expression.name), where, siteValue(siteAt(cx, expression.span))])));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: parts.isNone, then: raise });
  return operand.type.kind === "option" ? convertValue(cx, parts.value, operand.type.inner, type) : parts.value;
}

/** `FILE:LINE`, the file by its base name. */
function placeText(cx: FunctionContext, span: Span): string {
  const file = cx.program.files[span.file];
  if (file === undefined) {
    return "";
  }
  return `${file.path.slice(file.path.lastIndexOf("/") + 1)}:${lineColumnOf(file, span.start).line}`;
}

function lowerOrEmpty(cx: FunctionContext, operand: TypedExpression, type: Type): IrExpression {
  if (operand.type.kind !== "option" && operand.type.kind !== "any") {
    return lowerExpression(cx, operand);
  }
  if (operand.kind === "none") {
    return emptyOf(cx, type);
  }
  const parts = lowerOptional(cx, operand);
  if (operand.type.kind === "any") {
    const result = temporary(cx, lowerType(cx.program.types, type), emptyOf(cx, type));
    cx.mutable.add(result);
    const then = inBlock(cx, () => {
      cx.statements.push(assignVariable(cx.span, result, unbox(cx, parts.value, type, siteValue(siteAt(cx, operand.span)))));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(parts.isNone), then });
    return readVariable(result);
  }
  const inner: Type = operand.type.kind === "option" ? operand.type.inner : type;
  return conditional(parts.isNone, emptyOf(cx, type), convertValue(cx, parts.value, inner, type));
}

/** The value that nil counts as where nil counts as empty. */
export function emptyOf(cx: FunctionContext, type: Type): IrExpression {
  const lowered = lowerType(cx.program.types, type);
  switch (type.kind) {
    case "list":
      return { kind: "new-list", type: lowered, descriptor: type.element, items: [] };
    case "set":
      return runtime("mochi_set_new", [descriptor(type), intValue(0)], lowered);
    case "map":
      return runtime("mochi_map_new", [descriptor(type), intValue(0)], lowered);
    case "string":
      return stringValue("");
    default:
      return zeroOf(lowered);
  }
}

// ---------------------------------------------------------------- widening

function lowerWiden(cx: FunctionContext, operand: TypedExpression, type: Type): IrExpression {
  const constant = constantWiden(operand, type);
  if (constant !== undefined) {
    return constant;
  }
  if (operand.kind === "none") {
    return noneOf(lowerType(cx.program.types, type));
  }
  const value = lowerExpression(cx, operand);
  const stays = type.kind === "any" && holdsList(operand.type) && isBorrowed(operand);
  return convertValue(cx, stays ? share(value) : value, operand.type, type);
}

/** An int literal where a float is expected. */
function constantWiden(operand: TypedExpression, type: Type): IrExpression | undefined {
  return operand.kind === "int" && type.kind === "float" ? { kind: "float", type: f64Ir, value: Number(operand.value) } : undefined;
}

/** A value of one type as one of a wider type. Loses nothing and never fails. */
export function convertValue(cx: FunctionContext, value: IrExpression, from: Type, to: Type): IrExpression {
  const target = lowerType(cx.program.types, to);
  if (to.kind === "any") {
    return from.kind === "any" ? value : box(cx, value, from);
  }
  if (to.kind === "option") {
    if (from.kind === "option") {
      return convertOption(cx, value, from.inner, to.inner, target);
    }
    if (from.kind === "unit" || from.kind === "never") {
      discardValue(cx, value);
      return noneOf(target);
    }
    const inner = convertValue(cx, value, from, to.inner);
    return target.kind === "option" ? optionMake(inner) : inner;
  }
  if (from.kind === "any") {
    return unbox(cx, value, to, siteValue(siteAt(cx, cx.span)));
  }
  const number = convertNumber(value, from, to);
  if (number !== undefined) {
    return number;
  }
  switch (to.kind) {
    case "fun":
      return from.kind === "fun" && !sameIrType(value.type, target) ? functionAdapter(cx, value, from, to) : value;
    case "union":
    case "list":
    case "set":
      return reinterpret(value, target);
    case "map":
      if (from.kind === "record" || from.kind === "struct") {
        return recordToMap(cx, value, from, to);
      }
      return reinterpret(value, target);
    case "record":
    case "struct":
      if (value.type.kind === "struct" && target.kind === "struct" && value.type.struct !== target.struct) {
        return restructure(cx, value, from, to);
      }
      return reinterpret(value, target);
    case "unit":
      discardValue(cx, value);
      return noneOf(target);
    default:
      if (sameIrType(value.type, target)) {
        return value;
      }
      throw new InternalError(`${printType(from)} is converted to ${printType(to)}`);
  }
}

function convertNumber(value: IrExpression, from: Type, to: Type): IrExpression | undefined {
  const whole = from.kind === "int" || from.kind === "int64" || from.kind === "duration";
  switch (to.kind) {
    case "float":
      return whole ? numeric(value, f64Ir) : from.kind === "bigint" || from.kind === "bigrat" ? runtime(`mochi_${from.kind}_to_float`, [value]) : undefined;
    case "bigint":
      return whole ? runtime("mochi_bigint_from_int", [value]) : undefined;
    case "bigrat":
      return whole ? runtime("mochi_bigrat_from_int", [value]) : from.kind === "bigint" ? runtime("mochi_bigrat_from_bigint", [value]) : undefined;
    default:
      return undefined;
  }
}

function convertOption(cx: FunctionContext, value: IrExpression, from: Type, to: Type, target: IrType): IrExpression {
  const probe = lowerType(cx.program.types, from);
  const wanted = lowerType(cx.program.types, to);
  if (sameIrType(value.type, target) && sameIrType(probe, wanted)) {
    return value;
  }
  if (wanted.kind === "union" || (wanted.kind === "list" && probe.kind === "list")) {
    return reinterpret(value, target);
  }
  const parts = takeApart(duplicable(cx, value));
  const result = temporary(cx, target, noneOf(target));
  cx.mutable.add(result);
  const then = inBlock(cx, () => {
    const inner = convertValue(cx, parts.value, from, to);
    cx.statements.push(assignVariable(cx.span, result, target.kind === "option" ? optionMake(inner) : inner));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: not(parts.isNone), then });
  return readVariable(result);
}

/** A record or struct where a map is expected: a new map of its fields. */
function recordToMap(cx: FunctionContext, value: IrExpression, from: Type, to: Type & { readonly kind: "map" }): IrExpression {
  const record = spill(cx, value);
  const fields = fieldsOf(from);
  const map = spill(cx, runtime("mochi_map_new", [descriptor(to), intValue(fields.length)], lowerType(cx.program.types, to)));
  for (const field of fields) {
    if (record.type.kind === "struct") {
      const item = convertValue(cx, readField(record, record.type.struct, field.name), field.type, to.value);
      setStore(cx, map, to, stringValue(field.name), item);
    }
  }
  return map;
}

function fieldsOf(type: Type): readonly { readonly name: string; readonly type: Type }[] {
  return type.kind === "record" ? type.fields : type.kind === "struct" ? type.declaration.fields : [];
}

/** Between two structs of the same field names. */
function restructure(cx: FunctionContext, value: IrExpression, from: Type, to: Type): IrExpression {
  const source = spill(cx, value);
  const target = lowerType(cx.program.types, to);
  if (source.type.kind !== "struct" || target.kind !== "struct") {
    throw new InternalError(`${printType(from)} is converted to ${printType(to)}`);
  }
  const sourceStruct = source.type.struct;
  const given = new Map(fieldsOf(from).map((field) => [field.name, field.type]));
  const wanted = new Map(fieldsOf(to).map((field) => [field.name, field.type]));
  const fields = target.struct.fields.map((field) => {
    const had = given.get(field.name);
    const needed = wanted.get(field.name);
    return had === undefined || needed === undefined ? noneOf(field.type) : convertValue(cx, readField(source, sourceStruct, field.name), had, needed);
  });
  return { kind: "new", type: target, struct: target.struct, fields };
}

// ---------------------------------------------------------------- any

/** Into `any`. */
export function box(cx: FunctionContext, value: IrExpression, type: Type): IrExpression {
  switch (type.kind) {
    case "any":
      return value;
    case "int":
    case "int64":
      return runtime("mochi_any_from_int", [value]);
    case "float":
      return runtime("mochi_any_from_float", [value]);
    case "bool":
      return runtime("mochi_any_from_bool", [value]);
    case "string":
      return runtime("mochi_any_from_string", [value]);
    case "unit":
    case "never":
      discardValue(cx, value);
      return runtime("mochi_any_nil", []);
    default:
      return runtime("mochi_any_from", [slotPointer(cx, value), descriptor(type)]);
  }
}

/** Out of `any`, checked. */
export function unbox(cx: FunctionContext, value: IrExpression, type: Type, site: IrExpression): IrExpression {
  switch (type.kind) {
    case "any":
      return value;
    case "int":
    case "int64":
      return runtime("mochi_any_to_int", [value, site]);
    case "float":
      return runtime("mochi_any_to_float", [value, site]);
    case "bool":
      return runtime("mochi_any_to_bool", [value, site]);
    case "string":
      return runtime("mochi_any_to_string", [value, site]);
    case "unit":
    case "never":
      discardValue(cx, value);
      return noneOf(lowerType(cx.program.types, type));
    default:
      return through(cx, type, (slot) => runtime("mochi_any_to", [value, slot, descriptor(type), site]));
  }
}

/** The list or map in an `any`, with the parts that the type asks for. */
export function elementsOfAny(cx: FunctionContext, value: IrExpression, type: Type, span: Span): IrExpression {
  return through(cx, type, (slot) => runtime("mochi_any_elements", [value, slot, descriptor(type), siteValue(siteAt(cx, span))]));
}

/** The value that a runtime function writes to a slot. */
export function through(cx: FunctionContext, type: Type, write: (slot: IrExpression) => IrExpression): IrExpression {
  const variable = newVariable("t", lowerType(cx.program.types, type), true);
  cx.statements.push(declare(cx.span, variable, zeroOf(variable.type)));
  cx.statements.push(evaluate(cx.span, write(addressOf(variable))));
  return readVariable(variable);
}

// ---------------------------------------------------------------- casts

/** `operand as T`. */
export function lowerCast(cx: FunctionContext, expression: TypedExpression & { readonly kind: "cast" }): IrExpression {
  const { operand, type } = expression;
  return castValue(cx, lowerExpression(cx, operand), operand.type, type, expression.span);
}

export function castValue(cx: FunctionContext, value: IrExpression, from: Type, to: Type, span: Span): IrExpression {
  const site = siteValue(siteAt(cx, span));
  const target = lowerType(cx.program.types, to);
  const whole = from.kind === "int" || from.kind === "int64" || from.kind === "duration";
  switch (to.kind) {
    case "any":
      return box(cx, value, from);
    case "int":
    case "int64":
    case "duration":
      if (whole) {
        return value;
      }
      if (from.kind === "float") {
        return runtime("mochi_int_from_float", [value, site]);
      }
      if (from.kind === "bigint") {
        return runtime("mochi_bigint_to_int", [value, site]);
      }
      break;
    case "float":
    case "bigint":
    case "bigrat":
      if (from.kind === to.kind) {
        return value;
      }
      if (from.kind === "float") {
        return runtime(`mochi_${to.kind}_from_float`, [value, site]);
      }
      if (from.kind === "string" && to.kind !== "float") {
        return runtime(`mochi_${to.kind}_parse`, [value, site]);
      }
      if (from.kind === "bigrat" && to.kind === "bigint") {
        break;
      }
      if (whole || from.kind === "bigint" || from.kind === "bigrat") {
        return convertValue(cx, value, from, to);
      }
      break;
    case "unit":
      discardValue(cx, value);
      return noneOf(target);
    default:
      if (sameIrType(value.type, target) && from.kind === to.kind) {
        return value;
      }
      if (from.kind === "struct" && to.kind === "union") {
        return reinterpret(value, target);
      }
      break;
  }
  if (to.kind === "option" && from.kind !== "any" && from.kind !== "option") {
    return convertValue(cx, castValue(cx, value, from, to.inner, span), to.inner, to);
  }
  const boxed = box(cx, value, from);
  return through(cx, to, (slot) => runtime("mochi_cast", [boxed, slot, descriptor(to), site]));
}

