// Streams, handlers, agents, models, spawn and select (data.md §5, §6; decisions.md §9).
//
// `spawn` and `select` are contextual: who calls has seen that what follows makes them statements.
// The reference doesn't look for expressions without effect inside agents, handlers and intents.

import type { AgentStatement, AssignStatement, Block, Expression, Field, IntentStatement, LetStatement, NamedValue, OnStatement, SelectArm, Statement } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { parseNamedValues } from "./parse-expression.ts";
import { parseParams } from "./parse-signature.ts";
import { parseField, parseType } from "./parse-type.ts";
import { isIdentifier, Token } from "./token.ts";

/** "stream" IDENT "{" { Field } "}", without commas */
export function parseStream(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const name = cx.expectName("a name for the stream");
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  const fields: Field[] = [];
  while (isIdentifier(cx.kind)) {
    fields.push(parseField(cx));
  }
  cx.expect(Token.RightBrace, "`}` or a field", { code: "P001" });
  return { kind: "stream", span: cx.spanFrom(start), name, fields };
}

/** "on" IDENT "as" IDENT [ "where" Expr ] Block */
export function parseOn(cx: Cursor): OnStatement {
  const start = cx.start;
  cx.advance();
  const stream = cx.expectName("a stream");
  cx.expect(Token.As, "`as`");
  const alias = cx.expectName("a name for the event");
  const condition = cx.eat(Token.Where) ? cx.head() : undefined;
  const body = uncheckedBlock(cx);
  return { kind: "on", span: cx.spanFrom(start), stream, alias, ...(condition === undefined ? {} : { condition }), body };
}

function uncheckedBlock(cx: Cursor): Block {
  const { checksEffects } = cx;
  cx.checksEffects = false;
  const body = cx.rules.block(cx);
  cx.checksEffects = checksEffects;
  return body;
}

/** "emit" IDENT "{" fields "}" */
export function parseEmit(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const stream = cx.expectName("a stream");
  const fields = parseNamedValues(cx);
  return { kind: "emit", span: cx.spanFrom(start), stream, fields };
}

/** "model" IDENT "{" { IDENT ":" Expr } "}", without commas */
export function parseModel(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const name = cx.expectName("a name for the model");
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  const fields: NamedValue[] = [];
  while (isIdentifier(cx.kind)) {
    const field = cx.expectName("a field name");
    cx.expect(Token.Colon, "`:`");
    fields.push({ name: field, value: cx.inBrackets(cx.rules.expression) });
  }
  cx.expect(Token.RightBrace, "`}` or a field", { code: "P001" });
  return { kind: "model", span: cx.spanFrom(start), name, fields };
}

/** The statements that an agent shares with the rest of the language. */
export interface AgentRules {
  readonly letStatement: (cx: Cursor) => LetStatement;
  readonly assignStatement: (cx: Cursor) => AssignStatement;
}

/** "agent" IDENT "{" { Let | Var | Assign | On | Intent } "}" */
export function parseAgent(cx: Cursor, rules: AgentRules): AgentStatement {
  const start = cx.start;
  cx.advance();
  const name = cx.expectName("a name for the agent");
  cx.expect(Token.LeftBrace, "`{`", { code: "P001" });
  const members: AgentStatement["members"][number][] = [];
  const { checksEffects } = cx;
  cx.checksEffects = false;
  for (let member = parseMember(cx, rules); member !== undefined; member = parseMember(cx, rules)) {
    members.push(member);
  }
  cx.checksEffects = checksEffects;
  cx.expect(Token.RightBrace, "`}`, `let`, `var`, `on` or `intent`", { code: "P001" });
  return { kind: "agent", span: cx.spanFrom(start), name, members };
}

function parseMember(cx: Cursor, rules: AgentRules): AgentStatement["members"][number] | undefined {
  switch (cx.kind) {
    case Token.Let:
    case Token.Var:
      return rules.letStatement(cx);
    case Token.On:
      return parseOn(cx);
    case Token.Intent:
      return parseIntent(cx);
    default:
      return isIdentifier(cx.kind) ? rules.assignStatement(cx) : undefined;
  }
}

