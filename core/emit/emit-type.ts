// C types: how aotir types are spelled, the structs behind them, and their constructors.
//
// A struct is defined when it is first named, its fields' structs with it; members are pointers or
// runtime values, so the order of definitions is free. A constructor `new_X` allocates one X from a
// pool that tells the collector which words are pointers.

import type { IrStruct, IrType, IrUnion } from "../aotir/aotir.ts";
import { typeKey } from "../lower/type-key.ts";
import { invariant, unreachable } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import type { EmitContext } from "./context.ts";
import { fileName, memberNames } from "./names.ts";
import { useRuntime } from "./use-runtime.ts";

/** The C type, such as `int64_t` or `mochi_list *`. Arrays have none: see `declarator`. */
export function cType(cx: EmitContext, type: IrType): string {
  switch (type.kind) {
    case "void":
      return "void";
    case "unit":
      return "mochi_unit";
    case "bool":
      return "bool";
    case "i32":
      return "int32_t";
    case "u32":
      return "uint32_t";
    case "i64":
      return "int64_t";
    case "f64":
      return "double";
    case "string":
      return "mochi_string";
    case "any":
      return "mochi_any";
    case "bigint":
      return "mochi_bigint *";
    case "bigrat":
      return "mochi_bigrat *";
    case "option":
      return type.of === "i64" ? "mochi_option_int" : type.of === "f64" ? "mochi_option_float" : "mochi_option_bool";
    case "list":
      return "mochi_list *";
    case "map":
    case "set":
      return "mochi_map *";
    case "struct":
      return `struct ${structName(cx, type.struct)} *`;
    case "union":
      return "mochi_variant *";
    case "function":
      return "mochi_function *";
    case "cell":
      return `struct ${cellName(cx, type.value)} *`;
    case "object":
      return objectType(cx, type.of);
    case "pointer":
      return pointerTo(cType(cx, type.to));
    case "array":
      return pointerTo(`const ${cType(cx, type.element)}`);
    case "opaque":
      return type.c;
    default:
      return unreachable(type);
  }
}

function pointerTo(type: string): string {
  return type.endsWith("*") ? `${type}*` : `${type} *`;
}

/** `struct X`, without the star of a pointer to it; for a union, room for the largest variant. */
function objectType(cx: EmitContext, pointer: IrType): string {
  if (pointer.kind === "union") {
    return `union ${unionObject(cx, pointer.union)}`;
  }
  const spelled = cType(cx, pointer);
  invariant(spelled.endsWith(" *"), "objects are what pointers point at");
  return spelled.slice(0, -2);
}

/** A type and the name it declares: `int64_t n`, `mochi_list *xs`, `mochi_any t1[3]`. */
export function declarator(cx: EmitContext, type: IrType, name: string): string {
  if (type.kind === "array") {
    return `${withName(cType(cx, type.element), name)}[${Math.max(1, type.length)}]`;
  }
  return withName(cType(cx, type), name);
}

/** `T name`, with the star of a pointer at the name. */
export function withName(type: string, name: string): string {
  return type.endsWith("*") ? `${type}${name}` : `${type} ${name}`;
}

/** Functions of result `unit` are `void` in C. */
export function resultType(cx: EmitContext, type: IrType): string {
  return isVoid(type) ? "void" : cType(cx, type);
}

export function isVoid(type: IrType): boolean {
  return type.kind === "void" || type.kind === "unit";
}

/** What the collector needn't scan. */
export function isPointerFree(type: IrType): boolean {
  switch (type.kind) {
    case "unit":
    case "bool":
    case "i32":
    case "u32":
    case "i64":
    case "f64":
    case "option":
      return true;
    default:
      return false;
  }
}

// ---------------------------------------------------------------- structs

/** The tag of a struct; defines it first. */
export function structName(cx: EmitContext, struct: IrStruct): string {
  const known = cx.structNames.get(struct);
  if (known !== undefined && cx.definedStructs.has(struct)) {
    return known;
  }
  const name = known ?? fileName(cx.names, struct.name);
  cx.structNames.set(struct, name);
  cx.definedStructs.add(struct);

  const head = headOf(struct);
  const names = memberNames(struct.fields.map((field) => field.name), head === undefined ? [] : ["head"]);
  const members = new Map<string, string>();
  const lines: string[] = head === undefined ? [] : [`${head} head;`];
  struct.fields.forEach((field, index) => {
    const member = names[index] as string;
    members.set(field.name, member);
    lines.push(`${withName(cType(cx, field.type), member)};`);
  });
  if (lines.length === 0) {
    lines.push("char empty;");
  }
  cx.members.set(struct, members);
  cx.structs.line("");
  cx.structs.line(`// ${commentText(struct.title)}`);
  cx.structs.open(`struct ${name}`);
  for (const line of lines) {
    cx.structs.line(line);
  }
  cx.structs.close(";");
  return name;
}

