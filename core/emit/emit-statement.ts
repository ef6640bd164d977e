// Statements: one aotir statement becomes one or a few lines of C, each under the `#line` of its
// place in the source.
//
// C's `break` serves the innermost loop when no switch is in between; every other jump is a `goto`,
// and a label is written only when some `goto` names it. Leaving the function leaves the trace's frame.

import type { IrBlock, IrExpression, IrLabel, IrStatement } from "../aotir/aotir.ts";
import { InternalError, invariant, unreachable } from "../source/invariant.ts";
import { lineOf } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { cInt, cString } from "./c-text.ts";
import { declarator, isVoid } from "./emit-type.ts";
import { emitExpression, emitPlace, emitRoot } from "./emit-expression.ts";
import { declareVariable, type FunctionContext } from "./function-context.ts";
import { localName, temporaryName } from "./names.ts";
import { runtimeAbi } from "../aotir/runtime-abi.ts";
import { splitDeep } from "./split-deep.ts";

export function emitBlock(fx: FunctionContext, block: IrBlock): void {
  block.statements.forEach((statement, index) => {
    emitStatement(fx, statement, block.statements[index - 1]);
  });
}

function emitStatement(fx: FunctionContext, statement: IrStatement, previous: IrStatement | undefined): void {
  const { out } = fx;
  place(fx, statement.span);
  switch (statement.kind) {
    case "declare":
      emitDeclare(fx, statement);
      return;
    case "assign": {
      const value = shallow(fx, statement.value);
      const target = emitPlace(fx, statement.place);
      if (isVoid(statement.value.type) && isCall(value)) {
        out.line(`${emitRoot(fx, value)};`);
        out.line(`${target} = 0;`);
        return;
      }
      const text = emitRoot(fx, value);
      out.line(`${target} = ${text};`);
      return;
    }
    case "do":
      emitDo(fx, statement.value);
      return;
    case "if":
      emitIf(fx, statement);
      return;
    case "loop":
      emitLoop(fx, statement);
      return;
    case "for": {
      const start = emitExpression(fx, shallow(fx, statement.start));
      const name = declareVariable(fx, statement.variable);
      const end = emitExpression(fx, statement.end, 11);
      out.open(`for (${declarator(fx.cx, statement.variable.type, name)} = ${start}; ${name} < ${end}; ${name}++)`);
      loopBody(fx, statement.body, statement.label);
      return;
    }
    case "switch":
      emitSwitch(fx, statement);
      return;
    case "break":
      emitJump(fx, statement.label, "break");
      return;
    case "continue":
      emitJump(fx, statement.label, "continue");
      return;
    case "block":
      emitLabelledBlock(fx, statement.body, statement.label);
      return;
    case "return":
      emitReturn(fx, statement.value);
      return;
    case "try":
      throw new InternalError(`outline-try has left a try in ${fx.fn.title}`);
    case "unreachable":
      if (previous === undefined || !neverReturns(previous)) {
        out.line("__builtin_unreachable();");
      }
      return;
    default:
      unreachable(statement);
  }
}

/** `#line` for a statement; spans of length 0 at 0 stand for code that nobody wrote. */
function place(fx: FunctionContext, span: Span): void {
  const source = fx.cx.files[span.file];
  if (source !== undefined) {
    fx.out.at(cString(source.path), lineOf(source, span.start));
  }
}

/** Moves the deep parts of an expression into variables before the statement. */
function shallow(fx: FunctionContext, expression: IrExpression): IrExpression {
  return splitDeep(expression, (variable, value) => {
    const text = emitExpression(fx, value);
    const name = declareVariable(fx, variable);
    fx.out.line(`${declarator(fx.cx, variable.type, name)} = ${text};`);
  });
}

function isCall(expression: IrExpression): boolean {
  return expression.kind === "call" || expression.kind === "call-value";
}

function emitDeclare(fx: FunctionContext, statement: Extract<IrStatement, { kind: "declare" }>): void {
  const { out } = fx;
  const { variable, value } = statement;
  if (value === undefined) {
    const name = declareVariable(fx, variable);
    out.line(`${declarator(fx.cx, variable.type, name)};`);
    markUnused(fx, variable, name);
    return;
  }
  const split = value.kind === "array" ? { ...value, items: value.items.map((item) => shallow(fx, item)) } : shallow(fx, value);
  if (isVoid(variable.type) && isCall(split)) {
    out.line(`${emitRoot(fx, split)};`);
    const name = declareVariable(fx, variable);
    out.line(`${declarator(fx.cx, variable.type, name)} = 0;`);
    markUnused(fx, variable, name);
    return;
  }
  const text =
    split.kind === "array" ? `{ ${split.items.map((item) => emitExpression(fx, item, 3)).join(", ") || "0"} }` : emitRoot(fx, split);
  const name = declareVariable(fx, variable);
  out.line(`${declarator(fx.cx, variable.type, name)} = ${text};`);
  markUnused(fx, variable, name);
}

function markUnused(fx: FunctionContext, variable: Extract<IrStatement, { kind: "declare" }>["variable"], name: string): void {
  if (!fx.read.has(variable)) {
    fx.out.line(`(void)${name};`);
  }
}

function emitDo(fx: FunctionContext, value: IrExpression): void {
  const split = shallow(fx, value);
  const bare = isCall(split) || split.kind === "runtime";
  const text = emitRoot(fx, split);
  fx.out.line(bare ? `${text};` : `(void)${/^[\w]+$/.test(text) ? text : `(${text})`};`);
}

