// Loops whose variable takes one value after another: `for`, and the `while` that counts.
//
//     while j < n && … { …  j = j + 2 }        while j >= 0 { …  j = j - 1 }
//
// A `while` counts if its condition begins with a comparison of an int variable, and the last statement of its
// body, which is the only one to assign the variable, moves it by a constant towards the bound. Wherever else
// the body or the rest of the condition reads it, it lies between its first value and the bound.

import type { IrBlock, IrExpression, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { walkStatements } from "../aotir/walk.ts";

type ForStatement = Extract<IrStatement, { kind: "for" }>;
export type WhileStatement = Extract<IrStatement, { kind: "loop" }>;

export interface Bound {
  readonly value: IrExpression;
  /** Whether the variable may have this value. */
  readonly inclusive: boolean;
  /** It is read before the first round; else before each. */
  readonly once: boolean;
}

export interface CountedLoop {
  readonly statement: ForStatement | WhileStatement;
  readonly variable: IrVariable;
  readonly low: Bound;
  readonly high: Bound;
  /** Of a `while`: what must hold before the first round. */
  readonly entry?: IrExpression;
}

/** What a `while` steps with: the last statement of its body. */
interface Step {
  readonly variable: IrVariable;
  readonly up: boolean;
}

/** Steps and offsets up to this can't overflow where a list's length bounds the variable. */
const largestStep = 2n ** 31n;

export function countedLoop(statement: IrStatement): CountedLoop | undefined {
  if (statement.kind === "for") {
    const { variable, start, end } = statement;
    return isCounter(variable) ? { statement, variable, low: { value: start, inclusive: true, once: true }, high: { value: end, inclusive: false, once: false } } : undefined;
  }
  if (statement.kind !== "loop" || statement.condition === undefined) {
    return undefined;
  }
  const step = stepOf(statement.body);
  const entry = firstTest(statement.condition);
  const bound = step === undefined ? undefined : boundOf(entry, step);
  if (step === undefined || bound === undefined || assignments(statement.body, step.variable) !== 1) {
    return undefined;
  }
  const { variable } = step;
  const first: Bound = { value: { kind: "variable", type: variable.type, variable }, inclusive: true, once: true };
  return { statement, variable, low: step.up ? first : bound, high: step.up ? bound : first, entry };
}

function isCounter(variable: IrVariable): boolean {
  return variable.type.kind === "i64" && !variable.byReference;
}

/** The leftmost part of a chain of `&&`. */
function firstTest(condition: IrExpression): IrExpression {
  let first = condition;
  while (first.kind === "binary" && first.op === "&&") {
    first = first.left;
  }
  return first;
}

function stepOf(body: IrBlock): Step | undefined {
  const last = body.statements[body.statements.length - 1];
  if (last?.kind !== "assign" || last.place.kind !== "variable" || !isCounter(last.place.variable)) {
    return undefined;
  }
  const parts = sumOf(last.value);
  const { variable } = last.place;
  return parts === undefined || parts.variable !== variable || parts.offset === 0n ? undefined : { variable, up: parts.offset > 0n };
}

/** `variable + constant`, checked or known not to overflow. */
export function sumOf(value: IrExpression): { readonly variable: IrVariable; readonly offset: bigint } | undefined {
  const [left, right] = value.kind === "binary" && value.exact === true ? [value.left, value.right] : value.kind === "runtime" ? value.args : [];
  const name = value.kind === "binary" ? value.op : value.kind === "runtime" ? value.name : "";
  if (left?.kind !== "variable" || right?.kind !== "int" || right.value > largestStep || right.value < -largestStep) {
    return undefined;
  }
  switch (name) {
    case "+":
    case "mochi_int_add":
      return { variable: left.variable, offset: right.value };
    case "-":
    case "mochi_int_subtract":
      return { variable: left.variable, offset: -right.value };
    default:
      return undefined;
  }
}

const mirrored = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function boundOf(test: IrExpression, step: Step): Bound | undefined {
  if (test.kind !== "binary" || !(test.op in mirrored)) {
    return undefined;
  }
  const isLeft = test.left.kind === "variable" && test.left.variable === step.variable;
  const isRight = test.right.kind === "variable" && test.right.variable === step.variable;
  if (isLeft === isRight) {
    return undefined;
  }
  const op = isLeft ? test.op : mirrored[test.op as keyof typeof mirrored];
  const value = isLeft ? test.right : test.left;
  return (op === "<" || op === "<=") === step.up ? { value, inclusive: op === "<=" || op === ">=", once: false } : undefined;
}

function assignments(body: IrBlock, variable: IrVariable): number {
  let count = 0;
  walkStatements(body, (statement) => {
    if (statement.kind === "assign" && statement.place.kind === "variable" && statement.place.variable === variable) {
      count++;
    }
  });
  return count;
}