function headOf(struct: IrStruct): string | undefined {
  switch (struct.head.kind) {
    case "none":
      return undefined;
    case "variant":
      return "mochi_variant";
    case "closure":
      return "mochi_function";
    default:
      return unreachable(struct.head);
  }
}

function unionObject(cx: EmitContext, union: IrUnion): string {
  return once(cx, `union ${union.name}`, () => {
    const variants = union.variants.map((variant) => structName(cx, variant));
    const name = fileName(cx.names, union.name);
    cx.structs.line("");
    cx.structs.line("// A variant, by value.");
    cx.structs.open(`union ${name}`);
    cx.structs.line("mochi_variant head;");
    variants.forEach((variant, index) => {
      cx.structs.line(`struct ${variant} v${index};`);
    });
    cx.structs.close(";");
    return name;
  });
}

/** The C member that holds a variant's struct in an object of its union. */
export function variantMember(union: IrUnion, struct: IrStruct): string {
  return `v${union.variants.indexOf(struct)}`;
}

/** The C member that holds a field. */
export function memberName(cx: EmitContext, struct: IrStruct, field: string): string {
  structName(cx, struct);
  const member = cx.members.get(struct)?.get(field);
  invariant(member !== undefined, `the struct ${struct.name} has a field ${field}`);
  return member;
}

/** Cells of equal C types are one type. */
export function cellName(cx: EmitContext, value: IrType): string {
  const type = cType(cx, value);
  const known = cx.cells.get(type);
  if (known !== undefined) {
    return known;
  }
  const name = fileName(cx.names, `cell_${typeWord(cx, value)}`);
  cx.cells.set(type, name);
  cx.structs.line("");
  cx.structs.line("// A variable that outlives its function.");
  cx.structs.open(`struct ${name}`);
  cx.structs.line(`${withName(type, "value")};`);
  cx.structs.close(";");
  return name;
}

/** A word for names made from a type. */
function typeWord(cx: EmitContext, type: IrType): string {
  switch (type.kind) {
    case "i64":
      return "int";
    case "f64":
      return "float";
    case "option":
      return `option_${type.of === "i64" ? "int" : type.of === "f64" ? "float" : "bool"}`;
    case "struct":
      return structName(cx, type.struct);
    case "set":
      return "map";
    case "cell":
      return cellName(cx, type.value);
    default:
      return type.kind;
  }
}

// ---------------------------------------------------------------- constructors

/** A member of a struct and what it holds. */
interface Member {
  readonly name: string;
  readonly type: IrType;
}

function membersOf(cx: EmitContext, struct: IrStruct): readonly Member[] {
  return struct.fields.map(({ name, type }) => ({ name: memberName(cx, struct, name), type }));
}

/** More members than this may lie beyond the words that a pool has bits for. */
const MOST_DESCRIBED = 28;

/** Where a member's pointer is, as C; undefined when it has none. */
function pointerOffset(tag: string, { name, type }: Member): string | undefined {
  if (isPointerFree(type)) {
    return undefined;
  }
  const offset = `offsetof(struct ${tag}, ${name})`;
  return type.kind === "any" ? `(${offset} + offsetof(mochi_any, as))` : offset;
}

/** The expression that allocates a struct whose members are all set before anything else is allocated. */
function allocation(cx: EmitContext, tag: string, members: readonly Member[]): string {
  const size = `sizeof(struct ${tag})`;
  const offsets = members.map((member) => pointerOffset(tag, member)).filter((offset) => offset !== undefined);
  if (offsets.length === 0 || members.length > MOST_DESCRIBED || members.some(({ type }) => type.kind === "opaque")) {
    const allocator = offsets.length === 0 ? "mochi_gc_alloc_atomic" : "mochi_gc_alloc";
    useRuntime(cx, allocator);
    return `${allocator}(${size})`;
  }
  const pool = fileName(cx.names, `pool_${tag}`);
  const words = offsets.map((offset) => `UINT64_C(1) << ${offset} / sizeof(void *)`);
  useRuntime(cx, "mochi_gc_new");
  cx.constructors.line(`static mochi_gc_pool ${pool} = { .scan = MOCHI_GC_SCAN_SOME, .pointers = ${words.join(" | ")} };`);
  cx.constructors.line("");
  return `mochi_gc_new(&${pool}, ${size})`;
}

