// Hash tables of queries in emitted code: a number for each key (runtime/query/table.h), the keys
// themselves in typed lists, hashed and compared by code for their types.

import type { IrExpression, IrType, IrVariable } from "../aotir/aotir.ts";
import { addressOf, assignVariable, binary, descriptor, evaluate, intValue, newLabel, not, readElement, readVariable, runtime, u32Ir } from "../aotir/builder.ts";
import { listOf, type Type } from "../types/type.ts";
import { inBlock, spill, temporary, type FunctionContext } from "./context.ts";
import { lowerEqual } from "./lower-operator.ts";
import { push } from "./lower-growth.ts";
import { lowerType } from "./lower-type.ts";
import { slotPointer } from "./slot.ts";
import { storedFromPlace } from "./sharing.ts";

/** A value of a key, in a variable, and its type. */
export interface KeyPart {
  readonly value: IrExpression;
  readonly type: Type;
}

/** A list of this query's own. */
export interface Column {
  readonly list: IrExpression;
  readonly type: Type;
}

export interface KeyTable {
  readonly table: IrExpression;
  readonly columns: readonly Column[];
  /** Of each part, the function that makes its hash. */
  readonly hashes: readonly Hash[];
}

type Hash = "int" | "string" | "value";

export const noRow: IrExpression = intValue(0xffff_ffff, u32Ir);

const tableIr: IrType = { kind: "opaque", c: "mochi_query_table *" };

export function newColumn(cx: FunctionContext, type: Type): Column {
  return { list: spill(cx, runtime("mochi_list_new", [descriptor(type), intValue(0)], lowerType(cx.program.types, listOf(type)))), type };
}

/** The memory of a column that nobody reads any more. */
export function dropColumn(cx: FunctionContext, column: Column): void {
  cx.statements.push(evaluate(cx.span, runtime("mochi_list_drop", [column.list, descriptor(column.type)])));
}

/** The types of what is looked up, and for joins how many rows may be linked to keys. */
export interface Lookup {
  readonly rows?: IrExpression;
  readonly types: readonly Type[];
}

export function newKeyTable(cx: FunctionContext, columns: readonly Column[], lookup?: Lookup): KeyTable {
  const hashes = columns.map(({ type }, index) => (lookup === undefined ? commonHash(type, type) : commonHash(type, lookup.types[index] ?? type)));
  return { table: spill(cx, isOneInt(hashes) ? ofInts(lookup) : ofHashes(lookup)), columns, hashes };
}

function ofInts(lookup: Lookup | undefined): IrExpression {
  return runtime("mochi_query_table_of_ints", [lookup?.rows ?? intValue(0, u32Ir)], tableIr);
}

function ofHashes(lookup: Lookup | undefined): IrExpression {
  return lookup?.rows === undefined ? runtime("mochi_query_table_new", [], tableIr) : runtime("mochi_query_table_of_rows", [lookup.rows], tableIr);
}

/** The table holds such keys itself. */
function isOneInt(hashes: readonly Hash[]): boolean {
  return hashes.length === 1 && hashes[0] === "int";
}

/** Values of two types that may be equal need the same hash: an int and a float get the general one. */
function commonHash(left: Type, right: Type): Hash {
  if (isIntLike(left) && isIntLike(right)) {
    return "int";
  }
  return left.kind === "string" && right.kind === "string" ? "string" : "value";
}

export function dropKeyTable(cx: FunctionContext, { table }: KeyTable): void {
  cx.statements.push(evaluate(cx.span, runtime("mochi_query_table_drop", [table])));
}

interface Search {
  /** The key's number, or none. */
  readonly number: IrVariable;
  /** Adds the key, where there is none. */
  readonly add: () => IrExpression;
}

/** The number of a key, `noRow` if the table has none such. */
export function findKey(cx: FunctionContext, table: KeyTable, key: readonly KeyPart[]): IrExpression {
  return readVariable(search(cx, table, key).number);
}

/** The number of a key. `onNew` is run for a new one, after its parts were added to their columns. */
export function findOrAddKey(cx: FunctionContext, table: KeyTable, key: readonly KeyPart[], onNew: () => void): IrExpression {
  const { number, add } = search(cx, table, key);
  const then = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, number, add()));
    table.columns.forEach((column, index) => {
      const part = key[index];
      if (part !== undefined) {
        push(cx, column.list, column.type, storedFromPlace(part.value, column.type));
      }
    });
    onNew();
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: binary("==", readVariable(number), noRow), then });
  return readVariable(number);
}

function search(cx: FunctionContext, { table, columns, hashes }: KeyTable, key: readonly KeyPart[]): Search {
  const [only] = key;
  if (isOneInt(hashes) && only !== undefined) {
    const found = temporary(cx, u32Ir, runtime("mochi_query_find_int", [table, only.value]));
    cx.mutable.add(found);
    return { number: found, add: () => runtime("mochi_query_add_int", [table, only.value]) };
  }
  const hash = spill(cx, hashOf(cx, hashes, key));
  const at = temporary(cx, u32Ir, hash);
  const number = temporary(cx, u32Ir);
  cx.mutable.add(at);
  const label = newLabel("find");
  const body = inBlock(cx, () => {
    cx.statements.push(assignVariable(cx.span, number, runtime("mochi_query_next", [table, hash, addressOf(at)])));
    leaveIf(cx, label, binary("==", readVariable(number), noRow));
    // The parts one after the other: what the comparison of one needs is emitted only once the others were equal.
    const differs = newLabel("differs");
    const compare = inBlock(cx, () => {
      columns.forEach((column, index) => {
        const part = key[index];
        if (part !== undefined) {
          leaveIf(cx, differs, not(lowerEqual(cx, column.type, readElement(column.list, readVariable(number)), part.type, part.value)));
        }
      });
      cx.statements.push({ kind: "break", span: cx.span, label });
    });
    cx.statements.push({ kind: "block", span: cx.span, body: compare, label: differs });
  });
  cx.statements.push({ kind: "loop", span: cx.span, body, label });
  return { number, add: () => runtime("mochi_query_add", [table, hash, readVariable(at)]) };
}

function leaveIf(cx: FunctionContext, label: ReturnType<typeof newLabel>, condition: IrExpression): void {
  cx.statements.push({ kind: "if", span: cx.span, condition, then: { statements: [{ kind: "break", span: cx.span, label }] } });
}

function hashOf(cx: FunctionContext, hashes: readonly Hash[], key: readonly KeyPart[]): IrExpression {
  return key.map((part, index) => hashOfPart(cx, part, hashes[index] ?? "value")).reduce((left, right) => runtime("mochi_query_hash_both", [left, right]));
}

function hashOfPart(cx: FunctionContext, part: KeyPart, hash: Hash): IrExpression {
  switch (hash) {
    case "int":
      return runtime("mochi_query_hash_int", [part.value]);
    case "string":
      return runtime("mochi_query_hash_string", [part.value]);
    case "value":
      return runtime("mochi_query_hash_value", [slotPointer(cx, part.value), descriptor(part.type)]);
  }
}

function isIntLike(type: Type): boolean {
  return type.kind === "int" || type.kind === "int64" || type.kind === "duration";
}
