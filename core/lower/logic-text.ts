// A plan as text: the C constant that the run-time engine reads (runtime/logic/logic.h names its
// parts), and the form that people read.

import { unreachable } from "../source/invariant.ts";
import { type LogicAtom, type LogicCondition, type LogicProgram, type LogicTerm, type LogicValue, valueBounds, valueRanks } from "./logic-program.ts";
import type { LogicPlan, PlanRule, PlanStep, PlanStratum } from "./logic-plan.ts";

// ---------------------------------------------------------------- C

/** The initialiser of a `mochi_logic_plan`, on several lines. */
export function planConstant(plan: LogicPlan, module: number): string {
  const { program } = plan;
  const { values, relations, queries } = program;
  const bounds = valueBounds(values);
  const ranks = valueRanks(values);
  const rules = plan.strata.flatMap(({ first, again }) => [...first, ...again]);
  const tables = relations.map(({ name, arity, facts }, relation) => {
    const indexes = (plan.indexes[relation] ?? []).map((columns) => `{ ${columns.length}, ${words(columns)} }`);
    const counts = [arity, plan.stratumOf[relation], facts.length, indexes.length].join(", ");
    return `{ ${counts}, ${words(facts.flat())}, ${array("mochi_logic_index", indexes)} } /* ${name} */`;
  });
  let names = 0;
  const asked = queries.map((query) => {
    const variables = queryVariables(query);
    const terms = query.terms.map((term) => `{ ${queryTerm(term, variables)} }`);
    const row = `{ ${query.relation}, ${variables.length}, ${names}, ${array("mochi_logic_term", terms)} }`;
    names += variables.length;
    return row;
  });
  return [
    "{",
    `${module}, ${values.length}, ${bounds.numbers}, ${bounds.strings}, ${Math.max(1, ...rules.map(({ registers }) => registers))},`,
    `${relations.length}, ${plan.strata.length}, ${queries.length}, ${ranks === undefined ? "NULL" : words(ranks)},`,
    `${array("mochi_logic_relation", tables, ",\n")},`,
    `${array("mochi_logic_stratum", plan.strata.map(stratumRow), ",\n")},`,
    `${array("mochi_logic_query", asked, ",\n")},`,
    "(mochi_logic_state[1]){ { NULL, NULL, NULL, NULL } },",
    "}",
  ].join("\n");
}

/** The names of a query's variables, in the order of their first terms. */
export function queryVariables(query: LogicAtom): readonly string[] {
  return [...new Set(query.terms.flatMap((term) => (term.kind === "variable" ? [term.name] : [])))];
}

function queryTerm(term: LogicTerm, variables: readonly string[]): string {
  switch (term.kind) {
    case "wildcard":
      return "MOCHI_LOGIC_IGNORED, 0";
    case "constant":
      return `MOCHI_LOGIC_CONSTANT, ${term.id}`;
    case "variable":
      return `MOCHI_LOGIC_VARIABLE, ${variables.indexOf(term.name)}`;
    default:
      return unreachable(term);
  }
}

function stratumRow({ relations, needs, first, again }: PlanStratum): string {
  const counts = [relations.length, needs.length, first.length, again.length].join(", ");
  return `{ ${counts}, ${words(relations)}, ${words(needs)}, ${array("mochi_logic_rule", first.map(ruleRow), ",\n")}, ${array("mochi_logic_rule", again.map(ruleRow), ",\n")} }`;
}

function ruleRow(rule: PlanRule): string {
  const counts = [rule.head, rule.constants.length, rule.steps.length].join(", ");
  return `{ ${counts}, ${words(rule.constants)}, ${words(rule.headRegisters)}, ${array("mochi_logic_step", rule.steps.map(stepRow))} }`;
}

const operators = { "==": "EQUAL", "!=": "NOT_EQUAL", "<": "LESS", "<=": "LESS_EQUAL", ">": "GREATER", ">=": "GREATER_EQUAL" } as const;

