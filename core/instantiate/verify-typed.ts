// Checks what typed.ts promises. Run between phases with `--verify` and by the tests.
//
// Out: the broken promises as texts with their place; an empty list for a sound tree. It looks at
// shapes only (types of places, operands, conditions), so it needs nothing but the tree.

import type { Span } from "../source/span.ts";
import { numericJoin } from "../types/numeric.ts";
import { boolType, sameType, stringType, type Type } from "../types/type.ts";
import { spell } from "./print-typed.ts";
import { hasNever } from "./type-shape.ts";
import type { Place, TypedExpression, TypedFunction, TypedPattern, TypedProgram, TypedStatement } from "./typed.ts";
import { forEachNode } from "./walk-typed.ts";

interface Report {
  readonly problems: string[];
  fn: TypedFunction;
}

export function verifyTyped(program: TypedProgram): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<TypedFunction>();
  for (const fn of program.functions) {
    verifyFunction(fn, problems, seen);
  }
  for (const global of program.globals) {
    if (!isConcrete(global.type)) {
      problems.push(`global ${global.name} has the type ${spell(global.type)}`);
    }
  }
  program.functions.forEach((fn, index) => (fn.id === index ? undefined : problems.push(`${fn.name} has the id ${fn.id} at ${index}`)));
  return problems;
}

function verifyFunction(fn: TypedFunction, problems: string[], seen: Set<TypedFunction>): void {
  if (seen.has(fn)) {
    return;
  }
  seen.add(fn);
  const report: Report = { problems, fn };
  for (const param of fn.params) {
    concrete(report, param.type, param.span, `parameter ${param.name}`);
  }
  if (fn.result.kind !== "never") {
    concrete(report, fn.result, fn.span, "result");
  }
  forEachNode(fn.body, (node) => {
    if ("span" in node && "type" in node) {
      verifyExpression(report, node);
      if (node.kind === "closure") {
        verifyFunction(node.function, problems, seen);
      }
    } else if ("span" in node) {
      verifyStatement(report, node);
    } else {
      verifyPattern(report, node);
    }
  });
}

function isConcrete(type: Type): boolean {
  return type.kind !== "variable" && (type.kind === "never" || type.kind === "fun" || !hasNever(type));
}

function concrete(report: Report, type: Type, span: Span, what: string): void {
  if (!isConcrete(type) || type.kind === "never") {
    fail(report, span, `${what} has the type ${spell(type)}`);
  }
}

function fail(report: Report, span: Span, message: string): void {
  report.problems.push(`${report.fn.name} ${span.file}:${span.start}: ${message}`);
}

/** The expression goes where the type is expected. */
function flows(report: Report, e: TypedExpression | undefined, type: Type, what: string): void {
  if (e !== undefined && e.type.kind !== "never" && !sameType(e.type, type)) {
    fail(report, e.span, `${what}: ${spell(e.type)} where ${spell(type)} is expected`);
  }
}

// ---------------------------------------------------------------- statements

function verifyStatement(report: Report, statement: TypedStatement): void {
  switch (statement.kind) {
    case "let":
      concrete(report, statement.local.type, statement.span, `variable ${statement.local.name}`);
      flows(report, statement.value, statement.local.type, `let ${statement.local.name}`);
      return;
    case "assign":
      flows(report, statement.value, placeType(statement.target), "assignment");
      return;
    case "return":
      if (statement.value !== undefined) {
        flows(report, statement.value, report.fn.result, "return");
      } else if (report.fn.result.kind !== "unit" && report.fn.result.kind !== "never") {
        fail(report, statement.span, `return without a value of type ${spell(report.fn.result)}`);
      }
      return;
    case "if":
    case "while":
    case "expect":
      flows(report, statement.condition, boolType, "condition");
      return;
    case "for-range":
      flows(report, statement.start, statement.local.type, "start");
      flows(report, statement.end, statement.local.type, "end");
      return;
    case "for-each":
      if (!["list", "set", "map", "string", "never"].includes(statement.source.type.kind)) {
        fail(report, statement.span, `for over ${spell(statement.source.type)}`);
      }
      return;
    default:
      return;
  }
}

function placeType(place: Place): Type {
  return place.kind === "local" ? place.local.type : place.type;
}

// ---------------------------------------------------------------- expressions

