// What the lowering knows while it works: about the program (types, functions, globals made so
// far) and about the function that it is in (variables, the block that is being written, what a
// `break` or `return` has to leave).
//
// Surprising: contexts are mutable; everything that is emitted goes to `cx.statements`, and
// `inBlock` swaps it for the time of a nested block.

import type { IrBlock, IrExpression, IrFunction, IrGlobal, IrLabel, IrPlan, IrSite, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { assignVariable, block, declare, newVariable, readVariable, zeroOf } from "../aotir/builder.ts";
import type { Global, Local, TypedFunction, TypedProgram } from "../instantiate/typed.ts";
import type { Load } from "../plan/streamed-loads.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Analysis } from "./analyse.ts";
import type { QueryIndex } from "./lower-query-index.ts";
import type { TypeTable } from "./lower-type.ts";
import type { Blake3, Mangler } from "./mangle.ts";
import type { Effects } from "./order.ts";

export interface LowerOptions {
  /** Integer arithmetic wraps. */
  readonly fastInt: boolean;
  /** Where `load` looks for relative paths beside the current folder; absent: nowhere. */
  readonly dataFolder?: string;
  readonly withoutYaml?: boolean;
  readonly mode: "run" | "test" | "bench";
  /** Functions keep a frame for traces. */
  readonly frames: boolean;
  readonly blake3: Blake3;
}

export interface GlobalSlot {
  readonly global: IrGlobal;
  /** Set once the initialiser has run; reads of a checked global test it. */
  readonly ready?: IrGlobal;
}

export interface ProgramContext {
  readonly program: TypedProgram;
  readonly files: readonly SourceFile[];
  readonly options: LowerOptions;
  readonly names: Mangler;
  readonly types: TypeTable;
  readonly analysis: Analysis;
  /** Variables that are never made: a query goes through their files. */
  readonly streamed: ReadonlyMap<Local | Global, Load>;
  readonly functions: IrFunction[];
  /** Every function instance, nested ones too, once it has been asked for. */
  readonly instances: Map<TypedFunction, IrFunction>;
  /** Those of them that may grow a list which their callers see. */
  readonly growing: Set<IrFunction>;
  readonly globals: Map<Global, GlobalSlot>;
  readonly irGlobals: IrGlobal[];
  /** Globals that keep the value they are initialised with. */
  readonly stable: Set<IrGlobal>;
  readonly features: Set<string>;
  readonly plans: IrPlan[];
  /** Bodies still to be lowered. */
  readonly pending: (() => void)[];
}

/** How a Mochi variable is reached. */
export type Binding =
  | { readonly kind: "variable"; readonly variable: IrVariable; readonly owned: boolean }
  | { readonly kind: "cell"; readonly cell: IrExpression }
  /** Never assigned: a capture, or the closure itself. */
  | { readonly kind: "value"; readonly value: IrExpression }
  /** Of a query's plan: what every read does first. */
  | { readonly kind: "computed"; readonly read: () => IrExpression };

/** What stands around a statement, innermost last. */
export type Enclosing =
  | { readonly kind: "loop"; readonly leave: IrLabel; readonly next: IrLabel; readonly nextIsLoop: boolean }
  /** The body of a `try`: ways out store which one they are in `selector` and go to `leave`, its end. */
  | {
      readonly kind: "try";
      /** Something runs before the way continues. */
      readonly hasFinalizer: boolean;
      readonly leave: IrLabel;
      readonly selector: IrVariable;
      readonly exits: Set<"break" | "continue" | "return">;
      /** Made when a `return` with a value wants to leave. */
      readonly result: { variable?: IrVariable };
    }
  /** The body of a lambda that was inlined: `return` leaves it. */
  | { readonly kind: "inlined"; readonly leave: IrLabel; readonly result?: IrVariable };

export interface FunctionContext {
  readonly program: ProgramContext;
  readonly function: TypedFunction;
  /** As traces show it. */
  readonly title: string;
  /** Mangled, the prefix of the names of nested functions. */
  readonly name: string;
  readonly result: IrType;
  readonly bindings: Map<Local, Binding>;
  /** Globals that only this initialiser uses: variables of it. */
  readonly localGlobals: Map<Global, IrVariable>;
  statements: IrStatement[];
  /** The statements of the body's outermost block. */
  readonly root: IrStatement[];
  span: Span;
  enclosing: Enclosing[];
  /** Variables that are assigned after their declaration. */
  readonly mutable: Set<IrVariable>;
  readonly effects: WeakMap<object, Effects>;
  /** While what is kept beyond a block is made in it (lower-query-index.ts): its temporaries outlive it. */
  hoist: Hoist | undefined;
  /** Of the plans around. */
  readonly indexes: Map<Local, QueryIndex>;
  /** For self tail calls: where the body begins, and its parameters. */
  readonly tail?: { readonly label: IrLabel; readonly params: readonly IrVariable[]; used: boolean };
}

/** A block of what `write` emits. */
export function inBlock(cx: FunctionContext, write: () => void): IrBlock {
  const outer = cx.statements;
  const inner: IrStatement[] = [];
  cx.statements = inner;
  write();
  cx.statements = outer;
  return block(inner);
}

/** The temporaries of `block` are declared in `outer`; each time the same ones when the block is written again. */
export interface Hoist {
  readonly block: readonly IrStatement[];
  readonly outer: IrStatement[];
  readonly variables: IrVariable[];
  next: number;
}

/** A variable made by the compiler, declared here. */
export function temporary(cx: FunctionContext, type: IrType, value?: IrExpression): IrVariable {
  if (cx.hoist?.block === cx.statements) {
    return hoisted(cx, cx.hoist, type, value);
  }
  const variable = newVariable("t", type, true);
  cx.statements.push(declare(cx.span, variable, value));
  if (value === undefined) {
    cx.mutable.add(variable);
  }
  return variable;
}

function hoisted(cx: FunctionContext, hoist: Hoist, type: IrType, value: IrExpression | undefined): IrVariable {
  const known = hoist.variables[hoist.next++];
  const variable = known ?? newVariable("t", type, true);
  if (known === undefined) {
    hoist.variables.push(variable);
    hoist.outer.push(declare(cx.span, variable, zeroOf(type)));
    cx.mutable.add(variable);
  }
  if (value !== undefined) {
    cx.statements.push(assignVariable(cx.span, variable, value));
  }
  return variable;
}

/** The value, in a variable if it isn't one already. */
export function spill(cx: FunctionContext, value: IrExpression): IrExpression {
  return readVariable(temporary(cx, value.type, value));
}

export function siteAt(cx: FunctionContext, span: Span): IrSite {
  return { span, function: cx.title };
}
