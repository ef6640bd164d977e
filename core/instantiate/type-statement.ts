// Statements. A statement becomes none, one or several typed statements; the frame's flow moves on.
//
// What can't be reached is left out: behind `return`, `break`, `panic(…)`, in `if false`. So no
// later phase sees code without a flow into it, and instances that only dead code names are not made.

import { intType, anyType, listOf, sameType, stringType, type Type } from "../types/type.ts";
import type { Block, ForStatement, IfStatement, Statement, TryStatement, WhileStatement } from "../syntax/ast.ts";
import { assignedNames } from "./assigned-names.ts";
import { convert, elementsOf, orEmpty, read, settle, unwrap } from "./convert.ts";
import { localSlot, newLocal, newTemporary, readType, sourceText, type Cx } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { errorStruct } from "./error-struct.ts";
import { deadFlow, entryFlow, joinFlows, withoutPresent, type Flow } from "./flow.ts";
import { isOpen } from "./open.ts";
import { plainType } from "./join.ts";
import { isAnonymous } from "./record-type.ts";
import { newScope } from "./scope.ts";
import { widenSlot } from "./slot.ts";
import { typeAssign } from "./type-assign.ts";
import { typeCondition } from "./type-condition.ts";
import { typeEffect, typeExpression } from "./type-expression.ts";
import { itemsOfGroup } from "./type-group.ts";
import { declareNested } from "./type-function.ts";
import { typeLet } from "./type-let.ts";
import { typeBareReturn, typeReturn } from "./type-return.ts";
import { typeUpdate } from "./type-update.ts";
import type { TypedBlock, TypedExpression, TypedStatement } from "./typed.ts";

/** The statements of a block in the current scope, as far as they can be reached. */
export function typeStatements(cx: Cx, block: Block): TypedStatement[] {
  const outer = cx.types;
  const declared = cx.program.declarations.blockScopes.get(block);
  if (declared !== undefined) {
    cx.types = { ...declared, parent: outer };
  }
  const statements: TypedStatement[] = [];
  for (const statement of block.statements) {
    if (!cx.frame.flow.reachable) {
      break;
    }
    statements.push(...typeStatement(cx, statement));
  }
  cx.types = outer;
  return statements;
}

/** A block with a scope of its own. */
export function typeBlock(cx: Cx, block: Block, prologue: readonly TypedStatement[] = []): TypedBlock {
  const outer = cx.scope;
  cx.scope = newScope(outer, cx.frame);
  const statements = [...prologue, ...typeStatements(cx, block)];
  cx.scope = outer;
  return { statements };
}

export function typeStatement(cx: Cx, statement: Statement): readonly TypedStatement[] {
  const { span } = statement;
  switch (statement.kind) {
    case "let":
      return typeLet(cx, statement);
    case "assign":
      return typeAssign(cx, statement);
    case "fun":
      return declareNested(cx, statement);
    case "return":
      return statement.value === undefined ? typeBareReturn(cx, span) : typeReturn(cx, statement.value, span);
    case "if":
      return [typeIf(cx, statement)];
    case "while":
      return [typeWhile(cx, statement)];
    case "for":
      return [typeFor(cx, statement)];
    case "break":
      return [typeBreak(cx, statement)];
    case "continue":
      cx.frame.flow = deadFlow;
      return [{ kind: "continue", span }];
    case "expression":
      return [{ kind: "expression", span, value: typeEffect(cx, statement.expression) }];
    case "expect": {
      const condition = typeCondition(cx, statement.condition);
      cx.frame.flow = condition.whenTrue.reachable ? condition.whenTrue : cx.frame.flow;
      return [{ kind: "expect", span, condition: condition.node, text: sourceText(cx, statement.condition.span) }];
    }
    case "test":
    case "bench": {
      const before = cx.frame.flow;
      const body = typeBlock(cx, statement.body);
      cx.frame.flow = joinFlows(cx.frame.flow, before);
      return [{ kind: statement.kind, span, name: statement.name, body }];
    }
    case "update":
      return typeUpdate(cx, statement);
    case "try":
      return [typeTry(cx, statement)];
    default:
      // Declarations have no code of their own; what is not compiled yet was refused before.
      return [];
  }
}

