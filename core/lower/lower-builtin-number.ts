// Builtins on numbers. Functions that compute in floats take every number and convert it.

import type { IrExpression } from "../aotir/aotir.ts";
import { binary, conditional, f64Ir, floatValue, i32Ir, i64Ir, intValue, numeric, runtime } from "../aotir/builder.ts";
import { InternalError } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import { bigintType, floatType, type Type } from "../types/type.ts";
import type { FunctionContext } from "./context.ts";
import { argument, at, values, type BuiltinCall, type BuiltinRow } from "./lower-builtin.ts";
import { convertValue, unbox } from "./lower-convert.ts";
import { discardValue } from "./lower-expression.ts";
import { duplicable } from "./lower-option.ts";

function toFloat(cx: FunctionContext, value: IrExpression, type: Type, site: IrExpression): IrExpression {
  switch (type.kind) {
    case "float":
      return value;
    case "any":
      return unbox(cx, value, floatType, site);
    case "int":
    case "int64":
    case "duration":
      return numeric(value, f64Ir);
    default:
      return convertValue(cx, value, type, floatType);
  }
}

function floatArguments(cx: FunctionContext, call: BuiltinCall): IrExpression[] {
  return values(cx, call).map((value, index) => toFloat(cx, value, argument(call, index).type, call.site));
}

/** A function of floats. */
function float(name: string): BuiltinRow {
  return (cx, call) => runtime(name, floatArguments(cx, call));
}

function ints(name: string, raises = false): BuiltinRow {
  return (cx, call) => runtime(name, raises ? [...values(cx, call), call.site] : values(cx, call));
}

const abs: BuiltinRow = (cx, call) => {
  const { type } = argument(call, 0);
  const value = at(values(cx, call), 0);
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
      return runtime("mochi_int_abs", [value, call.site]);
    case "float":
      return runtime("mochi_float_absolute", [value]);
    case "bigint":
    case "bigrat": {
      const kept = duplicable(cx, value);
      const zero = convertValue(cx, intValue(0), { kind: "int" }, type);
      const negative = binary("<", runtime(`mochi_${type.kind}_compare`, [kept, zero]), intValue(0, i32Ir));
      return conditional(negative, runtime(`mochi_${type.kind}_negate`, [kept]), kept);
    }
    case "any": {
      const kept = duplicable(cx, value);
      const negative = runtime("mochi_any_less", [kept, runtime("mochi_any_from_int", [intValue(0)]), call.site]);
      return conditional(negative, runtime("mochi_any_negate", [kept, call.site]), kept);
    }
    default:
      throw new InternalError(`abs of ${printType(type)} is lowered`);
  }
};

const sign: BuiltinRow = (cx, call) => {
  const { type } = argument(call, 0);
  const value = at(values(cx, call), 0);
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
      return runtime("mochi_int_sign", [value]);
    case "bigint":
    case "bigrat": {
      const zero = convertValue(cx, intValue(0), { kind: "int" }, type);
      return runtime("mochi_int_sign", [numeric(runtime(`mochi_${type.kind}_compare`, [value, zero]), i64Ir)]);
    }
    default:
      return runtime("mochi_int_from_float", [runtime("mochi_float_sign", [toFloat(cx, value, type, call.site)]), call.site]);
  }
};

const round: BuiltinRow = (cx, call) => {
  const args = values(cx, call);
  return runtime("mochi_float_round", [toFloat(cx, at(args, 0), argument(call, 0).type, call.site), args[1] ?? intValue(0)]);
};

const pow: BuiltinRow = (cx, call) => {
  const [base, exponent] = values(cx, call);
  if (base === undefined || exponent === undefined) {
    throw new InternalError("pow takes two arguments");
  }
  const exponentType = argument(call, 1).type;
  switch (call.type.kind) {
    case "int":
    case "int64":
      return runtime("mochi_int_power", [base, exponent, call.site]);
    case "bigint": {
      const power = exponentType.kind === "bigint" ? runtime("mochi_bigint_to_int", [exponent, call.site]) : exponent;
      return runtime("mochi_bigint_power", [convertValue(cx, base, argument(call, 0).type, bigintType), power, call.site]);
    }
    default: {
      const result = runtime("mochi_float_power", [toFloat(cx, base, argument(call, 0).type, call.site), toFloat(cx, exponent, exponentType, call.site)]);
      return convertValue(cx, result, floatType, call.type.kind === "any" ? call.type : floatType);
    }
  }
};

/** `num` and `denom`: whole numbers are over one. */
function part(name: string, denominator: boolean): BuiltinRow {
  return (cx, call) => {
    const { type } = argument(call, 0);
    const value = at(values(cx, call), 0);
    switch (type.kind) {
      case "bigrat":
        return runtime(name, [value]);
      case "float":
        return runtime(name, [runtime("mochi_bigrat_from_float", [value, call.site])]);
      case "any":
        return runtime(name, [unbox(cx, value, { kind: "bigrat" }, call.site)]);
      default:
        if (denominator) {
          discardValue(cx, value);
          return runtime("mochi_bigint_from_int", [intValue(1)]);
        }
        return type.kind === "bigint" ? value : runtime("mochi_bigint_from_int", [value]);
    }
  };
}

const floats = ["sqrt", "cbrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "hypot", "floor", "ceil", "trunc"];

export const numberBuiltins: Readonly<Record<string, BuiltinRow>> = {
  ...Object.fromEntries(floats.map((name) => [name, float(`mochi_float_${name}`)])),
  isNaN: float("mochi_float_is_nan"),
  isInf: float("mochi_float_is_infinite"),
  pi: () => floatValue(3.141592653589793),
  abs,
  sign,
  round,
  pow,
  gcd: (cx, call) => runtime(call.type.kind === "bigint" ? "mochi_bigint_gcd" : "mochi_int_gcd", values(cx, call)),
  num: part("mochi_bigrat_numerator", false),
  denom: part("mochi_bigrat_denominator", true),
  bitAnd: ints("mochi_int_and"),
  bitOr: ints("mochi_int_or"),
  bitXor: ints("mochi_int_xor"),
  bitNot: ints("mochi_int_complement"),
  shl: ints("mochi_int_shift_left", true),
  shr: ints("mochi_int_shift_right", true),
};
