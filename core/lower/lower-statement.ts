// Statements. Each emits to the current block, with its own span.

import type { IrExpression, IrType, IrVariable } from "../aotir/aotir.ts";
import {
  addressOf,
  assign,
  assignVariable,
  binary,
  cString,
  declare,
  descriptor,
  evaluate,
  i64Ir,
  intValue,
  lengthOf,
  newCell,
  newLabel,
  newVariable,
  noneOf,
  not,
  readElement,
  readVariable,
  runtime,
  siteValue,
  stringIr,
  stringValue,
  u32Ir,
  zeroOf,
} from "../aotir/builder.ts";
import type { Local, TypedBlock, TypedExpression, TypedStatement } from "../instantiate/typed.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { printType } from "../types/print-type.ts";
import { anyType, listOf, type Type } from "../types/type.ts";
import { inBlock, siteAt, spill, temporary, type Enclosing, type FunctionContext } from "./context.ts";
import { lowerConvert } from "./lower-convert.ts";
import { lowerDiscard, lowerExpression, lowerInto, readLocal } from "./lower-expression.ts";
import { leaveLoop, lowerReturn } from "./lower-leave.ts";
import { combine } from "./lower-operator.ts";
import { lowerAssign } from "./lower-place.ts";
import { lowerQuery } from "./lower-query.ts";
import { lowerText } from "./lower-text.ts";
import { lowerTry } from "./lower-try.ts";
import { lowerType } from "./lower-type.ts";
import { hasEffects, inOrder } from "./order.ts";
import { holdsList, isBorrowed, lowerStored, mayBorrow, share } from "./sharing.ts";

/** The statements of a block, into the current one. */
export function lowerStatements(cx: FunctionContext, body: TypedBlock): void {
  for (const local of cx.program.analysis.hoisted.get(body) ?? []) {
    bindCell(cx, local, zeroOf(lowerType(cx.program.types, local.type)));
  }
  for (const statement of body.statements) {
    const outer = cx.span;
    cx.span = statement.span;
    lowerStatement(cx, statement);
    cx.span = outer;
  }
}

function lowerStatement(cx: FunctionContext, statement: TypedStatement): void {
  switch (statement.kind) {
    case "let":
      if (!cx.program.streamed.has(statement.local)) {
        lowerLet(cx, statement.local, statement.value);
      }
      return;
    case "assign":
      if (statement.initializes !== true || statement.target.kind !== "global" || !cx.program.streamed.has(statement.target.global)) {
        lowerAssign(cx, statement);
      }
      return;
    case "expression":
      lowerDiscard(cx, statement.value);
      return;
    case "return":
      lowerReturn(cx, statement.value);
      return;
    case "if":
      lowerIf(cx, statement);
      return;
    case "while":
      lowerWhile(cx, statement.condition, statement.body);
      return;
    case "for-range":
      lowerForRange(cx, statement);
      return;
    case "for-each":
      lowerForEach(cx, statement);
      return;
    case "break":
    case "continue":
      leaveLoop(cx, statement.kind);
      return;
    case "block":
      cx.statements.push({ kind: "block", span: statement.span, body: inBlock(cx, () => lowerStatements(cx, statement.body)) });
      return;
    case "expect":
      lowerExpect(cx, statement.condition, statement.text);
      return;
    case "test":
      if (cx.program.options.mode === "run") {
        cx.statements.push({ kind: "block", span: statement.span, body: inBlock(cx, () => lowerStatements(cx, statement.body)) });
      }
      return;
    case "bench":
      if (cx.program.options.mode !== "test") {
        lowerBench(cx, statement.name, statement.body);
      }
      return;
    case "try":
      lowerTry(cx, statement);
      return;
    case "check-length":
      lowerCheckLength(cx, statement);
      return;
    case "query":
      lowerQuery(cx, statement.query);
      return;
    default:
      unreachable(statement);
  }
}

// ---------------------------------------------------------------- variables

