// `match`: the arms, where they begin, and what stands behind their `=>` (decisions.md §6).
//
// Arms need no separator: an arm begins where the last one can't go on, or at a token that is
// first on its line and reads as `Pattern =>` (the operator loops ask for that). What is no
// pattern but is followed by `=>` is P063 at its start; both it and P061 are mistakes of shape.

import type { Block, Expression, MatchArm, Pattern } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { startsArm, startsExpression } from "./lookahead.ts";
import { parsePattern } from "./parse-pattern.ts";
import { Token } from "./token.ts";

/** Reads `{ … }` behind `=>`: an expression, or undefined when `readBlock` was called instead. */
export type BraceReader = (cx: Cursor, readBlock: (first?: Expression) => Expression | undefined) => Expression | undefined;

/** Match = "match" Expr "{" { Arm [ "," ] } "}" */
export function parseMatch(cx: Cursor, readBraces: BraceReader): Expression {
  const start = cx.start;
  cx.advance();
  const subject = cx.head();
  const opened = cx.start;
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  const arms: MatchArm[] = [];
  cx.inBrackets(() => {
    while (startsExpression(cx.kind)) {
      arms.push(parseArm(cx, readBraces));
      cx.eat(Token.Comma);
    }
  });
  cx.expect(Token.RightBrace, "`}` or a pattern", { code: "P001", opened });
  return { kind: "match", span: cx.spanFrom(start), subject, arms };
}

/** Arm = Pattern [ "if" Expr ] "=>" ( Expr | Block ) */
function parseArm(cx: Cursor, readBraces: BraceReader): MatchArm {
  const start = cx.start;
  const pattern = startsArm(cx) ? parsePattern(cx) : parseNoPattern(cx);
  const guard = cx.eat(Token.If) ? cx.rules.expression(cx) : undefined;
  cx.expect(Token.Arrow, "`=>`", { code: "P011" });
  cx.inArm = true;
  const body = parseArmBody(cx, start, readBraces);
  cx.inArm = false;
  return { span: cx.spanFrom(start), pattern, ...(guard === undefined ? {} : { guard }), body };
}

/** An expression where a pattern should be; the arm is kept as one that matches everything. */
function parseNoPattern(cx: Cursor): Pattern {
  const value = cx.rules.expression(cx);
  if (cx.kind === Token.Arrow) {
    cx.shapeError("P063", value.span);
  }
  return { kind: "pattern-wildcard", span: value.span };
}

function parseArmBody(cx: Cursor, armStart: number, readBraces: BraceReader): Expression | Block {
  if (cx.kind === Token.RightBrace || cx.kind === Token.Comma) {
    const span = cx.spanFrom(armStart);
    cx.shapeError("P061", span);
    return { kind: "none", span };
  }
  if (!startsExpression(cx.kind)) {
    cx.fail("a result or a block", { code: "P001" });
  }
  if (cx.kind !== Token.LeftBrace) {
    return cx.rules.expression(cx);
  }
  let block: Block | undefined;
  const value = readBraces(cx, (first) => {
    block = cx.rules.valueBlockFrom(cx, first);
    return undefined;
  });
  return value ?? (block as Block);
}
