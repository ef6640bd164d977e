// Static data: texts, places, type descriptors, function infos and the items of constant lists.
//
// Everything is made at its first use and named after what it is: `text_hello`, `at_12_5`,
// `type_Point`, `info_fib`. Descriptors may refer to each other in circles: one that is named while
// it is being made is declared ahead.

import type { IrExpression, IrFunction, IrMethod, IrSite } from "../aotir/aotir.ts";
import { typeKey } from "../lower/type-key.ts";
import { invariant } from "../source/invariant.ts";
import { lineColumnOf, lineText } from "../source/source-file.ts";
import { printType } from "../types/print-type.ts";
import type { FunctionType, Type } from "../types/type.ts";
import { cFloat, cInt, cString, noneStringInitializer, stringInitializer } from "./c-text.ts";
import type { EmitContext } from "./context.ts";
import { cType, declarator, memberName, once, slotType, structName, structOf } from "./emit-type.ts";
import { fileName, identifier, slug } from "./names.ts";
import { useRuntime } from "./use-runtime.ts";

// ---------------------------------------------------------------- texts and places

/** The name of a `mochi_string` constant. */
export function textConstant(cx: EmitContext, text: string): string {
  return once(cx, `text ${text}`, () => {
    const name = fileName(cx.names, text === "" ? "text_empty" : `text_${slug(text) || "1"}`);
    cx.texts.line(`static const mochi_string ${name} = ${stringInitializer(text)};`);
    return name;
  });
}

/** The none of `string?`. */
export function noneText(cx: EmitContext): string {
  return once(cx, "none text", () => {
    const name = fileName(cx.names, "text_none");
    cx.texts.line(`static const mochi_string ${name} = ${noneStringInitializer};`);
    return name;
  });
}

/** The name of a `mochi_site` constant. Equal places in one function share it. */
export function siteConstant(cx: EmitContext, site: IrSite): string {
  const { span } = site;
  return once(cx, `site ${span.file}:${span.start} ${site.function}`, () => {
    const source = cx.files[span.file];
    invariant(source !== undefined, "a site's file is known");
    const { line, column } = lineColumnOf(source, span.start);
    const name = fileName(cx.names, `at_${line}_${column}`);
    cx.sites.line(`static const mochi_site ${name} = { ${cString(source.path)}, ${cString(site.function)}, ${lineConstant(cx, span.file, line)}, ${line}, ${column} };`);
    return name;
  });
}

/** A source line as it is shown with an error. Long ones are written once, however many places they hold. */
function lineConstant(cx: EmitContext, file: number, line: number): string {
  const source = cx.files[file];
  invariant(source !== undefined, "a line's file is known");
  const text = lineText(source, line).slice(0, 400);
  if (text.length <= 120) {
    return cString(text);
  }
  return once(cx, `line ${file}:${line}`, () => {
    const name = fileName(cx.names, `line_${line}`);
    cx.sites.line(`static const char ${name}[] = ${cString(text)};`);
    return name;
  });
}

// ---------------------------------------------------------------- descriptors

const builtinDescriptors: ReadonlyMap<string, string> = new Map([
  ["unit", "mochi_type_unit"],
  ["never", "mochi_type_unit"],
  ["bool", "mochi_type_bool"],
  ["int", "mochi_type_int"],
  ["int64", "mochi_type_int"],
  ["duration", "mochi_type_duration"],
  ["float", "mochi_type_float"],
  ["bigint", "mochi_type_bigint"],
  ["bigrat", "mochi_type_bigrat"],
  ["string", "mochi_type_string"],
  ["any", "mochi_type_any"],
  ["list<int>", "mochi_type_list_int"],
  ["list<int64>", "mochi_type_list_int"],
  ["list<float>", "mochi_type_list_float"],
  ["list<string>", "mochi_type_list_string"],
  ["list<bool>", "mochi_type_list_bool"],
  ["list<any>", "mochi_type_list_any"],
  ["map<string,any>", "mochi_type_map_string_any"],
]);

/** The name of the descriptor of a Mochi type. */
export function descriptorName(cx: EmitContext, type: Type): string {
  const key = typeKey(type);
  const builtin = builtinDescriptors.get(key);
  if (builtin !== undefined) {
    // An `any` in a value may hold such a value again.
    const isPart = type.kind === "any" && [...cx.descriptors.values()].some((entry) => entry.state !== "done");
    if (isPart || key === "list<any>" || key === "map<string,any>") {
      cx.features.add("deep-data");
    }
    if (type.kind === "bigint" || type.kind === "bigrat") {
      cx.headers.add("values/bigint.h");
      cx.features.add("bigint");
    }
    return builtin;
  }
  const known = cx.descriptors.get(key);
  if (known !== undefined) {
    if (known.state !== "done") {
      cx.features.add("deep-data");
    }
    if (known.state === "open") {
      known.state = "forward";
      cx.typesForward.line(`static const mochi_type ${known.name};`);
    }
    return known.name;
  }
  const entry = { name: fileName(cx.names, `type_${typeWords(type)}`), state: "open" as "open" | "forward" | "done" };
  cx.descriptors.set(key, entry);
  const members = describe(cx, type, entry.name);
  cx.types.line("");
  cx.types.open(`static const mochi_type ${entry.name} =`);
  for (const [member, value] of members) {
    cx.types.line(`.${member} = ${value},`);
  }
  cx.types.close(";");
  entry.state = "done";
  return entry.name;
}

