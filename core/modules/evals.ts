// `eval("…")`: which constant texts a program runs, and what program such a text is.
//
// In: a module's tree. Out: its calls of `eval` with a literal, and for each text a tree whose last
// expression statement has become a variable, so that the call has a value. The text is a module of
// its own that sees nothing of its surroundings. A module that gives the name `eval` a meaning of its
// own has none of these calls; a call that turns out to mean something else costs nothing, as
// only modules that are reached get code.

import type { CallExpression, Program, Statement } from "../syntax/ast.ts";
import { walk, type Node } from "../syntax/walk.ts";

export interface EvalCall {
  readonly call: CallExpression;
  readonly text: string;
}

/** The variable that holds the value of an evaluated text; no program can spell it. */
export const evalResult = "#result";

/** The calls of a module, in source order. `texts` are the sources of its files. */
export function findEvalCalls(program: Program, texts: readonly string[]): readonly EvalCall[] {
  if (!texts.some((text) => /\beval\s*\(/.test(text))) {
    return [];
  }
  const calls: EvalCall[] = [];
  let redefined = false;
  walk(program, (node) => {
    redefined ||= definesEval(node);
    const call = evalCall(node);
    if (call !== undefined) {
      calls.push(call);
    }
  });
  return redefined ? [] : calls;
}

function definesEval(node: Node): boolean {
  return (node.kind === "fun" && node.name.text === "eval") || (node.kind === "bind-name" && node.name.text === "eval");
}

function evalCall(node: Node): EvalCall | undefined {
  if (node.kind !== "call" || node.callee.kind !== "name" || node.callee.name !== "eval") {
    return undefined;
  }
  const [argument] = node.args;
  return node.args.length === 1 && argument?.kind === "string" ? { call: node, text: argument.value } : undefined;
}

/** The program of a text: what its last statement computes is kept in `evalResult`. */
export function keepResult(program: Program): Program {
  const last = program.statements.at(-1);
  if (last?.kind !== "expression") {
    return program;
  }
  const { span } = last;
  const kept: Statement = { kind: "let", span, mutable: false, exported: false, target: { kind: "bind-name", name: { text: evalResult, span }, span }, value: last.expression };
  return { ...program, statements: [...program.statements.slice(0, -1), kept] };
}
