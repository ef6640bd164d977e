// Expressions: aotir in, C text with the fewest parentheses out.
//
// Lowering has settled the order of evaluation, so an expression is written where it stands.
// Beside C's own precedence, parentheses are put where gcc and clang warn about their absence.

import type { IrExpression, IrPlace, IrType, IrVariable } from "../aotir/aotir.ts";
import { invariant, unreachable } from "../source/invariant.ts";
import { cFloat, cInt, cString } from "./c-text.ts";
import { constantItems, constantList, constantStruct, descriptorName, functionInfo, functionName, functionObject, isStatic, noneText, siteConstant, staticConstant, textConstant } from "./emit-data.ts";
import { cellConstructor, closureConstructor, cType, isVoid, memberName, resultType, structConstructor, variantMember } from "./emit-type.ts";
import { type FunctionContext, tracedSite, variableName } from "./function-context.ts";
import { useRuntime } from "./use-runtime.ts";

// C's precedence, tightest first.
const postfix = 15;
const unary = 14;
const sum = 12;
const lowest = 0;

const precedenceOf = { "*": 13, "/": 13, "+": 12, "-": 12, "<": 10, "<=": 10, ">": 10, ">=": 10, "==": 9, "!=": 9, "&&": 5, "||": 4 } as const;
const wrapping = { "+": "mochi_int_add_wrapping", "-": "mochi_int_subtract_wrapping", "*": "mochi_int_multiply_wrapping" } as const;

/** C text that binds at least as tightly as `minimum`. */
export function emitExpression(fx: FunctionContext, expression: IrExpression, minimum: number = lowest): string {
  const [text, precedence] = write(fx, expression);
  return precedence < minimum ? `(${text})` : text;
}

/** A call in statement position: its place is noted by the statement, not by a comma. */
export function emitRoot(fx: FunctionContext, expression: IrExpression): string {
  if (expression.kind === "keep") {
    const name = variableName(fx, expression.variable);
    fx.out.line(`${name} = ${emitRoot(fx, expression.object)};`);
    return objectAt(fx, expression.variable, expression.type);
  }
  if (expression.kind !== "call" && expression.kind !== "call-value") {
    return emitExpression(fx, expression);
  }
  const site = tracedSite(fx, expression);
  if (site !== undefined) {
    fx.out.line(`${fx.callPlace} = &${siteConstant(fx.cx, site)};`);
  }
  return writeCall(fx, expression);
}

export function emitPlace(fx: FunctionContext, place: IrPlace): string {
  switch (place.kind) {
    case "variable":
      return variableName(fx, place.variable);
    case "global":
      return globalName(fx, place.global);
    case "field":
      return member(fx, place);
    case "element":
      return element(fx, place.list, place.index);
    case "cell":
      return `${emitExpression(fx, place.cell, postfix)}->value`;
    case "deref":
      return `*${emitExpression(fx, place.pointer, unary)}`;
    default:
      return unreachable(place);
  }
}

type Written = readonly [text: string, precedence: number];

