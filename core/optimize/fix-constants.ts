// Marks structs, variants and lists that are constant and stay so: emission makes them static data, in read-only
// memory, that isn't built at every evaluation, nor ever looked at by the collector.
//
// A struct is constant if its fields are and no field of its type is assigned anywhere in the program. A list is if its items are
// and nothing writes to lists of its type in place; growing doesn't count, since static lists are marked as shared, and whoever appends
// to a shared list makes a copy first. Where lists of the type are written to, one that a variable holds and that is only read
// will do: the variable is never assigned again, and appears only as the list of an element or length that is read,
// or as an argument that the runtime reads and doesn't keep. Programs that assign through `any` may write to everything.

import type { IrBlock, IrExpression, IrFunction, IrPlace, IrProgram, IrStatement, IrStruct, IrType, IrVariable } from "../aotir/aotir.ts";
import { printIrType } from "../aotir/print.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { blocksOf, mapExpression, mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { assignedValues } from "./assigned.ts";

export function fixConstants(program: IrProgram): void {
  const functions = new Set(program.functions).add(program.entry);
  const writes = findWrites(functions);
  for (const fn of writes.makers) {
    const read = onlyRead(fn);
    fn.body = fixIn(writes, fn.body, read);
  }
}

// ---------------------------------------------------------------- what is written to

interface Writes {
  /** Through `any`: to everything. */
  readonly everything: boolean;
  readonly structs: ReadonlySet<IrStruct>;
  /** Element types of lists, printed. */
  readonly lists: ReadonlySet<string>;
  /** The functions that make structs or lists. */
  readonly makers: ReadonlySet<IrFunction>;
}

/** Runtime functions that take a list to change it, but copy a shared one first, or only mark it as shared. */
const harmless: ReadonlySet<string> = new Set(["mochi_list_own", "mochi_list_take", "mochi_list_own_taken", "mochi_list_keep", "mochi_list_extend", "mochi_list_share", "mochi_list_share_elements"]);

function findWrites(functions: ReadonlySet<IrFunction>): Writes {
  const structs = new Set<IrStruct>();
  const lists = new Set<string>();
  const makers = new Set<IrFunction>();
  let everything = false;
  const writeTo = (type: IrType): void => {
    if (type.kind === "list") {
      lists.add(printIrType(type.element));
    }
  };
  for (const fn of functions) {
    const values = assignedValues(fn);
    const isNew = (list: IrExpression): boolean => list.kind === "variable" && values.get(list.variable)?.every(isNewList) === true;
    walkBlocks(fn.body, (statement, before) => {
      const own = ownedBefore(before);
      if (statement.kind === "assign" && statement.place.kind === "field") {
        structs.add(statement.place.struct);
      } else if (statement.kind === "assign" && statement.place.kind === "element") {
        writeTo(statement.place.list.type);
      }
      for (const root of rootsOf(statement)) {
        walkExpression(root, (node) => {
          if (node.kind === "new" || node.kind === "new-list") {
            makers.add(fn);
          }
          if (node.kind !== "runtime" || harmless.has(node.name)) {
            return;
          }
          everything ||= node.name === "mochi_any_set_index" || node.name === "mochi_any_set_field";
          const params = runtimeAbi.get(node.name)?.params ?? [];
          node.args.forEach((arg, index) => {
            const isOwn = isNew(arg) || (own !== undefined && isSamePlace(arg, own));
            if (params[index] === "mochi_list *" && !isOwn) {
              writeTo(arg.type);
            }
          });
        });
      }
    });
  }
  return { everything, structs, lists, makers };
}

/** Made at run time, to be filled. */
function isNewList(value: IrExpression): boolean {
  return (value.kind === "runtime" && value.name === "mochi_list_new") || (value.kind === "new-list" && value.items.length === 0);
}

/** Visits statements with those before them in their block. */
function walkBlocks(block: IrBlock, visit: (statement: IrStatement, before: IrStatement | undefined) => void): void {
  block.statements.forEach((statement, index) => {
    visit(statement, block.statements[index - 1]);
    for (const inner of blocksOf(statement)) {
      walkBlocks(inner, visit);
    }
  });
}

/** What `xs = mochi_list_own(xs)` makes the program's own. */
function ownedBefore(statement: IrStatement | undefined): IrPlace | undefined {
  return statement?.kind === "assign" && statement.value.kind === "runtime" && statement.value.name === "mochi_list_own" ? statement.place : undefined;
}

/** The list that is read from the place. */
function isSamePlace(read: IrExpression, place: IrPlace): boolean {
  switch (place.kind) {
    case "variable":
      return read.kind === "variable" && read.variable === place.variable;
    case "global":
      return read.kind === "global" && read.global === place.global;
    case "field":
      return read.kind === "field" && read.field === place.field && read.struct === place.struct && isSameVariable(read.receiver, place.receiver);
    case "cell":
      return read.kind === "cell" && isSameVariable(read.cell, place.cell);
    default:
      return false;
  }
}