type Members = readonly (readonly [member: string, value: string])[];

function describe(cx: EmitContext, type: Type, name: string): Members {
  const common = (kind: string, flags: readonly string[] = []): Members => [
    ["kind", `MOCHI_KIND_${kind}`],
    ...(flags.length === 0 ? [] : [["flags", flags.join(" | ")] as const]),
    ["size", `sizeof(${slotType(cx, type)})`],
    ["name", cString(type.kind === "record" ? "" : printType(type))],
  ];
  switch (type.kind) {
    case "list":
    case "set":
      return [...common(type.kind.toUpperCase()), ["element", `&${descriptorName(cx, type.element)}`]];
    case "map":
      return [...common("MAP"), ["element", `&${descriptorName(cx, type.value)}`], ["key", `&${descriptorName(cx, type.key)}`]];
    case "option": {
      const inner = type.inner.kind;
      const flat = inner === "int" || inner === "int64" || inner === "duration" || inner === "float" || inner === "bool";
      return [...common("OPTION", flat ? ["MOCHI_TYPE_POINTER_FREE"] : []), ["element", `&${descriptorName(cx, type.inner)}`]];
    }
    case "struct": {
      const variant = type.declaration.union !== undefined;
      return [...common("STRUCT", variant ? ["MOCHI_TYPE_VARIANT"] : []), ...describeFields(cx, type, type.declaration.fields, name)];
    }
    case "record":
      return [...common("STRUCT", ["MOCHI_TYPE_RECORD"]), ...describeFields(cx, type, type.fields, name)];
    case "fun":
      return common("FUNCTION", isBoxed(type) ? ["MOCHI_TYPE_BOXED"] : []);
    case "union": {
      const variants = type.declaration.variants.map((declaration) => descriptorName(cx, { kind: "struct", declaration }));
      const array = fileName(cx.names, name.replace(/^type_/, "variants_"));
      cx.types.line("");
      cx.types.open(`static const mochi_type *const ${array}[] =`);
      for (const variant of variants) {
        cx.types.line(`&${variant},`);
      }
      cx.types.close(";");
      return [...common("UNION"), ["count", String(variants.length)], ["variants", array]];
    }
    default:
      invariant(false, `the type ${type.kind} has a descriptor`);
  }
}

/** Whether arguments and result are `any`: what a function is when it is an `any` itself. */
function isBoxed(type: FunctionType): boolean {
  return [...type.params, type.result].every((part) => part.kind === "any");
}

function describeFields(cx: EmitContext, type: Type, fields: readonly { readonly name: string; readonly type: Type }[], name: string): Members {
  const struct = structOf(cx, type);
  const tag = structName(cx, struct);
  const members: (readonly [string, string])[] = [];
  const sorted = [...fields].sort((left, right) => compareByBytes(left.name, right.name));
  if (sorted.length > 0) {
    const rows = sorted.map(
      (field) => `{ ${cString(field.name)}, &${descriptorName(cx, field.type)}, offsetof(struct ${tag}, ${memberName(cx, struct, field.name)}) },`,
    );
    const array = fileName(cx.names, name.replace(/^type_/, "fields_"));
    cx.types.line("");
    cx.types.open(`static const mochi_field ${array}[] =`);
    for (const row of rows) {
      cx.types.line(row);
    }
    cx.types.close(";");
    members.push(["count", String(sorted.length)], ["fields", array]);
  }
  const methods = struct.methods ?? [];
  if (methods.length > 0) {
    const rows = methods.map((method) => `{ ${cString(method.name)}, ${method.params.length}, ${methodWrapper(cx, method)} },`);
    const array = fileName(cx.names, name.replace(/^type_/, "methods_"));
    cx.types.line("");
    cx.types.open(`static const mochi_method ${array}[] =`);
    for (const row of [...rows, "{ NULL, 0, NULL },"]) {
      cx.types.line(row);
    }
    cx.types.close(";");
    members.push(["methods", array]);
  }
  members.push(["instance_size", `sizeof(struct ${tag})`]);
  return members;
}

