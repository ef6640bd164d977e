// What every part of the checker shares: the tables, the sink, the scope, and where we are.
//
// A checker is made per module. The fields after the tables are the position in the program and
// change as the walk goes on; whoever changes one puts it back. `facts` and `constant` describe the
// expression that was inferred last and are valid only until the next one.

import type { Diagnostic, Diagnostics, Note } from "../source/diagnostic.ts";
import type { DiagnosticCode } from "../source/codes.ts";
import { newDiagnostic, type ReportExtra } from "../source/report.ts";
import type { Span } from "../source/span.ts";
import type { Expression, FunStatement, Name, TypeNode } from "../syntax/ast.ts";
import type { Effect } from "../types/effect.ts";
import { printType } from "../types/print-type.ts";
import type { Declarations, ModuleDeclarations, TypeScope } from "../types/declarations.ts";
import { resolveType, type ResolveContext } from "../types/resolve-type.ts";
import type { TypeVariable } from "../types/substitute.ts";
import type { FunctionType, MethodStatement, Type } from "../types/type.ts";
import { didYouMean } from "./did-you-mean.ts";
import { newResolveContext } from "./declare.ts";
import type { EffectTable } from "./effects.ts";
import { namesInSight, newScope, newTrail, type Binding, type BindingKind, type Scope, type Trail } from "./scope.ts";

/** A function, lambda or module body that is being checked. */
export interface Frame {
  readonly depth: number;
  /** What `return` must give; undefined where it is found from the returns. */
  readonly result: Type | undefined;
  /** The types of the returned values, where the result is to be found. */
  readonly returns: Type[];
  /** What the calls in the body do. */
  readonly effects: Set<Effect>;
  inLoop: boolean;
}

/** What holds for variables when the last condition was true, and when it was false. */
export interface Facts {
  readonly whenTrue: readonly Fact[];
  readonly whenFalse: readonly Fact[];
}

export interface Fact {
  readonly binding: Binding;
  readonly type: Type;
}

export const noFacts: Facts = { whenTrue: [], whenFalse: [] };

/** A call inside a `where` or `having` that does something. */
export interface ImpureCall {
  readonly name: string;
  readonly span: Span;
  readonly effects: readonly Effect[];
}

export interface Checker {
  readonly declarations: Declarations;
  readonly diagnostics: Diagnostics;
  readonly resolve: ResolveContext;
  readonly module: ModuleDeclarations;
  readonly effects: EffectTable;
  /** Top-level bindings of the modules that are already checked, by module index. */
  readonly checkedModules: ReadonlyMap<number, Scope>;
  readonly trail: Trail;
  scope: Scope;
  types: TypeScope;
  frame: Frame;
  facts: Facts;
  constant: bigint | undefined;
  /** Set inside a predicate that must be pure. */
  impureCalls: ImpureCall[] | undefined;
  /** Receivers of the long postfix chain that is being inferred (check-expression.ts). */
  readonly spine: Map<Expression, Type>;
  readonly counters: Counters;
  /** Globals that were mentioned above their declaration (resolve-name.ts). */
  readonly forward: Map<string, Binding>;
  /** Types of methods, by their statement. */
  readonly methodTypes: Map<MethodStatement, FunctionType>;
  /** `let`s and `var`s inside functions and blocks, by place: whether they were ever read. */
  readonly locals: Map<number, { readonly name: string; readonly span: Span; used: boolean }>;
  /** The types that a diagnostic names. */
  readonly mentioned: WeakMap<Diagnostic, readonly Type[]>;
}

/**
 * Counts for a whole program: type variables (`fresh` as in `T#1`, `rigid` for the parameters of
 * declared functions), and how many names may still be searched for a similar one.
 */
export interface Counters {
  fresh: number;
  rigid: number;
  suggestions: number;
}

