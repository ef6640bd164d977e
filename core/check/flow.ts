// What control flow proves: which options hold a value here, and which statements are never reached.
//
// Facts come from conditions (`x != none`, joined by `&&`, `||` and `!`). They are applied to the
// seen types of bindings for the length of a branch; after a branch that never falls through, the
// opposite facts hold for the rest of the block. Narrowings by a test end inside lambdas, and for
// a `var` at a statement with an effectful call, since that call may assign it.

import type { Block, Expression, Statement } from "../syntax/ast.ts";
import { builtins } from "../types/builtins.ts";
import { writeEffect, type Effect } from "../types/effect.ts";
import { lookup, markTrail, narrow, restoreTrail, type TrailMark } from "./scope.ts";
import type { Checker, Fact, Facts } from "./context.ts";

/** From here on the facts hold. */
export function applyFacts(cx: Checker, facts: readonly Fact[]): void {
  for (const { binding, type } of facts) {
    narrow(cx.trail, binding, type, "test");
  }
}

/** Runs `body` while the facts hold. */
export function withFacts<T>(cx: Checker, facts: readonly Fact[], body: () => T): T {
  const mark = markTrail(cx.trail);
  applyFacts(cx, facts);
  const result = body();
  restoreTrail(cx.trail, mark);
  return result;
}

/** What `left == right` says when one side is a plain name of option type and the other `none`. */
export function noneTest(cx: Checker, op: "==" | "!=", left: Expression, right: Expression, isNone: (node: Expression) => boolean): Facts {
  const name = isNone(right) ? left : isNone(left) ? right : undefined;
  const binding = name?.kind === "name" ? lookup(cx.scope, name.name) : undefined;
  if (binding === undefined || binding.seen.kind !== "option") {
    return { whenTrue: [], whenFalse: [] };
  }
  const known: readonly Fact[] = [{ binding, type: binding.seen.inner }];
  return op === "!=" ? { whenTrue: known, whenFalse: [] } : { whenTrue: [], whenFalse: known };
}

/** In a lambda, what tests proved outside is forgotten: it may run later. */
export function dropTestedNarrowings(cx: Checker): void {
  if (cx.trail.entries.length === 0) {
    return;
  }
  const tested = new Set(cx.trail.entries.filter((entry) => entry.binding.narrowedBy === "test").map((entry) => entry.binding));
  for (const binding of tested) {
    narrow(cx.trail, binding, untested(cx, binding), "nothing");
  }
}

/** After an effectful call, what tests since the mark proved about a `var` is forgotten. */
export function dropMutableNarrowings(cx: Checker, since: TrailMark): void {
  if (cx.trail.entries.length === since.entries) {
    return;
  }
  for (const entry of cx.trail.entries.slice(since.entries)) {
    const { binding } = entry;
    if (binding.narrowedBy === "test" && binding.kind === "var") {
      narrow(cx.trail, binding, untested(cx, binding), "nothing");
    }
  }
}

/** The type a binding had before it was tested. */
function untested(cx: Checker, binding: Fact["binding"]): Fact["type"] {
  const entries = cx.trail.entries;
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry !== undefined && entry.binding === binding && entry.narrowedBy !== "test") {
      return entry.seen;
    }
  }
  return binding.type;
}

/**
 * Whether evaluating a statement's own expressions calls something with effects, as far as the
 * reference looks: the first operand of a chain, and the arguments of calls. Blocks inside the
 * statement answer for themselves.
 */
export function hasEffectfulCall(cx: Checker, statement: Statement): boolean {
  switch (statement.kind) {
    case "let":
    case "return":
      return statement.value !== undefined && callsWithEffects(cx, statement.value);
    case "assign":
      return callsWithEffects(cx, statement.value);
    case "expression":
      return callsWithEffects(cx, statement.expression);
    case "if":
    case "while":
      return callsWithEffects(cx, statement.condition);
    case "for":
      return callsWithEffects(cx, statement.source) || (statement.end !== undefined && callsWithEffects(cx, statement.end));
    default:
      return false;
  }
}

function callsWithEffects(cx: Checker, node: Expression): boolean {
  let at = node;
  while (at.kind === "binary" || at.kind === "unary" || at.kind === "paren") {
    at = at.kind === "binary" ? at.left : at.kind === "unary" ? at.operand : at.inner;
  }
  if (at.kind !== "call" || at.callee.kind !== "name") {
    return false;
  }
  const { name } = at.callee;
  const type = lookup(cx.scope, name)?.seen;
  const effects: readonly Effect[] = type === undefined ? (builtins.get(name)?.effects ?? []) : type.kind === "fun" ? type.effects : [];
  return effects.some((effect) => effect !== writeEffect) || at.args.some((arg) => callsWithEffects(cx, arg));
}

// ---------------------------------------------------------------- falling through

/** Whether control never comes out behind a statement. */
export function neverFallsThrough(statement: Statement): boolean {
  switch (statement.kind) {
    case "return":
    case "break":
    case "continue":
      return true;
    case "expression":
      return endsProgram(statement.expression);
    case "if":
      return statement.alternative !== undefined && blockExits(statement.body) && branchExits(statement.alternative);
    case "while":
      return isTrue(statement.condition) && !hasBreak(statement.body);
    case "try":
      if (statement.finalizer !== undefined && blockExits(statement.finalizer)) {
        return true;
      }
      return blockExits(statement.body) && (statement.handler === undefined || blockExits(statement.handler.body));
    case "select":
      return statement.arms.length > 0 && statement.arms.every((arm) => blockExits(arm.body));
    default:
      return false;
  }
}

/** Whether control never comes out at the end of a block. */
export function blockExits(block: Block): boolean {
  return block.statements.some(neverFallsThrough);
}

function branchExits(branch: Statement | Block): boolean {
  return branch.kind === "block" ? blockExits(branch) : neverFallsThrough(branch);
}

function endsProgram(node: Expression): boolean {
  return node.kind === "call" && node.callee.kind === "name" && (node.callee.name === "panic" || node.callee.name === "exit");
}

function isTrue(condition: Expression): boolean {
  return condition.kind === "bool" ? condition.value : condition.kind === "paren" && isTrue(condition.inner);
}

/** Whether a `break` in the block leaves the loop whose body it is. */
function hasBreak(block: Block): boolean {
  return block.statements.some((statement): boolean => {
    switch (statement.kind) {
      case "break":
        return true;
      case "if":
        return hasBreak(statement.body) || (statement.alternative !== undefined && hasBreak(asBlock(statement.alternative)));
      case "try":
        return (
          hasBreak(statement.body) ||
          (statement.handler !== undefined && hasBreak(statement.handler.body)) ||
          (statement.finalizer !== undefined && hasBreak(statement.finalizer))
        );
      case "select":
        return statement.arms.some((arm) => hasBreak(arm.body));
      default:
        return false;
    }
  });
}

function asBlock(branch: Statement | Block): Block {
  return branch.kind === "block" ? branch : { kind: "block", span: branch.span, statements: [branch] };
}