function lowerLet(cx: FunctionContext, local: Local, value: TypedExpression | undefined): void {
  const type = lowerType(cx.program.types, local.type);
  const existing = cx.bindings.get(local);
  if (value === undefined) {
    const initial = local.type.kind === "option" || local.type.kind === "any" ? noneOf(type) : zeroOf(type);
    bindLocal(cx, local, initial, true);
    return;
  }
  if (value.type.kind === "never") {
    lowerDiscard(cx, value);
    bindLocal(cx, local, zeroOf(type), true);
    return;
  }
  const celled = cx.program.analysis.celled.has(local);
  if (!celled && (value.kind === "if" || value.kind === "match" || value.kind === "do") && local.type.kind !== "unit") {
    lowerLetInto(cx, local, type, value);
    return;
  }
  const borrows = mayBorrow(cx, local, value);
  const initial = borrows ? lowerExpression(cx, value) : lowerStored(cx, value);
  if (celled && existing?.kind === "cell") {
    cx.statements.push(assign(cx.span, { kind: "cell", cell: existing.cell }, initial));
    return;
  }
  bindLocal(cx, local, initial, !(borrows && isBorrowed(value)));
}

function lowerLetInto(cx: FunctionContext, local: Local, type: IrType, value: TypedExpression): void {
  const variable = newVariable(local.name, type);
  cx.statements.push(declare(cx.span, variable));
  lowerInto(cx, value, (leaf) => {
    if (leaf.type.kind === "never") {
      lowerDiscard(cx, leaf);
      return;
    }
    const stored = lowerStored(cx, leaf);
    cx.statements.push(assignVariable(cx.span, variable, stored));
  });
  if (isAssigned(cx, local)) {
    cx.mutable.add(variable);
  }
  cx.bindings.set(local, { kind: "variable", variable, owned: true });
}

export function isAssigned(cx: FunctionContext, local: Local): boolean {
  return local.reassigned || cx.program.analysis.assigned.has(local);
}

/** Declares a variable here. `owned`: nobody else holds its list unless the bit says so. */
export function bindLocal(cx: FunctionContext, local: Local, initial: IrExpression, owned: boolean): void {
  if (cx.program.analysis.celled.has(local)) {
    bindCell(cx, local, initial);
    return;
  }
  const variable = newVariable(local.name, lowerType(cx.program.types, local.type));
  cx.statements.push(declare(cx.span, variable, initial));
  if (isAssigned(cx, local)) {
    cx.mutable.add(variable);
  }
  cx.bindings.set(local, { kind: "variable", variable, owned });
}

function bindCell(cx: FunctionContext, local: Local, initial: IrExpression): void {
  const cell = newCell(initial);
  const variable = newVariable(local.name, cell.type);
  cx.statements.push(declare(cx.span, variable, cell));
  cx.bindings.set(local, { kind: "cell", cell: readVariable(variable) });
}

// ---------------------------------------------------------------- branches and loops

function lowerIf(cx: FunctionContext, statement: TypedStatement & { readonly kind: "if" }): void {
  const condition = lowerExpression(cx, statement.condition);
  const then = inBlock(cx, () => {
    lowerStatements(cx, statement.then);
  });
  const { otherwise } = statement;
  if (otherwise === undefined || otherwise.statements.length === 0) {
    cx.statements.push({ kind: "if", span: statement.span, condition, then });
    return;
  }
  cx.statements.push({ kind: "if", span: statement.span, condition, then, otherwise: inBlock(cx, () => lowerStatements(cx, otherwise)) });
}

/** Lowers a loop's body with `break` and `continue` bound. */
function loopBody(cx: FunctionContext, enclosing: Enclosing & { readonly kind: "loop" }, write: () => void): void {
  cx.enclosing.push(enclosing);
  write();
  cx.enclosing.pop();
}

