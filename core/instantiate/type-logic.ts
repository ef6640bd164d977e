// `query p(x)`: its type, and what the rules of its module are.
//
// Facts and rules belong to their module. All of its queries are collected, reached or not: which
// relations are worth computing in part (lower/logic-magic.ts) depends on all of them.

import { invariant } from "../source/invariant.ts";
import type { Expression, FactStatement, Predicate, RuleStatement } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { anyType, listOf, mapOf, stringType } from "../types/type.ts";
import { moduleAt, type Cx, type Program } from "./context.ts";
import type { LogicModule, TypedExpression } from "./typed.ts";

export function typeLogicQuery(cx: Cx, node: Expression & { readonly kind: "logic-query" }): TypedExpression {
  const module = logicModule(cx.program, cx.instance.function.module);
  const query = module.queries.indexOf(node.predicate);
  invariant(query >= 0, "a query stands in its module");
  return { kind: "logic-query", type: listOf(mapOf(stringType, anyType)), span: node.span, module, query };
}

function logicModule(program: Program, index: number): LogicModule {
  const known = program.logic.get(index);
  if (known !== undefined) {
    return known;
  }
  const facts: FactStatement[] = [];
  const rules: RuleStatement[] = [];
  const queries: Predicate[] = [];
  walk(moduleAt(program, index).program, (node) => {
    if (node.kind === "fact") {
      facts.push(node);
    } else if (node.kind === "rule") {
      rules.push(node);
    } else if (node.kind === "logic-query") {
      queries.push(node.predicate);
    }
    return true;
  });
  const module: LogicModule = { module: index, facts, rules, queries };
  program.logic.set(index, module);
  return module;
}
