// Checks the promises at the top of aotir.ts, between passes (`--verify`, and in every test).
//
// In: a program and the name of the pass that made it. Nothing comes out; a broken promise is our
// own bug and throws, naming the pass, the function and the node.

import { type RuntimeFunction, runtimeAbi } from "./runtime-abi.ts";
import { InternalError, unreachable } from "../source/invariant.ts";
import type { IrBlock, IrExpression, IrFunction, IrLabel, IrPlace, IrProgram, IrStatement, IrType, IrVariable } from "./aotir.ts";
import { printIrType } from "./print.ts";
import { sameIrType } from "./same-type.ts";
import { functionOf, operandsOf } from "./walk.ts";

export function verifyProgram(program: IrProgram, pass: string): void {
  const functions = new Set(program.functions).add(program.entry);
  const names = new Set<string>();
  for (const fn of functions) {
    if (names.has(fn.name)) {
      throw new InternalError(`after ${pass}: two functions are called ${fn.name}`);
    }
    names.add(fn.name);
    verifyFunction({ pass, functions, globals: new Set(program.globals) }, fn);
  }
}

interface ProgramScope {
  readonly pass: string;
  readonly functions: ReadonlySet<IrFunction>;
  readonly globals: ReadonlySet<unknown>;
}

interface Verifier extends ProgramScope {
  readonly fn: IrFunction;
  /** Declared in an enclosing block, before here. */
  readonly scope: Set<IrVariable>;
  /** Declared anywhere: a variable has one declaration. */
  readonly declared: Set<IrVariable>;
  readonly loops: Set<IrLabel>;
  readonly blocks: Set<IrLabel>;
}

function verifyFunction(program: ProgramScope, fn: IrFunction): void {
  const scope = new Set<IrVariable>([...(fn.self === undefined ? [] : [fn.self]), ...fn.params]);
  const cx: Verifier = { ...program, fn, scope, declared: new Set(scope), loops: new Set(), blocks: new Set() };
  verifyBlock(cx, fn.body);
}

function fail(cx: Verifier, promise: string): never {
  throw new InternalError(`after ${cx.pass}, in ${cx.fn.name}: ${promise}`);
}

function expect(cx: Verifier, holds: boolean, promise: () => string): void {
  if (!holds) {
    fail(cx, promise());
  }
}

function expectType(cx: Verifier, actual: IrType, wanted: IrType, what: string): void {
  expect(cx, sameIrType(actual, wanted), () => `${what} is ${printIrType(wanted)}, not ${printIrType(actual)}`);
}

function expectKind(cx: Verifier, actual: IrType, kinds: readonly IrType["kind"][], what: string): void {
  expect(cx, kinds.includes(actual.kind), () => `${what} is ${kinds.join(" or ")}, not ${printIrType(actual)}`);
}

// ---------------------------------------------------------------- statements

function verifyBlock(cx: Verifier, block: IrBlock): void {
  const added: IrVariable[] = [];
  for (const statement of block.statements) {
    verifyStatement(cx, statement, added);
  }
  for (const variable of added) {
    cx.scope.delete(variable);
  }
}

function declare(cx: Verifier, variable: IrVariable, added: IrVariable[]): void {
  expect(cx, !cx.declared.has(variable), () => `the variable ${variable.name} is declared once`);
  cx.declared.add(variable);
  cx.scope.add(variable);
  added.push(variable);
}

