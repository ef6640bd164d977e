// What a name in an expression is bound to.
//
// Beside the scopes there is one more place: a function may mention a global that is declared
// below it, as long as it is not called before (the compiler checks that, or the running program
// does). The type of such a global is what its declaration says, or what its value has, found
// ahead of time; where that leads in a circle it is `any`.

import type { LetStatement } from "../syntax/ast.ts";
import { errorType } from "../types/subtype.ts";
import { anyType, type Type } from "../types/type.ts";
import { inferExpression } from "./check-expression.ts";
import { typeOf, type Checker } from "./context.ts";
import { lookup, markTrail, newScope, restoreTrail, type Binding, type Scope } from "./scope.ts";

/** The binding of a name, or undefined when nothing has that name here. */
export function resolveBinding(cx: Checker, name: string): Binding | undefined {
  const binding = lookup(cx.scope, name);
  if (binding !== undefined || cx.frame.depth === 0) {
    return binding;
  }
  return cx.forward.get(name) ?? forwardGlobal(cx, name);
}

function forwardGlobal(cx: Checker, name: string): Binding | undefined {
  const statement = cx.module.globals.get(name)?.statement;
  if (statement === undefined) {
    return undefined;
  }
  const binding: Binding = {
    name,
    kind: statement.mutable ? "var" : "let",
    span: statement.span,
    type: anyType,
    seen: anyType,
    narrowedBy: "nothing",
    mutable: statement.mutable,
    inferred: statement.type === undefined,
    global: true,
    used: true,
    depth: 0,
    typeParams: [],
  };
  cx.forward.set(name, binding);
  binding.type = forwardType(cx, statement);
  binding.seen = binding.type;
  return binding;
}

/** The type of a declaration that has not been reached; what is wrong with it is told when it is. */
function forwardType(cx: Checker, statement: LetStatement): Type {
  if (statement.target.kind !== "bind-name") {
    return anyType;
  }
  const { scope, frame, types, impureCalls } = cx;
  const { length } = cx.diagnostics.list;
  const mark = markTrail(cx.trail);
  cx.scope = newScope(rootOf(scope));
  cx.types = cx.module.scope;
  cx.frame = { depth: 1, result: undefined, returns: [], effects: new Set(), inLoop: false };
  cx.impureCalls = undefined;
  const type = statement.type !== undefined ? typeOf(cx, statement.type) : statement.value !== undefined ? inferExpression(cx, statement.value) : anyType;
  restoreTrail(cx.trail, mark);
  cx.diagnostics.list.length = length;
  cx.scope = scope;
  cx.frame = frame;
  cx.types = types;
  cx.impureCalls = impureCalls;
  return type === errorType ? anyType : type;
}

function rootOf(scope: Scope): Scope {
  let at = scope;
  while (at.parent !== undefined) {
    at = at.parent;
  }
  return at;
}
