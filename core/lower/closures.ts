// Functions as values, and closure conversion.
//
// A nested function that captures nothing is an ordinary function. One that captures gets a struct
// of its captures: `self`, its first argument, of which it reads what it needs. Captured variables
// that are assigned live in heap cells and are captured as such; others are captured by value.
// `f(a)` with too few arguments, bound methods, and functions that are used at a type represented
// differently become closures around small adapter functions.

import type { IrExpression, IrField, IrFunction, IrStruct, IrType, IrVariable } from "../aotir/aotir.ts";
import { block, call, callValue, evaluate, functionTypeOf, newVariable, readField, readVariable, reinterpret } from "../aotir/builder.ts";
import type { Local, TypedExpression, TypedFunction } from "../instantiate/typed.ts";
import { invariant } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import { spill, siteAt, type Binding, type FunctionContext, type ProgramContext } from "./context.ts";
import { convertValue } from "./lower-convert.ts";
import { lowerExpression, readLocal } from "./lower-expression.ts";
import { lowerBody, newFunctionContext } from "./lower-function.ts";
import { lowerResult, lowerType } from "./lower-type.ts";
import { mangle } from "./mangle.ts";
import { inOrder } from "./order.ts";
import { holdsList, lowerStored, share } from "./sharing.ts";

/** The aotir function of an instance that is not nested; its body is lowered later. */
export function instanceOf(program: ProgramContext, fn: TypedFunction): IrFunction {
  const known = program.instances.get(fn);
  if (known !== undefined) {
    return known;
  }
  const lowered = declareFunction(program, fn, mangle(program.names, fn.span.file, plainName(fn), fn.typeArgs), undefined);
  program.pending.push(() => {
    lowerBody(newFunctionContext(program, fn, lowered), lowered);
  });
  return lowered;
}

function plainName(fn: TypedFunction): string {
  const bare = fn.name.replace(/<.*$/, "");
  return fn.kind === "initializer" ? "init" : bare;
}

function declareFunction(program: ProgramContext, fn: TypedFunction, name: string, self: IrVariable | undefined): IrFunction {
  const lowered: IrFunction = {
    name,
    title: fn.name,
    module: fn.module,
    span: fn.span,
    ...(self === undefined ? {} : { self }),
    params: fn.params.map((param) => newVariable(param.name, lowerType(program.types, param.type))),
    result: lowerResult(program.types, fn.result),
    body: block([]),
    mayRaise: true,
  };
  program.instances.set(fn, lowered);
  if (program.analysis.grows.has(fn)) {
    program.growing.add(lowered);
  }
  program.functions.push(lowered);
  return lowered;
}

/** A top-level function as a value. */
export function functionValue(program: ProgramContext, fn: TypedFunction): IrExpression {
  const lowered = instanceOf(program, fn);
  return { kind: "function-value", type: functionTypeOf(lowered), function: lowered };
}

// ---------------------------------------------------------------- nested functions

interface Closure {
  readonly function: IrFunction;
  readonly struct?: IrStruct;
  readonly captures: readonly Local[];
}

const closuresOf = new WeakMap<ProgramContext, Map<TypedFunction, Closure>>();

/** The aotir function of a nested function, which is lowered when it is first named. */
export function closureOf(cx: FunctionContext, fn: TypedFunction): Closure {
  const { program } = cx;
  let known = closuresOf.get(program);
  if (known === undefined) {
    known = new Map();
    closuresOf.set(program, known);
  }
  const made = known.get(fn);
  if (made !== undefined) {
    return made;
  }
  const captures = program.analysis.captures.get(fn) ?? [];
  const name = mangle(program.names, fn.span.file, `${cx.function.kind === "initializer" ? "init" : cx.title.replace(/<.*$/, "")}_${fn.kind === "lambda" ? "fun" : fn.name}`);
  const struct = captures.length === 0 ? undefined : captureStruct(program, name, fn, captures);
  const self = struct === undefined ? undefined : newVariable("self", { kind: "struct", struct });
  const lowered = declareFunction(program, fn, name, self);
  const closure: Closure = { function: lowered, captures, ...(struct === undefined ? {} : { struct }) };
  known.set(fn, closure);
  program.pending.push(() => {
    const inner = newFunctionContext(program, fn, lowered);
    if (struct !== undefined && self !== undefined) {
      bindCaptures(inner, captures, struct, self);
    }
    const own = program.analysis.selfOf.get(fn);
    if (own !== undefined && !captures.includes(own)) {
      const value: IrExpression =
        self === undefined ? { kind: "function-value", type: functionTypeOf(lowered), function: lowered } : reinterpret(readVariable(self), functionTypeOf(lowered));
      inner.bindings.set(own, { kind: "value", value });
    }
    lowerBody(inner, lowered);
  });
  return closure;
}

function captureStruct(program: ProgramContext, name: string, fn: TypedFunction, captures: readonly Local[]): IrStruct {
  const taken = new Set<string>();
  const fields: IrField[] = captures.map((local) => {
    let field = local.name;
    for (let number = 2; taken.has(field); number++) {
      field = `${local.name}_${number}`;
    }
    taken.add(field);
    const value = lowerType(program.types, local.type);
    return { name: field, type: program.analysis.celled.has(local) ? { kind: "cell", value } : value };
  });
  const struct: IrStruct = { name: `${name}_captures`, title: `captures of ${fn.name}`, head: { kind: "closure" }, fields };
  program.types.structs.push(struct);
  return struct;
}

