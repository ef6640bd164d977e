// A type as it is written becomes a type value.
//
// Names are looked up as the language orders them: builtin names, generic parameters, then the
// type declarations of the scope and its parents. The newer builtin names (`set`, `chan`, `time`,
// `duration`, `option`, `stream`) lose to a user's type of that name. An unknown single capital
// letter and an unknown generic name are silently `any`, as in the reference; any other unknown
// name is told to the context and becomes `any`, so that nothing follows from it.

import { unreachable } from "../source/invariant.ts";
import type { Name, TypeNode } from "../syntax/ast.ts";
import type { AliasSymbol, TypeScope, TypeSymbol } from "./declarations.ts";
import {
  anyType,
  bigintType,
  bigratType,
  boolType,
  durationType,
  floatType,
  functionOf,
  int64Type,
  intType,
  listOf,
  mapOf,
  optionOf,
  setOf,
  stringType,
  unitType,
  type Type,
} from "./type.ts";

/** What resolving may have to tell or ask. */
export interface ResolveContext {
  /** A name that means no type; `known` are the names it could have been. */
  unknownType(name: Name, known: () => Iterable<string>): void;
  /** `alias.Name` where the module has no exported type of that name. */
  unknownMember(qualifier: Name, name: Name, module: TypeScope): void;
  /** While declarations are being built, aliases are resolved when they are first needed. */
  forceAlias?(symbol: AliasSymbol): Type;
}

const oldBuiltins: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["int", intType],
  ["int64", int64Type],
  ["float", floatType],
  ["bigint", bigintType],
  ["bigrat", bigratType],
  ["string", stringType],
  ["bool", boolType],
  ["unit", unitType],
  ["any", anyType],
]);

const newBuiltins: ReadonlyMap<string, Type> = new Map<string, Type>([
  ["duration", durationType],
  ["time", int64Type],
]);

/** Names of the builtin types, for suggestions. */
export const builtinTypeNames: readonly string[] = [...oldBuiltins.keys(), ...newBuiltins.keys(), "list", "map", "set", "chan", "option", "stream"];

/** The type that a type node means in a scope. */
export function resolveType(cx: ResolveContext, node: TypeNode, scope: TypeScope): Type {
  switch (node.kind) {
    case "type-name":
      return node.qualifier === undefined ? resolveName(cx, node.name, scope) : resolveMember(cx, node.qualifier, node.name, scope);
    case "type-generic":
      return resolveGeneric(cx, node.name, node.args, scope);
    case "type-fun":
      return functionOf(
        node.params.map((param) => resolveType(cx, param, scope)),
        node.result === undefined ? unitType : resolveType(cx, node.result, scope),
      );
    case "type-record":
      return {
        kind: "record",
        fields: node.fields.map((field) => ({ name: field.name.text, type: resolveType(cx, field.type, scope) })),
      };
    case "type-option":
      return optionOf(resolveType(cx, node.inner, scope));
    default:
      return unreachable(node);
  }
}

/** The declaration that a type name reaches from a scope. */
export function findTypeSymbol(name: string, scope: TypeScope): TypeSymbol | undefined {
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    const symbol = at.types.get(name);
    if (symbol !== undefined) {
      return symbol;
    }
  }
  return undefined;
}

/** A child scope with generic parameters, for a generic function's signature and body. */
export function withTypeParameters(scope: TypeScope, parameters: ReadonlyMap<string, Type>): TypeScope {
  if (parameters.size === 0) {
    return scope;
  }
  return { module: scope.module, types: new Map(), variants: new Map(), parameters, imports: new Map(), parent: scope };
}

/** The module that an alias names, when it is an imported Mochi module. */
export function findImport(alias: string, scope: TypeScope): TypeScope | undefined {
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.imports.get(alias);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function resolveName(cx: ResolveContext, name: Name, scope: TypeScope): Type {
  const builtin = oldBuiltins.get(name.text);
  if (builtin !== undefined) {
    return builtin;
  }
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    const parameter = at.parameters.get(name.text);
    if (parameter !== undefined) {
      return parameter;
    }
    const symbol = at.types.get(name.text);
    if (symbol !== undefined) {
      return typeOfSymbol(cx, symbol);
    }
    const variant = at.variants.get(name.text);
    if (variant !== undefined) {
      return { kind: "struct", declaration: variant };
    }
  }
  const newer = newBuiltins.get(name.text);
  if (newer !== undefined) {
    return newer;
  }
  if (!/^[A-Z]$/.test(name.text)) {
    cx.unknownType(name, () => namesInScope(scope));
  }
  return anyType;
}

function resolveMember(cx: ResolveContext, qualifier: Name, name: Name, scope: TypeScope): Type {
  const imported = findImport(qualifier.text, scope);
  if (imported === undefined) {
    cx.unknownType(qualifier, () => importsInScope(scope));
    return anyType;
  }
  const symbol = imported.types.get(name.text);
  if (symbol !== undefined && symbol.exported) {
    return typeOfSymbol(cx, symbol);
  }
  const variant = imported.variants.get(name.text);
  const union = variant?.union;
  if (variant !== undefined && union !== undefined && imported.types.get(union.name)?.exported === true) {
    return { kind: "struct", declaration: variant };
  }
  cx.unknownMember(qualifier, name, imported);
  return anyType;
}

function resolveGeneric(cx: ResolveContext, name: Name, nodes: readonly TypeNode[], scope: TypeScope): Type {
  const args = nodes.map((node) => resolveType(cx, node, scope));
  const [first, second] = args;
  if (name.text === "map") {
    return first !== undefined && second !== undefined && args.length === 2 ? mapOf(first, second) : anyType;
  }
  if (first === undefined || args.length !== 1) {
    return anyType;
  }
  if (name.text === "list") {
    return listOf(first);
  }
  if (findTypeSymbol(name.text, scope) !== undefined) {
    return anyType;
  }
  switch (name.text) {
    case "set":
      return setOf(first);
    case "chan":
      return { kind: "channel", element: first };
    case "stream":
      return { kind: "stream", element: first };
    case "option":
      return optionOf(first);
    default:
      return anyType;
  }
}

function typeOfSymbol(cx: ResolveContext, symbol: TypeSymbol): Type {
  switch (symbol.kind) {
    case "struct":
      return { kind: "struct", declaration: symbol.declaration };
    case "union":
      return { kind: "union", declaration: symbol.declaration };
    case "alias":
      return cx.forceAlias === undefined ? symbol.type : cx.forceAlias(symbol);
    case "extern":
      return anyType;
    default:
      return unreachable(symbol);
  }
}

function* namesInScope(scope: TypeScope): Iterable<string> {
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    yield* at.parameters.keys();
    yield* at.types.keys();
    yield* at.variants.keys();
  }
  yield* builtinTypeNames;
}

function* importsInScope(scope: TypeScope): Iterable<string> {
  for (let at: TypeScope | undefined = scope; at !== undefined; at = at.parent) {
    yield* at.imports.keys();
  }
}