function lowerWhile(cx: FunctionContext, condition: TypedExpression, body: TypedBlock): void {
  const label = newLabel("while");
  let test: IrExpression | undefined;
  const inner = inBlock(cx, () => {
    const lowered = lowerExpression(cx, condition);
    if (cx.statements.length === 0) {
      test = lowered.kind === "bool" && lowered.value ? undefined : lowered;
    } else {
      cx.statements.push({ kind: "if", span: cx.span, condition: not(lowered), then: { statements: [{ kind: "break", span: cx.span, label }] } });
    }
    loopBody(cx, { kind: "loop", leave: label, next: label, nextIsLoop: true }, () => {
      lowerStatements(cx, body);
    });
  });
  cx.statements.push({ kind: "loop", span: cx.span, ...(test === undefined ? {} : { condition: test }), body: inner, label });
}

/** A value that is the same whenever it is read: a constant or a variable that is not assigned. */
function fixed(cx: FunctionContext, value: IrExpression): IrExpression {
  const constant = value.kind === "int" || (value.kind === "variable" && !cx.mutable.has(value.variable));
  return constant ? value : spill(cx, value);
}

function lowerForRange(cx: FunctionContext, statement: TypedStatement & { readonly kind: "for-range" }): void {
  const { local } = statement;
  const [first, last] = inOrder(cx, [() => lowerExpression(cx, statement.start), () => lowerExpression(cx, statement.end)]);
  invariant(first !== undefined && last !== undefined, "a range has two bounds");
  const start = hasEffects(cx, first) ? spill(cx, first) : first;
  const end = fixed(cx, last);
  const celled = cx.program.analysis.celled.has(local);
  if (isAssigned(cx, local)) {
    lowerAssignedRange(cx, statement, start, end);
    return;
  }
  const label = newLabel("for");
  const variable = newVariable(celled ? "i" : local.name, i64Ir, celled);
  const body = inBlock(cx, () => {
    if (celled) {
      bindLocal(cx, local, readVariable(variable), true);
    } else {
      cx.bindings.set(local, { kind: "variable", variable, owned: true });
    }
    loopBody(cx, { kind: "loop", leave: label, next: label, nextIsLoop: true }, () => {
      lowerStatements(cx, statement.body);
    });
  });
  cx.statements.push({ kind: "for", span: statement.span, variable, start, end, body, label });
}

/** The variable is assigned in the body: the next round continues from it. */
function lowerAssignedRange(cx: FunctionContext, statement: TypedStatement & { readonly kind: "for-range" }, start: IrExpression, end: IrExpression): void {
  const label = newLabel("for");
  const next = newLabel("next");
  const counter = temporary(cx, i64Ir, start);
  cx.mutable.add(counter);
  const body = inBlock(cx, () => {
    const value = newVariable("t", i64Ir, true);
    bindLocal(cx, statement.local, readVariable(counter), true);
    const inner = inBlock(cx, () => {
      loopBody(cx, { kind: "loop", leave: label, next, nextIsLoop: false }, () => {
        lowerStatements(cx, statement.body);
      });
    });
    cx.statements.push({ kind: "block", span: statement.span, body: inner, label: next });
    cx.statements.push(declare(cx.span, value, readLocal(cx, statement.local)));
    // Beyond the end already: no addition that could overflow.
    cx.statements.push({ kind: "if", span: statement.span, condition: binary(">=", readVariable(value), end), then: { statements: [{ kind: "break", span: statement.span, label }] } });
    cx.statements.push(assignVariable(cx.span, counter, binary("+", readVariable(value), intValue(1))));
  });
  cx.statements.push({ kind: "loop", span: statement.span, condition: binary("<", readVariable(counter), end), body, label });
}

function lowerForEach(cx: FunctionContext, statement: TypedStatement & { readonly kind: "for-each" }): void {
  eachItem(cx, statement, () => {
    lowerStatements(cx, statement.body);
  });
}

/** A loop variable, and what it goes over. */
export interface Items {
  readonly span: TypedStatement["span"];
  readonly local: Local;
  readonly source: TypedExpression;
}