/** "intent" IDENT "(" Params ")" [ ":" Type ] Block */
function parseIntent(cx: Cursor): IntentStatement {
  const start = cx.start;
  cx.advance();
  const name = cx.expectName("a name for the intent");
  const params = parseParams(cx);
  const result = cx.eat(Token.Colon) ? parseType(cx) : undefined;
  const body = uncheckedBlock(cx);
  return { kind: "intent", span: cx.spanFrom(start), name, signature: { typeParams: [], params, ...(result === undefined ? {} : { result }) }, body };
}

/** Whether `spawn` begins a statement: a callee and its `(` follow on the same line. */
export function isSpawn(cx: Cursor): boolean {
  let index = cx.index + 1;
  if (cx.isFirstOnLine(index)) {
    return false;
  }
  if (cx.kindOf(index) === Token.Fun) {
    return cx.kindOf(index + 1) === Token.LeftParen;
  }
  while (isIdentifier(cx.kindOf(index)) && !cx.isFirstOnLine(index + 1)) {
    if (cx.kindOf(index + 1) === Token.LeftParen) {
      return true;
    }
    if (cx.kindOf(index + 1) !== Token.Dot) {
      return false;
    }
    index += 2;
  }
  return false;
}

/** "spawn" Call */
export function parseSpawn(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  const call = cx.rules.expression(cx);
  if (call.kind !== "call") {
    cx.failWith("P089", call.span, []);
  }
  return { kind: "spawn", span: cx.spanFrom(start), call };
}

/** "select" "{" { Arm [ "," ] } "}" */
export function parseSelect(cx: Cursor): Statement {
  const start = cx.start;
  cx.advance();
  cx.advance();
  const arms: SelectArm[] = [];
  while (isIdentifier(cx.kind)) {
    arms.push(parseSelectArm(cx));
    cx.eat(Token.Comma);
  }
  cx.expect(Token.RightBrace, "`}` or an arm of the `select`", { code: "P001" });
  return { kind: "select", span: cx.spanFrom(start), arms };
}

/** [ IDENT "=" ] recv(ch) | send(ch, e) | "after" Expr | "_", then "=>" and a body */
function parseSelectArm(cx: Cursor): SelectArm {
  const start = cx.start;
  if (cx.ahead(1) === Token.Equal) {
    const name = cx.expectName();
    cx.advance();
    const { channel } = parseChannelCall(cx, "recv");
    const body = parseArmBody(cx);
    return { kind: "receive", name, channel, body, span: cx.spanFrom(start) };
  }
  if (cx.ahead(1) === Token.Arrow && cx.tokenText === "_") {
    cx.advance();
    const body = parseArmBody(cx);
    return { kind: "default", body, span: cx.spanFrom(start) };
  }
  if (cx.tokenText === "after") {
    cx.advance();
    const duration = cx.rules.expression(cx);
    const body = parseArmBody(cx);
    return { kind: "after", duration, body, span: cx.spanFrom(start) };
  }
  if (cx.tokenText === "send") {
    const { channel, value } = parseChannelCall(cx, "send");
    const body = parseArmBody(cx);
    return { kind: "send", channel, value: value as Expression, body, span: cx.spanFrom(start) };
  }
  const { channel } = parseChannelCall(cx, "recv");
  const body = parseArmBody(cx);
  return { kind: "receive", channel, body, span: cx.spanFrom(start) };
}

function parseChannelCall(cx: Cursor, operation: "send" | "recv"): { channel: Expression; value?: Expression } {
  const form = operation === "send" ? "`send(channel, value)`" : "`recv(channel)`, `send(channel, value)`, `after duration` or `_`";
  if (cx.tokenText !== operation) {
    cx.fail(form);
  }
  const call = cx.rules.expression(cx);
  const args = call.kind === "call" ? call.args : [];
  const [channel, value] = args;
  if (channel === undefined || args.length !== (operation === "send" ? 2 : 1)) {
    return cx.failWith("P999", call.span, ["this", form]);
  }
  return value === undefined ? { channel } : { channel, value };
}

/** A block, or one statement. */
function parseArmBody(cx: Cursor): Block {
  cx.expect(Token.Arrow, "`=>`", { code: "P011" });
  if (cx.kind === Token.LeftBrace) {
    return cx.rules.block(cx);
  }
  const statement = cx.rules.statement(cx);
  return { kind: "block", span: statement.span, statements: [statement] };
}