/** What `constructor` cannot read off the members: parameters and statements for the head, and what the function gives. */
interface ConstructorHead {
  readonly returns: string;
  readonly params: readonly string[];
  readonly fill: readonly string[];
  readonly result: string;
}

/** `new_TAG(head …, members …)`, written at its first use; its name. */
function constructor(cx: EmitContext, tag: string, members: readonly Member[], head: ConstructorHead): string {
  return once(cx, `new ${tag}`, () => {
    const name = fileName(cx.names, `new_${tag}`);
    const params = [...head.params, ...members.map((member) => withName(cType(cx, member.type), member.name))];
    const out = cx.constructors;
    out.line("");
    const memory = allocation(cx, tag, members);
    out.open(`static inline ${head.returns} *${name}(${params.join(", ") || "void"})`);
    out.line(`struct ${tag} *self = ${memory};`);
    for (const statement of head.fill) {
      out.line(statement);
    }
    for (const member of members) {
      out.line(`self->${member.name} = ${member.name};`);
    }
    out.line(`return ${head.result};`);
    out.close();
    return name;
  });
}

/** `new_X(fields …)`: makes a struct or variant. */
export function structConstructor(cx: EmitContext, struct: IrStruct): string {
  const tag = structName(cx, struct);
  const fill = struct.head.kind === "variant" ? [`self->head.tag = ${struct.head.tag};`] : [];
  return constructor(cx, tag, membersOf(cx, struct), { returns: `struct ${tag}`, params: [], fill, result: "self" });
}

export function cellConstructor(cx: EmitContext, value: IrType): string {
  const tag = cellName(cx, value);
  return constructor(cx, tag, [{ name: "value", type: value }], { returns: `struct ${tag}`, params: [], fill: [], result: "self" });
}

/** `new_closure_X(code, info, captures …)`. */
export function closureConstructor(cx: EmitContext, struct: IrStruct): string {
  return constructor(cx, structName(cx, struct), membersOf(cx, struct), {
    returns: "mochi_function",
    params: ["void (*code)(void)", "const mochi_function_info *info"],
    fill: ["self->head.code = code;", "self->head.info = info;"],
    result: "&self->head",
  });
}

/** Makes something at file scope once; `key` says what. */
export function once(cx: EmitContext, key: string, make: () => string): string {
  const known = cx.made.get(key);
  if (known !== undefined) {
    return known;
  }
  const name = make();
  cx.made.set(key, name);
  return name;
}

/** Text that is safe in a `//` comment. */
export function commentText(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[\u0000-\u001f]/g, " ").replace(/[\\\s]+$/, "");
}

// ---------------------------------------------------------------- Mochi types

/** The C type of a slot of a Mochi type, for `sizeof`. */
export function slotType(cx: EmitContext, type: Type): string {
  switch (type.kind) {
    case "int":
    case "int64":
    case "duration":
      return "int64_t";
    case "float":
      return "double";
    case "bool":
      return "bool";
    case "unit":
    case "never":
      return "mochi_unit";
    case "string":
      return "mochi_string";
    case "any":
      return "mochi_any";
    case "bigint":
      return "mochi_bigint *";
    case "bigrat":
      return "mochi_bigrat *";
    case "list":
      return "mochi_list *";
    case "set":
    case "map":
      return "mochi_map *";
    case "fun":
      return "mochi_function *";
    case "union":
      return "mochi_variant *";
    case "struct":
    case "record":
      return `struct ${structName(cx, structOf(cx, type))} *`;
    case "option":
      switch (type.inner.kind) {
        case "int":
        case "int64":
        case "duration":
          return "mochi_option_int";
        case "float":
          return "mochi_option_float";
        case "bool":
        case "unit":
        case "never":
          return "mochi_option_bool";
        default:
          return slotType(cx, type.inner);
      }
    default:
      invariant(false, `a type that is compiled has a slot: ${type.kind}`);
  }
}

/** The emitted struct of a struct, variant or record type. */
export function structOf(cx: EmitContext, type: Type): IrStruct {
  const struct = cx.structOfType.get(typeKey(type));
  invariant(struct !== undefined, `the type ${typeKey(type)} has a struct`);
  return struct;
}