/** The order of UTF-8 bytes is that of code points. */
function compareByBytes(left: string, right: string): number {
  const a = Array.from(left, (character) => character.codePointAt(0) as number);
  const b = Array.from(right, (character) => character.codePointAt(0) as number);
  for (let index = 0; index < a.length && index < b.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    if (difference !== 0) {
      return difference;
    }
  }
  return a.length - b.length;
}

function typeWords(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
      return clip(`${type.kind}_${typeWords(type.element)}`);
    case "map":
      return clip(`map_${typeWords(type.key)}_${typeWords(type.value)}`);
    case "option":
      return clip(`option_${typeWords(type.inner)}`);
    case "struct":
    case "union":
      return identifier(type.declaration.name);
    case "record":
      return clip(`record_${type.fields.map((field) => identifier(field.name)).join("_")}`);
    default:
      return type.kind;
  }
}

function clip(words: string): string {
  return words.length > 48 ? words.slice(0, 48) : words;
}

/** A method with boxed arguments, for calls on `any`. Its definition comes after the functions. */
function methodWrapper(cx: EmitContext, method: IrMethod): string {
  const target = functionName(cx, method.function);
  const name = fileName(cx.names, `${target}_boxed`);
  const head = `static mochi_any ${name}(void *receiver, const mochi_any *arguments, const mochi_site *site)`;
  cx.types.line("");
  cx.types.line(`${head};`);
  useRuntime(cx, "mochi_any_to");
  useRuntime(cx, "mochi_any_from");
  cx.pending.push({ function: method.function, name, head, method });
  return name;
}

// ---------------------------------------------------------------- functions as data

export function functionName(cx: EmitContext, fn: IrFunction): string {
  const known = cx.functionNames.get(fn);
  if (known !== undefined) {
    return known;
  }
  const name = fileName(cx.names, fn.name);
  cx.functionNames.set(fn, name);
  return name;
}

/** The `mochi_function_info` of a function; lambdas and nested functions have no name there. */
export function functionInfo(cx: EmitContext, fn: IrFunction): string {
  const shown = fn.self !== undefined || fn.title === "fun" ? "NULL" : cString(fn.title);
  return once(cx, `info ${shown} ${fn.params.length}`, () => {
    const name = fileName(cx.names, shown === "NULL" ? `info_lambda_${fn.params.length}` : `info_${fn.title}`);
    cx.data.line(`static const mochi_function_info ${name} = { ${shown}, ${fn.params.length} };`);
    return name;
  });
}

/** The static function object of a function without captures; its code takes the unused `self`. */
export function functionObject(cx: EmitContext, fn: IrFunction): string {
  return once(cx, `object ${functionName(cx, fn)}`, () => {
    const info = functionInfo(cx, fn);
    const adapter = fileName(cx.names, `${functionName(cx, fn)}_code`);
    const name = fileName(cx.names, `${functionName(cx, fn)}_value`);
    const head = adapterHead(cx, fn, adapter);
    cx.data.line(`${head};`);
    cx.data.line(`static mochi_function ${name} = { (void (*)(void))${adapter}, &${info} };`);
    cx.pending.push({ function: fn, name: adapter, head });
    return name;
  });
}

function adapterHead(cx: EmitContext, fn: IrFunction, name: string): string {
  const params = fn.params.map((param, index) => declarator(cx, param.type, `a${index + 1}`));
  const result = fn.result.kind === "void" || fn.result.kind === "unit" ? "void" : declarator(cx, fn.result, "").trimEnd();
  return `static ${result.endsWith("*") ? result : `${result} `}${name}(${["mochi_function *self", ...params].join(", ")})`;
}

// ---------------------------------------------------------------- constants

/** A C initialiser for static storage, or undefined when the value is known only at run time. */
export function constantInitializer(cx: EmitContext, expression: IrExpression): string | undefined {
  switch (expression.kind) {
    case "int":
      return cInt(expression.value);
    case "float":
      return cFloat(expression.value);
    case "bool":
      return String(expression.value);
    case "string":
      return stringInitializer(expression.value);
    case "negate":
      return expression.operand.kind === "float"
        ? cFloat(-expression.operand.value)
        : expression.operand.kind === "int" && expression.operand.value !== -(2n ** 63n)
          ? cInt(-expression.operand.value)
          : undefined;
    case "none":
    case "zero":
      return zeroInitializer(expression);
    case "reinterpret":
      return constantInitializer(cx, expression.operand);
    case "new":
      return isStatic(expression) ? `(void *)&${constantStruct(cx, expression)}` : undefined;
    case "new-list":
      return expression.fixed === true ? `(void *)&${constantList(cx, expression)}` : undefined;
    case "function-value":
      return `&${functionObject(cx, expression.function)}`;
    case "option-make": {
      const value = constantInitializer(cx, expression.operand);
      return value === undefined ? undefined : `{ ${value}, true }`;
    }
    case "runtime":
      return constantAny(cx, expression.name, expression.args[0]);
    default:
      return undefined;
  }
}

