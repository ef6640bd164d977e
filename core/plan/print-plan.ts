// A plan as people read it: what comes last stands first, each operator above what feeds it, in the
// words of the source.

import type { TypedExpression } from "../instantiate/typed.ts";
import { feedOf, type Feed } from "./feed.ts";
import type { Aggregate, PlanGroup, PlanIndex, PlanJoin, PlanRows, QueryPlan } from "./plan.ts";
import { conjunctsOf } from "./variables.ts";

/** `text` is the source of an expression, on one line. */
export function printPlan(plan: QueryPlan, text: (e: TypedExpression) => string): string {
  const lines: string[] = [];
  const { group, sort, skip, take, aggregate } = plan;
  if (aggregate !== undefined) {
    lines.push(aggregate.running === undefined ? "aggregate the list" : `aggregate ${aggregate.running.function}, running`);
  }
  if (skip !== undefined || take !== undefined) {
    const bounds = [...(skip === undefined ? [] : [`skip ${text(skip)}`]), ...(take === undefined ? [] : [`take ${text(take)}`])].join(", ");
    lines.push(`slice ${bounds}${plan.limit === "stop" ? " (rows end early)" : ""}`);
  }
  if (plan.distinct) {
    lines.push("distinct by hash");
  }
  if (sort.length > 0) {
    const keys = sort.map((key) => `${text(key.value)}${key.descending ? " desc" : ""}`).join(", ");
    lines.push(`sort ${keys}${plan.limit === "heap" ? " (heap of the first rows)" : ""}`);
  }
  lines.push(`project ${text(plan.select)}`);
  if (group !== undefined) {
    lines.push(...groupLines(group, text));
  }
  plan.indexes.forEach((index) => lines.push(indexLine(index, text)));
  plan.once.forEach(({ value }) => lines.push(`once ${text(value)}`));
  plan.memberships.forEach(({ item, list }) => lines.push(`look up ${text(item)} in the hash of ${text(list)}, which runs once`));
  const depth = lines.length;
  return [...lines.map((line, at) => "  ".repeat(at) + line), ...rowLines(plan.rows, text).map((line) => "  ".repeat(depth) + line), ""].join("\n");
}

function groupLines(group: PlanGroup, text: (e: TypedExpression) => string): string[] {
  const aggregates = group.aggregates.map((one) => {
    return `${aggregateText(one, text)}${one.filter === undefined ? "" : ` where ${conditions(one.filter, text)}`}`;
  });
  const kept = group.item === undefined ? [] : ["items kept"];
  const what = [...aggregates, ...kept].join("; ");
  return [
    ...(group.having === undefined ? [] : [`having ${conditions(group.having, text)}`]),
    `group by ${group.keys.map((key) => text(key.value)).join(", ")}${what === "" ? "" : `: ${what}`}`,
  ];
}

/** Its rows are told in one line. */
function indexLine({ keys, rows, aggregates }: PlanIndex, text: (e: TypedExpression) => string): string {
  const kept = aggregates === undefined ? "rows" : aggregates.map((one) => aggregateText(one, text)).join("; ");
  return `index ${kept} by ${keys.map((key) => text(key.value)).join(", ")}, once: ${rowLines(rows, text).map((line) => line.trim()).join(" ← ")}`;
}

function aggregateText({ function: name, value }: Aggregate, text: (e: TypedExpression) => string): string {
  return value === undefined ? name : `${name} ${text(value)}`;
}

function conditions(e: TypedExpression, text: (e: TypedExpression) => string): string {
  return conjunctsOf(e).map(text).join(" && ");
}

function rowLines(rows: PlanRows, text: (e: TypedExpression) => string): string[] {
  switch (rows.operator) {
    case "scan": {
      const own = rows.fed === true ? [`scan ${rows.variable.local.name}, fed by`, ...indented(feedLines(feedOf(rows.source), text))] : [`scan ${rows.variable.local.name} in ${text(rows.source)}`];
      return rows.input === undefined ? own : [...own, "for each of", ...indented(rowLines(rows.input, text))];
    }
    case "filter":
      return [`filter ${conditions(rows.condition, text)}`, ...indented(rowLines(rows.input, text))];
    case "join":
      return joinLines(rows, text);
    case "lookup":
      return [`look up ${rows.variables.map(({ local }) => local.name).join(", ")} of ${rows.keys.map(text).join(", ")} in the index`];
  }
}

function feedLines(feed: Feed, text: (e: TypedExpression) => string): string[] {
  switch (feed.kind) {
    case "list":
      return [`list ${text(feed.source)}`];
    case "query":
      return [`query ${text(feed.source)}`];
    case "set":
      return [feed.op === "union all" ? feed.op : `${feed.op} by hash`, ...indented([...feedLines(feed.left, text), ...feedLines(feed.right, text)])];
  }
}

function joinLines(join: PlanJoin, text: (e: TypedExpression) => string): string[] {
  const how = join.keys.length === 0 ? "loop" : `hash of ${join.keys.map((key) => `${text(key.left)} == ${text(key.right)}`).join(", ")}`;
  const residual = join.residual === undefined ? "" : ` and ${conditions(join.residual, text)}`;
  const filter = join.filter === undefined ? "" : ` where ${conditions(join.filter, text)}`;
  const scan = `scan ${join.variable.local.name} in ${text(join.source)}${filter}`;
  return [`${join.side} join, ${how}${residual}`, ...indented(rowLines(join.input, text)), `  ${scan}`];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
