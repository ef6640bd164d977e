// What the emission of one function knows: names of its variables, where it jumps, what it reads.

import type { IrExpression, IrFunction, IrLabel, IrSite, IrVariable } from "../aotir/aotir.ts";
import { invariant } from "../source/invariant.ts";
import { CWriter } from "./c-writer.ts";
import type { EmitContext } from "./context.ts";
import { localName, type LocalNames, newLocalNames, temporaryName } from "./names.ts";

/** What encloses a statement, innermost last: decides between `break`, `continue` and `goto`. */
export type Target =
  | { readonly kind: "loop"; readonly label: IrLabel }
  | { readonly kind: "block"; readonly label: IrLabel }
  | { readonly kind: "switch" };

export interface FunctionContext {
  readonly cx: EmitContext;
  readonly fn: IrFunction;
  readonly out: CWriter;
  readonly names: LocalNames;
  readonly variables: Map<IrVariable, string>;
  readonly targets: Target[];
  /** C labels that some `goto` names. */
  readonly endLabels: Map<IrLabel, string>;
  readonly roundLabels: Map<IrLabel, string>;
  /** The function keeps a mochi_frame, in a variable called `frame`. */
  readonly framed: boolean;
  /** Where the place of a call is noted for the trace: in that frame, or in that of the function around a `try`. */
  readonly callPlace: string | undefined;
  /** Variables whose value somebody reads; others need a `(void)`. */
  readonly read: ReadonlySet<IrVariable>;
}

export function newFunctionContext(cx: EmitContext, fn: IrFunction, read: ReadonlySet<IrVariable>): FunctionContext {
  // The entry only runs the top levels of modules, which keep frames of their own.
  const traced = cx.frames && fn.mayRaise && fn !== cx.program.entry;
  return {
    cx,
    fn,
    out: new CWriter(),
    names: newLocalNames(cx.names),
    variables: new Map(),
    targets: [],
    endLabels: new Map(),
    roundLabels: new Map(),
    framed: traced && fn.isTryBody !== true,
    callPlace: !traced ? undefined : fn.isTryBody === true ? "mochi_frame_top->call" : "frame.call",
    read,
  };
}

/** Gives a variable its C name. */
export function declareVariable(fx: FunctionContext, variable: IrVariable): string {
  const name = variable.temporary ? temporaryName(fx.names) : localName(fx.names, variable.name);
  fx.variables.set(variable, name);
  return name;
}

export function variableName(fx: FunctionContext, variable: IrVariable): string {
  const name = fx.variables.get(variable);
  invariant(name !== undefined, `the variable ${variable.name} of ${fx.fn.title} is declared before it is used`);
  return name;
}

/** The place of a call that the trace has to know, if this function keeps a frame. */
export function tracedSite(fx: FunctionContext, expression: IrExpression): IrSite | undefined {
  if (fx.callPlace === undefined) {
    return undefined;
  }
  switch (expression.kind) {
    case "call":
      return expression.function.mayRaise ? expression.site : undefined;
    case "call-value":
      return expression.site;
    default:
      return undefined;
  }
}