function verifyStatement(cx: Verifier, statement: IrStatement, added: IrVariable[]): void {
  switch (statement.kind) {
    case "declare":
      if (statement.value !== undefined) {
        verifyExpression(cx, statement.value);
        if (statement.value.kind !== "array") {
          expectValue(cx, statement.value, statement.variable.type, `the value of ${statement.variable.name}`);
        }
      }
      declare(cx, statement.variable, added);
      return;
    case "assign":
      expectValue(cx, statement.value, verifyPlace(cx, statement.place), "what is assigned");
      verifyExpression(cx, statement.value);
      return;
    case "do":
      verifyExpression(cx, statement.value);
      return;
    case "if":
      verifyExpression(cx, statement.condition);
      expectType(cx, statement.condition.type, { kind: "bool" }, "a condition");
      verifyBlock(cx, statement.then);
      if (statement.otherwise !== undefined) {
        verifyBlock(cx, statement.otherwise);
      }
      return;
    case "loop":
      if (statement.condition !== undefined) {
        verifyExpression(cx, statement.condition);
        expectType(cx, statement.condition.type, { kind: "bool" }, "a loop's condition");
      }
      verifyLoop(cx, statement.body, statement.label);
      return;
    case "for": {
      expectKind(cx, statement.variable.type, ["i64", "u32"], "a loop's variable");
      for (const bound of [statement.start, statement.end]) {
        verifyExpression(cx, bound);
        expectType(cx, bound.type, statement.variable.type, "a loop's bound");
      }
      const inner: IrVariable[] = [];
      declare(cx, statement.variable, inner);
      verifyLoop(cx, statement.body, statement.label);
      cx.scope.delete(statement.variable);
      return;
    }
    case "switch": {
      verifyExpression(cx, statement.value);
      expectKind(cx, statement.value.type, ["i64", "u32", "i32", "bool"], "what is switched over");
      const seen = new Set<bigint>();
      for (const entry of statement.cases) {
        expect(cx, entry.values.length > 0, () => "a case has a value");
        for (const value of entry.values) {
          expect(cx, !seen.has(value), () => `the case ${value} stands once in its switch`);
          seen.add(value);
        }
        verifyBlock(cx, entry.body);
      }
      if (statement.otherwise !== undefined) {
        verifyBlock(cx, statement.otherwise);
      }
      return;
    }
    case "break":
      expect(cx, cx.loops.has(statement.label) || cx.blocks.has(statement.label), () => `the label ${statement.label.name} of a break encloses it`);
      return;
    case "continue":
      expect(cx, cx.loops.has(statement.label), () => `the label ${statement.label.name} of a continue is of a loop around it`);
      return;
    case "block":
      if (statement.label !== undefined) {
        cx.blocks.add(statement.label);
      }
      verifyBlock(cx, statement.body);
      if (statement.label !== undefined) {
        cx.blocks.delete(statement.label);
      }
      return;
    case "return":
      if (statement.value !== undefined) {
        verifyExpression(cx, statement.value);
        expectValue(cx, statement.value, cx.fn.result, "what is returned");
      } else {
        expectKind(cx, cx.fn.result, ["void", "unit"], "the result of a function that returns nothing");
      }
      return;
    case "try":
      verifyBlock(cx, statement.body);
      verifyBlock(cx, statement.handler);
      return;
    case "unreachable":
      return;
    default:
      unreachable(statement);
  }
}

function verifyLoop(cx: Verifier, body: IrBlock, label: IrLabel): void {
  expect(cx, !cx.loops.has(label), () => `the label ${label.name} belongs to one loop`);
  cx.loops.add(label);
  verifyBlock(cx, body);
  cx.loops.delete(label);
}

/** `unit` may come from a call that yields nothing. */
function expectValue(cx: Verifier, value: IrExpression, wanted: IrType, what: string): void {
  if (isNothing(value.type) && isNothing(wanted)) {
    return;
  }
  expectType(cx, value.type, wanted, what);
}

function isNothing(type: IrType): boolean {
  return type.kind === "void" || type.kind === "unit";
}