function stepRow(step: PlanStep): string {
  if (step.kind === "compare") {
    return `{ MOCHI_LOGIC_COMPARE, 0, 0, MOCHI_LOGIC_${operators[step.op]}, ${step.left}, ${step.right}, 0, 0, 0, NULL }`;
  }
  const kind = step.member ? "MEMBER" : step.index === undefined ? "SCAN" : "PROBE";
  const columns = [...step.keys, ...step.binds, ...step.checks].map(({ column, register }) => `{ ${column}, ${register} }`);
  const counts = [step.keys.length, step.binds.length, step.checks.length].join(", ");
  const words = [kind, step.part.toUpperCase(), step.mode.toUpperCase()].map((word) => `MOCHI_LOGIC_${word}`).join(", ");
  return `{ ${words}, 0, ${step.relation}, ${step.index ?? 0}, ${counts}, ${array("mochi_logic_column", columns)} }`;
}

function words(values: readonly number[]): string {
  const lines: string[] = [];
  for (let at = 0; at < values.length; at += 16) {
    lines.push(values.slice(at, at + 16).join(", "));
  }
  return array("uint32_t", lines, ",\n");
}

/** C has no empty arrays. */
function array(element: string, items: readonly string[], separator = ", "): string {
  return items.length === 0 ? "NULL" : `(const ${element}[]){ ${items.join(separator)} }`;
}

// ---------------------------------------------------------------- for people

/** What is computed in which order, and how each rule is run. */
export function printLogicPlan(plan: LogicPlan): string {
  const { program } = plan;
  const lines: string[] = [];
  plan.strata.forEach(({ relations, first, again }, number) => {
    const names = relations.map((relation) => `${program.relations[relation]?.name}/${program.relations[relation]?.arity}`);
    lines.push(`stratum ${number + 1}: ${names.join(", ")}${again.length > 0 ? " (recursive)" : ""}`);
    for (const [title, rules] of [["once", first], ["each round", again]] as const) {
      for (const rule of rules) {
        lines.push(`  ${title}: ${printRule(program, rule)}`, ...rule.steps.map((step) => `    ${printStep(plan, rule, step)}`));
      }
    }
  });
  for (const query of program.queries) {
    lines.push(`query ${printAtom(program, query)}`);
  }
  return `${lines.join("\n")}\n`;
}

function printRule(program: LogicProgram, { rule }: PlanRule): string {
  return `${printAtom(program, rule.head)} :- ${rule.conditions.map((condition) => printCondition(program, condition)).join(", ")}`;
}

function printCondition(program: LogicProgram, condition: LogicCondition): string {
  switch (condition.kind) {
    case "positive":
      return printAtom(program, condition.atom);
    case "negative":
      return `not ${printAtom(program, condition.atom)}`;
    case "compare":
      return `${printTerm(program, condition.left)} ${condition.op} ${printTerm(program, condition.right)}`;
    default:
      return unreachable(condition);
  }
}

function printAtom(program: LogicProgram, { relation, terms }: LogicAtom): string {
  return `${program.relations[relation]?.name}(${terms.map((term) => printTerm(program, term)).join(", ")})`;
}

function printTerm(program: LogicProgram, term: LogicTerm): string {
  switch (term.kind) {
    case "variable":
      return term.name;
    case "wildcard":
      return "_";
    case "constant":
      return printValue(program.values[term.id] as LogicValue);
    default:
      return unreachable(term);
  }
}

function printValue(value: LogicValue): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function printStep(plan: LogicPlan, { constants, variables }: PlanRule, step: PlanStep): string {
  const { program } = plan;
  const name = (register: number): string => {
    const id = constants[register];
    return id === undefined ? (variables[register - constants.length] ?? "") : printValue(program.values[id] as LogicValue);
  };
  if (step.kind === "compare") {
    return `if ${name(step.left)} ${step.op} ${name(step.right)}`;
  }
  const relation = program.relations[step.relation];
  const terms = Array.from({ length: relation?.arity ?? 0 }, (_, column) => {
    const part = (columns: readonly { readonly column: number; readonly register: number }[]): number | undefined => columns.find((other) => other.column === column)?.register;
    const key = part(step.keys) ?? part(step.checks);
    const bind = part(step.binds);
    return key !== undefined ? name(key) : bind !== undefined ? `${name(bind)}?` : "_";
  });
  const how = step.member ? "look up" : step.index === undefined ? "scan" : `probe by column ${(plan.indexes[step.relation]?.[step.index] ?? []).map((column) => column + 1).join(", ")} of`;
  const mode = step.mode === "each" ? "" : step.mode === "exists" ? "some " : "no ";
  const part = step.part === "all" ? "" : ` (${step.part})`;
  return `${how} ${mode}${relation?.name}(${terms.join(", ")})${part}`;
}