function verifyExpression(report: Report, e: TypedExpression): void {
  if (!isConcrete(e.type)) {
    fail(report, e.span, `${e.kind} has the type ${spell(e.type)}`);
  }
  switch (e.kind) {
    case "local":
      flows(report, e, e.local.type, e.local.name);
      return;
    case "global":
      flows(report, e, e.global.type, e.global.name);
      return;
    case "none":
      if (e.type.kind !== "option" && e.type.kind !== "any" && e.type.kind !== "never") {
        fail(report, e.span, `none of type ${spell(e.type)}`);
      }
      return;
    case "not":
      flows(report, e.operand, boolType, "operand");
      return;
    case "and":
    case "or":
      flows(report, e.left, boolType, "left operand");
      flows(report, e.right, boolType, "right operand");
      return;
    case "binary":
      verifyBinary(report, e);
      return;
    case "coalesce":
      flows(report, e.right, e.type, "right side of ??");
      return;
    case "call":
      e.function.params.forEach((param, index) => flows(report, e.args[index], param.type, `argument ${param.name}`));
      if (e.args.length !== e.function.params.length) {
        fail(report, e.span, `${e.args.length} arguments for ${e.function.name}`);
      }
      flows(report, e, e.function.result, "call");
      return;
    case "call-value":
      if (e.callee.type.kind === "fun") {
        e.callee.type.params.forEach((param, index) => flows(report, e.args[index], param, "argument"));
      } else {
        fail(report, e.span, `call of ${spell(e.callee.type)}`);
      }
      return;
    case "call-any":
      e.args.forEach((arg) => flows(report, arg, { kind: "any" }, "argument"));
      return;
    case "field":
      verifyField(report, e);
      return;
    case "list":
    case "set":
      if (e.type.kind === "list" || e.type.kind === "set") {
        const { element } = e.type;
        e.items.forEach((item) => flows(report, item, element, "element"));
      }
      return;
    case "map":
      for (const entry of e.entries) {
        if (e.type.kind === "map") {
          flows(report, entry.key, e.type.key, "key");
          flows(report, entry.value, e.type.value, "value");
        }
      }
      return;
    case "struct":
      e.fields.forEach((field) => flows(report, field.value, e.declaration.fields.find((known) => known.name === field.name)?.type ?? field.value.type, field.name));
      if (e.fields.length !== e.declaration.fields.length) {
        fail(report, e.span, `${e.fields.length} fields for ${e.declaration.name}`);
      }
      return;
    case "if":
      flows(report, e.condition, boolType, "condition");
      flows(report, e.then, e.type, "then");
      flows(report, e.otherwise, e.type, "else");
      return;
    case "match":
      flows(report, e.subject, e.local.type, "subject");
      e.arms.forEach((arm) => {
        flows(report, arm.value, e.type, "arm");
        flows(report, arm.guard, boolType, "guard");
      });
      return;
    case "do":
      flows(report, e.value, e.type, "do");
      return;
    case "convert":
      if (e.mode === "unwrap" || e.mode === "narrowed" || e.mode === "or-empty") {
        flows(report, e.operand, { kind: "option", inner: e.type }, e.mode);
      }
      return;
    default:
      return;
  }
}

function verifyBinary(report: Report, e: Extract<TypedExpression, { kind: "binary" }>): void {
  const { left, right } = e;
  const numbers = numericJoin(left.type, right.type) !== undefined;
  switch (e.op) {
    case "+":
      if (e.type.kind === "string") {
        flows(report, left, stringType, "left operand");
        flows(report, right, stringType, "right operand");
        return;
      }
      arithmetic(report, e);
      return;
    case "-":
    case "*":
    case "/":
    case "%":
      arithmetic(report, e);
      return;
    case "in":
      return;
    case "union":
    case "union all":
    case "except":
    case "intersect":
      flows(report, left, e.type, "left operand");
      flows(report, right, e.type, "right operand");
      return;
    default:
      if (!numbers) {
        flows(report, right, left.type.kind === "never" ? right.type : left.type, "compared");
      }
      return;
  }
}

function arithmetic(report: Report, e: Extract<TypedExpression, { kind: "binary" }>): void {
  if (e.left.type.kind === "duration" || e.right.type.kind === "duration") {
    return;
  }
  flows(report, e.left, e.type, "left operand");
  flows(report, e.right, e.type, "right operand");
}

function verifyField(report: Report, e: Extract<TypedExpression, { kind: "field" }>): void {
  const { type } = e.receiver;
  const fields = type.kind === "struct" ? type.declaration.fields : type.kind === "record" ? type.fields : undefined;
  const field = fields?.find((known) => known.name === e.field);
  if (field === undefined) {
    fail(report, e.span, `no field ${e.field} in ${spell(type)}`);
  } else {
    flows(report, e, field.type, `field ${e.field}`);
  }
}

function verifyPattern(report: Report, pattern: TypedPattern): void {
  const { span } = report.fn;
  switch (pattern.kind) {
    case "bind":
      if (!sameType(pattern.local.type, pattern.type)) {
        fail(report, span, `pattern variable ${pattern.local.name}`);
      }
      return;
    case "some":
      if (pattern.type.kind !== "option") {
        fail(report, span, `some of ${spell(pattern.type)}`);
      }
      return;
    case "variant":
      if (pattern.fields.length !== pattern.declaration.fields.length || (pattern.type.kind !== "union" && pattern.type.kind !== "struct")) {
        fail(report, span, `pattern ${pattern.declaration.name} of ${spell(pattern.type)}`);
      }
      return;
    default:
      return;
  }
}