function emitIf(fx: FunctionContext, statement: Extract<IrStatement, { kind: "if" }>): void {
  const { out } = fx;
  out.open(`if (${emitExpression(fx, shallow(fx, statement.condition))})`);
  emitBlock(fx, statement.then);
  // `else if` chains stay flat: the only statement of an `else` that needs nothing before it.
  let otherwise = statement.otherwise;
  while (otherwise !== undefined && otherwise.statements.length > 0) {
    const only = otherwise.statements[0] as IrStatement;
    if (otherwise.statements.length === 1 && only.kind === "if" && isShallow(fx, only.condition)) {
      out.reopen(`else if (${emitExpression(fx, only.condition)})`);
      emitBlock(fx, only.then);
      otherwise = only.otherwise;
      continue;
    }
    out.reopen("else");
    emitBlock(fx, otherwise);
    break;
  }
  out.close();
}

function isShallow(fx: FunctionContext, expression: IrExpression): boolean {
  let split = false;
  splitDeep(expression, () => {
    split = true;
  });
  return !split && fx.callPlace === undefined;
}

function emitLoop(fx: FunctionContext, statement: Extract<IrStatement, { kind: "loop" }>): void {
  const condition = statement.condition;
  fx.out.open(condition === undefined ? "for (;;)" : `while (${emitExpression(fx, condition)})`);
  loopBody(fx, statement.body, statement.label);
}

function loopBody(fx: FunctionContext, body: IrBlock, label: IrLabel): void {
  fx.targets.push({ kind: "loop", label });
  emitBlock(fx, body);
  fx.targets.pop();
  const round = fx.roundLabels.get(label);
  if (round !== undefined) {
    fx.out.label(round);
  }
  fx.out.close();
  endLabel(fx, label);
}

function emitLabelledBlock(fx: FunctionContext, body: IrBlock, label: IrLabel | undefined): void {
  if (label !== undefined) {
    fx.targets.push({ kind: "block", label });
  }
  fx.out.open("");
  emitBlock(fx, body);
  fx.out.close();
  if (label !== undefined) {
    fx.targets.pop();
    endLabel(fx, label);
  }
}

function endLabel(fx: FunctionContext, label: IrLabel): void {
  const name = fx.endLabels.get(label);
  if (name !== undefined) {
    fx.out.label(name);
  }
}

function emitSwitch(fx: FunctionContext, statement: Extract<IrStatement, { kind: "switch" }>): void {
  const { out } = fx;
  const value = shallow(fx, statement.value);
  // Compilers warn about a switch over bool.
  const text = value.type.kind === "bool" ? `(int)${emitExpression(fx, value, 14)}` : emitExpression(fx, value);
  out.open(`switch (${text})`);
  fx.targets.push({ kind: "switch" });
  for (const entry of statement.cases) {
    entry.values.slice(0, -1).forEach((item) => {
      out.line(`case ${cInt(item)}:`);
    });
    out.open(`case ${cInt(entry.values[entry.values.length - 1] as bigint)}:`);
    emitCaseBody(fx, entry.body);
  }
  if (statement.otherwise !== undefined) {
    out.open("default:");
    emitCaseBody(fx, statement.otherwise);
  }
  fx.targets.pop();
  out.close();
}

function emitCaseBody(fx: FunctionContext, body: IrBlock): void {
  emitBlock(fx, body);
  const last = body.statements[body.statements.length - 1];
  if (last === undefined || !endsWithJump(last)) {
    fx.out.line("break;");
  }
  fx.out.close();
}

function endsWithJump(statement: IrStatement): boolean {
  return statement.kind === "break" || statement.kind === "continue" || statement.kind === "return" || statement.kind === "unreachable" || neverReturns(statement);
}

function neverReturns(statement: IrStatement): boolean {
  return statement.kind === "do" && statement.value.kind === "runtime" && runtimeAbi.get(statement.value.name)?.noReturn === true;
}

function emitJump(fx: FunctionContext, label: IrLabel, kind: "break" | "continue"): void {
  let plain = true;
  for (let index = fx.targets.length - 1; index >= 0; index--) {
    const target = fx.targets[index];
    if (target === undefined) {
      break;
    }
    if (target.kind === "switch") {
      plain = plain && kind === "continue";
    } else if (target.label === label) {
      if (target.kind === "loop" && plain) {
        fx.out.line(`${kind};`);
      } else {
        const table = kind === "break" ? fx.endLabels : fx.roundLabels;
        const name = table.get(label) ?? localName(fx.names, kind === "break" ? `end_${label.name}` : `next_${label.name}`);
        table.set(label, name);
        fx.out.line(`goto ${name};`);
      }
      return;
    } else if (target.kind === "loop") {
      plain = false;
    }
  }
  invariant(false, `the label ${label.name} of a jump in ${fx.fn.title} encloses it`);
}

function emitReturn(fx: FunctionContext, value: IrExpression | undefined): void {
  const { out } = fx;
  const leave = (): void => {
    if (fx.framed) {
      out.line("mochi_frame_leave(&frame);");
    }
  };
  if (isVoid(fx.fn.result)) {
    if (value !== undefined && isCall(value)) {
      out.line(`${emitRoot(fx, shallow(fx, value))};`);
    }
    leave();
    out.line("return;");
    return;
  }
  invariant(value !== undefined, `${fx.fn.title} returns a value`);
  const split = shallow(fx, value);
  const text = emitRoot(fx, split);
  if (!fx.framed || isLiteral(split)) {
    leave();
    out.line(`return ${text};`);
    return;
  }
  const name = temporaryName(fx.names);
  out.line(`${declarator(fx.cx, fx.fn.result, name)} = ${text};`);
  leave();
  out.line(`return ${name};`);
}

function isLiteral(expression: IrExpression): boolean {
  switch (expression.kind) {
    case "int":
    case "float":
    case "bool":
    case "string":
    case "none":
    case "zero":
    case "variable":
      return true;
    default:
      return false;
  }
}
