// The first look at a program: what every top-level name of every module means.
//
// A module graph enters, the declaration tables leave (types/declarations.ts). Types may be
// recursive and may refer to types declared later: first every name gets its shell, then shells
// are filled. Only alias chains have to be well-founded, since an alias is not a type of its own:
// a cycle among them is reported and read as `any`. Unknown names are kept in `deferred`, because
// the reference tells them last.

import type { Diagnostics, Note } from "../source/diagnostic.ts";
import { baseName } from "../modules/path.ts";
import { newDiagnostic, report } from "../source/report.ts";
import type { Span } from "../source/span.ts";
import type { AgentStatement, BindingTarget, Block, CallExpression, ExternStatement, Field, ImportStatement, Name, Program, Statement, StreamStatement, TypeStatement } from "../syntax/ast.ts";
import type {
  AgentSymbol,
  AliasSymbol,
  Declarations,
  FunctionSymbol,
  GlobalSymbol,
  ModuleDeclarations,
  TypeScope,
  TypeSymbol,
} from "../types/declarations.ts";
import { resolveType, type ResolveContext } from "../types/resolve-type.ts";
import { anyType, type FieldType, type MethodStatement, type StructDeclaration, type Type, type UnionDeclaration } from "../types/type.ts";
import { didYouMean } from "./did-you-mean.ts";

/** One module of the graph as `declare` needs it. */
export interface ModuleSource {
  readonly program: Program;
  /** Alias → index of the module it imports. */
  readonly imports: ReadonlyMap<string, number>;
}

/** The modules of a program; `order[i]` is initialised i-th. */
export interface ModuleSources {
  readonly modules: readonly ModuleSource[];
  readonly order: readonly number[];
  readonly entry: number;
  readonly evals: ReadonlyMap<CallExpression, number>;
}

/** Builds the declaration tables of a whole program. */
export function declare(graph: ModuleSources, diagnostics: Diagnostics): Declarations {
  const declarations: Declarations = { modules: [], order: graph.order, entry: graph.entry, evals: graph.evals, blockScopes: new Map(), localScopes: new Map(), floatLiterals: new Set(), deferred: new Map() };
  const scopes = graph.modules.map((_, index) => newScope(index));
  const cx = newDeclareContext(declarations, diagnostics);
  const modules = graph.modules.map((source, index) => collectModule(cx, source, index, scopes));
  fillPending(cx);
  (declarations.modules as ModuleDeclarations[]).push(...modules);
  return declarations;
}

/** The declaration tables of one file that imports no Mochi module. */
export function declareProgram(program: Program, diagnostics: Diagnostics): Declarations {
  return declare({ modules: [{ program, imports: new Map() }], order: [0], entry: 0, evals: new Map() }, diagnostics);
}

/** The scope of a block that declares types: its own declarations over those of `parent`. */
export function declareBlockTypes(declarations: Declarations, diagnostics: Diagnostics, block: Block, parent: TypeScope): TypeScope {
  const known = declarations.blockScopes.get(block);
  if (known !== undefined) {
    return known;
  }
  const scope: TypeScope = { module: parent.module, types: new Map(), variants: new Map(), parameters: new Map(), imports: new Map(), parent };
  const cx = newDeclareContext(declarations, diagnostics);
  for (const statement of block.statements) {
    if (statement.kind === "type") {
      const symbol = collectType(cx, statement, scope);
      if (symbol.kind === "struct") {
        declarations.localScopes.set(symbol.declaration, scope);
      }
    }
  }
  fillPending(cx);
  declarations.blockScopes.set(block, scope);
  return scope;
}

/** A resolve context that keeps unknown type names for the end of the report. */
export function newResolveContext(declarations: Declarations): ResolveContext {
  return {
    unknownType(name, known) {
      defer(declarations, "T025", name, [name.text], didYouMean(name.text, known()));
    },
    unknownMember(qualifier, name, module) {
      const exported = [...module.types].filter(([, symbol]) => symbol.exported).map(([text]) => text);
      defer(declarations, "T025", name, [`${qualifier.text}.${name.text}`], didYouMean(name.text, exported));
    },
  };
}

// ---------------------------------------------------------------- shells

interface PendingAlias {
  readonly statement: TypeStatement;
  readonly scope: TypeScope;
  state: "waiting" | "resolving" | "done";
}

interface DeclareContext extends ResolveContext {
  readonly declarations: Declarations;
  readonly diagnostics: Diagnostics;
  readonly aliases: Map<AliasSymbol, PendingAlias>;
  /** What has to run once all names are known. */
  readonly fills: (() => void)[];
}

