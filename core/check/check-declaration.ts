// What a module binds before its statements run: its functions, imports and externs.
//
// All functions are bound first, so that they may call each other in any order; a missing result
// type is `any`. Their effect annotations are judged here, before any body (T064, T065).

import type { ExternStatement, FunStatement, ImportStatement, Program } from "../syntax/ast.ts";
import { builtins, chooseSignature } from "../types/builtins.ts";
import { writeEffect } from "../types/effect.ts";
import { resolveSignature } from "../types/signature.ts";
import { matchType } from "../types/substitute.ts";
import { anyType, functionOf, type Type } from "../types/type.ts";
import { refuseArguments } from "./builtin-arguments.ts";
import { checkBody } from "./check-function.ts";
import { bindName, declareName, fail, typeOf, type Checker } from "./context.ts";
import { externName, importAlias } from "./declare.ts";
import { declaredEffects, isEffectLabel, printEffects } from "./effects.ts";
import { lookup } from "./scope.ts";

/** Builtins that the reference runs whatever a program defines: hiding one of them may deserve a warning. */
const surprising: ReadonlySet<string> = new Set(
  ("print len append concat first reverse distinct count exists sum avg min max upper lower substring substr slice padStart " +
    "str int json values round now input sha256 collect eval pow mem").split(" "),
);

/** Binds the functions of a module. */
export function bindFunctions(cx: Checker, program: Program): void {
  for (const statement of program.statements) {
    if (statement.kind === "fun") {
      bindFunction(cx, statement);
    }
  }
}

function bindFunction(cx: Checker, node: FunStatement): void {
  const { type, typeParams } = resolveSignature(cx.resolve, node.signature, cx.types, anyType, () => ++cx.counters.rigid);
  declareName(cx, node.name, "fun", { ...type, effects: cx.effects.of(node) }, { typeParams, statement: node });
  if (surprising.has(node.name.text) && wouldTake(node.name.text, type.params)) {
    fail(cx, "W003", node.name.span, [node.name.text]);
  }
}

/** Whether the builtin of a name would take arguments of these types as well: then a reader may mix them up. */
function wouldTake(name: string, params: readonly Type[]): boolean {
  const builtin = builtins.get(name);
  if (builtin === undefined || params.length < builtin.min || params.length > builtin.max) {
    return false;
  }
  const signature = chooseSignature(builtin, params);
  const bindings = new Map<number, Type>();
  return (
    params.every((param, index) => matchType(signature.params[index] ?? signature.variadic ?? anyType, param, bindings)) &&
    refuseArguments(builtin, params) === undefined
  );
}

/** Judges the effect annotations: unknown labels first, then bodies that do more than they say. */
export function checkEffectAnnotations(cx: Checker, program: Program): void {
  const functions = program.statements.filter((statement) => statement.kind === "fun");
  for (const node of functions) {
    for (const label of node.signature.effects ?? []) {
      if (!isEffectLabel(label.text)) {
        fail(cx, "T064", node.span, [label.text]);
      }
    }
  }
  for (const node of functions) {
    const declared = declaredEffects(node.signature);
    const body = cx.effects.ofBody(node);
    if (declared !== undefined && body.some((effect) => effect !== writeEffect && !declared.has(effect))) {
      fail(cx, "T065", node.span, [node.name.text, printEffects(declared), printEffects(body)]);
    }
  }
}

/** Checks the body of a top-level function where it stands. */
export function checkFunction(cx: Checker, node: FunStatement): void {
  const bound = lookup(cx.scope, node.name.text);
  if (bound?.statement === node && bound.type.kind === "fun") {
    checkBody(cx, node.signature, bound.type, node.body, cx.types, bound.typeParams);
    return;
  }
  // An earlier definition of a name that is declared again.
  const { type, typeParams } = resolveSignature(cx.resolve, node.signature, cx.types, anyType, () => ++cx.counters.rigid);
  checkBody(cx, node.signature, type, node.body, cx.types, typeParams);
}

/** Binds the alias of an import: a module of ours, or `any` for a foreign one. */
export function bindImport(cx: Checker, node: ImportStatement): void {
  const alias = importAlias(node);
  const module = node.language === undefined ? cx.module.imports.get(alias) : undefined;
  if (module === undefined) {
    bindName(cx, alias, node.pathSpan, "foreign", anyType);
  } else {
    bindName(cx, alias, node.pathSpan, "module", anyType, { module });
  }
}

/** Binds what an `extern` declares, under its dotted name. */
export function bindExtern(cx: Checker, node: ExternStatement): void {
  switch (node.form) {
    case "type":
      return;
    case "object":
      declareName(cx, node.name, "extern", anyType);
      return;
    case "var":
      bindName(cx, externName(node), node.span, "extern", typeOf(cx, node.type), { mutable: node.mutable });
      return;
    case "fun": {
      const params = node.params.map((param) => (param.type === undefined ? anyType : typeOf(cx, param.type)));
      const result = node.result === undefined ? anyType : typeOf(cx, node.result);
      bindName(cx, externName(node), node.span, "extern", functionOf(params, result));
      return;
    }
  }
}