function verifyPlace(cx: Verifier, place: IrPlace): IrType {
  switch (place.kind) {
    case "variable":
      expect(cx, cx.scope.has(place.variable), () => `the variable ${place.variable.name} is declared before it is assigned`);
      return place.variable.type;
    case "global":
      expect(cx, cx.globals.has(place.global), () => `the global ${place.global.name} belongs to the program`);
      return place.global.type;
    case "field":
      verifyExpression(cx, place.receiver);
      return fieldType(cx, place);
    case "element":
      verifyExpression(cx, place.list);
      verifyExpression(cx, place.index);
      return elementType(cx, place);
    case "cell":
      verifyExpression(cx, place.cell);
      return place.cell.type.kind === "cell" ? place.cell.type.value : fail(cx, `a cell is assigned through a cell, not ${printIrType(place.cell.type)}`);
    case "deref":
      verifyExpression(cx, place.pointer);
      return place.pointer.type.kind === "pointer" ? place.pointer.type.to : fail(cx, `a slot is assigned through a pointer, not ${printIrType(place.pointer.type)}`);
    default:
      return unreachable(place);
  }
}

function fieldType(cx: Verifier, node: Extract<IrPlace, { kind: "field" }>): IrType {
  const type = node.receiver.type;
  expect(cx, type.kind === "struct" && type.struct === node.struct, () => `the field ${node.field} is taken from ${node.struct.name}, not ${printIrType(type)}`);
  const field = node.struct.fields.find((candidate) => candidate.name === node.field);
  return field?.type ?? fail(cx, `${node.struct.name} has a field ${node.field}`);
}

function elementType(cx: Verifier, node: Extract<IrPlace, { kind: "element" }>): IrType {
  expectType(cx, node.index.type, { kind: "u32" }, "an index");
  return node.list.type.kind === "list" ? node.list.type.element : fail(cx, `an element is taken from a list, not ${printIrType(node.list.type)}`);
}

// ---------------------------------------------------------------- expressions

/** Verifies a root and everything in it, without recursion: chains may be long. */
function verifyExpression(cx: Verifier, root: IrExpression): void {
  const order: IrExpression[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    order.push(node);
    for (const operand of operandsOf(node)) {
      stack.push(operand);
    }
  }
  const effects = new Map<IrExpression, boolean>();
  for (let index = order.length - 1; index >= 0; index--) {
    const node = order[index] as IrExpression;
    verifyNode(cx, node);
    const busy = operandsOf(node).filter((operand) => effects.get(operand) === true).length;
    const sequenced = node.kind === "conditional" || (node.kind === "binary" && (node.op === "&&" || node.op === "||"));
    expect(cx, busy <= 1 || sequenced, () => `one operand of a ${node.kind === "runtime" ? node.name : node.kind} has effects or may raise, not ${busy}`);
    effects.set(node, busy > 0 || hasEffects(node));
  }
}

function hasEffects(node: IrExpression): boolean {
  switch (node.kind) {
    case "call":
    case "call-value":
      return true;
    case "runtime": {
      const row = runtimeAbi.get(node.name);
      return row !== undefined && (row.effects || row.raises || row.noReturn);
    }
    default:
      return false;
  }
}