function write(fx: FunctionContext, e: IrExpression): Written {
  const { cx } = fx;
  switch (e.kind) {
    case "int":
      return [cInt(e.value), e.value < 0n ? unary : postfix];
    case "float": {
      const text = cFloat(e.value);
      return [text, text.startsWith("-") ? unary : postfix];
    }
    case "bool":
      return [String(e.value), postfix];
    case "string":
      return [textConstant(cx, e.value), postfix];
    case "none":
    case "zero":
      return [emptyValue(fx, e.type, e.kind), postfix];
    case "variable":
      return [variableName(fx, e.variable), postfix];
    case "global":
      return [globalName(fx, e.global), postfix];
    case "binary":
      return writeBinary(fx, e);
    case "not":
      return writeNot(fx, e.operand);
    case "negate":
      if (e.type.kind === "i64") {
        useRuntime(cx, "mochi_int_negate_wrapping");
        return [`mochi_int_negate_wrapping(${emitExpression(fx, e.operand)})`, postfix];
      }
      return [`-${emitExpression(fx, e.operand, postfix)}`, unary];
    case "conditional":
      return [
        `${emitExpression(fx, e.condition, 6)} ? ${emitExpression(fx, e.then, 6)} : ${emitExpression(fx, e.otherwise, 6)}`,
        3,
      ];
    case "numeric":
      return e.type.kind === e.operand.type.kind ? write(fx, e.operand) : cast(fx, e.type, e.operand);
    case "call":
    case "call-value": {
      const site = tracedSite(fx, e);
      const call = writeCall(fx, e);
      if (isVoid(e.type)) {
        return [`(${call}, (mochi_unit)0)`, postfix];
      }
      return site === undefined ? [call, postfix] : [`(${fx.callPlace} = &${siteConstant(cx, site)}, ${call})`, postfix];
    }
    case "runtime":
      return [writeRuntime(fx, e.name, e.args), postfix];
    case "field":
      return [member(fx, e), postfix];
    case "element":
      return [element(fx, e.list, e.index), postfix];
    case "length":
      if (e.nullable) {
        useRuntime(cx, "mochi_list_length");
        return [`mochi_list_length(${emitExpression(fx, e.list)})`, postfix];
      }
      return [`${emitExpression(fx, e.list, postfix)}->length`, postfix];
    case "cell":
      return [`${emitExpression(fx, e.cell, postfix)}->value`, postfix];
    case "deref":
      return [`*${emitExpression(fx, e.pointer, unary)}`, unary];
    case "tag":
      return [`${emitExpression(fx, e.operand, postfix)}->${e.operand.type.kind === "struct" ? "head.tag" : "tag"}`, postfix];
    case "reinterpret":
      return e.type.kind !== "array" && cType(cx, e.type) === cType(cx, e.operand.type) ? write(fx, e.operand) : cast(fx, e.type, e.operand);
    case "is-null":
      return writeIsNull(fx, e.operand, false);
    case "option-some":
      return writeIsNull(fx, e.operand, true);
    case "option-value":
      return e.operand.type.kind === "option" ? [`${emitExpression(fx, e.operand, postfix)}.value`, postfix] : write(fx, e.operand);
    case "option-make":
      return e.type.kind === "option" ? [`(${cType(cx, e.type)}){ ${emitExpression(fx, e.operand)}, true }`, postfix] : write(fx, e.operand);
    case "address":
      return writeAddress(fx, e.variable);
    case "new":
      if (e.type.kind === "object") {
        const tag = e.struct.head.kind === "variant" ? [`{ ${e.struct.head.tag} }`] : [];
        const members = [...tag, ...items(fx, e.fields)];
        return writeObject(fx, e.type, e.type.of.kind === "union" ? [`.${variantMember(e.type.of.union, e.struct)} = { ${members.join(", ")} }`] : members);
      }
      if (isStatic(e)) {
        return [`(${cType(cx, e.type)})&${constantStruct(cx, e)}`, unary];
      }
      return [`${structConstructor(cx, e.struct)}(${list(fx, e.fields)})`, postfix];
    case "new-cell":
      if (e.type.kind === "object") {
        return writeObject(fx, e.type, items(fx, [e.value]));
      }
      return [`${cellConstructor(cx, e.value.type)}(${emitExpression(fx, e.value)})`, postfix];
    case "keep": {
      const kept = `${variableName(fx, e.variable)} = ${emitExpression(fx, e.object, 3)}`;
      return [`(${kept}, ${objectAt(fx, e.variable, e.type)})`, postfix];
    }
    case "code":
      return [functionName(cx, e.function), postfix];
    case "function-value":
      return [`&${functionObject(cx, e.function)}`, unary];
    case "new-closure": {
      const code = `(void (*)(void))${functionName(cx, e.function)}`;
      if (e.type.kind === "object") {
        return writeObject(fx, e.type, [`{ ${code}, &${functionInfo(cx, e.function)} }`, ...items(fx, e.captures)]);
      }
      const args = [code, `&${functionInfo(cx, e.function)}`, ...e.captures.map((capture) => emitExpression(fx, capture))];
      return [`${closureConstructor(cx, e.struct)}(${args.join(", ")})`, postfix];
    }
    case "new-list":
      return [writeNewList(fx, e), e.fixed === true ? unary : postfix];
    case "array":
      return [`(${e.type.kind === "array" ? cType(cx, e.type.element) : "mochi_any"}[${e.items.length}]){ ${list(fx, e.items)} }`, postfix];
    case "descriptor":
      return [`&${descriptorName(cx, e.of)}`, unary];
    case "site":
      return [`&${siteConstant(cx, e.site)}`, unary];
    case "size":
      return [`sizeof(${cType(cx, e.of)})`, postfix];
    case "c-string":
      return [cString(e.value), postfix];
    case "c-constant":
      return [`&${staticConstant(fx.cx, e.declare, e.c)}`, unary];
    default:
      return unreachable(e);
  }
}