function newScope(module: number): TypeScope {
  return { module, types: new Map(), variants: new Map(), parameters: new Map(), imports: new Map() };
}

function newDeclareContext(declarations: Declarations, diagnostics: Diagnostics): DeclareContext {
  const cx: DeclareContext = {
    ...newResolveContext(declarations),
    declarations,
    diagnostics,
    aliases: new Map(),
    fills: [],
    forceAlias: (symbol) => forceAlias(cx, symbol),
  };
  return cx;
}

function collectModule(cx: DeclareContext, source: ModuleSource, index: number, scopes: readonly TypeScope[]): ModuleDeclarations {
  const scope = scopes[index] ?? newScope(index);
  const tables = {
    typeStatements: new Map<TypeStatement, TypeSymbol>(),
    functions: new Map<string, FunctionSymbol>(),
    globals: new Map<string, GlobalSymbol>(),
    streams: new Map<string, StructDeclaration>(),
    agents: new Map<string, AgentSymbol>(),
    models: new Map(),
    externs: new Map(),
    foreign: new Map<string, ImportStatement>(),
  };
  for (const [alias, module] of source.imports) {
    const imported = scopes[module];
    if (imported !== undefined) {
      scope.imports.set(alias, imported);
    }
  }
  for (const statement of source.program.statements) {
    collectStatement(cx, statement, scope, tables);
  }
  return { index, program: source.program, types: scope.types, variants: scope.variants, scope, imports: source.imports, ...tables };
}

type Tables = {
  -readonly [K in "typeStatements" | "functions" | "globals" | "streams" | "agents" | "models" | "externs" | "foreign"]: ModuleDeclarations[K] extends ReadonlyMap<
    infer Key,
    infer Value
  >
    ? Map<Key, Value>
    : never;
};

function collectStatement(cx: DeclareContext, statement: Statement, scope: TypeScope, tables: Tables): void {
  const module = scope.module;
  switch (statement.kind) {
    case "type":
      tables.typeStatements.set(statement, collectType(cx, statement, scope));
      return;
    case "fun": {
      const earlier = tables.functions.get(statement.name.text);
      if (earlier !== undefined) {
        report(cx.diagnostics, "W004", statement.name.span, [statement.name.text], {
          notes: [{ message: "this earlier definition is never used", span: earlier.statement.name.span }],
        });
      }
      tables.functions.set(statement.name.text, { name: statement.name.text, module, statement });
      return;
    }
    case "let":
      for (const name of boundNames(statement.target)) {
        tables.globals.set(name.text, { name: name.text, module, statement });
      }
      return;
    case "stream":
      tables.streams.set(statement.name.text, collectStream(cx, statement, scope));
      return;
    case "agent":
      tables.agents.set(statement.name.text, { name: statement.name.text, module, declaration: collectAgent(cx, statement, scope), statement });
      return;
    case "model":
      tables.models.set(statement.name.text, statement);
      return;
    case "extern":
      if (statement.form === "type") {
        scope.types.set(statement.name.text, { kind: "extern", name: statement.name.text, exported: false });
      } else {
        tables.externs.set(externName(statement), statement);
      }
      return;
    case "import":
      if (statement.language !== undefined) {
        tables.foreign.set(importAlias(statement), statement);
      }
      return;
    default:
      return;
  }
}

function collectType(cx: DeclareContext, statement: TypeStatement, scope: TypeScope): TypeSymbol {
  const name = statement.name.text;
  const { definition, exported } = statement;
  const shared = { name, module: scope.module, serial: statement.span.start, statement };
  switch (definition.kind) {
    case "struct": {
      const methods = new Map<string, MethodStatement>(definition.methods.map((method) => [method.name.text, method]));
      const declaration: StructDeclaration = { ...shared, fields: [], methods, tag: 0 };
      cx.fills.push(() => (declaration.fields = resolveFields(cx, definition.fields, scope)));
      return setType(scope, { kind: "struct", declaration, exported });
    }
    case "union": {
      const union: UnionDeclaration = { ...shared, variants: [] };
      definition.variants.forEach((variant, tag) => {
        const declaration: StructDeclaration = {
          ...shared,
          name: variant.name.text,
          serial: variant.span.start,
          fields: [],
          methods: new Map(),
          union,
          tag,
        };
        union.variants.push(declaration);
        scope.variants.set(variant.name.text, declaration);
        cx.fills.push(() => (declaration.fields = resolveFields(cx, variant.fields, scope)));
      });
      return setType(scope, { kind: "union", declaration: union, exported });
    }
    case "alias": {
      const symbol: AliasSymbol = { kind: "alias", name, type: anyType, exported };
      cx.aliases.set(symbol, { statement, scope, state: "waiting" });
      cx.fills.push(() => forceAlias(cx, symbol));
      return setType(scope, symbol);
    }
  }
}