/** A loop over whatever can be looped over. */
export function eachItem(cx: FunctionContext, statement: Items, body: () => void): void {
  const { source, local } = statement;
  const type = source.type.kind === "option" ? source.type.inner : source.type;
  if (source.kind === "call-builtin" && source.name === "range" && source.args.length <= 2) {
    eachInRange(cx, source.args, statement.span, (value) => {
      bindLocal(cx, local, value, true);
      body();
    });
    return;
  }
  if (type.kind === "list") {
    const borrows = mayBorrow(cx, { ...local, type: source.type, reassigned: false }, source);
    const lowered = lowerExpression(cx, source);
    const list = borrows || !isBorrowed(source) ? lowered : share(lowered);
    eachElement(cx, list, source.type.kind === "option", statement.span, (value) => {
      bindElement(cx, local, value);
      body();
    });
    return;
  }
  const value =
    source.type.kind === "option"
      ? lowerConvert(cx, { kind: "convert", mode: "or-empty", operand: source, name: "", origins: [], type, span: source.span })
      : lowerExpression(cx, source);
  if (type.kind === "string") {
    eachCharacter(cx, value, statement, body);
    return;
  }
  eachElement(cx, itemsOf(cx, value, type, statement.span), false, statement.span, (item) => {
    bindLocal(cx, local, item, true);
    body();
  });
}

/** `range(end)`, `range(start, end)`: nobody sees the list. */
function eachInRange(cx: FunctionContext, args: readonly TypedExpression[], span: TypedStatement["span"], write: (value: IrExpression) => void): void {
  const bounds = inOrder(cx, args.map((arg) => () => lowerExpression(cx, arg))).map((bound) => spill(cx, bound));
  const [start, end] = bounds.length === 1 ? [intValue(0), bounds[0]] : bounds;
  invariant(start !== undefined && end !== undefined, "a range has an end");
  const label = newLabel("for");
  const variable = newVariable("i", i64Ir, true);
  const body = inBlock(cx, () => {
    loopBody(cx, { kind: "loop", leave: label, next: label, nextIsLoop: true }, () => write(readVariable(variable)));
  });
  cx.statements.push({ kind: "for", span, variable, start, end, body, label });
}

/** What a loop goes over, as a list of its own. */
export function itemsOf(cx: FunctionContext, value: IrExpression, type: Type, span: TypedStatement["span"]): IrExpression {
  switch (type.kind) {
    case "set":
      return runtime("mochi_set_items", [value, descriptor(type)], lowerType(cx.program.types, listOf(type.element)));
    case "map":
      return runtime("mochi_map_keys", [value, descriptor(type)], lowerType(cx.program.types, listOf(type.key)));
    case "any":
      return runtime("mochi_any_items", [value, siteValue(siteAt(cx, span))], lowerType(cx.program.types, listOf(anyType)));
    default:
      throw new InternalError(`a loop over ${printType(type)} is lowered`);
  }
}

/** A loop variable or lambda parameter that holds an element of a list. */
export function bindElement(cx: FunctionContext, local: Local, value: IrExpression): void {
  const { analysis } = cx.program;
  const borrows = !holdsList(local.type) || (!isAssigned(cx, local) && !analysis.celled.has(local) && !analysis.grows.has(cx.function));
  bindLocal(cx, local, borrows ? value : share(value), !borrows);
}

/** A counted loop over a list, whose reference and length are taken once. */
export function eachElement(cx: FunctionContext, source: IrExpression, nullable: boolean, span: TypedStatement["span"], write: (element: IrExpression, index: IrVariable) => void): void {
  const list = fixed(cx, source);
  const length = spill(cx, lengthOf(list, nullable));
  const label = newLabel("for");
  const index = newVariable("i", u32Ir, true);
  const body = inBlock(cx, () => {
    if (cx.program.analysis.shrinks) {
      const gone = binary(">=", readVariable(index), lengthOf(list));
      cx.statements.push({ kind: "if", span, condition: gone, then: { statements: [{ kind: "break", span, label }] } });
    }
    loopBody(cx, { kind: "loop", leave: label, next: label, nextIsLoop: true }, () => {
      write(readElement(list, readVariable(index)), index);
    });
  });
  cx.statements.push({ kind: "for", span, variable: index, start: intValue(0, u32Ir), end: length, body, label });
}