function verifyNode(cx: Verifier, e: IrExpression): void {
  const callee = functionOf(e);
  if (callee !== undefined) {
    expect(cx, cx.functions.has(callee), () => `the function ${callee.name} belongs to the program`);
  }
  switch (e.kind) {
    case "int":
      expectKind(cx, e.type, ["i64", "u32", "i32"], "an integer");
      return;
    case "float":
      expectKind(cx, e.type, ["f64"], "a float");
      return;
    case "bool":
      expectKind(cx, e.type, ["bool"], "a truth value");
      return;
    case "string":
      expectKind(cx, e.type, ["string"], "a text");
      return;
    case "variable":
    case "address":
      expect(cx, cx.scope.has(e.variable), () => `the variable ${e.variable.name} is declared before it is used`);
      if (e.kind === "variable") {
        expectType(cx, e.type, e.variable.type, `the variable ${e.variable.name}`);
      } else if (e.variable.type.kind === "object") {
        expectType(cx, e.type, e.variable.type.of, `a pointer to the object ${e.variable.name}`);
      }
      return;
    case "global":
      expect(cx, cx.globals.has(e.global), () => `the global ${e.global.name} belongs to the program`);
      expectType(cx, e.type, e.global.type, `the global ${e.global.name}`);
      return;
    case "binary":
      verifyBinary(cx, e);
      return;
    case "not":
      expectKind(cx, e.operand.type, ["bool"], "what `not` negates");
      return;
    case "negate":
      expectType(cx, e.operand.type, e.type, "what is negated");
      return;
    case "conditional":
      expectKind(cx, e.condition.type, ["bool"], "a condition");
      expectType(cx, e.then.type, e.type, "an arm");
      expectType(cx, e.otherwise.type, e.type, "an arm");
      return;
    case "numeric":
      expectKind(cx, e.operand.type, ["i64", "u32", "i32", "f64", "bool"], "a number");
      expectKind(cx, e.type, ["i64", "u32", "i32", "f64", "bool"], "a number");
      return;
    case "call":
      verifyArguments(cx, e.function.title, e.args, e.function.params.map((param) => param.type));
      expectValue(cx, e, e.function.result, `the result of ${e.function.title}`);
      return;
    case "call-value":
      if (e.callee.type.kind !== "function") {
        fail(cx, `what is called is a function, not ${printIrType(e.callee.type)}`);
      }
      verifyArguments(cx, "a function value", e.args, e.callee.type.params);
      expectValue(cx, e, e.callee.type.result, "the result of a function value");
      expect(cx, e.callee.kind !== "call" && e.callee.kind !== "call-value" && e.callee.kind !== "runtime", () => "a called value stands in a variable or a place");
      return;
    case "runtime":
      verifyRuntime(cx, e);
      return;
    case "field":
      expectType(cx, e.type, fieldType(cx, e), `the field ${e.field}`);
      return;
    case "element":
      expectType(cx, e.type, elementType(cx, e), "an element");
      return;
    case "length":
      expectKind(cx, e.list.type, ["list"], "what has a length");
      return;
    case "cell":
      expect(cx, e.cell.type.kind === "cell" && sameIrType(e.cell.type.value, e.type), () => "a cell holds what is read from it");
      return;
    case "deref":
      if (e.type.kind === "object") {
        expectType(cx, e.pointer.type, e.type.of, "a pointer to the object that is read");
        return;
      }
      expect(cx, e.pointer.type.kind === "pointer" && sameIrType(e.pointer.type.to, e.type), () => "a pointer points at what is read through it");
      return;
    case "tag":
      expectKind(cx, e.operand.type, ["union", "struct"], "what has a tag");
      return;
    case "new":
      verifyMade(cx, e);
      verifyArguments(cx, e.struct.name, e.fields, e.struct.fields.map((field) => field.type));
      return;
    case "keep":
      verifyKeep(cx, e);
      return;
    case "new-closure":
      verifyArguments(cx, e.struct.name, e.captures, e.struct.fields.map((field) => field.type));
      return;
    case "new-list":
      if (e.type.kind !== "list") {
        fail(cx, "a list literal is a list");
      }
      for (const item of e.items) {
        expectType(cx, item.type, e.type.element, "an element");
      }
      return;
    default:
      return;
  }
}

/** What is made is a struct, or as an object also its union. */
function verifyMade(cx: Verifier, { struct, type, fixed }: Extract<IrExpression, { kind: "new" }>): void {
  const seen = type.kind === "object" ? type.of : type;
  const fits = seen.kind === "struct" ? seen.struct === struct : type.kind === "object" && seen.kind === "union" && seen.union.variants.includes(struct);
  expect(cx, fixed !== true || type.kind === "struct", () => `static data is seen through a pointer, not ${printIrType(type)}`);
  expect(cx, fits, () => `a new ${struct.name} is one, not ${printIrType(type)}`);
}