function typeIf(cx: Cx, statement: IfStatement): TypedStatement {
  const condition = typeCondition(cx, statement.condition);
  cx.frame.flow = condition.whenTrue;
  const then = typeBlock(cx, statement.body);
  const afterThen = cx.frame.flow;
  cx.frame.flow = condition.whenFalse;
  const { alternative } = statement;
  let otherwise: TypedBlock | undefined;
  if (alternative !== undefined && cx.frame.flow.reachable) {
    otherwise = alternative.kind === "if" ? { statements: [typeIf(cx, alternative)] } : typeBlock(cx, alternative);
  }
  cx.frame.flow = joinFlows(afterThen, cx.frame.flow);
  return { kind: "if", span: statement.span, condition: condition.node, then, ...(otherwise === undefined ? {} : { otherwise }) };
}

// ---------------------------------------------------------------- loops

function typeWhile(cx: Cx, statement: WhileStatement): TypedStatement {
  cx.frame.flow = atLoopEntry(cx, statement);
  const condition = typeCondition(cx, statement.condition);
  cx.frame.flow = condition.whenTrue;
  const { body, exit } = typeLoopBody(cx, statement.body, condition.whenFalse);
  cx.frame.flow = exit;
  return { kind: "while", span: statement.span, condition: condition.node, body };
}

function typeFor(cx: Cx, statement: ForStatement): TypedStatement {
  return statement.end === undefined ? typeForEach(cx, statement) : typeForRange(cx, statement, statement.end);
}

function typeForRange(cx: Cx, statement: ForStatement, last: Exclude<ForStatement["end"], undefined>): TypedStatement {
  const { span, name } = statement;
  const start = convert(cx, typeExpression(cx, statement.source), intType);
  const end = convert(cx, typeExpression(cx, last), intType);
  const entry = (cx.frame.flow = atLoopEntry(cx, statement.body));
  const outer = cx.scope;
  cx.scope = newScope(outer, cx.frame);
  const slot = localSlot(cx, statement, name.text, name.span, intType);
  const local = { ...newTemporary(name.text, intType, name.span), origin: "loop" as const };
  cx.scope.names.set(name.text, { kind: "local", local, slot });
  const { body, exit } = typeLoopBody(cx, statement.body, entry);
  cx.scope = outer;
  cx.frame.flow = exit;
  return { kind: "for-range", span, local, start, end, body };
}

/** The variable has the element's type; if the body assigns something wider, a copy of it in the body has that. */
function typeForEach(cx: Cx, statement: ForStatement): TypedStatement {
  const { span, name } = statement;
  const source = iterable(cx, typeExpression(cx, statement.source));
  const element = iteratedType(source.type);
  const entry = (cx.frame.flow = atLoopEntry(cx, statement.body));
  const outer = cx.scope;
  cx.scope = newScope(outer, cx.frame);
  const slot = localSlot(cx, statement, name.text, name.span);
  widenSlot(slot, element, isOpen(source), name.span);
  const inside = readType(cx, slot);
  const local = newLocal(cx, slot, "loop");
  if (sameType(inside, element)) {
    cx.scope.names.set(name.text, { kind: "local", local, slot });
    const { body, exit } = typeLoopBody(cx, statement.body, entry);
    cx.scope = outer;
    cx.frame.flow = exit;
    return { kind: "for-each", span, local, source, body };
  }
  const given = newTemporary(name.text, element, name.span);
  const copy = newLocal(cx, slot, "let");
  cx.scope.names.set(name.text, { kind: "local", local: copy, slot });
  const prologue: TypedStatement = { kind: "let", span: name.span, local: copy, value: convert(cx, read(given, name.span), inside) };
  const { body, exit } = typeLoopBody(cx, statement.body, entry, [prologue]);
  cx.scope = outer;
  cx.frame.flow = exit;
  return { kind: "for-each", span, local: given, source, body };
}