function setType(scope: TypeScope, symbol: TypeSymbol): TypeSymbol {
  scope.types.set(symbol.kind === "struct" || symbol.kind === "union" ? symbol.declaration.name : symbol.name, symbol);
  return symbol;
}

function collectStream(cx: DeclareContext, statement: StreamStatement, scope: TypeScope): StructDeclaration {
  const declaration = newStruct(statement, scope);
  cx.fills.push(() => (declaration.fields = resolveFields(cx, statement.fields, scope)));
  setType(scope, { kind: "struct", declaration, exported: false });
  return declaration;
}

function collectAgent(cx: DeclareContext, statement: AgentStatement, scope: TypeScope): StructDeclaration {
  const declaration = newStruct(statement, scope);
  for (const member of statement.members) {
    if (member.kind === "intent") {
      declaration.methods.set(member.name.text, member);
    }
  }
  cx.fills.push(() => (declaration.fields = agentState(cx, statement, scope)));
  setType(scope, { kind: "struct", declaration, exported: false });
  return declaration;
}

function newStruct(statement: StreamStatement | AgentStatement, scope: TypeScope): StructDeclaration {
  return { name: statement.name.text, module: scope.module, serial: statement.span.start, fields: [], methods: new Map(), tag: 0, statement };
}

// ---------------------------------------------------------------- filling

function fillPending(cx: DeclareContext): void {
  for (const fill of cx.fills) {
    fill();
  }
}

function resolveFields(cx: DeclareContext, fields: readonly Field[], scope: TypeScope): FieldType[] {
  return fields.map((field) => ({ name: field.name.text, type: resolveType(cx, field.type, scope) }));
}

/** The state of an agent: its `let`s and `var`s; without a type they are `any`. */
function agentState(cx: DeclareContext, statement: AgentStatement, scope: TypeScope): FieldType[] {
  return statement.members.flatMap((member) => {
    if (member.kind !== "let" || member.target.kind !== "bind-name") {
      return [];
    }
    return [{ name: member.target.name.text, type: member.type === undefined ? anyType : resolveType(cx, member.type, scope) }];
  });
}

function forceAlias(cx: DeclareContext, symbol: AliasSymbol): Type {
  const pending = cx.aliases.get(symbol);
  if (pending === undefined || pending.state === "done") {
    return symbol.type;
  }
  const { statement, scope } = pending;
  if (pending.state === "resolving") {
    const path = [...cx.aliases.values()].filter((alias) => alias.state === "resolving").map((alias) => alias.statement);
    const notes = path.filter((other) => other !== statement).map((other) => ({ message: `through \`${other.name.text}\``, span: other.name.span }));
    report(cx.diagnostics, "T067", statement.name.span, [symbol.name], { notes });
    pending.state = "done";
    return anyType;
  }
  pending.state = "resolving";
  if (statement.definition.kind === "alias") {
    const type = resolveType(cx, statement.definition.type, scope);
    // A cycle has set the state to done already: the alias stays `any` rather than half a type.
    symbol.type = (pending.state as string) === "done" ? anyType : type;
  }
  pending.state = "done";
  return symbol.type;
}

// ---------------------------------------------------------------- names

/** All names that a `let` or `var` binds, in order; `_` is none. */
export function boundNames(target: BindingTarget): Name[] {
  switch (target.kind) {
    case "bind-name":
      return [target.name];
    case "bind-list":
      return [...target.items.flatMap(boundNames), ...(target.rest === undefined ? [] : [target.rest])];
    case "bind-map":
      return target.entries.flatMap((entry) => boundNames(entry.target));
  }
}

/** The name under which an import is visible: its alias, or the last part of its path without extension. */
export function importAlias(statement: ImportStatement): string {
  if (statement.alias !== undefined) {
    return statement.alias.text;
  }
  return baseName(statement.path);
}

/** The dotted name of an `extern`. */
export function externName(statement: ExternStatement): string {
  return statement.form === "type" || statement.form === "object" ? statement.name.text : statement.path.map((part) => part.text).join(".");
}

function defer(declarations: Declarations, code: "T025", name: { readonly span: Span }, args: readonly string[], hint: readonly Note[]): void {
  const place = `${name.span.file}:${name.span.start}`;
  if (!declarations.deferred.has(place)) {
    declarations.deferred.set(place, newDiagnostic(code, name.span, args, { notes: hint }));
  }
}
