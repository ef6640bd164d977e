// Files that are loaded into a variable only to be gone through once: `let rows = load "f.csv" as T`, then
// `from r in rows …`. The query goes through the file itself, as if the `load` stood in it, and the list is never made.
//
// Leaves the variables with their loads. A variable is one of them if the program reads it once, as the first source of a
// query that is sure to run, and nothing evaluated in between could tell: it neither writes nor raises, but for loads of
// other files. (Of two bad files the other one may then be reported: that is all that changes.) The path is written out and
// isn't standard input, which has only one reader at a time.

import type { TypedQuery, TypedRows, TypedScan } from "../instantiate/typed-query.ts";
import type { Global, Local, TypedBlock, TypedExpression, TypedFunction, TypedProgram, TypedStatement } from "../instantiate/typed.ts";
import { forEachNode } from "../instantiate/walk-typed.ts";
import { isMovable } from "./effects.ts";

export type Load = TypedExpression & { readonly kind: "load" };
type Variable = Local | Global;

export function streamedLoads(program: TypedProgram): ReadonlyMap<Variable, Load> {
  const found = new Map<Variable, Load>();
  for (const { body } of functionsOf(program)) {
    body.statements.forEach((statement, index) => {
      const loaded = loadedBy(statement);
      if (loaded !== undefined && isGoneThrough(body, index + 1, loaded.variable)) {
        found.set(loaded.variable, loaded.load);
      }
    });
  }
  // Counted last: most programs have nothing to count.
  const reads = found.size === 0 ? undefined : readsOf(program);
  return new Map([...found].filter(([variable]) => reads?.get(variable) === 1));
}

/** The query with such a load in the place of its variable. */
export function withStreamedLoad(query: TypedQuery, loads: ReadonlyMap<Variable, Load>): TypedQuery {
  const variable = variableOf(firstScan(query.rows)?.source);
  const load = variable === undefined ? undefined : loads.get(variable);
  return load === undefined ? query : { ...query, rows: withSource(query.rows, load) };
}

function withSource(rows: TypedRows, source: Load): TypedRows {
  if (rows.input !== undefined) {
    return { ...rows, input: withSource(rows.input, source) };
  }
  return rows.operator === "scan" ? { ...rows, source } : rows;
}

function firstScan(rows: TypedRows): TypedScan | undefined {
  if (rows.input !== undefined) {
    return firstScan(rows.input);
  }
  return rows.operator === "scan" ? rows : undefined;
}

/** How often each variable is named, in nested functions too. Logic may name any global. */
function readsOf(program: TypedProgram): ReadonlyMap<Variable, number> {
  const reads = new Map<Variable, number>();
  const add = (variable: Variable, count: number): void => {
    reads.set(variable, (reads.get(variable) ?? 0) + count);
  };
  const visit = (body: TypedBlock): void => {
    forEachNode(body, (node) => {
      if (node.kind === "local") {
        add(node.local, 1);
      } else if (node.kind === "global") {
        add(node.global, 1);
      } else if (node.kind === "assign" && node.initializes === true && node.target.kind === "global") {
        // Its place is visited like a read.
        add(node.target.global, -1);
      } else if (node.kind === "closure") {
        visit(node.function.body);
      } else if (node.kind === "logic-query") {
        program.globals.forEach((global) => {
          add(global, 2);
        });
      }
    });
  };
  functionsOf(program).forEach(({ body }) => {
    visit(body);
  });
  return reads;
}

function functionsOf(program: TypedProgram): ReadonlySet<TypedFunction> {
  return new Set([...program.functions, ...program.initializers, ...program.tests.map((test) => test.function)]);
}

function loadedBy(statement: TypedStatement): { readonly variable: Variable; readonly load: Load } | undefined {
  const { kind } = statement;
  if ((kind !== "let" && kind !== "assign") || statement.value?.kind !== "load" || !isMovableLoad(statement.value)) {
    return undefined;
  }
  const load = statement.value;
  if (kind === "let") {
    const { local } = statement;
    return local.reassigned || local.captured ? undefined : { variable: local, load };
  }
  const { target } = statement;
  const initializes = statement.initializes === true && target.kind === "global" && !target.global.reassigned && !target.global.checked;
  return initializes ? { variable: target.global, load } : undefined;
}

function isMovableLoad({ path, options }: Load): boolean {
  return path.kind === "string" && path.value !== "" && path.value !== "-" && isMovable(options);
}

/** Whether the statements from `start` on come to a query that begins with the variable, before anything that could tell. */
function isGoneThrough({ statements }: TypedBlock, start: number, variable: Variable): boolean {
  for (const statement of statements.slice(start)) {
    if (isQueryOf(statement, variable)) {
      return true;
    }
    const value = valueOf(statement);
    if (value === undefined) {
      return false;
    }
    if (beginsWith(value, variable)) {
      return true;
    }
    if (!mayPass(value)) {
      return false;
    }
  }
  return false;
}

/** What a statement that does nothing else evaluates. */
function valueOf(statement: TypedStatement): TypedExpression | undefined {
  switch (statement.kind) {
    case "let":
    case "expression":
    case "return":
      return statement.value;
    case "assign":
      return statement.initializes === true || statement.target.kind === "local" ? statement.value : undefined;
    default:
      return undefined;
  }
}

function mayPass(value: TypedExpression): boolean {
  return value.kind === "load" ? isMovableLoad(value) : isMovable(value);
}

/** Whether a query that goes through the variable is the first that is evaluated here. */
function beginsWith(e: TypedExpression, variable: Variable): boolean {
  switch (e.kind) {
    case "do":
      return isGoneThrough(e.body, 0, variable) || (e.body.statements.length === 0 && beginsWith(e.value, variable));
    case "call":
    case "call-builtin":
      return anyBeginsWith(e.args, variable);
    case "binary":
      return anyBeginsWith([e.left, e.right], variable);
    case "record":
    case "struct":
      return anyBeginsWith(e.fields.map((field) => field.value), variable);
    case "save":
      return beginsWith(e.value, variable);
    case "convert":
    case "cast":
    case "negate":
    case "text":
      return beginsWith(e.operand, variable);
    case "index":
    case "field":
      return beginsWith(e.receiver, variable);
    default:
      return false;
  }
}

function anyBeginsWith(expressions: readonly TypedExpression[], variable: Variable): boolean {
  const first = expressions.find((e) => beginsWith(e, variable) || !isMovable(e));
  return first !== undefined && beginsWith(first, variable);
}

function isQueryOf(statement: TypedStatement, variable: Variable): boolean {
  if (statement.kind !== "query") {
    return false;
  }
  const source = firstScan(statement.query.rows)?.source;
  return source !== undefined && (variableOf(source) === variable || beginsWith(source, variable));
}

function variableOf(e: TypedExpression | undefined): Variable | undefined {
  return e?.kind === "local" ? e.local : e?.kind === "global" ? e.global : undefined;
}
