// `counts[w] = (counts[w] ?? 0) + 1` looks the key up once: the slot that reading found is the one to
// write to, and only a missing key is looked for again, to insert it.
//
//     int64_t *found = mochi_map_find_string(counts, w);
//     int64_t next = mochi_int_add(found == NULL ? 0 : *found, 1, …);
//     *(int64_t *)mochi_map_slot_string(counts, w) = next;                      becomes
//
//     int64_t *slot = found;
//     if (slot == NULL) { slot = mochi_map_slot_string(counts, w); }
//     *slot = next;
//
// A slot is valid until the map's next insertion or removal: between the two lookups only
// declarations may stand that write nothing (they may raise: then nothing was changed). Map and key are the
// same variables or literals in both, and what is assigned is known by then, so that evaluating it
// can't move the slot either.

import type { IrBlock, IrExpression, IrProgram, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { assignVariable, block, declare, isNull, newVariable, readVariable } from "../aotir/builder.ts";
import { mapStatement, walkExpression } from "../aotir/walk.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";

/** Which lookup finds what an insertion would. */
const insertions: ReadonlyMap<string, string> = new Map([
  ["mochi_map_slot_int", "mochi_map_find_int"],
  ["mochi_map_slot_string", "mochi_map_find_string"],
]);

const lookups: ReadonlySet<string> = new Set(insertions.values());

type RuntimeCall = IrExpression & { readonly kind: "runtime" };

interface Found {
  readonly lookup: RuntimeCall;
  readonly slot: IrVariable;
}

export function reuseSlots(program: IrProgram): void {
  for (const fn of new Set(program.functions).add(program.entry)) {
    fn.body = reuseIn(fn.body);
  }
}

function reuseIn(body: IrBlock): IrBlock {
  const statements: IrStatement[] = [];
  let found: Found[] = [];
  for (const statement of body.statements) {
    const reused = reuse(statement, found);
    if (reused !== undefined) {
      statements.push(...reused);
      found = [];
      continue;
    }
    statements.push(mapStatement(statement, (root) => root, reuseIn));
    if (statement.kind !== "declare" || statement.value === undefined || !writesNothing(statement.value)) {
      found = [];
    } else {
      const lookup = callBehind(statement.value);
      if (lookup !== undefined && lookups.has(lookup.name)) {
        found.push({ lookup, slot: statement.variable });
      }
    }
  }
  return { statements };
}

/** The assignment to a slot that was found before; undefined for every other statement. */
function reuse(statement: IrStatement, found: readonly Found[]): readonly IrStatement[] | undefined {
  if (statement.kind !== "assign" || statement.place.kind !== "deref" || !isSettled(statement.value)) {
    return undefined;
  }
  const { pointer } = statement.place;
  const insertion = callBehind(pointer);
  if (insertion === undefined) {
    return undefined;
  }
  const name = insertions.get(insertion.name);
  const known = found.find(({ lookup }) => lookup.name === name && lookup.args.every((arg, index) => isSame(arg, insertion.args[index])));
  if (known === undefined) {
    return undefined;
  }
  const { span } = statement;
  const slot = newVariable("slot", pointer.type, true);
  return [
    declare(span, slot, readVariable(known.slot)),
    { kind: "if", span, condition: isNull(readVariable(slot)), then: block([assignVariable(span, slot, pointer)]) },
    { ...statement, place: { kind: "deref", pointer: readVariable(slot) } },
  ];
}

/** Slots come from the runtime as `void *`. */
function callBehind(pointer: IrExpression): RuntimeCall | undefined {
  const call = pointer.kind === "reinterpret" ? pointer.operand : pointer;
  return call.kind === "runtime" ? call : undefined;
}

/** A value that no call stands in: it may be read after the slot was found. */
function isSettled(value: IrExpression): boolean {
  return value.kind === "variable" || value.kind === "int" || value.kind === "float" || value.kind === "bool" || value.kind === "string";
}

function isSame(left: IrExpression, right: IrExpression | undefined): boolean {
  if (left.kind === "variable") {
    return right?.kind === "variable" && right.variable === left.variable;
  }
  if (left.kind === "global") {
    return right?.kind === "global" && right.global === left.global;
  }
  return (left.kind === "int" || left.kind === "string") && right?.kind === left.kind && right.value === left.value;
}

/** It may read and raise, but neither calls emitted code nor changes anything. */
function writesNothing(root: IrExpression): boolean {
  let quiet = true;
  walkExpression(root, (node) => {
    if (node.kind === "call" || node.kind === "call-value") {
      quiet = false;
    } else if (node.kind === "runtime") {
      const row = runtimeAbi.get(node.name);
      quiet &&= row !== undefined && !row.effects;
    }
    return quiet;
  });
  return quiet;
}
