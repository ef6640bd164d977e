// Members that belong to a declaration: what an imported module exports, and the function types of
// methods and intents.
//
// `alias.name` reaches functions, globals and variants that the module exports; the module was
// checked before, so its globals have their types. A missing result of a method is `any`.

import type { Expression, FieldExpression } from "../syntax/ast.ts";
import type { ModuleDeclarations, TypeScope } from "../types/declarations.ts";
import { resolveSignature } from "../types/signature.ts";
import { errorType } from "../types/subtype.ts";
import { anyType, type FunctionType, type MethodStatement, type StructDeclaration, type Type } from "../types/type.ts";
import { constructorType } from "./check-call.ts";
import { fail, markUsed, type Checker } from "./context.ts";
import { didYouMean } from "./did-you-mean.ts";
import { lookup, type Binding } from "./scope.ts";

/** The module that an expression names, when it is the alias of an import. */
export function moduleOf(cx: Checker, node: Expression): ModuleDeclarations | undefined {
  const binding = node.kind === "name" ? lookup(cx.scope, node.name) : undefined;
  if (binding === undefined || binding.kind !== "module" || binding.module === undefined) {
    return undefined;
  }
  markUsed(cx, binding);
  return cx.declarations.modules[binding.module];
}

/** The type of `alias.name`; undefined when the receiver is no module. */
export function checkMember(cx: Checker, node: FieldExpression): Type | undefined {
  const module = moduleOf(cx, node.receiver);
  if (module === undefined) {
    return undefined;
  }
  const binding = exportedBinding(cx, module, node.name.text);
  if (binding !== undefined) {
    return binding.type;
  }
  const variant = exportedVariant(module, node.name.text);
  if (variant !== undefined) {
    const constructor = constructorType(variant);
    return constructor.params.length === 0 ? constructor.result : constructor;
  }
  const alias = node.receiver.kind === "name" ? node.receiver.name : "";
  fail(cx, "M003", node.name.span, [alias, node.name.text], { notes: didYouMean(node.name.text, exportedNames(module)) });
  return errorType;
}

/** A function or global that a module exports. */
export function exportedBinding(cx: Checker, module: ModuleDeclarations, name: string): Binding | undefined {
  const binding = cx.checkedModules.get(module.index)?.bindings?.get(name);
  const exported = module.functions.get(name)?.statement.exported === true || module.globals.get(name)?.statement.exported === true;
  return exported ? binding : undefined;
}

/** A variant of a union that a module exports. */
export function exportedVariant(module: ModuleDeclarations, name: string): StructDeclaration | undefined {
  const variant = module.variants.get(name);
  const union = variant?.union === undefined ? undefined : module.types.get(variant.union.name);
  return union?.exported === true ? variant : undefined;
}

function exportedNames(module: ModuleDeclarations): string[] {
  const functions = [...module.functions.values()].filter((symbol) => symbol.statement.exported).map((symbol) => symbol.name);
  const globals = [...module.globals.values()].filter((symbol) => symbol.statement.exported).map((symbol) => symbol.name);
  return [...functions, ...globals];
}

/** The function type of a method or intent, without its receiver. */
export function methodType(cx: Checker, declaration: StructDeclaration, method: MethodStatement): FunctionType {
  const known = cx.methodTypes.get(method);
  if (known !== undefined) {
    return known;
  }
  const signature = resolveSignature(cx.resolve, method.signature, structScope(cx, declaration), anyType, () => ++cx.counters.rigid);
  const type: FunctionType = { ...signature.type, effects: cx.effects.of(method) };
  cx.methodTypes.set(method, type);
  return type;
}

/** Where the types that a struct's declaration mentions are looked up. */
export function structScope(cx: Checker, declaration: StructDeclaration): TypeScope {
  return cx.declarations.localScopes.get(declaration) ?? cx.declarations.modules[declaration.module]?.scope ?? cx.types;
}