function items(fx: FunctionContext, expressions: readonly IrExpression[]): readonly string[] {
  return expressions.map((expression) => emitExpression(fx, expression, 3));
}

function list(fx: FunctionContext, expressions: readonly IrExpression[]): string {
  return items(fx, expressions).join(", ");
}

/** `p->x`, or `v.x` of an object in a variable. */
function member(fx: FunctionContext, { receiver, struct, field }: Extract<IrPlace, { kind: "field" }>): string {
  const name = memberName(fx.cx, struct, field);
  return receiver.kind === "address" ? `${variableName(fx, receiver.variable)}.${name}` : `${emitExpression(fx, receiver, postfix)}->${name}`;
}

/** Pointer to the object in a variable, of the type under which the program knows it. */
function objectAt(fx: FunctionContext, variable: IrVariable, type: IrType): string {
  return `&${variableName(fx, variable)}${type.kind === "function" || type.kind === "union" ? ".head" : ""}`;
}

/** A struct as a value; members in their order. */
function writeObject(fx: FunctionContext, type: IrType, members: readonly string[]): Written {
  return [`(${cType(fx.cx, type)}){ ${members.join(", ") || "0"} }`, postfix];
}

function cast(fx: FunctionContext, type: IrType, operand: IrExpression): Written {
  return [`(${cType(fx.cx, type)})${emitExpression(fx, operand, unary)}`, unary];
}

function writeBinary(fx: FunctionContext, e: Extract<IrExpression, { kind: "binary" }>): Written {
  const { op } = e;
  if (e.type.kind === "i64" && e.exact !== true && (op === "+" || op === "-" || op === "*")) {
    useRuntime(fx.cx, wrapping[op]);
    return [`${wrapping[op]}(${emitExpression(fx, e.left, 3)}, ${emitExpression(fx, e.right, 3)})`, postfix];
  }
  const precedence = precedenceOf[op];
  if (op === "&&" || op === "||") {
    // Both are associative; `&&` inside `||` gets parentheses for the reader.
    const side = (operand: IrExpression): string =>
      operand.kind === "binary" && operand.op === op ? emitExpression(fx, operand, precedence) : emitExpression(fx, operand, 6);
    return [`${side(e.left)} ${op} ${side(e.right)}`, precedence];
  }
  if (precedence <= 10) {
    // C's literals are ints: two of them compare as such, which is the same.
    return [`${comparand(fx, e.left)} ${op} ${comparand(fx, e.right)}`, precedence];
  }
  const bothLiteral = e.left.kind === "int" && e.right.kind === "int";
  const left = bothLiteral ? `(${cType(fx.cx, e.type)})${emitExpression(fx, e.left, unary)}` : emitExpression(fx, e.left, precedence);
  return [`${left} ${op} ${emitExpression(fx, e.right, precedence + 1)}`, precedence];
}

function comparand(fx: FunctionContext, operand: IrExpression): string {
  const text = emitExpression(fx, operand, sum);
  return operand.kind === "not" && text.startsWith("!") ? `(${text})` : text;
}