function bindCaptures(cx: FunctionContext, captures: readonly Local[], struct: IrStruct, self: IrVariable): void {
  for (const [index, local] of captures.entries()) {
    const field = struct.fields[index];
    invariant(field !== undefined, "every capture has a field");
    const value = readField(readVariable(self), struct, field.name);
    const binding: Binding = field.type.kind === "cell" ? { kind: "cell", cell: value } : { kind: "value", value };
    cx.bindings.set(local, binding);
  }
}

/** A nested function as a value: a closure object with what it captures now. */
export function closureValue(cx: FunctionContext, fn: TypedFunction): IrExpression {
  const closure = closureOf(cx, fn);
  const type = functionTypeOf(closure.function);
  if (closure.struct === undefined) {
    return { kind: "function-value", type, function: closure.function };
  }
  const captures = closure.captures.map((local) => {
    const binding = cx.bindings.get(local);
    if (binding?.kind === "cell") {
      return binding.cell;
    }
    const value = readLocal(cx, local);
    return holdsList(local.type) ? share(value) : value;
  });
  return { kind: "new-closure", type, function: closure.function, struct: closure.struct, captures };
}

// ---------------------------------------------------------------- adapters

/** A small function that stands between a closure object and what it calls. */
function adapter(
  cx: FunctionContext,
  title: string,
  captured: readonly { readonly name: string; readonly value: IrExpression }[],
  params: readonly IrType[],
  result: IrType,
  write: (inner: FunctionContext, captures: readonly IrExpression[], args: readonly IrExpression[]) => IrExpression,
): IrExpression {
  const { program } = cx;
  const name = mangle(program.names, cx.span.file, `${title}_adapter`);
  const fields = captured.map((item) => ({ name: item.name, type: item.value.type }));
  const struct: IrStruct = { name: `${name}_captures`, title: `captures of ${title}`, head: { kind: "closure" }, fields };
  program.types.structs.push(struct);
  const self = newVariable("self", { kind: "struct", struct });
  const lowered: IrFunction = {
    name,
    title,
    module: cx.function.module,
    span: cx.span,
    self,
    params: params.map((type, index) => newVariable(`a${index + 1}`, type)),
    result,
    body: block([]),
    mayRaise: true,
  };
  program.functions.push(lowered);
  const inner = newFunctionContext(program, cx.function, lowered);
  inner.span = cx.span;
  const value = write(
    inner,
    fields.map((field) => readField(readVariable(self), struct, field.name)),
    lowered.params.map(readVariable),
  );
  inner.statements.push(result.kind === "void" ? evaluate(cx.span, value) : { kind: "return", span: cx.span, value });
  lowered.body = block(inner.statements);
  return { kind: "new-closure", type: functionTypeOf(lowered), function: lowered, struct, captures: captured.map((item) => item.value) };
}

/** `f(a)` with too few arguments, `p.m`: takes the remaining ones. */
export function partialValue(cx: FunctionContext, expression: TypedExpression & { readonly kind: "partial" }): IrExpression {
  const { callee, args, type } = expression;
  invariant(type.kind === "fun" && callee.type.kind === "fun", "a partial application is a function");
  const known = callee.kind === "function" ? instanceOf(cx.program, callee.function) : undefined;
  const operands = [...(known === undefined ? [() => lowerExpression(cx, callee)] : []), ...args.map((arg) => () => lowerStored(cx, arg))];
  const values = inOrder(cx, operands).map((value) => spill(cx, value));
  const captured = values.map((value, index) => ({ name: known === undefined && index === 0 ? "callee" : `b${index}`, value }));
  const site = siteAt(cx, expression.span);
  return adapter(
    cx,
    known?.title ?? "partial",
    captured,
    type.params.map((param) => lowerType(cx.program.types, param)),
    lowerResult(cx.program.types, type.result),
    (_, captures, rest) => {
      if (known !== undefined) {
        return call(known, [...captures, ...rest], site);
      }
      const [target, ...bound] = captures;
      invariant(target !== undefined, "a partial application captures its function");
      return callValue(target, [...bound, ...rest], site);
    },
  );
}

/** A function used where its type is represented in another way. */
export function functionAdapter(cx: FunctionContext, value: IrExpression, from: Type & { readonly kind: "fun" }, to: Type & { readonly kind: "fun" }): IrExpression {
  const types = cx.program.types;
  const site = siteAt(cx, cx.span);
  return adapter(
    cx,
    "convert",
    [{ name: "callee", value: spill(cx, value) }],
    to.params.map((param) => lowerType(types, param)),
    lowerResult(types, to.result),
    (inner, captures, args) => {
      const [target] = captures;
      invariant(target !== undefined, "an adapter captures its function");
      const converted = from.params.map((param, index) => {
        const arg = args[index];
        const given = to.params[index];
        invariant(arg !== undefined && given !== undefined, "function types of equal arity are converted");
        return convertValue(inner, arg, given, param);
      });
      const result = callValue(target, converted, site);
      if (to.result.kind === "unit" || to.result.kind === "never") {
        return result;
      }
      if (result.type.kind === "void") {
        inner.statements.push(evaluate(inner.span, result));
        return convertValue(inner, { kind: "none", type: { kind: "unit" } }, { kind: "unit" }, to.result);
      }
      return convertValue(inner, result, from.result, to.result);
    },
  );
}