function isSameVariable(left: IrExpression, right: IrExpression): boolean {
  if (left.kind === "field" && right.kind === "field") {
    return left.field === right.field && left.struct === right.struct && isSameVariable(left.receiver, right.receiver);
  }
  return left.kind === "variable" && right.kind === "variable" && left.variable === right.variable;
}

// ---------------------------------------------------------------- lists that are only read

/** Variables that are declared with a list literal and only read. */
function onlyRead(fn: IrFunction): ReadonlySet<IrVariable> {
  const candidates = new Set<IrVariable>();
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "declare" && statement.value?.kind === "new-list" && statement.value.items.length > 0 && !statement.variable.byReference) {
      candidates.add(statement.variable);
    }
  });
  if (candidates.size === 0) {
    return candidates;
  }
  walkStatements(fn.body, (statement) => {
    if (statement.kind === "assign") {
      if (statement.place.kind === "variable") {
        candidates.delete(statement.place.variable);
      } else if (statement.place.kind === "element" && statement.place.list.kind === "variable") {
        candidates.delete(statement.place.list.variable);
      }
    }
    for (const root of rootsOf(statement)) {
      dropOtherUses(root, candidates);
    }
  });
  return candidates;
}

/** Deletes the candidates that an expression does more with than reading. */
function dropOtherUses(root: IrExpression, candidates: Set<IrVariable>): void {
  walkExpression(root, (node) => {
    if (node.kind === "variable" || node.kind === "address") {
      candidates.delete(node.variable);
      return false;
    }
    if (node.kind === "length" && node.list.kind === "variable") {
      return false;
    }
    if (node.kind === "element" && node.list.kind === "variable") {
      dropOtherUses(node.index, candidates);
      return false;
    }
    if (node.kind === "runtime") {
      const row = runtimeAbi.get(node.name);
      const lends = row !== undefined && (row.pure || row.reads) && !row.result.startsWith("mochi_list");
      node.args.forEach((arg, index) => {
        if (!(lends && arg.kind === "variable" && row.params[index] === "const mochi_list *")) {
          dropOtherUses(arg, candidates);
        }
      });
      return false;
    }
    return true;
  });
}

// ---------------------------------------------------------------- fixing

function fixIn(writes: Writes, block: IrBlock, read: ReadonlySet<IrVariable>): IrBlock {
  const fix = (root: IrExpression): IrExpression => mapExpression(root, (node) => fixed(writes, node));
  return {
    statements: block.statements.map((statement): IrStatement => {
      const done = mapStatement(statement, fix, (inner) => fixIn(writes, inner, read));
      if (done.kind === "declare" && done.value?.kind === "new-list" && read.has(done.variable) && done.value.items.every(isConstant)) {
        return { ...done, value: { ...done.value, fixed: true } };
      }
      return done;
    }),
  };
}

/** The node as static data if it can be; its operands have been looked at. */
function fixed(writes: Writes, node: IrExpression): IrExpression {
  switch (node.kind) {
    case "new": {
      const isEmptyVariant = node.struct.head.kind === "variant" && node.fields.length === 0;
      const fields = node.fields.map((field) => withEmpty(writes, field));
      return !isEmptyVariant && !writes.everything && !writes.structs.has(node.struct) && fields.every(isConstant) ? { ...node, fields, fixed: true } : node;
    }
    case "new-list": {
      const items = node.items.map((item) => withEmpty(writes, item));
      return items.length > 0 && isLeftAlone(writes, node.type) && items.every(isConstant) ? { ...node, items, fixed: true } : node;
    }
    default:
      return node;
  }
}

function isLeftAlone(writes: Writes, type: IrType): boolean {
  return type.kind === "list" && !writes.everything && !writes.lists.has(printIrType(type.element));
}

/** An empty list that nobody holds yet is about to grow, more often than not; inside of something constant it is one, too. */
function withEmpty(writes: Writes, value: IrExpression): IrExpression {
  return value.kind === "new-list" && value.items.length === 0 && isLeftAlone(writes, value.type) ? { ...value, fixed: true } : value;
}

/** What emission can write as the initialiser of static data (`constantInitializer`). */
function isConstant(value: IrExpression): boolean {
  switch (value.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "none":
    case "zero":
      return true;
    case "negate":
      return value.operand.kind === "float" || (value.operand.kind === "int" && value.operand.value !== -(2n ** 63n));
    case "option-make":
    case "reinterpret":
      return isConstant(value.operand);
    case "new":
      return value.fixed === true || (value.struct.head.kind === "variant" && value.fields.length === 0);
    case "new-list":
      return value.fixed === true;
    case "runtime":
      return isConstantAny(value.name, value.args[0]);
    default:
      return false;
  }
}

function isConstantAny(name: string, arg: IrExpression | undefined): boolean {
  switch (name) {
    case "mochi_any_nil":
      return true;
    case "mochi_any_from_string":
      return arg?.kind === "string";
    case "mochi_any_from_int":
    case "mochi_any_from_float":
    case "mochi_any_from_bool":
      return arg !== undefined && (arg.kind === "int" || arg.kind === "float" || arg.kind === "bool" || (arg.kind === "negate" && isConstant(arg)));
    default:
      return false;
  }
}
