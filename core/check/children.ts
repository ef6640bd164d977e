// The parts of a statement or an expression, in the order in which they are evaluated.
//
// One visitor for every analysis that only looks for certain nodes (effects, assigned names).
// Function bodies are parts too; whoever wants to stop at them looks at the kind. Left spines of
// binary operators can be very long, so `forEachChild` hands out their operands flat.

import { unreachable } from "../source/invariant.ts";
import type { Block, Expression, Statement } from "../syntax/ast.ts";

export type Part = Expression | Statement | Block;

/** Calls `visit` on each direct part. */
export function forEachChild(node: Part, visit: (part: Part) => void): void {
  if (node.kind === "block") {
    node.statements.forEach(visit);
  } else if (isStatement(node)) {
    forEachStatementChild(node, visit);
  } else {
    forEachExpressionChild(node, visit);
  }
}

const statementKinds: ReadonlySet<string> = new Set<Statement["kind"]>([
  "let",
  "assign",
  "fun",
  "return",
  "if",
  "while",
  "for",
  "break",
  "continue",
  "expression",
  "expect",
  "test",
  "bench",
  "type",
  "update",
  "try",
  "import",
  "extern",
  "fact",
  "rule",
  "stream",
  "on",
  "emit",
  "agent",
  "model",
  "fetch-into",
  "spawn",
  "select",
  "error",
]);

/** Whether a part is a statement; no expression shares a kind with one. */
export function isStatement(part: Part): part is Statement {
  return statementKinds.has(part.kind);
}

type Visit = (part: Part) => void;

function maybeVisit(part: Part | undefined, visit: Visit): void {
  if (part !== undefined) {
    visit(part);
  }
}

function forEachStatementChild(node: Statement, visit: Visit): void {
  switch (node.kind) {
    case "let":
      return maybeVisit(node.value, visit);
    case "assign":
      visit(node.target);
      return visit(node.value);
    case "fun":
    case "test":
    case "bench":
      return visit(node.body);
    case "return":
      return maybeVisit(node.value, visit);
    case "if":
      visit(node.condition);
      visit(node.body);
      return maybeVisit(node.alternative, visit);
    case "while":
      visit(node.condition);
      return visit(node.body);
    case "for":
      visit(node.source);
      maybeVisit(node.end, visit);
      return visit(node.body);
    case "expression":
      return visit(node.expression);
    case "expect":
      return visit(node.condition);
    case "type":
      return node.definition.kind === "struct" ? node.definition.methods.forEach(visit) : undefined;
    case "update":
      node.sets.forEach((entry) => visit(entry.value));
      return maybeVisit(node.condition, visit);
    case "try":
      visit(node.body);
      maybeVisit(node.handler?.body, visit);
      return maybeVisit(node.finalizer, visit);
    case "on":
      maybeVisit(node.condition, visit);
      return visit(node.body);
    case "emit":
    case "model":
      return node.fields.forEach((field) => visit(field.value));
    case "agent":
      return node.members.forEach((member) => visit(member.kind === "intent" ? member.body : member));
    case "fetch-into":
      visit(node.url);
      return maybeVisit(node.options, visit);
    case "spawn":
      return visit(node.call);
    case "select":
      for (const arm of node.arms) {
        switch (arm.kind) {
          case "receive":
            visit(arm.channel);
            break;
          case "send":
            visit(arm.channel);
            visit(arm.value);
            break;
          case "after":
            visit(arm.duration);
            break;
          case "default":
            break;
          default:
            unreachable(arm);
        }
        visit(arm.body);
      }
      return;
    case "break":
    case "continue":
    case "import":
    case "extern":
    case "fact":
    case "rule":
    case "stream":
    case "error":
      return;
    default:
      return unreachable(node);
  }
}

function forEachExpressionChild(node: Expression, visit: Visit): void {
  switch (node.kind) {
    case "int":
    case "bigint":
    case "float":
    case "duration":
    case "bool":
    case "string":
    case "none":
    case "name":
    case "logic-query":
    case "new-set":
      return;
    case "paren":
      return visit(node.inner);
    case "unary":
      return visit(node.operand);
    case "binary": {
      const right: Expression[] = [];
      let at: Expression = node;
      while (at.kind === "binary") {
        right.push(at.right);
        at = at.left;
      }
      visit(at);
      return right.reverse().forEach(visit);
    }
    case "call":
      visit(node.callee);
      return node.args.forEach(visit);
    case "index":
      visit(node.receiver);
      return visit(node.index);
    case "slice":
      visit(node.receiver);
      maybeVisit(node.start, visit);
      maybeVisit(node.end, visit);
      return maybeVisit(node.step, visit);
    case "field":
      return visit(node.receiver);
    case "cast":
      return visit(node.value);
    case "list":
    case "set":
      return node.items.forEach(visit);
    case "map":
      return node.entries.forEach((entry) => {
        visit(entry.key);
        visit(entry.value);
      });
    case "struct":
    case "generate":
      return node.fields.forEach((field) => visit(field.value));
    case "fun-expression":
      return visit(node.body);
    case "if-expression":
      visit(node.condition);
      visit(node.then);
      return maybeVisit(node.otherwise, visit);
    case "match":
      visit(node.subject);
      return node.arms.forEach((arm) => {
        maybeVisit(arm.guard, visit);
        visit(arm.body);
      });
    case "format":
      return node.holes.forEach((hole) => visit(hole.value));
    case "query":
      node.sources.forEach((source) => visit(source.source));
      node.joins.forEach((join) => {
        visit(join.source);
        visit(join.on);
      });
      maybeVisit(node.where, visit);
      node.group?.keys.forEach(visit);
      maybeVisit(node.group?.having, visit);
      node.sort.forEach((key) => visit(key.value));
      maybeVisit(node.skip, visit);
      maybeVisit(node.take, visit);
      return visit(node.select);
    case "new-channel":
      return maybeVisit(node.capacity, visit);
    case "fetch":
      visit(node.url);
      return maybeVisit(node.options, visit);
    case "load":
      maybeVisit(node.path, visit);
      return maybeVisit(node.options, visit);
    case "save":
      visit(node.value);
      maybeVisit(node.path, visit);
      return maybeVisit(node.options, visit);
    default:
      return unreachable(node);
  }
}
