// Streams, agents, models, channels and what runs beside the program.
//
// An agent's members are checked with its state as variables and its intents as functions; what
// the reference leaves unchecked there is checked like any other body. `on` and `emit` name a
// stream of the program (T031); fields that an `emit` leaves out are none.

import type { AgentStatement, EmitStatement, FetchStatement, OnStatement, SelectArm, SelectStatement, SpawnStatement } from "../syntax/ast.ts";
import { errorType, passes } from "../types/subtype.ts";
import { anyType, boolType, durationType, stringType, type StructDeclaration, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { checkFetchOptions } from "./check-data.ts";
import { checkAny, checkExpression, inferExpression } from "./check-expression.ts";
import { checkBody } from "./check-function.ts";
import { methodType } from "./check-member.ts";
import { checkBlock, checkStatement } from "./check-statement.ts";
import { bindName, declareName, fail, inScope, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";

/** The event type of a stream; T031 when there is none. */
function findStream(cx: Checker, node: OnStatement | EmitStatement): StructDeclaration | undefined {
  const stream = cx.module.streams.get(node.stream.text);
  if (stream === undefined) {
    fail(cx, "T031", node.span, [node.stream.text], { notes: didYouMean(node.stream.text, cx.module.streams.keys()) });
  }
  return stream;
}

/** Checks an `on` handler of the program. */
export function checkOn(cx: Checker, node: OnStatement): void {
  checkHandler(cx, node, findStream(cx, node));
}

function checkHandler(cx: Checker, node: OnStatement, declaration: StructDeclaration | undefined): void {
  inScope(cx, () => {
    declareName(cx, node.alias, "param", declaration === undefined ? errorType : { kind: "struct", declaration }, { mutable: true });
    if (node.condition !== undefined) {
      const type = inferExpression(cx, node.condition);
      if (!unifies(type, boolType)) {
        fail(cx, "T033", node.condition.span);
      }
    }
    checkBlock(cx, node.body, { loop: false });
  });
}

/** Checks an `emit`. */
export function checkEmit(cx: Checker, node: EmitStatement): void {
  const declaration = findStream(cx, node);
  for (const { name, value } of node.fields) {
    const field = declaration?.fields.find((candidate) => candidate.name === name.text);
    if (declaration === undefined) {
      checkAny(cx, value);
    } else if (field === undefined) {
      checkAny(cx, value);
      const names = declaration.fields.map((candidate) => candidate.name);
      fail(cx, "T026", name.span, [name.text, { kind: "struct", declaration }], { notes: didYouMean(name.text, names) });
    } else {
      checkExpression(cx, value, field.type);
    }
  }
}

/** Checks the members of an agent. */
export function checkAgent(cx: Checker, node: AgentStatement): void {
  const agent = cx.module.agents.get(node.name.text);
  if (agent === undefined || agent.statement !== node) {
    return;
  }
  inScope(cx, () => {
    for (const field of agent.declaration.fields) {
      bindName(cx, field.name, undefined, "field", field.type, { mutable: true });
    }
    for (const [name, method] of agent.declaration.methods) {
      bindName(cx, name, method.name.span, "fun", methodType(cx, agent.declaration, method));
    }
    for (const member of node.members) {
      switch (member.kind) {
        case "let":
          checkInitialValue(cx, member, agent.declaration);
          break;
        case "intent":
          checkBody(cx, member.signature, methodType(cx, agent.declaration, member), member.body, cx.types, []);
          break;
        case "assign":
          checkStatement(cx, member);
          break;
        case "on":
          // A stream that the program lacks is no mistake here: the agent may be used in another.
          checkHandler(cx, member, cx.module.streams.get(member.stream.text));
          break;
      }
    }
  });
}

function checkInitialValue(cx: Checker, member: AgentStatement["members"][number] & { kind: "let" }, declaration: StructDeclaration): void {
  const { target, value } = member;
  const name = target.kind === "bind-name" ? target.name.text : undefined;
  const field = declaration.fields.find((candidate) => candidate.name === name);
  if (value !== undefined) {
    checkExpression(cx, value, field?.type ?? anyType);
  }
}

/** Checks `fetch url into name`. */
export function checkFetchInto(cx: Checker, node: FetchStatement): void {
  checkExpression(cx, node.url, stringType);
  checkFetchOptions(cx, node.options, node.span);
  cx.frame.effects.add("net");
  declareName(cx, node.target, "let", anyType);
}

/** Checks `spawn f(x)`. */
export function checkSpawn(cx: Checker, node: SpawnStatement): void {
  checkAny(cx, node.call);
  cx.frame.effects.add("write");
}

/** Checks `select { … }`. */
export function checkSelectStatement(cx: Checker, node: SelectStatement): void {
  cx.frame.effects.add("write");
  node.arms.forEach((arm) => inScope(cx, () => checkArm(cx, arm)));
}

function checkArm(cx: Checker, arm: SelectArm): void {
  switch (arm.kind) {
    case "receive": {
      const element = channelElement(cx, "recv", inferExpression(cx, arm.channel), arm.channel.span);
      if (arm.name !== undefined) {
        declareName(cx, arm.name, "pattern", element === errorType ? errorType : { kind: "option", inner: element }, { mutable: true });
      }
      break;
    }
    case "send": {
      const element = channelElement(cx, "send", inferExpression(cx, arm.channel), arm.channel.span);
      const type = checkExpression(cx, arm.value, element);
      if (type !== errorType && !passes(type, element)) {
        fail(cx, "T008", arm.value.span, [element, type]);
      }
      break;
    }
    case "after":
      checkExpression(cx, arm.duration, durationType);
      break;
    case "default":
      break;
  }
  checkBlock(cx, arm.body, { loop: cx.frame.inLoop });
}

function channelElement(cx: Checker, name: string, type: Type, place: SelectArm["span"]): Type {
  if (type.kind === "channel") {
    return type.element;
  }
  if (type.kind !== "any") {
    fail(cx, "T068", place, [name, "a channel", type]);
  }
  return errorType;
}
