// The declaration tables: what the names of each module mean, after all statements are seen.
// check/declare.ts builds them (and reports what is wrong); the checker and the instantiator read them.
// They hold signatures and type declarations, not the types of expressions.
//
// Surprising: `type` statements inside blocks get their table only when the checker reaches the
// block (`blockScopes`), so the instantiator, which runs later, finds them all.

import type { Diagnostic } from "../source/diagnostic.ts";
import type { AgentStatement, Block, CallExpression, Expression, ExternStatement, FunStatement, ImportStatement, LetStatement, ModelStatement, Program, TypeStatement } from "../syntax/ast.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "./type.ts";

/** Everything that a name can mean as a type. */
export type TypeSymbol =
  | { readonly kind: "struct"; readonly declaration: StructDeclaration; readonly exported: boolean }
  | { readonly kind: "union"; readonly declaration: UnionDeclaration; readonly exported: boolean }
  | AliasSymbol
  /** `extern type T`: values of a foreign language, `any` to us. */
  | { readonly kind: "extern"; readonly name: string; readonly exported: boolean };

/** `type A = T`: another name of T itself. `type` is set once `declare` has returned. */
export interface AliasSymbol {
  readonly kind: "alias";
  readonly name: string;
  type: Type;
  readonly exported: boolean;
}

/** Where type names are looked up: a module, a block that declares types, a generic function. */
export interface TypeScope {
  readonly module: number;
  readonly types: Map<string, TypeSymbol>;
  /** Variant name → its declaration, for all unions of this scope. */
  readonly variants: Map<string, StructDeclaration>;
  /** Generic parameters: variables for the checker, concrete types in an instance. */
  readonly parameters: ReadonlyMap<string, Type>;
  /** Alias of an imported Mochi module → its scope; only at the top of a module. */
  readonly imports: Map<string, TypeScope>;
  readonly parent?: TypeScope;
}

/** A top-level function. The last declaration of a name wins. */
export interface FunctionSymbol {
  readonly name: string;
  readonly module: number;
  readonly statement: FunStatement;
}

/** A top-level `let` or `var` with the statement that made it. */
export interface GlobalSymbol {
  readonly name: string;
  readonly module: number;
  readonly statement: LetStatement;
}

/** An agent: its state and intents as a struct, and the statement with its handlers. */
export interface AgentSymbol {
  readonly name: string;
  readonly module: number;
  readonly declaration: StructDeclaration;
  readonly statement: AgentStatement;
}

/** One file, or one package folder merged, of the module graph. */
export interface ModuleDeclarations {
  /** Index in `Declarations.modules`; also the `file` of spans when the module is one file. */
  readonly index: number;
  readonly program: Program;
  /** `types` and `variants` are those of `scope`. */
  readonly types: ReadonlyMap<string, TypeSymbol>;
  readonly variants: ReadonlyMap<string, StructDeclaration>;
  readonly scope: TypeScope;
  /** What each `type` statement at top level made, re-declared names included. */
  readonly typeStatements: ReadonlyMap<TypeStatement, TypeSymbol>;
  readonly functions: ReadonlyMap<string, FunctionSymbol>;
  /** Last top-level declaration of each name. Order and re-declaration are seen in `program`. */
  readonly globals: ReadonlyMap<string, GlobalSymbol>;
  /** Event type of each stream; also a struct type of that name. */
  readonly streams: ReadonlyMap<string, StructDeclaration>;
  readonly agents: ReadonlyMap<string, AgentSymbol>;
  readonly models: ReadonlyMap<string, ModelStatement>;
  /** Dotted name → declaration, for `extern var`, `extern fun` and `extern object`. */
  readonly externs: ReadonlyMap<string, ExternStatement>;
  /** Alias → index of the imported Mochi module. Foreign imports are in `foreign`. */
  readonly imports: ReadonlyMap<string, number>;
  readonly foreign: ReadonlyMap<string, ImportStatement>;
}

/** All modules of a program; `modules[order[i]]` is initialised i-th, the entry module last. */
export interface Declarations {
  readonly modules: readonly ModuleDeclarations[];
  readonly order: readonly number[];
  readonly entry: number;
  /** `eval` of a constant → the module that its text is; it runs at each call, not at its place in `order`. */
  readonly evals: ReadonlyMap<CallExpression, number>;
  /** Blocks that declare types, with their scope. Filled by the checker. */
  readonly blockScopes: Map<Block, TypeScope>;
  /** Struct types that a block declares, with the scope they are declared in. Filled by the checker. */
  readonly localScopes: Map<StructDeclaration, TypeScope>;
  /** Int literals that stand for floats, by the types that the checker knows. Filled by it. */
  readonly floatLiterals: Set<Expression>;
  /** Unknown type names by place: the reference tells them after everything else, so `check` reports them last. */
  readonly deferred: Map<string, Diagnostic>;
}
