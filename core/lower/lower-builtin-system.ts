// Builtins that touch the world: files, pictures, time, chance, the process; and panic.

import type { IrExpression } from "../aotir/aotir.ts";
import { evaluate, intValue, runtime, unitValue } from "../aotir/builder.ts";
import { intType, listOf } from "../types/type.ts";
import { argument, at, plainType, values, type BuiltinRow } from "./lower-builtin.ts";
import type { FunctionContext } from "./context.ts";
import { lowerType } from "./lower-type.ts";

function row(name: string, raises: boolean): BuiltinRow {
  return (cx, call) => {
    const args = values(cx, call);
    return result(cx, runtime(name, raises ? [...args, call.site] : args, needsType(call.type.kind) ? lowerType(cx.program.types, call.type) : undefined));
  };
}

function needsType(kind: string): boolean {
  return kind === "list";
}

/** Calls without a result are statements. */
function result(cx: FunctionContext, value: IrExpression): IrExpression {
  if (value.type.kind !== "void") {
    return value;
  }
  cx.statements.push(evaluate(cx.span, value));
  return unitValue;
}

const panic: BuiltinRow = (cx, call) => {
  const args = values(cx, call);
  const [code, message] = args.length === 1 ? [intValue(1), at(args, 0)] : [at(args, 0), at(args, 1)];
  return result(cx, runtime("mochi_raise", [code, message, call.site]));
};

const sha256: BuiltinRow = (cx, call) => {
  const type = plainType(argument(call, 0));
  const value = at(values(cx, call), 0);
  const list = lowerType(cx.program.types, listOf(intType));
  switch (type.kind) {
    case "string":
      return runtime("mochi_sha256_string", [value], list);
    case "any":
      return runtime("mochi_sha256_any", [value, call.site], list);
    default:
      return runtime("mochi_sha256_bytes", [value, call.site], list);
  }
};

export const systemBuiltins: Readonly<Record<string, BuiltinRow>> = {
  input: row("mochi_input", false),
  readFile: row("mochi_read_file", true),
  readBytes: row("mochi_read_bytes", true),
  readLines: row("mochi_read_lines", true),
  writeFile: row("mochi_write_file", true),
  appendFile: row("mochi_append_file", true),
  fileExists: row("mochi_file_exists", false),
  listDir: row("mochi_list_dir", true),
  makeDir: row("mochi_make_dir", true),
  removeFile: row("mochi_remove_file", true),
  args: row("mochi_args", false),
  env: row("mochi_env", false),
  exit: row("mochi_exit", false),
  mem: row("mochi_mem", false),
  now: row("mochi_now", false),
  sleep: row("mochi_sleep", false),
  table: row("mochi_table", true),
  chart: row("mochi_chart", true),
  "#discard-output": row("mochi_output_discard", false),
  "#keep-output": row("mochi_output_keep", false),
  formatTime: row("mochi_format_time", false),
  parseTime: row("mochi_parse_time", true),
  seed: row("mochi_random_seed", false),
  random: row("mochi_random_float", false),
  randomInt: row("mochi_random_int", true),
  panic,
  sha256,
};

