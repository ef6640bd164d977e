// The typed tree as text, for `--dump=types` and for tests.
//
// One line per statement, indented by block; every variable with its type where it is declared,
// every conversion with its mode. Types are spelled as the language writes them.

import { unreachable } from "../source/invariant.ts";
import type { Type } from "../types/type.ts";
import type { Local, Place, TypedBlock, TypedExpression, TypedFunction, TypedPattern, TypedProgram, TypedStatement } from "./typed.ts";
import type { TypedQuery, TypedRows } from "./typed-query.ts";

export function printTyped(program: TypedProgram): string {
  const lines: string[] = [];
  for (const global of program.globals) {
    const marks = [global.reassigned ? "reassigned" : "", global.checked ? "checked" : ""].filter((mark) => mark !== "");
    lines.push(`global ${global.name}: ${spell(global.type)}${marks.length === 0 ? "" : ` (${marks.join(", ")})`}`);
  }
  if (lines.length > 0) {
    lines.push("");
  }
  for (const fn of program.functions) {
    printFunction(fn, lines);
    lines.push("");
  }
  return `${lines.join("\n").trimEnd()}\n`;
}

function printFunction(fn: TypedFunction, lines: string[]): void {
  lines.push(`${fn.kind} ${signature(fn)} {`);
  printBlock(fn.body, 1, lines);
  lines.push("}");
}

function signature(fn: TypedFunction): string {
  const typeArgs = fn.typeArgs.length === 0 ? "" : `<${fn.typeArgs.map(spell).join(", ")}>`;
  return `${fn.name}${typeArgs}(${fn.params.map(declared).join(", ")}): ${spell(fn.result)}`;
}

function declared(local: Local): string {
  return `${local.reassigned ? "var " : ""}${local.captured ? "captured " : ""}${local.name}: ${spell(local.type)}`;
}

/** A type as the language writes it. */
export function spell(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "stream":
      return `${type.kind}<${spell(type.element)}>`;
    case "channel":
      return `chan<${spell(type.element)}>`;
    case "map":
      return `map<${spell(type.key)}, ${spell(type.value)}>`;
    case "option":
      return `${spell(type.inner)}?`;
    case "group":
      return `group<${spell(type.key)}, ${spell(type.element)}>`;
    case "fun":
      return `fun(${type.params.map(spell).join(", ")}): ${spell(type.result)}`;
    case "struct":
    case "union":
      return type.declaration.name;
    case "record":
      return `{${type.fields.map((field) => `${field.name}: ${spell(field.type)}`).join(", ")}}`;
    case "variable":
      return `'${type.name}`;
    default:
      return type.kind;
  }
}

// ---------------------------------------------------------------- statements

function printBlock(block: TypedBlock, depth: number, lines: string[]): void {
  for (const statement of block.statements) {
    printStatement(statement, depth, lines);
  }
}

function printStatement(statement: TypedStatement, depth: number, lines: string[]): void {
  const indent = "  ".repeat(depth);
  const put = (text: string): void => void lines.push(indent + text);
  const nested = (head: string, block: TypedBlock): void => {
    put(`${head} {`);
    printBlock(block, depth + 1, lines);
  };
  const e = (value: TypedExpression): string => printExpression(value, depth);
  switch (statement.kind) {
    case "let":
      put(`let ${declared(statement.local)}${statement.value === undefined ? "" : ` = ${e(statement.value)}`}`);
      return;
    case "assign":
      put(`${statement.initializes === true ? "init " : ""}${printPlace(statement.target, depth)} = ${e(statement.value)}`);
      return;
    case "expression":
      put(e(statement.value));
      return;
    case "return":
      put(statement.value === undefined ? "return" : `return ${e(statement.value)}`);
      return;
    case "if":
      nested(`if ${e(statement.condition)}`, statement.then);
      if (statement.otherwise !== undefined) {
        nested("} else", statement.otherwise);
      }
      put("}");
      return;
    case "while":
      nested(`while ${e(statement.condition)}`, statement.body);
      put("}");
      return;
    case "for-range":
      nested(`for ${declared(statement.local)} in ${e(statement.start)}..${e(statement.end)}`, statement.body);
      put("}");
      return;
    case "for-each":
      nested(`for ${declared(statement.local)} in ${e(statement.source)}`, statement.body);
      put("}");
      return;
    case "break":
    case "continue":
      put(statement.kind);
      return;
    case "block":
      nested("block", statement.body);
      put("}");
      return;
    case "expect":
      put(`expect ${e(statement.condition)}`);
      return;
    case "test":
    case "bench":
      nested(`${statement.kind} ${JSON.stringify(statement.name)}`, statement.body);
      put("}");
      return;
    case "try":
      nested("try", statement.body);
      if (statement.handler !== undefined) {
        nested(`} catch ${declared(statement.handler.local)}`, statement.handler.body);
      }
      if (statement.finalizer !== undefined) {
        nested("} finally", statement.finalizer);
      }
      put("}");
      return;
    case "query":
      printQuery(statement.query, (value) => printExpression(value, depth + 1)).forEach((line) => put(line));
      return;
    case "check-length":
      put(`check-length ${e(statement.list)} ${statement.exact ? "==" : ">="} ${statement.count}`);
      return;
    default:
      unreachable(statement);
  }
}