/** Objects are stored in variables of their own type, and seen through a pointer that fits them. */
function verifyKeep(cx: Verifier, e: Extract<IrExpression, { kind: "keep" }>): void {
  const { variable, object, type } = e;
  expect(cx, cx.scope.has(variable), () => `the variable ${variable.name} is declared before an object is kept in it`);
  expectKind(cx, variable.type, ["object"], "what keeps an object");
  expectType(cx, object.type, variable.type, "what is kept");
  if (variable.type.kind === "object" && !(type.kind === "function" && object.kind === "new-closure")) {
    expectType(cx, type, variable.type.of, "a pointer to what is kept");
  }
}

function verifyBinary(cx: Verifier, e: Extract<IrExpression, { kind: "binary" }>): void {
  expectType(cx, e.right.type, e.left.type, `the right side of ${e.op}`);
  switch (e.op) {
    case "&&":
    case "||":
      expectKind(cx, e.left.type, ["bool"], `a side of ${e.op}`);
      return;
    case "+":
    case "-":
    case "*":
    case "/":
      expectKind(cx, e.left.type, ["i64", "u32", "i32", "f64"], `a side of ${e.op}`);
      expectType(cx, e.type, e.left.type, `the result of ${e.op}`);
      return;
    default:
      expect(cx, !["string", "any", "option", "void"].includes(e.left.type.kind), () => `C compares ${printIrType(e.left.type)}`);
      expectKind(cx, e.type, ["bool"], `the result of ${e.op}`);
  }
}

function verifyArguments(cx: Verifier, what: string, args: readonly IrExpression[], params: readonly IrType[]): void {
  expect(cx, args.length === params.length, () => `${what} takes ${params.length} values, not ${args.length}`);
  args.forEach((arg, index) => {
    expectValue(cx, arg, params[index] as IrType, `value ${index + 1} of ${what}`);
  });
}

// ---------------------------------------------------------------- runtime calls

function verifyRuntime(cx: Verifier, e: Extract<IrExpression, { kind: "runtime" }>): void {
  const row: RuntimeFunction | undefined = runtimeAbi.get(e.name);
  if (row === undefined) {
    fail(cx, `the runtime has a function ${e.name}`);
  }
  expect(cx, row.params.length === e.args.length, () => `${e.name} takes ${row.params.length} values, not ${e.args.length}`);
  e.args.forEach((arg, index) => {
    const wanted = row.params[index] as string;
    expect(cx, accepts(wanted, arg.type), () => `value ${index + 1} of ${e.name} is ${wanted}, not ${printIrType(arg.type)}`);
  });
  expect(cx, accepts(row.result, e.type), () => `${e.name} yields ${row.result}, not ${printIrType(e.type)}`);
}

/** Whether C's type of the table stands for the aotir type. */
function accepts(c: string, type: IrType): boolean {
  const plain = c.replace(/^const /, "");
  switch (type.kind) {
    case "void":
    case "unit":
      return plain === "void";
    case "bool":
      return plain === "bool";
    case "i32":
      return plain === "int32_t";
    case "u32":
      return plain === "uint32_t" || plain === "size_t";
    case "i64":
      return plain === "int64_t";
    case "f64":
      return plain === "double";
    case "string":
      return plain === "mochi_string";
    case "any":
      return plain === "mochi_any";
    case "bigint":
    case "bigrat":
      return plain === `mochi_${type.kind} *` || plain === "void *";
    case "list":
      return plain === "mochi_list *" || plain === "void *";
    case "map":
    case "set":
      return plain === "mochi_map *" || plain === "void *";
    case "function":
      return plain === "mochi_function *" || plain === "void *";
    case "struct":
    case "union":
    case "cell":
      return plain === "void *";
    case "object":
      return false;
    case "pointer":
      return plain === "void *" || (plain.endsWith(" *") && accepts(plain.slice(0, -2), type.to));
    case "array":
      return plain === "void *" || (plain.endsWith(" *") && accepts(plain.slice(0, -2), type.element));
    case "opaque":
      return plain === type.c.replace(/^const /, "") || (plain === "void *" && type.c.endsWith("*"));
    case "option":
      return false;
    default:
      return unreachable(type);
  }
}
