// Struct literals and the names of structs and variants.
//
// A literal of an unknown name is a map (tool specifications are written so). Everything about the
// literal as a whole stands at its name; a value of the wrong type stands at the value.

import { listNames } from "../source/report.ts";
import type { LetStatement, StructExpression } from "../syntax/ast.ts";
import { findImport, findTypeSymbol } from "../types/resolve-type.ts";
import type { TypeScope } from "../types/declarations.ts";
import { errorType, widens } from "../types/subtype.ts";
import { anyType, mapOf, stringType, type StructDeclaration, type Type } from "../types/type.ts";
import { unifies } from "../types/unify.ts";
import { checkAny, hintFor, inferExpression } from "./check-expression.ts";
import { fail, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";

/** The variant that a name means here, when no type of that name hides it. */
export function findVariant(cx: Checker, name: string): StructDeclaration | undefined {
  return variantIn(cx.types, name);
}

function variantIn(scope: TypeScope, name: string): StructDeclaration | undefined {
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    const variant = at.variants.get(name);
    if (variant !== undefined) {
      return variant;
    }
  }
  return undefined;
}

/** The struct that a literal `name { … }` makes: a struct, a variant, or an alias of a struct. */
export function findStruct(scope: TypeScope, name: string): StructDeclaration | undefined {
  const symbol = findTypeSymbol(name, scope);
  if (symbol?.kind === "struct") {
    return symbol.declaration;
  }
  if (symbol?.kind === "alias" && symbol.type.kind === "struct") {
    return symbol.type.declaration;
  }
  return variantIn(scope, name);
}

/** The type of `Name { field: value }`. */
export function checkStructLiteral(cx: Checker, node: StructExpression): Type {
  const scope = node.qualifier === undefined ? cx.types : findImport(node.qualifier.text, cx.types);
  const declaration = scope === undefined ? undefined : findStruct(scope, node.name.text);
  if (declaration === undefined) {
    node.fields.forEach((field) => checkAny(cx, field.value));
    if (node.qualifier !== undefined) {
      fail(cx, "T025", node.span, [`${node.qualifier.text}.${node.name.text}`]);
      return errorType;
    }
    return mapOf(stringType, anyType);
  }
  const type: Type = { kind: "struct", declaration };
  const given = new Set<string>();
  let known = true;
  for (const { name, value } of node.fields) {
    const field = declaration.fields.find((candidate) => candidate.name === name.text);
    if (field === undefined) {
      const names = declaration.fields.map((candidate) => candidate.name);
      fail(cx, "T026", node.span, [name.text, type], { notes: didYouMean(name.text, names) });
      checkAny(cx, value);
      known = false;
      continue;
    }
    checkFieldValue(cx, field.type, value);
    given.add(name.text);
  }
  const missing = declaration.fields.map((field) => field.name).filter((name) => !given.has(name) && !hasInitialValue(declaration, name));
  if (known && missing.length > 0) {
    fail(cx, "T053", node.span, [declaration.name, listNames(missing)]);
  }
  return type;
}

/** Checks the value of a field in a literal or an `update`. */
export function checkFieldValue(cx: Checker, expected: Type, value: StructExpression["fields"][number]["value"]): void {
  const actual = inferExpression(cx, value, hintFor(value, expected));
  if (actual !== errorType && !unifies(expected, actual) && !widens(actual, expected)) {
    fail(cx, "T008", value.span, [expected, actual]);
  }
}

/** An agent's state has initial values: `Counter {}` need not repeat them. */
function hasInitialValue(declaration: StructDeclaration, name: string): boolean {
  return (
    declaration.statement.kind === "agent" &&
    declaration.statement.members.some(
      (member): member is LetStatement => member.kind === "let" && member.target.kind === "bind-name" && member.target.name.text === name && member.value !== undefined,
    )
  );
}
