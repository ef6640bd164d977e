// Which variables that hold pointers are needed later, at the places where the program may collect.
//
// In: a function whose collecting calls are statements' roots (isolate-calls.ts). Out: for each such
// statement the variables needed after it, for each loop those needed at the start of a round, and those
// needed at the entry. Backwards over the structured body; what is needed at a loop's start is
// remembered, and the body is walked until that grows no more, once for each level of nesting and once again.

import type { IrBlock, IrExpression, IrFunction, IrLabel, IrStatement, IrVariable } from "../aotir/aotir.ts";
import { placeOperands, walkExpression } from "../aotir/walk.ts";
import { InternalError, unreachable } from "../source/invariant.ts";

export interface Liveness {
  readonly across: ReadonlyMap<IrStatement, readonly IrVariable[]>;
  readonly atRounds: ReadonlyMap<IrStatement, readonly IrVariable[]>;
  readonly atEntry: readonly IrVariable[];
}

type Live = Set<IrVariable>;

interface Walk {
  readonly isTracked: (variable: IrVariable) => boolean;
  readonly mayCollect: (node: IrExpression) => boolean;
  readonly across: Map<IrStatement, readonly IrVariable[]>;
  /** By label: what is needed where `break` and `continue` lead. */
  readonly ends: Map<IrLabel, ReadonlySet<IrVariable>>;
  readonly rounds: Map<IrLabel, Live>;
  readonly atRounds: Map<IrStatement, readonly IrVariable[]>;
  grown: boolean;
}

export function findLiveness(fn: IrFunction, isTracked: (variable: IrVariable) => boolean, mayCollect: (node: IrExpression) => boolean): Liveness {
  const walk: Walk = { isTracked, mayCollect, across: new Map(), ends: new Map(), rounds: new Map(), atRounds: new Map(), grown: true };
  let atEntry: Live = new Set();
  while (walk.grown) {
    walk.grown = false;
    atEntry = new Set();
    walkBlock(walk, fn.body, atEntry);
  }
  return { across: walk.across, atRounds: walk.atRounds, atEntry: [...atEntry] };
}

/** Turns what is needed behind the block into what is needed before it. */
function walkBlock(cx: Walk, block: IrBlock, live: Live): void {
  for (let index = block.statements.length - 1; index >= 0; index--) {
    walkStatement(cx, block.statements[index] as IrStatement, live);
  }
}

function walkStatement(cx: Walk, statement: IrStatement, live: Live): void {
  switch (statement.kind) {
    case "declare":
      live.delete(statement.variable);
      evaluate(cx, statement, statement.value, live);
      return;
    case "assign":
      if (statement.place.kind === "variable") {
        live.delete(statement.place.variable);
      }
      evaluate(cx, statement, statement.value, live);
      for (const operand of placeOperands(statement.place)) {
        use(cx, operand, live);
      }
      return;
    case "do":
      evaluate(cx, statement, statement.value, live);
      return;
    case "return":
      live.clear();
      evaluate(cx, statement, statement.value, live);
      return;
    case "if": {
      const otherwise = new Set(live);
      walkBlock(cx, statement.then, live);
      if (statement.otherwise !== undefined) {
        walkBlock(cx, statement.otherwise, otherwise);
      }
      addAll(live, otherwise);
      use(cx, statement.condition, live);
      return;
    }
    case "switch": {
      const behind = new Set(live);
      if (statement.otherwise !== undefined) {
        walkBlock(cx, statement.otherwise, live);
      }
      for (const entry of statement.cases) {
        const before = new Set(behind);
        walkBlock(cx, entry.body, before);
        addAll(live, before);
      }
      use(cx, statement.value, live);
      return;
    }
    case "loop":
    case "for":
      walkLoop(cx, statement, live);
      return;
    case "break":
      replace(live, cx.ends.get(statement.label));
      return;
    case "continue":
      replace(live, cx.rounds.get(statement.label));
      return;
    case "block":
      if (statement.label !== undefined) {
        cx.ends.set(statement.label, new Set(live));
      }
      walkBlock(cx, statement.body, live);
      return;
    case "try":
      throw new InternalError("outline-try has made functions of bodies");
    case "unreachable":
      live.clear();
      return;
    default:
      unreachable(statement);
  }
}

function walkLoop(cx: Walk, loop: Extract<IrStatement, { kind: "loop" | "for" }>, live: Live): void {
  const round = cx.rounds.get(loop.label) ?? new Set();
  cx.rounds.set(loop.label, round);
  cx.ends.set(loop.label, new Set(live));
  const before = new Set(round);
  walkBlock(cx, loop.body, before);
  cx.atRounds.set(loop, [...before]);
  const test = loop.kind === "for" ? loop.end : loop.condition;
  if (test !== undefined) {
    addAll(before, live);
    use(cx, test, before);
  }
  const known = round.size;
  addAll(round, before);
  cx.grown ||= round.size > known;
  replace(live, round);
  if (loop.kind === "for") {
    use(cx, loop.start, live);
  }
}

/** The value of a statement: `live` is what is needed after it, without what the statement assigns. */
function evaluate(cx: Walk, statement: IrStatement, value: IrExpression | undefined, live: Live): void {
  const filled = value?.kind === "runtime" && value.name === "mochi_try_run" ? value.args[0] : undefined;
  const frame = filled?.kind === "address" ? filled.variable : undefined;
  if (frame !== undefined) {
    live.delete(frame);
  }
  if (value !== undefined && cx.mayCollect(value)) {
    cx.across.set(statement, [...live]);
  }
  use(cx, value, live);
  if (frame !== undefined) {
    live.delete(frame);
  }
}

function use(cx: Walk, root: IrExpression | undefined, live: Live): void {
  if (root !== undefined) {
    walkExpression(root, (node) => {
      if ((node.kind === "variable" || node.kind === "address") && cx.isTracked(node.variable)) {
        live.add(node.variable);
      }
    });
  }
}

function addAll(live: Live, more: ReadonlySet<IrVariable>): void {
  for (const variable of more) {
    live.add(variable);
  }
}

function replace(live: Live, by: ReadonlySet<IrVariable> | undefined): void {
  live.clear();
  addAll(live, by ?? new Set());
}