function zeroInitializer(expression: IrExpression): string {
  switch (expression.type.kind) {
    case "string":
      return expression.kind === "none" ? noneStringInitializer : stringInitializer("");
    case "any":
      return "{ NULL, { 0 } }";
    case "option":
      return "{ 0, false }";
    case "unit":
    case "i32":
    case "u32":
    case "i64":
      return "0";
    case "f64":
      return "0.0";
    case "bool":
      return "false";
    default:
      return "NULL";
  }
}

function constantAny(cx: EmitContext, name: string, arg: IrExpression | undefined): string | undefined {
  if (name === "mochi_any_nil") {
    return "{ NULL, { 0 } }";
  }
  if (arg === undefined) {
    return undefined;
  }
  if (name === "mochi_any_from_string" && arg.kind === "string") {
    return `{ &mochi_type_string, { .string = &${textConstant(cx, arg.value)} } }`;
  }
  const value = arg.kind === "int" || arg.kind === "float" || arg.kind === "bool" || arg.kind === "negate" ? constantInitializer(cx, arg) : undefined;
  if (value === undefined) {
    return undefined;
  }
  switch (name) {
    case "mochi_any_from_int":
      return `{ &mochi_type_int, { .integer = ${value} } }`;
    case "mochi_any_from_float":
      return `{ &mochi_type_float, { .floating = ${value} } }`;
    case "mochi_any_from_bool":
      return `{ &mochi_type_bool, { .boolean = ${value} } }`;
    default:
      return undefined;
  }
}

/** Constants, and variants without fields: they never change, so there is one of each. */
export function isStatic({ struct, fixed }: Extract<IrExpression, { kind: "new" }>): boolean {
  return fixed === true || (struct.head.kind === "variant" && struct.fields.length === 0);
}

/** A struct as static data. */
export function constantStruct(cx: EmitContext, { struct, fields }: Extract<IrExpression, { kind: "new" }>): string {
  const tag = structName(cx, struct);
  const head = struct.head.kind === "variant" ? [`{ ${struct.head.tag} }`] : [];
  return staticConstant(cx, `struct ${tag}`, `{ ${[...head, ...fields.map((field) => initializerOf(cx, field))].join(", ") || "0"} }`);
}

/** A list as static data: shared from the beginning, so that whoever appends to it makes a copy first. */
export function constantList(cx: EmitContext, { type, items }: Extract<IrExpression, { kind: "new-list" }>): string {
  invariant(type.kind === "list", "a list literal is a list");
  const data = items.length === 0 ? "NULL" : constantItems(cx, cType(cx, type.element), items);
  invariant(data !== undefined, "the items of a fixed list are constant");
  useRuntime(cx, "mochi_list_check");
  return staticConstant(cx, "mochi_list", `{ .data = ${data === "NULL" ? data : `(void *)${data}`}, .length = ${items.length}, .capacity = ${items.length}, .shared = 1 }`);
}

function initializerOf(cx: EmitContext, value: IrExpression): string {
  const text = constantInitializer(cx, value);
  invariant(text !== undefined, `what is fixed is constant: ${value.kind}`);
  return text;
}

/** A constant that has no name of its own; equal ones are one. */
export function staticConstant(cx: EmitContext, type: string, initializer: string): string {
  return once(cx, `constant ${type} ${initializer}`, () => {
    const name = fileName(cx.names, type.replace(/^(struct |mochi_)/, ""));
    `static const ${type} ${name} = ${initializer};`.split("\n").forEach((line) => cx.data.line(line));
    return name;
  });
}

/** The items of a constant list as a static array, or undefined when one is not constant. */
export function constantItems(cx: EmitContext, element: string, items: readonly IrExpression[]): string | undefined {
  const values: string[] = [];
  for (const item of items) {
    const value = constantInitializer(cx, item);
    if (value === undefined) {
      return undefined;
    }
    values.push(value);
  }
  return once(cx, `items ${element} ${values.join(",")}`, () => {
    const name = fileName(cx.names, "items");
    const declared = element.endsWith("*") ? `static ${element}const ${name}[]` : `static const ${element} ${name}[]`;
    cx.data.open(`${declared} =`);
    for (const line of wrap(values)) {
      cx.data.line(line);
    }
    cx.data.close(";");
    return name;
  });
}

/** Lines of at most 100 columns. */
function wrap(values: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const value of values) {
    if (line !== "" && line.length + value.length > 98) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? `${value},` : ` ${value},`;
  }
  if (line !== "") {
    lines.push(line);
  }
  return lines;
}
