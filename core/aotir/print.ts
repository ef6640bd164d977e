// aotir as text, for `--dump=aotir` and for goldens: one statement per line, types where a variable
// is declared, names made unique per function. Nothing reads it back.

import { unreachable } from "../source/invariant.ts";
import type { IrBlock, IrExpression, IrFunction, IrLabel, IrPlace, IrProgram, IrStatement, IrStruct, IrType, IrVariable } from "./aotir.ts";
import { printType } from "../types/print-type.ts";

export function printProgram(program: IrProgram): string {
  const lines: string[] = [`features ${[...program.features].sort().join(" ") || "none"}`];
  for (const struct of program.structs) {
    lines.push("", ...printStruct(struct));
  }
  for (const union of program.unions) {
    lines.push("", `union ${union.name} = ${union.variants.map((variant) => variant.name).join(" | ")}`);
  }
  for (const global of program.globals) {
    const initial = global.initial === undefined ? "" : ` = ${printExpression(newNaming(), global.initial)}`;
    lines.push("", `global ${global.name}: ${printIrType(global.type)}${initial}  // ${global.title}`);
  }
  for (const fn of program.functions) {
    lines.push("", ...printFunction(fn));
  }
  if (!program.functions.includes(program.entry)) {
    lines.push("", ...printFunction(program.entry));
  }
  return `${lines.join("\n")}\n`;
}

function printStruct(struct: IrStruct): readonly string[] {
  const head = struct.head.kind === "variant" ? ` tag ${struct.head.tag}` : struct.head.kind === "closure" ? " closure" : "";
  return [
    `struct ${struct.name}${head}  // ${struct.title}`,
    ...struct.fields.map((field) => `  ${field.name}: ${printIrType(field.type)}`),
    ...(struct.methods ?? []).map((method) => `  method ${method.name} = ${method.function.name}`),
  ];
}

export function printIrType(type: IrType): string {
  switch (type.kind) {
    case "void":
    case "unit":
    case "bool":
    case "i32":
    case "u32":
    case "i64":
    case "f64":
    case "string":
    case "any":
    case "bigint":
    case "bigrat":
      return type.kind;
    case "option":
      return `${type.of}?`;
    case "list":
      return `list<${printIrType(type.element)}>`;
    case "map":
      return `map<${printIrType(type.key)}, ${printIrType(type.value)}>`;
    case "set":
      return `set<${printIrType(type.element)}>`;
    case "struct":
      return type.struct.name;
    case "union":
      return type.union.name;
    case "function":
      return `fun(${type.params.map(printIrType).join(", ")}): ${printIrType(type.result)}`;
    case "cell":
      return `cell<${printIrType(type.value)}>`;
    case "object":
      return `object<${printIrType(type.of)}>`;
    case "pointer":
      return `*${printIrType(type.to)}`;
    case "array":
      return `[${type.length}]${printIrType(type.element)}`;
    case "opaque":
      return `"${type.c}"`;
    default:
      return unreachable(type);
  }
}

/** Names of variables and labels in the function that is being printed. */
interface Naming {
  readonly names: Map<IrVariable | IrLabel, string>;
  readonly used: Set<string>;
}

function newNaming(): Naming {
  return { names: new Map(), used: new Set() };
}

function nameOf(naming: Naming, thing: IrVariable | IrLabel): string {
  const known = naming.names.get(thing);
  if (known !== undefined) {
    return known;
  }
  const base = "temporary" in thing && thing.temporary ? "%" : thing.name;
  let name = base === "%" ? "%1" : base;
  for (let count = 2; naming.used.has(name); count++) {
    name = base === "%" ? `%${count}` : `${base}.${count}`;
  }
  naming.used.add(name);
  naming.names.set(thing, name);
  return name;
}

export function printFunction(fn: IrFunction): readonly string[] {
  const naming = newNaming();
  const lines: string[] = [];
  const declared = (variable: IrVariable): string =>
    `${variable.byReference ? "by reference " : ""}${nameOf(naming, variable)}: ${printIrType(variable.type)}`;
  const params = [...(fn.self === undefined ? [] : [fn.self]), ...fn.params].map(declared);
  lines.push(`fun ${fn.name}(${params.join(", ")}): ${printIrType(fn.result)}${fn.mayRaise ? " raises" : ""}  // ${fn.title}`);
  printBlock(naming, fn.body, "  ", lines);
  return lines;
}

function printBlock(naming: Naming, block: IrBlock, indent: string, lines: string[]): void {
  for (const statement of block.statements) {
    printStatement(naming, statement, indent, lines);
  }
}

