// What a name means at a point of a walk.
//
// Scopes nest lexically: blocks, parameters, the fields and methods of a receiver. Behind them
// come the module's variables (those declared above), its functions, variants and imports, then
// the builtin functions, and last `nil` and `null`. The checker has accepted the program, so an
// unknown name is `undefined` here only inside constructs that are refused anyway.

import type { StructDeclaration, MethodStatement, Type } from "../types/type.ts";
import type { FunctionSymbol } from "../types/declarations.ts";
import { builtins, type Builtin } from "../types/builtins.ts";
import { foreignMembers, type ForeignMember } from "../types/foreign.ts";
import { moduleAt, type Cx, type Frame, type GlobalVariable } from "./context.ts";
import type { NestedFunction } from "./type-function.ts";
import type { Slot } from "./slot.ts";
import type { Local } from "./typed.ts";

export interface Scope {
  readonly parent: Scope | undefined;
  readonly frame: Frame;
  readonly names: Map<string, Binding>;
}

export type Binding =
  | { readonly kind: "local"; readonly local: Local; readonly slot: Slot | undefined }
  | { readonly kind: "nested"; readonly local: Local; readonly nested: NestedFunction }
  /** A field of a receiver or of the element that `update` is at, named bare. */
  | { readonly kind: "field"; readonly receiver: Local; readonly declaration: StructDeclaration }
  | { readonly kind: "method"; readonly receiver: Local; readonly declaration: StructDeclaration; readonly method: MethodStatement };

export type Meaning =
  | Binding
  | { readonly kind: "global"; readonly variable: GlobalVariable }
  | { readonly kind: "function"; readonly symbol: FunctionSymbol }
  | { readonly kind: "variant"; readonly declaration: StructDeclaration }
  | { readonly kind: "module"; readonly index: number }
  | { readonly kind: "foreign-module"; readonly members: ReadonlyMap<string, ForeignMember> }
  /** `result`: what an `extern` says that it is. */
  | { readonly kind: "foreign"; readonly member: ForeignMember; readonly result: Type | undefined }
  | { readonly kind: "builtin"; readonly builtin: Builtin }
  | { readonly kind: "none" };

export function newScope(parent: Scope | undefined, frame: Frame): Scope {
  return { parent, frame, names: new Map() };
}

/** What the name means; marks variables of enclosing functions as captured. */
export function lookUp(cx: Cx, name: string): Meaning | undefined {
  return lookUpLocal(cx, name) ?? lookUpModule(cx, name) ?? lookUpBuiltin(name) ?? lookUpBelow(cx, name);
}

/** Methods stand above the variables that they may name. */
function lookUpBelow(cx: Cx, name: string): Meaning | undefined {
  const variable = globalAt(cx, cx.instance.function.module, name, Infinity);
  return variable === undefined ? undefined : { kind: "global", variable };
}

/** Variables, parameters, fields and methods of the scopes of this function. */
export function lookUpLocal(cx: Cx, name: string): Binding | undefined {
  for (let scope: Scope | undefined = cx.scope; scope !== undefined; scope = scope.parent) {
    const binding = scope.names.get(name);
    if (binding !== undefined) {
      if (scope.frame !== cx.frame) {
        localOf(binding).captured = true;
      }
      return binding;
    }
  }
  return undefined;
}

/** What the name means at the top of the current module. */
function lookUpModule(cx: Cx, name: string): Meaning | undefined {
  const { program, instance } = cx;
  const module = moduleAt(program, instance.function.module);
  const variable = globalAt(cx, module.index, name, instance.position);
  if (variable !== undefined) {
    return { kind: "global", variable };
  }
  const symbol = module.functions.get(name);
  if (symbol !== undefined) {
    return { kind: "function", symbol };
  }
  const declaration = lookUpVariant(cx, name);
  if (declaration !== undefined) {
    return { kind: "variant", declaration };
  }
  const index = module.imports.get(name);
  if (index !== undefined) {
    return { kind: "module", index };
  }
  const foreign = module.foreign.get(name);
  const members = foreign === undefined ? undefined : foreignMembers(foreign);
  return members === undefined ? undefined : { kind: "foreign-module", members };
}

/** What a module exports under a name. */
export function lookUpExport(cx: Cx, index: number, name: string): Meaning | undefined {
  const module = moduleAt(cx.program, index);
  const variable = globalAt(cx, index, name, Infinity);
  if (variable !== undefined) {
    return { kind: "global", variable };
  }
  const symbol = module.functions.get(name);
  if (symbol !== undefined) {
    return { kind: "function", symbol };
  }
  const declaration = module.variants.get(name) ?? structOf(module.types.get(name));
  return declaration === undefined ? undefined : { kind: "variant", declaration };
}

/** A variant, or a struct that is called like one. */
export function lookUpVariant(cx: Cx, name: string): StructDeclaration | undefined {
  for (let types: typeof cx.types | undefined = cx.types; types !== undefined; types = types.parent) {
    const declaration = types.variants.get(name) ?? structOf(types.types.get(name));
    if (declaration !== undefined) {
      return declaration;
    }
  }
  return undefined;
}

function structOf(symbol: ReturnType<Cx["types"]["types"]["get"]>): StructDeclaration | undefined {
  if (symbol?.kind === "alias" && symbol.type.kind === "struct") {
    return symbol.type.declaration;
  }
  return symbol?.kind === "struct" ? symbol.declaration : undefined;
}

/** The last variable of a name that is declared above a statement. */
function globalAt(cx: Cx, module: number, name: string, position: number): GlobalVariable | undefined {
  const found = cx.program.globals[module]?.get(name)?.findLast((variable) => variable.position < position);
  return found?.same ?? found;
}

function lookUpBuiltin(name: string): Meaning | undefined {
  // `#append` is the builtin even where the user has an `append`: code of queries says it so.
  const builtin = builtins.get(name.startsWith("#") ? name.slice(1) : name);
  if (builtin !== undefined) {
    return { kind: "builtin", builtin };
  }
  return name === "nil" || name === "null" ? { kind: "none" } : undefined;
}

function localOf(binding: Binding): Local {
  return binding.kind === "local" || binding.kind === "nested" ? binding.local : binding.receiver;
}