function printPlace(place: Place, depth: number): string {
  switch (place.kind) {
    case "local":
      return place.local.name;
    case "global":
      return `@${place.global.name}`;
    case "index":
    case "any-index":
      return `${printExpression(place.receiver, depth)}[${printExpression(place.index, depth)}]${place.kind === "index" && place.create !== undefined ? " (create)" : ""}`;
    case "field":
    case "any-field":
      return `${printExpression(place.receiver, depth)}.${place.field}`;
    default:
      return unreachable(place);
  }
}

// ---------------------------------------------------------------- expressions

function printExpression(node: TypedExpression, depth: number): string {
  const e = (value: TypedExpression): string => printExpression(value, depth);
  const all = (values: readonly TypedExpression[]): string => values.map(e).join(", ");
  switch (node.kind) {
    case "int":
    case "bool":
      return String(node.value);
    case "float":
      return Number.isInteger(node.value) && Math.abs(node.value) < 1e21 ? `${node.value}.0` : String(node.value);
    case "bigint":
      return `${node.value}n`;
    case "string":
      return JSON.stringify(node.value);
    case "none":
      return `none:${spell(node.type)}`;
    case "unit":
      return "unit";
    case "local":
      return node.local.name;
    case "global":
      return `@${node.global.name}`;
    case "function":
      return node.function.name;
    case "closure":
      return printClosure(node.function, depth);
    case "partial":
      return `partial ${e(node.callee)}(${all(node.args)})`;
    case "negate":
      return `-${e(node.operand)}`;
    case "not":
      return `!${e(node.operand)}`;
    case "and":
      return `(${e(node.left)} && ${e(node.right)})`;
    case "or":
      return `(${e(node.left)} || ${e(node.right)})`;
    case "binary":
      return printSpine(node, depth);
    case "coalesce":
      return `(${e(node.left)} ?? ${e(node.right)})`;
    case "is-none":
    case "truthy":
    case "text":
      return `${node.kind}(${e(node.operand)})`;
    case "format":
      return `format(${node.parts.map((part) => (typeof part === "string" ? JSON.stringify(part) : e(part.value))).join(", ")})`;
    case "convert":
      return `${node.mode}<${spell(node.type)}>(${e(node.operand)})`;
    case "cast":
      return `(${e(node.operand)} as ${spell(node.type)})`;
    case "call":
      return `${node.function.name}(${all(node.args)})`;
    case "call-value":
      return `call ${e(node.callee)}(${all(node.args)})`;
    case "call-builtin":
      return `#${node.name}(${all(node.args)})`;
    case "call-any":
      return `${e(node.receiver)}.any:${node.method}(${all(node.args)})`;
    case "index":
      return `${e(node.receiver)}[${e(node.index)}]`;
    case "require-key":
      return `require ${e(node.receiver)}[${e(node.index)}]`;
    case "slice": {
      const part = (value: TypedExpression | undefined): string => (value === undefined ? "" : e(value));
      return `${e(node.receiver)}[${part(node.start)}:${part(node.end)}${node.step === undefined ? "" : `:${e(node.step)}`}]`;
    }
    case "field":
      return `${e(node.receiver)}.${node.field}`;
    case "any-field":
      return `${e(node.receiver)}.any:${node.field}`;
    case "safe":
      return `safe(${e(node.subject)} as ${node.local.name} => ${e(node.body)})`;
    case "list":
      return `[${all(node.items)}]:${spell(node.type)}`;
    case "set":
      return `{${all(node.items)}}:${spell(node.type)}`;
    case "map":
      return `{${node.entries.map((entry) => `${e(entry.key)}: ${e(entry.value)}`).join(", ")}}:${spell(node.type)}`;
    case "struct":
      return `${node.declaration.name} { ${node.fields.map((field) => `${field.name}: ${e(field.value)}`).join(", ")} }`;
    case "load":
      return `load ${e(node.path)} with ${e(node.options)}: ${spell(node.type)}`;
    case "save":
      return `save ${e(node.value)} to ${e(node.path)} with ${e(node.options)}`;
    case "record":
      return `record { ${node.fields.map((field) => `${field.name}: ${e(field.value)}`).join(", ")} }`;
    case "logic-query":
      return `query ${node.module.queries[node.query]?.name.text}#${node.query}`;
    case "if":
      return `if ${e(node.condition)} then ${e(node.then)} else ${e(node.otherwise)}`;
    case "match":
      return printMatch(node, depth);
    case "do":
      return printDo(node, depth);
    default:
      return unreachable(node);
  }
}

