// Methods of struct types.
//
// In a method the fields are variables, and the other methods are functions that are called by
// their bare name. Methods need the types of their parameters (T005 at the method).

import type { FunStatement, TypeStatement } from "../syntax/ast.ts";
import type { StructDeclaration } from "../types/type.ts";
import { checkBody } from "./check-function.ts";
import { methodType, structScope } from "./check-member.ts";
import { bindName, fail, inScope, type Checker } from "./context.ts";
import { findTypeSymbol } from "../types/resolve-type.ts";

/** T005: a method's parameter without a type. */
export function checkMethodSignatures(cx: Checker, node: TypeStatement): void {
  if (node.definition.kind !== "struct") {
    return;
  }
  for (const method of node.definition.methods) {
    const missing = method.signature.params.find((param) => param.type === undefined);
    if (missing !== undefined) {
      fail(cx, "T005", method.span, [missing.name.text]);
    }
  }
}

/** Checks the bodies of a struct's methods. */
export function checkTypeMethods(cx: Checker, node: TypeStatement): void {
  const declaration = declarationOf(cx, node);
  if (declaration === undefined || node.definition.kind !== "struct") {
    return;
  }
  for (const method of node.definition.methods) {
    checkMethod(cx, declaration, method);
  }
}

function declarationOf(cx: Checker, node: TypeStatement): StructDeclaration | undefined {
  const symbol = cx.module.typeStatements.get(node) ?? findTypeSymbol(node.name.text, cx.types);
  return symbol?.kind === "struct" ? symbol.declaration : undefined;
}

function checkMethod(cx: Checker, declaration: StructDeclaration, method: FunStatement): void {
  inScope(cx, () => {
    for (const field of declaration.fields) {
      bindName(cx, field.name, undefined, "field", field.type, { mutable: true });
    }
    for (const [name, other] of declaration.methods) {
      bindName(cx, name, other.name.span, "fun", methodType(cx, declaration, other));
    }
    const type = methodType(cx, declaration, method);
    checkBody(cx, method.signature, type, method.body, structScope(cx, declaration), []);
  });
}