const opposite = { "==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

function writeNot(fx: FunctionContext, operand: IrExpression): Written {
  if (operand.kind === "is-null" || operand.kind === "option-some") {
    return writeIsNull(fx, operand.operand, operand.kind === "is-null");
  }
  // Not for floats: the opposite of `<` is not `>=` when one is NaN.
  if (operand.kind === "binary" && operand.op in opposite && operand.left.type.kind !== "f64") {
    return write(fx, { ...operand, op: opposite[operand.op as keyof typeof opposite] });
  }
  return [`!${emitExpression(fx, operand, unary)}`, unary];
}

/** The test for none of any type that has one; `negated`: for being there. */
function writeIsNull(fx: FunctionContext, operand: IrExpression, negated: boolean): Written {
  switch (operand.type.kind) {
    case "string":
    case "any": {
      const name = operand.type.kind === "string" ? "mochi_string_is_none" : "mochi_any_is_nil";
      useRuntime(fx.cx, name);
      return [`${negated ? "!" : ""}${name}(${emitExpression(fx, operand)})`, negated ? unary : postfix];
    }
    case "option":
      return [`${negated ? "" : "!"}${emitExpression(fx, operand, postfix)}.some`, negated ? postfix : unary];
    default:
      return [`${emitExpression(fx, operand, sum)} ${negated ? "!=" : "=="} NULL`, 9];
  }
}

function emptyValue(fx: FunctionContext, type: IrType, kind: "none" | "zero"): string {
  switch (type.kind) {
    case "string":
      return kind === "none" ? noneText(fx.cx) : textConstant(fx.cx, "");
    case "any":
      useRuntime(fx.cx, "mochi_any_nil");
      return "mochi_any_nil()";
    case "option":
      return `(${cType(fx.cx, type)}){ ${type.of === "bool" ? "false" : "0"}, false }`;
    case "object":
      return `(${cType(fx.cx, type)}){ 0 }`;
    case "unit":
    case "i32":
    case "u32":
    case "i64":
      return "0";
    case "f64":
      return "0.0";
    case "bool":
      return "false";
    case "opaque":
      return type.c.endsWith("*") ? "NULL" : `(${type.c}){ 0 }`;
    default:
      return "NULL";
  }
}

function globalName(fx: FunctionContext, global: Extract<IrExpression, { kind: "global" }>["global"]): string {
  const name = fx.cx.globalNames.get(global);
  invariant(name !== undefined, `the global ${global.name} belongs to the program`);
  fx.cx.usedGlobals.add(global);
  return name;
}

/** `((int64_t *)xs->data)[i]`: a typed load, so that C's alias analysis sees the element type. */
function element(fx: FunctionContext, listExpression: IrExpression, index: IrExpression): string {
  invariant(listExpression.type.kind === "list", "an element is taken from a list");
  const type = cType(fx.cx, listExpression.type.element);
  const pointer = type.endsWith("*") ? `${type}*` : `${type} *`;
  return `((${pointer})${emitExpression(fx, listExpression, postfix)}->data)[${emitExpression(fx, index)}]`;
}

function writeAddress(fx: FunctionContext, variable: Extract<IrExpression, { kind: "address" }>["variable"]): Written {
  const name = variableName(fx, variable);
  if (variable.type.kind === "array") {
    return [name, postfix];
  }
  if (variable.type.kind === "object") {
    return [objectAt(fx, variable, variable.type.of), unary];
  }
  return [`&${name}`, unary];
}

function writeCall(fx: FunctionContext, e: IrExpression): string {
  if (e.kind === "call") {
    return `${functionName(fx.cx, e.function)}(${list(fx, e.args)})`;
  }
  invariant(e.kind === "call-value", "a call is direct or through a value");
  const type = e.callee.type;
  invariant(type.kind === "function", "what is called is a function");
  const params = ["mochi_function *", ...type.params.map((param) => cType(fx.cx, param))];
  const result = resultType(fx.cx, type.result);
  const signature = `${result}${result.endsWith("*") ? "" : " "}(*)(${params.join(", ")})`;
  const callee = emitExpression(fx, e.callee, postfix);
  const args = [callee, ...e.args.map((arg) => emitExpression(fx, arg, 3))];
  return `((${signature})${callee}->code)(${args.join(", ")})`;
}

function writeRuntime(fx: FunctionContext, name: string, args: readonly IrExpression[]): string {
  useRuntime(fx.cx, name);
  return `${name}(${list(fx, args)})`;
}

/** Constant items are copied from static data (or stay there, if the list is only read); others from an array on the stack. */
function writeNewList(fx: FunctionContext, e: Extract<IrExpression, { kind: "new-list" }>): string {
  invariant(e.type.kind === "list", "a list literal is a list");
  if (e.fixed === true) {
    return `(mochi_list *)&${constantList(fx.cx, e)}`;
  }
  const descriptor = descriptorName(fx.cx, e.descriptor);
  if (e.items.length === 0) {
    useRuntime(fx.cx, "mochi_list_new");
    return `mochi_list_new(&${descriptor}, 0)`;
  }
  const type = cType(fx.cx, e.type.element);
  const constant = constantItems(fx.cx, type, e.items);
  useRuntime(fx.cx, "mochi_list_from");
  // With its length: tcc miscounts elements that are conditionals.
  const items = constant ?? `(${type.endsWith("*") ? type : `${type} `}[${e.items.length}]){ ${list(fx, e.items)} }`;
  return `mochi_list_from(&${descriptor}, ${items}, ${e.items.length})`;
}
