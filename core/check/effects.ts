// What calling each top-level function does, before any body is checked.
//
// The program enters, a table leaves: function (or method, or intent) → labels. Bodies are walked
// once for what they do themselves and whom they call; a worklist then carries labels from callees
// to callers until nothing changes (labels only grow, so it ends). A function with an annotation
// shows its callers the annotation. A callee that is passed as an argument counts as called; making
// a closure does nothing, so nested functions and lambdas count where they are called or passed on.
//
// Names are matched by text, minus those that the function binds itself: calls through a local
// variable are judged by the checker from the variable's type. «write» marks functions that
// change what their caller can see: globals and, through an in-place builtin, containers.

import type { Expression, Name, Signature, Statement } from "../syntax/ast.ts";
import { walk, type Node as TreeNode } from "../syntax/walk.ts";
import { builtins } from "../types/builtins.ts";
import { effectLabels, writeEffect, type Effect, type EffectLabel } from "../types/effect.ts";
import type { Declarations, ModuleDeclarations } from "../types/declarations.ts";
import type { MethodStatement } from "../types/type.ts";
import { boundNames } from "./declare.ts";

/** Effects of every function, method and intent of the program. */
export interface EffectTable {
  /** What a caller must expect: the annotation if there is one. */
  of(callable: MethodStatement): readonly Effect[];
  /** What the body does, whatever the annotation says. */
  ofBody(callable: MethodStatement): readonly Effect[];
}

/** Effects as the bits of a number, in the order of `allEffects`. */
type EffectBits = number;

const allEffects: readonly Effect[] = [...effectLabels, writeEffect];

interface Node {
  own: EffectBits;
  readonly callees: MethodStatement[];
  readonly declared: EffectBits | undefined;
}

/** Builds the table for a whole program. */
export function inferEffects(declarations: Declarations): EffectTable {
  const nodes = new Map<MethodStatement, Node>();
  for (const module of declarations.modules) {
    for (const statement of module.program.statements) {
      const callables = callablesOf(statement);
      const siblings = new Map(statement.kind === "fun" ? [] : callables.map((callable) => [callable.name.text, callable]));
      for (const callable of callables) {
        nodes.set(callable, newNode(callable, module, declarations, siblings));
      }
    }
  }
  spread(nodes);
  return {
    of(callable) {
      const node = nodes.get(callable);
      return node === undefined ? [] : listBits(node.declared ?? node.own);
    },
    ofBody(callable) {
      return listBits(nodes.get(callable)?.own ?? 0);
    },
  };
}

function bitOf(effect: Effect): EffectBits {
  return 1 << allEffects.indexOf(effect);
}

function bitsOf(effects: Iterable<Effect>): EffectBits {
  let bits = 0;
  for (const effect of effects) {
    bits |= bitOf(effect);
  }
  return bits;
}

function listBits(bits: EffectBits): readonly Effect[] {
  return bits === 0 ? [] : allEffects.filter((effect) => (bits & bitOf(effect)) !== 0);
}

/** Labels in the order of the language; «write» comes last. */
export function sortEffects(effects: ReadonlySet<Effect>): readonly Effect[] {
  return effects.size === 0 ? [] : allEffects.filter((effect) => effects.has(effect));
}

/** The labels that an annotation may mention. */
export function isEffectLabel(text: string): text is EffectLabel {
  return (effectLabels as readonly string[]).includes(text);
}

/** The known labels of an annotation; undefined when there is none. */
export function declaredEffects(signature: Signature): ReadonlySet<Effect> | undefined {
  return signature.effects === undefined ? undefined : new Set(signature.effects.map((label) => label.text).filter(isEffectLabel));
}

/** `io, time`, or `pure` for none; «write» is only named when it is all there is. */
export function printEffects(effects: Iterable<Effect>): string {
  const all = sortEffects(new Set(effects));
  const labels = all.filter((effect) => effect !== writeEffect);
  if (labels.length > 0) {
    return labels.join(", ");
  }
  return all.length > 0 ? "write" : "pure";
}

