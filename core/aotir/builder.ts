// Makes aotir nodes. Every function here returns a node whose `type` follows from its operands, so
// that lowering and the passes can't give a node a type that disagrees with it.
//
// Surprising: `runtime` takes the result type from the ABI table; only where C has one type for
// many (`mochi_list *`, `mochi_map *`, `void *`) the caller says which one it is.

import { invariant } from "../source/invariant.ts";
import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";
import { runtimeAbi } from "./runtime-abi.ts";
import type {
  IrBlock,
  IrExpression,
  IrFunction,
  IrGlobal,
  IrLabel,
  IrOperator,
  IrPlace,
  IrSite,
  IrStatement,
  IrStruct,
  IrType,
  IrVariable,
} from "./aotir.ts";
import { sameIrType } from "./same-type.ts";

export const voidIr: IrType = { kind: "void" };
export const unitIr: IrType = { kind: "unit" };
export const boolIr: IrType = { kind: "bool" };
export const i32Ir: IrType = { kind: "i32" };
export const u32Ir: IrType = { kind: "u32" };
export const i64Ir: IrType = { kind: "i64" };
export const f64Ir: IrType = { kind: "f64" };
export const stringIr: IrType = { kind: "string" };
export const anyIr: IrType = { kind: "any" };
export const bigintIr: IrType = { kind: "bigint" };
export const bigratIr: IrType = { kind: "bigrat" };
export const voidPointerIr: IrType = { kind: "opaque", c: "void *" };
export const tryIr: IrType = { kind: "opaque", c: "mochi_try" };

// ---------------------------------------------------------------- constants

export function intValue(value: bigint | number, type: IrType = i64Ir): IrExpression {
  return { kind: "int", type, value: BigInt(value) };
}

export function floatValue(value: number): IrExpression {
  return { kind: "float", type: f64Ir, value };
}

export function boolValue(value: boolean): IrExpression {
  return { kind: "bool", type: boolIr, value };
}

export function stringValue(value: string): IrExpression {
  return { kind: "string", type: stringIr, value };
}

/** The type's none: NULL, nil, the none string, an option without value. */
export function noneOf(type: IrType): IrExpression {
  return { kind: "none", type };
}

export function zeroOf(type: IrType): IrExpression {
  return { kind: "zero", type };
}

export const unitValue: IrExpression = noneOf(unitIr);

export function descriptor(of: Type): IrExpression {
  return { kind: "descriptor", type: { kind: "opaque", c: "const mochi_type *" }, of };
}

export function siteValue(site: IrSite): IrExpression {
  return { kind: "site", type: { kind: "opaque", c: "const mochi_site *" }, site };
}

export function sizeOf(of: IrType): IrExpression {
  return { kind: "size", type: u32Ir, of };
}

export function cString(value: string): IrExpression {
  return { kind: "c-string", type: { kind: "opaque", c: "const char *" }, value };
}

// ---------------------------------------------------------------- reads

export function readVariable(variable: IrVariable): IrExpression {
  return { kind: "variable", type: variable.type, variable };
}

export function readGlobal(global: IrGlobal): IrExpression {
  return { kind: "global", type: global.type, global };
}

export function readField(receiver: IrExpression, struct: IrStruct, field: string): IrExpression {
  const found = struct.fields.find((candidate) => candidate.name === field);
  invariant(found !== undefined, `${struct.title} has a field ${field}`);
  return { kind: "field", type: found.type, receiver, struct, field };
}

export function readElement(list: IrExpression, index: IrExpression): IrExpression {
  invariant(list.type.kind === "list", "an element is read from a list");
  return { kind: "element", type: list.type.element, list, index };
}

export function lengthOf(list: IrExpression, nullable = false): IrExpression {
  return { kind: "length", type: u32Ir, list, nullable };
}

export function readCell(cell: IrExpression): IrExpression {
  invariant(cell.type.kind === "cell", "a cell is read");
  return { kind: "cell", type: cell.type.value, cell };
}

export function deref(pointer: IrExpression): IrExpression {
  invariant(pointer.type.kind === "pointer", "a pointer is read through");
  return { kind: "deref", type: pointer.type.to, pointer };
}

export function addressOf(variable: IrVariable): IrExpression {
  const type: IrType = variable.type.kind === "object" ? variable.type.of : { kind: "pointer", to: variable.type };
  return { kind: "address", type, variable };
}

export function tagOf(operand: IrExpression): IrExpression {
  return { kind: "tag", type: u32Ir, operand };
}

// ---------------------------------------------------------------- operators

export function binary(op: IrOperator, left: IrExpression, right: IrExpression): IrExpression {
  const logical = op !== "+" && op !== "-" && op !== "*" && op !== "/";
  return { kind: "binary", type: logical ? boolIr : left.type, op, left, right };
}

