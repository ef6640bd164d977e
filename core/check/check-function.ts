// Bodies of functions, methods, intents and lambdas.
//
// A body is checked in a frame of its own: what `return` must give, what its calls do, and no loop
// around it. What tests proved outside is forgotten inside a lambda, which may run later; what a
// body assigns doesn't end narrowings outside, for the same reason.
//
// A lambda takes missing parameter types and a missing result from the function type that is
// expected of it; else parameters are `any` and the result is what the body returns. A lambda's own
// type parameters are `any`: a value has one type.

import type { Block, Expression, FunExpression, FunStatement, Signature } from "../syntax/ast.ts";
import type { TypeScope } from "../types/declarations.ts";
import { writeEffect, type Effect } from "../types/effect.ts";
import { withTypeParameters } from "../types/resolve-type.ts";
import { resolveSignature } from "../types/signature.ts";
import { hasVariables, type TypeVariable } from "../types/substitute.ts";
import { errorType, joinTypes, passes } from "../types/subtype.ts";
import { anyType, functionOf, unitType, type FunctionType, type Type } from "../types/type.ts";
import { hintFor, inferExpression } from "./check-expression.ts";
import { checkBlock } from "./check-statement.ts";
import { bindName, declareName, fail, failLater, typeOf, type Checker, type Frame } from "./context.ts";
import { declaredEffects, isEffectLabel, printEffects, sortEffects } from "./effects.ts";
import { dropTestedNarrowings } from "./flow.ts";
import { forgetTrail, markTrail, newScope } from "./scope.ts";

/** Checks a body against the types of its signature; what its calls do is returned. */
export function checkBody(
  cx: Checker,
  signature: Signature,
  type: FunctionType,
  body: Block,
  types: TypeScope,
  typeParams: readonly TypeVariable[],
): ReadonlySet<Effect> {
  return inFrame(cx, type.result, () => {
    const outer = cx.types;
    cx.types = withTypeParameters(types, new Map(typeParams.map((param) => [param.name, param])));
    bindParams(cx, signature, type.params);
    checkBlock(cx, body, { loop: false, isBody: true });
    cx.types = outer;
  }).effects;
}

/** Checks a `fun` inside a block: it is bound first, so that it may call itself. */
export function checkNestedFunction(cx: Checker, node: FunStatement): void {
  const resolved = resolveSignature(cx.resolve, node.signature, cx.types, anyType, () => ++cx.counters.rigid);
  const binding = declareName(cx, node.name, "fun", resolved.type, { typeParams: resolved.typeParams, statement: node });
  const effects = checkBody(cx, node.signature, resolved.type, node.body, cx.types, resolved.typeParams);
  binding.type = { ...resolved.type, effects: sortEffects(declaredEffects(node.signature) ?? effects) };
  binding.seen = binding.type;
}

/** The type of `fun(x) => e` or `fun(x) { … }`. */
export function checkLambda(cx: Checker, node: FunExpression, expected: Type | undefined): Type {
  const wanted = expected?.kind === "option" ? expected.inner : expected;
  const hint = wanted?.kind === "fun" ? wanted : undefined;
  const { signature, body } = node;
  const outerTypes = cx.types;
  cx.types = withTypeParameters(outerTypes, new Map(signature.typeParams.map((param) => [param.text, anyType])));
  const params = signature.params.map((param, index) => (param.type === undefined ? known(hint?.params[index]) ?? anyType : typeOf(cx, param.type)));
  const declared = signature.result === undefined ? known(hint?.result) : typeOf(cx, signature.result);
  let result: Type = declared ?? unitType;
  const frame = inFrame(cx, body.kind === "block" ? declared : undefined, (own) => {
    bindParams(cx, signature, params);
    if (body.kind === "block") {
      checkBlock(cx, body, { loop: false, isBody: true });
      result = declared ?? joinReturns(own.returns);
    } else {
      result = checkExpressionBody(cx, node, body, declared);
    }
  });
  cx.types = outerTypes;
  return { ...functionOf(params, result), effects: checkLambdaEffects(cx, node, frame.effects) };
}

/** A type that an expected function type says outright. */
function known(type: Type | undefined): Type | undefined {
  return type === undefined || hasVariables(type) ? undefined : type;
}

function checkExpressionBody(cx: Checker, node: FunExpression, body: Expression, declared: Type | undefined): Type {
  const actual = inferExpression(cx, body, hintFor(body, declared));
  if (declared === undefined || actual === errorType) {
    return declared ?? actual;
  }
  if (!passes(actual, declared)) {
    fail(cx, "T008", node.span, [declared, actual]);
  }
  return declared;
}

/** The result of a block body without a declared one: what all its returns have in common. */
function joinReturns(returns: readonly Type[]): Type {
  let result: Type | undefined;
  for (const type of returns) {
    result = result === undefined ? type : (joinTypes(result, type) ?? anyType);
  }
  return result ?? unitType;
}

function checkLambdaEffects(cx: Checker, node: FunExpression, effects: ReadonlySet<Effect>): readonly Effect[] {
  const declared = declaredEffects(node.signature);
  if (declared === undefined) {
    return sortEffects(effects);
  }
  for (const label of node.signature.effects ?? []) {
    if (!isEffectLabel(label.text)) {
      failLater(cx, "T064", node.span, [label.text]);
    }
  }
  if ([...effects].some((effect) => effect !== writeEffect && !declared.has(effect))) {
    failLater(cx, "T065", node.span, ["<fun>", printEffects(declared), printEffects(effects)]);
  }
  return sortEffects(declared);
}

function bindParams(cx: Checker, signature: Signature, types: readonly Type[]): void {
  signature.params.forEach((param, index) => bindName(cx, param.name.text, param.name.span, "param", types[index] ?? anyType, { mutable: true }));
}

/** Runs `body` in a frame and scope of its own; the frame tells what the body did. */
function inFrame(cx: Checker, result: Type | undefined, body: (frame: Frame) => void): Frame {
  const outer = cx.frame;
  const outerScope = cx.scope;
  const frame: Frame = { depth: outer.depth + 1, result, returns: [], effects: new Set(), inLoop: false };
  const mark = markTrail(cx.trail);
  cx.frame = frame;
  cx.scope = newScope(outerScope);
  dropTestedNarrowings(cx);
  body(frame);
  forgetTrail(cx.trail, mark);
  cx.scope = outerScope;
  cx.frame = outer;
  return frame;
}