/** A clause a line, in the order in which they are written. */
function printQuery(query: TypedQuery, e: (value: TypedExpression) => string): string[] {
  const { group, aggregate, skip, take } = query;
  return [
    `query ${declared(aggregate?.local ?? query.result)}`,
    ...printRows(query.rows, e),
    ...(group === undefined ? [] : [`  group by ${group.keys.map((key) => `${key.local.name} = ${e(key.value)}`).join(", ")} into ${declared(group.items)} of ${e(group.item)}`]),
    ...(group?.having === undefined ? [] : [`  having ${e(group.having)}`]),
    ...query.sort.map((key) => `  sort by ${e(key.value)}${key.descending ? " desc" : ""}`),
    ...(skip === undefined ? [] : [`  skip ${e(skip)}`]),
    ...(take === undefined ? [] : [`  take ${e(take)}`]),
    `  select ${query.distinct ? "distinct " : ""}${e(query.select)}`,
    ...(aggregate === undefined ? [] : [`  aggregate ${e(aggregate.value)}`]),
  ];
}

function printRows(rows: TypedRows, e: (value: TypedExpression) => string): string[] {
  const before = rows.input === undefined ? [] : printRows(rows.input, e);
  switch (rows.operator) {
    case "scan":
      return [...before, `  from ${declared(rows.variable.local)} in ${e(rows.source)}`];
    case "filter":
      return [...before, `  where ${e(rows.condition)}`];
    case "join":
      return [...before, `  ${rows.side} join ${declared(rows.variable.local)} in ${e(rows.source)} on ${e(rows.on)}`];
    case "lookup":
      return [`  from ${rows.variables.map(({ local }) => declared(local)).join(", ")} of ${rows.keys.map(e).join(", ")}`];
  }
}

/** Left-deep chains without recursion. */
function printSpine(node: TypedExpression, depth: number): string {
  const tail: string[] = [];
  let at = node;
  while (at.kind === "binary") {
    tail.push(` ${at.op} ${printExpression(at.right, depth)})`);
    at = at.left;
  }
  return "(".repeat(tail.length) + printExpression(at, depth) + tail.reverse().join("");
}

function printClosure(fn: TypedFunction, depth: number): string {
  const lines: string[] = [];
  printBlock(fn.body, depth + 1, lines);
  return `closure ${signature(fn)} {\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function printDo(node: Extract<TypedExpression, { kind: "do" }>, depth: number): string {
  const lines: string[] = [];
  printBlock(node.body, depth + 1, lines);
  return `do {\n${lines.join("\n")}\n${"  ".repeat(depth + 1)}=> ${printExpression(node.value, depth + 1)}\n${"  ".repeat(depth)}}`;
}

function printMatch(node: Extract<TypedExpression, { kind: "match" }>, depth: number): string {
  const arms = node.arms.map((arm) => {
    const guard = arm.guard === undefined ? "" : ` if ${printExpression(arm.guard, depth + 1)}`;
    return `${"  ".repeat(depth + 1)}${printPattern(arm.pattern)}${guard} => ${printExpression(arm.value, depth + 1)}`;
  });
  return `match ${printExpression(node.subject, depth)} {\n${arms.join("\n")}\n${"  ".repeat(depth)}}`;
}

export function printPattern(pattern: TypedPattern): string {
  switch (pattern.kind) {
    case "wildcard":
      return "_";
    case "bind":
      return `${pattern.local.name}: ${spell(pattern.local.type)}`;
    case "literal":
      return printExpression(pattern.value, 0);
    case "none":
      return "none";
    case "some":
      return `some(${printPattern(pattern.inner)})`;
    case "variant":
      return `${pattern.declaration.name}(${pattern.fields.map(printPattern).join(", ")})`;
    case "list": {
      const rest = pattern.rest === undefined ? [] : [pattern.rest === "ignored" ? "..._" : `...${pattern.rest.name}`];
      return `[${[...pattern.items.map(printPattern), ...rest].join(", ")}]`;
    }
    case "any-is":
      return `is ${spell(pattern.target)} (${printPattern(pattern.inner)})`;
    case "or":
      return pattern.options.length === 0 ? "nothing" : pattern.options.map(printPattern).join(" | ");
    default:
      return unreachable(pattern);
  }
}
