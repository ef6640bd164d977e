// The declaration tables: what the names of each module mean, after all statements are seen.
// check/declare.ts builds them (and reports what is wrong); the checker and the instantiator read them.
// They hold signatures and type declarations, not the types of expressions.

import type { ImportStatement, FunStatement, LetStatement, Program } from "../syntax/ast.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "./type.ts";

/** Everything that a name can mean as a type. */
export type TypeSymbol =
  | { readonly kind: "struct"; readonly declaration: StructDeclaration; readonly exported: boolean }
  | { readonly kind: "union"; readonly declaration: UnionDeclaration; readonly exported: boolean }
  | { readonly kind: "alias"; readonly type: Type; readonly exported: boolean };

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

/** One file, or one package folder merged, of the module graph. */
export interface ModuleDeclarations {
  /** Index in `Declarations.modules`; also the `file` of spans when the module is one file. */
  readonly index: number;
  readonly program: Program;
  readonly types: ReadonlyMap<string, TypeSymbol>;
  /** Variant name → its declaration, for all unions of the module. */
  readonly variants: ReadonlyMap<string, StructDeclaration>;
  readonly functions: ReadonlyMap<string, FunctionSymbol>;
  /** Last top-level declaration of each name. Order and re-declaration are seen in `program`. */
  readonly globals: ReadonlyMap<string, GlobalSymbol>;
  /** Alias → index of the imported Mochi module. Foreign imports are in `foreign`. */
  readonly imports: ReadonlyMap<string, number>;
  readonly foreign: ReadonlyMap<string, ImportStatement>;
}

/** All modules of a program; `modules[order[i]]` is initialised i-th, the entry module last. */
export interface Declarations {
  readonly modules: readonly ModuleDeclarations[];
  readonly order: readonly number[];
  readonly entry: number;
}