function printStatement(naming: Naming, statement: IrStatement, indent: string, lines: string[]): void {
  const say = (text: string): void => {
    lines.push(indent + text);
  };
  const inner = (block: IrBlock): void => printBlock(naming, block, `${indent}  `, lines);
  const show = (expression: IrExpression): string => printExpression(naming, expression);
  switch (statement.kind) {
    case "declare": {
      const { variable, value } = statement;
      say(`let ${variable.byReference ? "by reference " : ""}${nameOf(naming, variable)}: ${printIrType(variable.type)}${value === undefined ? "" : ` = ${show(value)}`}`);
      return;
    }
    case "assign":
      say(`${printPlace(naming, statement.place)} = ${show(statement.value)}`);
      return;
    case "do":
      say(show(statement.value));
      return;
    case "if":
      say(`if ${show(statement.condition)}`);
      inner(statement.then);
      if (statement.otherwise !== undefined) {
        say("else");
        inner(statement.otherwise);
      }
      return;
    case "loop":
      say(`${nameOf(naming, statement.label)}: ${statement.condition === undefined ? "loop" : `while ${show(statement.condition)}`}`);
      inner(statement.body);
      return;
    case "for":
      say(`${nameOf(naming, statement.label)}: for ${nameOf(naming, statement.variable)}: ${printIrType(statement.variable.type)} in ${show(statement.start)}..${show(statement.end)}`);
      inner(statement.body);
      return;
    case "switch":
      say(`switch ${show(statement.value)}`);
      for (const entry of statement.cases) {
        say(`case ${entry.values.join(", ")}`);
        inner(entry.body);
      }
      if (statement.otherwise !== undefined) {
        say("default");
        inner(statement.otherwise);
      }
      return;
    case "break":
    case "continue":
      say(`${statement.kind} ${nameOf(naming, statement.label)}`);
      return;
    case "block":
      say(statement.label === undefined ? "block" : `${nameOf(naming, statement.label)}: block`);
      inner(statement.body);
      return;
    case "return":
      say(statement.value === undefined ? "return" : `return ${show(statement.value)}`);
      return;
    case "try":
      say(`try ${nameOf(naming, statement.frame)}`);
      inner(statement.body);
      say("catch");
      inner(statement.handler);
      return;
    case "unreachable":
      say("unreachable");
      return;
    default:
      unreachable(statement);
  }
}

function printPlace(naming: Naming, place: IrPlace): string {
  switch (place.kind) {
    case "variable":
      return nameOf(naming, place.variable);
    case "global":
      return place.global.name;
    case "field":
      return `${printExpression(naming, place.receiver)}.${place.field}`;
    case "element":
      return `${printExpression(naming, place.list)}[${printExpression(naming, place.index)}]`;
    case "cell":
      return `${printExpression(naming, place.cell)}^`;
    case "deref":
      return `*${printExpression(naming, place.pointer)}`;
    default:
      return unreachable(place);
  }
}

/** Left spines are walked in a loop: they may be as long as the source. */
function printExpression(naming: Naming, root: IrExpression): string {
  let suffix: string[] = [];
  let prefix = 0;
  let node = root;
  while (node.kind === "binary") {
    suffix.push(` ${node.op}${node.exact === true ? "!" : ""} ${printExpression(naming, node.right)})`);
    prefix++;
    node = node.left;
  }
  suffix = suffix.reverse();
  return "(".repeat(prefix) + printOther(naming, node) + suffix.join("");
}

function printOther(naming: Naming, e: IrExpression): string {
  const show = (expression: IrExpression): string => printExpression(naming, expression);
  const list = (expressions: readonly IrExpression[]): string => expressions.map(show).join(", ");
  switch (e.kind) {
    case "int":
      return e.type.kind === "i64" ? String(e.value) : `${e.value}:${e.type.kind}`;
    case "float":
      return Object.is(e.value, -0) ? "-0.0" : Number.isInteger(e.value) ? `${e.value}.0` : String(e.value);
    case "bool":
      return String(e.value);
    case "string":
    case "c-string":
      return JSON.stringify(e.value);
    case "none":
    case "zero":
      return `${e.kind}:${printIrType(e.type)}`;
    case "variable":
      return nameOf(naming, e.variable);
    case "global":
      return e.global.name;
    case "binary":
      return show(e);
    case "not":
      return `!${show(e.operand)}`;
    case "negate":
      return `-${show(e.operand)}`;
    case "conditional":
      return `(if ${show(e.condition)} then ${show(e.then)} else ${show(e.otherwise)})`;
    case "numeric":
    case "reinterpret":
      return `${show(e.operand)} as ${printIrType(e.type)}`;
    case "call":
      return `${e.function.name}(${list(e.args)})${e.site === undefined ? "" : ` @${e.site.span.start}`}`;
    case "call-value":
      return `(${show(e.callee)})(${list(e.args)}) @${e.site.span.start}`;
    case "runtime":
      return `${e.name}(${list(e.args)})`;
    case "field":
      return `${show(e.receiver)}.${e.field}`;
    case "element":
      return `${show(e.list)}[${show(e.index)}]`;
    case "length":
      return `${e.nullable ? "length?" : "length"}(${show(e.list)})`;
    case "cell":
      return `${show(e.cell)}^`;
    case "deref":
      return `*${show(e.pointer)}`;
    case "tag":
    case "is-null":
    case "option-some":
    case "option-value":
    case "option-make":
      return `${e.kind}(${show(e.operand)})`;
    case "address":
      return `&${nameOf(naming, e.variable)}`;
    case "new":
      return `${e.fixed === true ? "fixed " : e.type.kind === "object" ? "" : "new "}${e.struct.name}(${list(e.fields)})`;
    case "new-cell":
      return `${e.type.kind === "object" ? "" : "new "}cell(${show(e.value)})`;
    case "keep":
      return `&(${nameOf(naming, e.variable)} = ${show(e.object)})`;
    case "code":
      return `code ${e.function.name}`;
    case "function-value":
      return `value ${e.function.name}`;
    case "new-closure":
      return `closure ${e.function.name}(${list(e.captures)})`;
    case "new-list":
      return `${e.fixed === true ? "fixed" : ""}[${list(e.items)}]`;
    case "array":
      return `array[${list(e.items)}]`;
    case "descriptor":
      return `type<${printType(e.of)}>`;
    case "site":
      return `@${e.site.span.start}`;
    case "size":
      return `size<${printIrType(e.of)}>`;
    case "c-constant":
      return `c<${e.declare} ${e.c}>`;
    default:
      return unreachable(e);
  }
}