/** What a loop goes over. */
export function iterable(cx: Cx, given: TypedExpression): TypedExpression {
  const e = itemsOfGroup(cx, given);
  const source = isAnonymous(plainType(e.type)) ? asMap(cx, e, "its keys are iterated over") : settle(cx, e);
  const plain = plainType(source.type);
  switch (plain.kind) {
    case "list":
    case "set":
    case "map":
    case "string":
      return orEmpty(cx, source);
    case "never":
      return source;
    case "any":
      return elementsOf(cx, source, listOf(anyType));
    default:
      return elementsOf(cx, unwrap(cx, source), listOf(anyType));
  }
}

export function iteratedType(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
      return type.element;
    case "map":
      return type.key;
    case "string":
      return stringType;
    default:
      return type.kind === "never" ? type : anyType;
  }
}

interface LoopBody {
  readonly body: TypedBlock;
  /** What holds behind the loop. */
  readonly exit: Flow;
}

/** `leave` is what holds when the loop ends by itself. */
function typeLoopBody(cx: Cx, block: Block, leave: Flow, prologue: readonly TypedStatement[] = []): LoopBody {
  const loop = { exit: leave };
  cx.frame.loops.push(loop);
  const body = typeBlock(cx, block, prologue);
  cx.frame.loops.pop();
  return { body, exit: loop.exit };
}

function typeBreak(cx: Cx, statement: Statement): TypedStatement {
  const loop = cx.frame.loops.at(-1);
  if (loop !== undefined) {
    loop.exit = joinFlows(loop.exit, cx.frame.flow);
  }
  cx.frame.flow = deadFlow;
  return { kind: "break", span: statement.span };
}

/** What the handler may have assigned is not known any more. */
function afterHandler(flow: Flow, handler: Block): Flow {
  const names = assignedNames(handler);
  return withoutPresent(flow, (slot) => names.has(slot.name));
}

/** A later round may have assigned what the loop assigns. */
function atLoopEntry(cx: Cx, loop: Block | WhileStatement): Flow {
  const names = assignedNames(loop);
  return withoutPresent(cx.frame.flow, (slot) => names.has(slot.name));
}

// ---------------------------------------------------------------- try

/** The body may raise anywhere, so the handler knows only what the body can't have changed. */
function typeTry(cx: Cx, statement: TryStatement): TypedStatement {
  const before = atLoopEntry(cx, statement.body);
  const body = typeBlock(cx, statement.body);
  let after = cx.frame.flow;
  let handler: Extract<TypedStatement, { kind: "try" }>["handler"];
  if (statement.handler !== undefined) {
    cx.frame.flow = before;
    const outer = cx.scope;
    cx.scope = newScope(outer, cx.frame);
    const { name } = statement.handler;
    const slot = localSlot(cx, statement.handler, name.text, name.span, errorStruct);
    const local = newLocal(cx, slot, "let");
    cx.scope.names.set(name.text, { kind: "local", local, slot });
    handler = { local, body: typeBlock(cx, statement.handler.body) };
    cx.scope = outer;
    after = joinFlows(after, cx.frame.flow);
  }
  let finalizer: TypedBlock | undefined;
  if (statement.finalizer !== undefined) {
    const names = assignedNames(statement.finalizer);
    const raised = statement.handler === undefined ? before : afterHandler(before, statement.handler.body);
    cx.frame.flow = raised.reachable ? raised : entryFlow;
    finalizer = typeBlock(cx, statement.finalizer);
    after = cx.frame.flow.reachable ? withoutPresent(after, (slot) => names.has(slot.name)) : deadFlow;
  }
  cx.frame.flow = after;
  return {
    kind: "try",
    span: statement.span,
    body,
    ...(handler === undefined ? {} : { handler }),
    ...(finalizer === undefined ? {} : { finalizer }),
  };
}