function callablesOf(statement: Statement): readonly MethodStatement[] {
  switch (statement.kind) {
    case "fun":
      return [statement];
    case "type":
      return statement.definition.kind === "struct" ? statement.definition.methods : [];
    case "agent":
      return statement.members.filter((member) => member.kind === "intent");
    default:
      return [];
  }
}

/** Carries effects from callees to callers until nothing grows. */
function spread(nodes: ReadonlyMap<MethodStatement, Node>): void {
  const callers = new Map<MethodStatement, MethodStatement[]>();
  for (const [caller, node] of nodes) {
    for (const callee of node.callees) {
      const known = callers.get(callee);
      if (known === undefined) {
        callers.set(callee, [caller]);
      } else {
        known.push(caller);
      }
    }
  }
  const work = [...nodes.keys()];
  for (let callee = work.pop(); callee !== undefined; callee = work.pop()) {
    const node = nodes.get(callee);
    const shown = node?.declared ?? node?.own ?? 0;
    for (const caller of callers.get(callee) ?? []) {
      const calling = nodes.get(caller);
      if (calling !== undefined && (calling.own | shown) !== calling.own) {
        calling.own |= shown;
        work.push(caller);
      }
    }
  }
}

// ---------------------------------------------------------------- one body

interface BodyWalk {
  readonly module: ModuleDeclarations;
  readonly declarations: Declarations;
  readonly node: Node;
  /** Names that the function binds anywhere inside: parameters, variables, nested functions. */
  readonly locals: Set<string>;
  /** Bodies of nested functions, and of lambdas that a `let` names; removed once they were walked. */
  readonly nested: Map<string, TreeNode[]>;
  /** Methods of the struct that a method belongs to. */
  readonly siblings: ReadonlyMap<string, MethodStatement>;
}

function newNode(callable: MethodStatement, module: ModuleDeclarations, declarations: Declarations, siblings: BodyWalk["siblings"]): Node {
  const annotation = declaredEffects(callable.signature);
  const node: Node = { own: 0, callees: [], declared: annotation === undefined ? undefined : bitsOf(annotation) };
  const locals = new Set<string>(callable.signature.params.map((param) => param.name.text));
  const nested = new Map<string, TreeNode[]>();
  walk(callable.body, (part) => collectLocals(part, locals, nested));
  walkBody({ module, declarations, node, locals, nested, siblings }, callable.body);
  return node;
}

/** Notes the names that a node binds, and the functions that have a name. */
function collectLocals(part: TreeNode, into: Set<string>, nested: Map<string, TreeNode[]>): void {
  const addBody = (name: Name, body: TreeNode): void => {
    nested.set(name.text, [...(nested.get(name.text) ?? []), body]);
  };
  const add = (name: Name | undefined): void => {
    if (name !== undefined) {
      into.add(name.text);
    }
  };
  switch (part.kind) {
    case "let":
      boundNames(part.target).forEach(add);
      if (part.target.kind === "bind-name" && part.value?.kind === "fun-expression") {
        addBody(part.target.name, part.value.body);
      }
      break;
    case "fun":
      add(part.name);
      part.signature.params.forEach((param) => add(param.name));
      addBody(part.name, part.body);
      break;
    case "for":
      add(part.name);
      break;
    case "try":
      add(part.handler?.name);
      break;
    case "fun-expression":
      part.signature.params.forEach((param) => add(param.name));
      break;
    case "query":
      part.sources.forEach((source) => add(source.name));
      part.joins.forEach((join) => add(join.name));
      add(part.group?.name);
      break;
    default:
      break;
  }
}

function walkBody(cx: BodyWalk, body: TreeNode): void {
  walk(body, (part) => ownEffects(cx, part));
}

