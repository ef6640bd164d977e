// What the parts of emission share: the program, the names at file scope, and the sections of the
// C file as they grow. Types, data and constructors are emitted when something asks for them, so
// that the file holds nothing unused; the functions come last, because they ask.

import type { IrFunction, IrGlobal, IrMethod, IrProgram, IrStruct } from "../aotir/aotir.ts";
import type { SourceFile } from "../source/source-file.ts";
import { CWriter } from "./c-writer.ts";
import { type FileNames, newFileNames } from "./names.ts";

export interface EmitContext {
  readonly program: IrProgram;
  readonly files: readonly SourceFile[];
  /** Functions that may raise keep a record for the trace (script and debug builds). */
  readonly frames: boolean;
  readonly names: FileNames;

  /** Sections, in the order of the file. */
  readonly structs: CWriter;
  readonly texts: CWriter;
  /** Descriptors that others name before they are defined. */
  readonly typesForward: CWriter;
  readonly types: CWriter;
  readonly sites: CWriter;
  readonly data: CWriter;
  readonly constructors: CWriter;
  readonly globals: CWriter;
  readonly functions: CWriter;

  readonly functionNames: Map<IrFunction, string>;
  readonly globalNames: Map<IrGlobal, string>;
  readonly usedGlobals: Set<IrGlobal>;
  readonly structNames: Map<IrStruct, string>;
  readonly members: Map<IrStruct, ReadonlyMap<string, string>>;
  /** Struct types of Mochi by the key of their type. */
  readonly structOfType: Map<string, IrStruct>;
  readonly definedStructs: Set<IrStruct>;
  /** By what they hold: made once, named ever after. */
  readonly cells: Map<string, string>;
  readonly made: Map<string, string>;
  readonly descriptors: Map<string, { readonly name: string; state: "open" | "forward" | "done" }>;
  readonly emittedFunctions: Set<IrFunction>;
  /** Functions that data names, with the adapters to define after them. */
  readonly pending: PendingAdapter[];
  readonly headers: Set<string>;
  readonly features: Set<string>;
}

/** A function in another calling convention: as a function value, or (`method`) with boxed arguments. */
export interface PendingAdapter {
  readonly function: IrFunction;
  readonly name: string;
  readonly head: string;
  readonly method?: IrMethod;
}

export function newEmitContext(program: IrProgram, files: readonly SourceFile[], frames: boolean): EmitContext {
  return {
    program,
    files,
    frames,
    names: newFileNames(),
    structs: new CWriter(),
    texts: new CWriter(),
    typesForward: new CWriter(),
    types: new CWriter(),
    sites: new CWriter(),
    data: new CWriter(),
    constructors: new CWriter(),
    globals: new CWriter(),
    functions: new CWriter(),
    functionNames: new Map(),
    globalNames: new Map(),
    usedGlobals: new Set(),
    structNames: new Map(),
    members: new Map(),
    structOfType: new Map(),
    definedStructs: new Set(),
    cells: new Map(),
    made: new Map(),
    descriptors: new Map(),
    emittedFunctions: new Set(),
    pending: [],
    headers: new Set(),
    features: new Set(program.features),
  };
}