export function not(operand: IrExpression): IrExpression {
  if (operand.kind === "not") {
    return operand.operand;
  }
  if (operand.kind === "bool") {
    return boolValue(!operand.value);
  }
  return { kind: "not", type: boolIr, operand };
}

export function conditional(condition: IrExpression, then: IrExpression, otherwise: IrExpression): IrExpression {
  return { kind: "conditional", type: then.type, condition, then, otherwise };
}

export function numeric(operand: IrExpression, type: IrType): IrExpression {
  return sameIrType(operand.type, type) ? operand : { kind: "numeric", type, operand };
}

export function reinterpret(operand: IrExpression, type: IrType): IrExpression {
  return sameIrType(operand.type, type) ? operand : { kind: "reinterpret", type, operand };
}

export function isNull(operand: IrExpression): IrExpression {
  return { kind: "is-null", type: boolIr, operand };
}

export function optionSome(operand: IrExpression): IrExpression {
  return { kind: "option-some", type: boolIr, operand };
}

export function optionValue(operand: IrExpression): IrExpression {
  invariant(operand.type.kind === "option", "an option's value is read");
  return { kind: "option-value", type: { kind: operand.type.of }, operand };
}

export function optionMake(operand: IrExpression): IrExpression {
  const kind = operand.type.kind;
  invariant(kind === "i64" || kind === "f64" || kind === "bool", "options of plain values are flagged");
  return { kind: "option-make", type: { kind: "option", of: kind }, operand };
}

// ---------------------------------------------------------------- calls

const resultTypes: ReadonlyMap<string, IrType> = new Map([
  ["void", voidIr],
  ["bool", boolIr],
  ["int32_t", i32Ir],
  ["uint32_t", u32Ir],
  ["int64_t", i64Ir],
  ["double", f64Ir],
  ["mochi_string", stringIr],
  ["mochi_any", anyIr],
  ["mochi_bigint *", bigintIr],
  ["mochi_bigrat *", bigratIr],
]);

/** A call of libmochi. `type` is needed where the C result type stands for several. */
export function runtime(name: string, args: readonly IrExpression[], type?: IrType): IrExpression {
  const row = runtimeAbi.get(name);
  invariant(row !== undefined, `${name} is in the table of runtime functions`);
  invariant(row.params.length === args.length, `${name} is called with ${row.params.length} arguments`);
  if (row.result === "void *") {
    const call: IrExpression = { kind: "runtime", type: voidPointerIr, name, args };
    return type === undefined ? call : reinterpret(call, type);
  }
  const result = type ?? resultTypes.get(row.result);
  invariant(result !== undefined, `${name} is called with a result type`);
  return { kind: "runtime", type: result, name, args };
}

export function call(callee: IrFunction, args: readonly IrExpression[], site: IrSite): IrExpression {
  return { kind: "call", type: callee.result, function: callee, args, site };
}

export function callValue(callee: IrExpression, args: readonly IrExpression[], site: IrSite): IrExpression {
  invariant(callee.type.kind === "function", "a function value is called");
  return { kind: "call-value", type: callee.type.result, callee, args, site };
}

// ---------------------------------------------------------------- allocation

export function newStruct(struct: IrStruct, fields: readonly IrExpression[]): IrExpression {
  return { kind: "new", type: { kind: "struct", struct }, struct, fields };
}

export function newCell(value: IrExpression): IrExpression {
  return { kind: "new-cell", type: { kind: "cell", value: value.type }, value };
}

export function newList(element: Type, type: IrType, items: readonly IrExpression[]): IrExpression {
  return { kind: "new-list", type, descriptor: element, items };
}

/** The type of a function as a value. */
export function functionTypeOf(target: IrFunction): IrType {
  return { kind: "function", params: target.params.map((param) => param.type), result: target.result };
}

// ---------------------------------------------------------------- variables and statements

export function newVariable(name: string, type: IrType, temporary = false): IrVariable {
  return { name, type, temporary, byReference: false };
}

export function newLabel(name: string): IrLabel {
  return { name };
}

export function block(statements: readonly IrStatement[]): IrBlock {
  return { statements };
}

export function declare(span: Span, variable: IrVariable, value?: IrExpression): IrStatement {
  return value === undefined ? { kind: "declare", span, variable } : { kind: "declare", span, variable, value };
}

export function assign(span: Span, place: IrPlace, value: IrExpression): IrStatement {
  return { kind: "assign", span, place, value };
}

export function assignVariable(span: Span, variable: IrVariable, value: IrExpression): IrStatement {
  return assign(span, { kind: "variable", variable }, value);
}

export function evaluate(span: Span, value: IrExpression): IrStatement {
  return { kind: "do", span, value };
}
