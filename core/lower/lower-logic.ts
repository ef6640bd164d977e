// `query p(x)` and its count: calls of the engine in runtime/logic with the module's plan, a constant.
//
// The values and names of variables reach the engine as a constant list of any, once.

import type { IrExpression, IrFunction } from "../aotir/aotir.ts";
import { block, boolValue, call, evaluate, floatValue, intValue, newList, runtime, stringValue, u32Ir, voidIr } from "../aotir/builder.ts";
import type { LogicModule, TypedExpression } from "../instantiate/typed.ts";
import { anyType, listOf } from "../types/type.ts";
import { inBlock, siteAt, type FunctionContext, type ProgramContext } from "./context.ts";
import { askOnlyForWhatIsNeeded } from "./logic-magic.ts";
import { planLogic } from "./logic-plan.ts";
import { logicProgram, type LogicValue } from "./logic-program.ts";
import { planConstant, printLogicPlan, queryVariables } from "./logic-text.ts";
import { lowerType } from "./lower-type.ts";
import { mangle } from "./mangle.ts";

type LogicQuery = TypedExpression & { readonly kind: "logic-query" };

interface LoweredModule {
  readonly plan: IrExpression;
  /** Gives the engine its values: in a function of its own, since there may be many values and many queries. */
  readonly begin: IrFunction;
}

const lowered = new WeakMap<ProgramContext, Map<LogicModule, LoweredModule>>();

/** A list of maps. */
export function lowerLogicQuery(cx: FunctionContext, query: LogicQuery): IrExpression {
  return runtime("mochi_logic_answer", [begun(cx, query.module), intValue(query.query, u32Ir)], lowerType(cx.program.types, query.type));
}

/** How many tuples fit, without a map for each. */
export function lowerLogicCount(cx: FunctionContext, query: LogicQuery): IrExpression {
  return runtime("mochi_logic_count", [begun(cx, query.module), intValue(query.query, u32Ir)]);
}

/** The plan; the engine has got its values. */
function begun(cx: FunctionContext, module: LogicModule): IrExpression {
  const { plan, begin } = lowerModule(cx, module);
  const body = inBlock(cx, () => {
    cx.statements.push(evaluate(cx.span, call(begin, [], siteAt(cx, cx.span))));
  });
  cx.statements.push({ kind: "if", span: cx.span, condition: runtime("mochi_logic_is_new", [plan]), then: body });
  return plan;
}

function lowerModule(cx: FunctionContext, module: LogicModule): LoweredModule {
  const modules = lowered.get(cx.program) ?? new Map<LogicModule, LoweredModule>();
  lowered.set(cx.program, modules);
  const known = modules.get(module);
  if (known !== undefined) {
    return known;
  }
  const program = askOnlyForWhatIsNeeded(logicProgram(module));
  const logic = planLogic(program);
  cx.program.plans.push({ span: { ...cx.span, start: 0, end: 0 }, title: "facts and rules", print: () => printLogicPlan(logic) });
  const plan: IrExpression = {
    kind: "c-constant",
    type: { kind: "opaque", c: "const mochi_logic_plan *" },
    declare: "mochi_logic_plan",
    c: planConstant(logic, module.module),
  };
  const items = [...program.values, ...program.queries.flatMap(queryVariables)].map(anyValue);
  const values = newList(anyType, lowerType(cx.program.types, listOf(anyType)), items);
  const begin: IrFunction = {
    name: mangle(cx.program.names, cx.span.file, "logic_values"),
    title: "query",
    module: module.module,
    span: cx.span,
    params: [],
    result: voidIr,
    body: block([evaluate(cx.span, runtime("mochi_logic_begin", [plan, values]))]),
    mayRaise: true,
  };
  cx.program.functions.push(begin);
  const result = { plan, begin };
  modules.set(module, result);
  return result;
}

function anyValue(value: LogicValue): IrExpression {
  switch (typeof value) {
    case "bigint":
      return runtime("mochi_any_from_int", [intValue(value)]);
    case "number":
      return runtime("mochi_any_from_float", [floatValue(value)]);
    case "boolean":
      return runtime("mochi_any_from_bool", [boolValue(value)]);
    default:
      return runtime("mochi_any_from_string", [stringValue(value)]);
  }
}
