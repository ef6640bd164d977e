// `eval` of a constant: its text is a module of the program (modules/evals.ts), which runs here.
//
// What the module prints is thrown away, as in the reference, also when it raises. The value is what
// its last statement computes, as an `any`; a text that ends with another statement has none.
// Every call runs the module from its first statement on, with its variables made anew.

import { evalResult } from "../modules/evals.ts";
import type { CallExpression } from "../syntax/ast.ts";
import { anyType, unitType } from "../types/type.ts";
import { moduleAt, readType, type Cx } from "./context.ts";
import { convert } from "./convert.ts";
import { requestInitializer } from "./module-initializer.ts";
import type { TypedExpression, TypedStatement } from "./typed.ts";

/** `module` is the index of the text's module. */
export function typeEval(cx: Cx, module: number, node: CallExpression): TypedExpression {
  const { program } = cx;
  const { span } = node;
  const { function: run } = requestInitializer(program, moduleAt(program, module));
  const effect = (value: TypedExpression): TypedStatement => ({ kind: "expression", span, value });
  const builtin = (name: string): TypedStatement => effect({ kind: "call-builtin", name, type: unitType, span, args: [] });
  const statements: readonly TypedStatement[] = [
    builtin("#discard-output"),
    {
      kind: "try",
      span,
      body: { statements: [effect({ kind: "call", type: unitType, span, function: run, args: [] })] },
      finalizer: { statements: [builtin("#keep-output")] },
    },
  ];
  const result = program.globals[module]?.get(evalResult)?.[0];
  const value: TypedExpression = result === undefined ? { kind: "none", type: anyType, span } : convert(cx, { kind: "global", type: readType(cx, result.slot), span, global: result.global }, anyType);
  return { kind: "do", type: anyType, span, body: { statements }, value };
}