function eachCharacter(cx: FunctionContext, value: IrExpression, statement: Items, write: () => void): void {
  const { local } = statement;
  const text = fixed(cx, value);
  const offset = temporary(cx, u32Ir, intValue(0, u32Ir));
  cx.mutable.add(offset);
  const own = cx.program.analysis.celled.has(local);
  const character = newVariable(own ? "t" : local.name, stringIr, own);
  cx.mutable.add(character);
  cx.statements.push(declare(cx.span, character));
  const label = newLabel("for");
  const body = inBlock(cx, () => {
    if (own) {
      bindLocal(cx, local, readVariable(character), true);
    } else {
      cx.bindings.set(local, { kind: "variable", variable: character, owned: true });
    }
    loopBody(cx, { kind: "loop", leave: label, next: label, nextIsLoop: true }, write);
  });
  const condition = runtime("mochi_string_next", [text, addressOf(offset), addressOf(character)]);
  cx.statements.push({ kind: "loop", span: statement.span, condition, body, label });
}

// ---------------------------------------------------------------- tests

const comparisons: ReadonlySet<string> = new Set(["==", "!=", "<", "<=", ">", ">="]);

function lowerExpect(cx: FunctionContext, condition: TypedExpression, text: string): void {
  const site = siteValue(siteAt(cx, cx.span));
  if (condition.kind !== "binary" || !comparisons.has(condition.op)) {
    const holds = lowerExpression(cx, condition);
    const then = inBlock(cx, () => {
      cx.statements.push(evaluate(cx.span, runtime("mochi_raise_expect", [cString(text), stringValue(""), stringValue(""), { kind: "bool", type: { kind: "bool" }, value: false }, site])));
    });
    cx.statements.push({ kind: "if", span: cx.span, condition: not(holds), then });
    return;
  }
  const { left, right } = condition;
  const [a, b] = inOrder(cx, [() => lowerExpression(cx, left), () => lowerExpression(cx, right)]).map((value) => spill(cx, value));
  invariant(a !== undefined && b !== undefined, "a comparison has two sides");
  const holds = combine(cx, condition.op, left.type, a, right.type, b, condition.type, condition.opSpan);
  const then = inBlock(cx, () => {
    const first = lowerText(cx, left.type, a);
    const second = lowerText(cx, right.type, b);
    cx.statements.push(evaluate(cx.span, runtime("mochi_raise_expect", [cString(text), first, second, { kind: "bool", type: { kind: "bool" }, value: true }, site])));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: not(holds), then });
}

function lowerBench(cx: FunctionContext, name: string, body: TypedBlock): void {
  const started = spill(cx, runtime("mochi_clock", []));
  cx.statements.push({ kind: "block", span: cx.span, body: inBlock(cx, () => lowerStatements(cx, body)) });
  cx.statements.push(evaluate(cx.span, runtime("mochi_bench_report", [stringValue(name), started])));
}

function lowerCheckLength(cx: FunctionContext, statement: TypedStatement & { readonly kind: "check-length" }): void {
  const list = lowerExpression(cx, statement.list);
  const length = spill(cx, lengthOf(list, statement.list.type.kind === "option"));
  const condition = binary(statement.exact ? "!=" : "<", length, intValue(statement.count, u32Ir));
  const exact: IrExpression = { kind: "bool", type: { kind: "bool" }, value: statement.exact };
  const then = inBlock(cx, () => {
    cx.statements.push(evaluate(cx.span, runtime("mochi_raise_length", [intValue(statement.count), exact, length, siteValue(siteAt(cx, statement.span))])));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition, then });
}