export function newChecker(
  declarations: Declarations,
  diagnostics: Diagnostics,
  module: ModuleDeclarations,
  effects: EffectTable,
  checkedModules: ReadonlyMap<number, Scope>,
  counters: Counters,
): Checker {
  return {
    declarations,
    diagnostics,
    resolve: newResolveContext(declarations),
    module,
    effects,
    checkedModules,
    trail: newTrail(),
    scope: newScope(undefined),
    types: module.scope,
    frame: { depth: 0, result: { kind: "unit" }, returns: [], effects: new Set(), inLoop: false },
    facts: noFacts,
    constant: undefined,
    impureCalls: undefined,
    spine: new Map(),
    forward: new Map(),
    counters,
    methodTypes: new Map(),
    locals: new Map(),
    mentioned: new WeakMap(),
  };
}

/** Reports a code; types among the arguments are spelled. */
export function fail(cx: Checker, code: DiagnosticCode, span: Span, args: readonly (string | number | Type)[] = [], extra: ReportExtra = {}): void {
  const diagnostic = newDiagnostic(code, span, spell(args), extra);
  cx.mentioned.set(diagnostic, args.filter((arg) => typeof arg === "object"));
  cx.diagnostics.add(diagnostic);
}

/** Reports a code after everything else, as the reference does for what it finds while resolving. */
export function failLater(cx: Checker, code: DiagnosticCode, span: Span, args: readonly (string | number | Type)[]): void {
  const place = `${code}:${span.file}:${span.start}`;
  if (!cx.declarations.deferred.has(place)) {
    cx.declarations.deferred.set(place, newDiagnostic(code, span, spell(args)));
  }
}

function spell(args: readonly (string | number | Type)[]): (string | number)[] {
  return args.map((arg) => (typeof arg === "object" ? printType(arg) : arg));
}

/** The type that a type node means here. */
export function typeOf(cx: Checker, node: TypeNode): Type {
  return resolveType(cx.resolve, node, cx.types);
}

/** Runs `body` in a scope of its own. */
export function inScope<T>(cx: Checker, body: () => T): T {
  const outer = cx.scope;
  cx.scope = newScope(outer);
  const result = body();
  cx.scope = outer;
  return result;
}

export interface DeclareOptions {
  readonly mutable?: boolean;
  readonly inferred?: boolean;
  readonly typeParams?: readonly TypeVariable[];
  readonly statement?: FunStatement;
  readonly module?: number;
}

/** Binds a name in the current scope; an earlier binding of that name is hidden from here on. */
export function bindName(cx: Checker, name: string, span: Span | undefined, kind: BindingKind, type: Type, options: DeclareOptions = {}): Binding {
  const binding: Binding = {
    name,
    kind,
    span,
    type,
    seen: type,
    narrowedBy: "nothing",
    mutable: options.mutable ?? false,
    inferred: options.inferred ?? false,
    global: cx.scope.parent === undefined,
    used: false,
    depth: cx.frame.depth,
    typeParams: options.typeParams ?? [],
    ...(options.statement === undefined ? {} : { statement: options.statement }),
    ...(options.module === undefined ? {} : { module: options.module }),
  };
  (cx.scope.bindings ??= new Map()).set(name, binding);
  if ((kind === "let" || kind === "var") && !binding.global && span !== undefined && !name.startsWith("_")) {
    const place = placeOf(span);
    if (!cx.locals.has(place)) {
      cx.locals.set(place, { name, span, used: false });
    }
  }
  return binding;
}

/** One number for the place where a span begins. */
function placeOf(span: Span): number {
  return span.file * 2 ** 32 + span.start;
}

/** Notes that a binding is read. */
export function markUsed(cx: Checker, binding: Binding): void {
  if (!binding.used) {
    binding.used = true;
    const local = binding.span === undefined ? undefined : cx.locals.get(placeOf(binding.span));
    if (local !== undefined) {
      local.used = true;
    }
  }
}

/** Binds an identifier as written; `_` is bound too, but never reported as unused. */
export function declareName(cx: Checker, name: Name, kind: BindingKind, type: Type, options: DeclareOptions = {}): Binding {
  return bindName(cx, name.text, name.span, kind, type, options);
}

/** «did you mean» among the names in sight and others; after many mistakes nobody is asked any more. */
export function similarNames(cx: Checker, name: string, others: Iterable<string> = []): readonly Note[] {
  if (cx.counters.suggestions <= 0) {
    return [];
  }
  cx.counters.suggestions--;
  return didYouMean(name, [...namesInSight(cx.scope), ...others]);
}