/** Notes what a node does by itself; false keeps the walk out of functions that are only made here. */
function ownEffects(cx: BodyWalk, part: TreeNode): boolean {
  switch (part.kind) {
    case "fun":
    case "fun-expression":
      return false;
    case "call":
      callEffects(cx, part.callee);
      part.args.forEach((arg) => valueEffects(cx, arg));
      break;
    case "assign":
      assignEffects(cx, part.target);
      break;
    case "update":
      if (!cx.locals.has(part.target.text)) {
        cx.node.own |= bitOf(writeEffect);
      }
      break;
    case "fetch":
    case "fetch-into":
      cx.node.own |= bitOf("net");
      break;
    case "generate":
      cx.node.own |= bitOf("net");
      break;
    case "load":
    case "save":
      cx.node.own |= bitOf("fs");
      break;
    case "emit":
    case "spawn":
    case "select":
      cx.node.own |= bitOf(writeEffect);
      break;
    default:
      break;
  }
  return true;
}

/** Calling what an expression names. */
function callEffects(cx: BodyWalk, callee: Expression): void {
  if (callee.kind === "name") {
    nameEffects(cx, callee.name);
  } else if (callee.kind === "fun-expression") {
    walkBody(cx, callee.body);
  } else if (callee.kind === "field") {
    const { receiver, name } = callee;
    const module = receiver.kind === "name" && !cx.locals.has(receiver.name) ? cx.module.imports.get(receiver.name) : undefined;
    if (module !== undefined) {
      const target = cx.declarations.modules[module]?.functions.get(name.text);
      if (target !== undefined) {
        cx.node.callees.push(target.statement);
      }
      return;
    }
    // The receiver's type is not known: a builtin method's name is taken to mean the builtin.
    const builtin = builtins.get(name.text);
    if (builtin?.method === true) {
      cx.node.own |= bitsOf(builtin.effects);
    } else {
      cx.node.callees.push(...methodsNamed(cx.declarations, name.text));
    }
  }
}

function nameEffects(cx: BodyWalk, name: string): void {
  if (cx.locals.has(name)) {
    const bodies = cx.nested.get(name) ?? [];
    cx.nested.delete(name);
    bodies.forEach((body) => walkBody(cx, body));
    return;
  }
  const callable = cx.siblings.get(name) ?? cx.module.functions.get(name)?.statement;
  if (callable !== undefined) {
    cx.node.callees.push(callable);
    return;
  }
  cx.node.own |= bitsOf(builtins.get(name)?.effects ?? []);
}

/** A function that is handed over may be called there. */
function valueEffects(cx: BodyWalk, argument: Expression): void {
  if (argument.kind === "fun-expression") {
    walkBody(cx, argument.body);
  } else if (argument.kind === "name" && (cx.nested.has(argument.name) || cx.module.functions.has(argument.name))) {
    nameEffects(cx, argument.name);
  }
}

/** An assignment is felt outside when its root is no local, or when it goes through a container. */
function assignEffects(cx: BodyWalk, target: Expression): void {
  let at = target;
  while (at.kind === "field" || at.kind === "index") {
    at = at.receiver;
  }
  if (at.kind === "name" && !cx.locals.has(at.name)) {
    cx.node.own |= bitOf(writeEffect);
  }
}

const methodCache = new WeakMap<Declarations, Map<string, MethodStatement[]>>();

/** All methods and intents of a name: the receiver's type is not known here. */
function methodsNamed(declarations: Declarations, name: string): readonly MethodStatement[] {
  let byName = methodCache.get(declarations);
  if (byName === undefined) {
    byName = new Map();
    for (const module of declarations.modules) {
      for (const symbol of module.types.values()) {
        if (symbol.kind === "struct") {
          for (const [text, method] of symbol.declaration.methods) {
            byName.set(text, [...(byName.get(text) ?? []), method]);
          }
        }
      }
    }
    methodCache.set(declarations, byName);
  }
  return byName.get(name) ?? [];
}
