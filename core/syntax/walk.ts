// Visiting the tree without knowing its shapes.
//
// `forEachChild` names the children of every node in source order; `walk` visits a whole tree
// with a stack of its own, so that neither depth nor length of the source matters.
//
// To whoever recurses over expressions: nesting is bounded by the parser (MAX_NESTING in cursor.ts),
// but `a + b + c + …`, `f(1)(2)…` and `x.a.b…` are left spines as long as the source; go down
// `leftSpine` in a loop where user programs may be generated.

import { unreachable } from "../source/invariant.ts";
import type {
  BindingTarget, Block, Expression, Field, IntentStatement, MatchArm, Name, Pattern, Program, SelectArm, Signature, Statement, TypeNode,
} from "./ast.ts";

/** Everything with a kind that stands in the tree. */
export type Node = Program | Block | Statement | IntentStatement | Expression | TypeNode | Pattern | BindingTarget;

type Visit = (node: Node) => void;

/** Visits a node and all below it, parents first; returning false leaves out what is below. */
export function walk(root: Node, visit: (node: Node) => boolean | void): void {
  const stack: Node[] = [root];
  const take = (child: Node): void => void stack.push(child);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (visit(node) === false) {
      continue;
    }
    const first = stack.length;
    forEachChild(node, take);
    // The first child is taken first: it lies on top.
    for (let low = first, high = stack.length - 1; low < high; low++, high--) {
      const child = stack[low] as Node;
      stack[low] = stack[high] as Node;
      stack[high] = child;
    }
  }
}

/** The operand at the left end of a chain, then each node that has it, up to the expression itself. */
export function leftSpine(expression: Expression): readonly Expression[] {
  const spine = [expression];
  for (let at = leftOf(expression); at !== undefined; at = leftOf(at)) {
    spine.push(at);
  }
  return spine.reverse();
}

/** What an expression goes on from: left operand, callee, receiver, the value of a cast. */
function leftOf(expression: Expression): Expression | undefined {
  switch (expression.kind) {
    case "binary":
      return expression.left;
    case "call":
      return expression.callee;
    case "index":
    case "slice":
    case "field":
      return expression.receiver;
    case "cast":
      return expression.value;
    default:
      return undefined;
  }
}

/** Kinds without children, half of a tree: one look, where the cases below would be compared one by one. */
const leaves: ReadonlySet<string> = new Set<Node["kind"]>(["int", "bigint", "float", "duration", "bool", "string", "none", "name", "type-name", "bind-name", "pattern-wildcard", "pattern-none", "pattern-name"]);

/** Calls `visit` for each child, in the order of the source. */
export function forEachChild(node: Node, visit: Visit): void {
  if (leaves.has(node.kind)) {
    return;
  }
  switch (node.kind) {
    // The most frequent come first.
    case "call":
    case "field":
    case "binary":
    case "index":
    case "struct":
      visitExpression(node, visit);
      return;
    case "program":
    case "block":
      node.statements.forEach(visit);
      return;
    case "let":
      visit(node.target);
      visitOptional(node.type, visit);
      visitOptional(node.value, visit);
      return;
    case "assign":
      visit(node.target);
      visit(node.value);
      return;
    case "fun":
    case "intent":
      visitSignature(node.signature, visit);
      visit(node.body);
      return;
    case "return":
      visitOptional(node.value, visit);
      return;
    case "if":
      visit(node.condition);
      visit(node.body);
      visitOptional(node.alternative, visit);
      return;
    case "while":
      visit(node.condition);
      visit(node.body);
      return;
    case "for":
      visit(node.source);
      visitOptional(node.end, visit);
      visit(node.body);
      return;
    case "expression":
      visit(node.expression);
      return;
    case "expect":
      visit(node.condition);
      return;
    case "test":
    case "bench":
      visit(node.body);
      return;
    case "type":
      visitDefinition(node, visit);
      return;
    case "update":
      visitEntries(node.sets, visit);
      visitOptional(node.condition, visit);
      return;
    case "try":
      visit(node.body);
      visitOptional(node.handler?.body, visit);
      visitOptional(node.finalizer, visit);
      return;
    case "extern":
      visitExtern(node, visit);
      return;
    case "stream":
      visitFields(node.fields, visit);
      return;
    case "on":
      visitOptional(node.condition, visit);
      visit(node.body);
      return;
    case "emit":
    case "model":
      node.fields.forEach((field) => visit(field.value));
      return;
    case "agent":
      node.members.forEach(visit);
      return;
    case "fetch-into":
      visit(node.url);
      visitOptional(node.options, visit);
      return;
    case "spawn":
      visit(node.call);
      return;
    case "select":
      node.arms.forEach((arm) => visitSelectArm(arm, visit));
      return;
    case "break":
    case "continue":
    case "import":
    case "fact":
    case "rule":
    case "error":
      return;
    case "type-name":
    case "type-generic":
    case "type-fun":
    case "type-record":
    case "type-option":
      visitType(node, visit);
      return;
    case "pattern-wildcard":
    case "pattern-literal":
    case "pattern-none":
    case "pattern-name":
    case "pattern-variant":
    case "pattern-list":
    case "pattern-or":
      visitPattern(node, visit);
      return;
    case "bind-name":
      return;
    case "bind-list":
      node.items.forEach(visit);
      return;
    case "bind-map":
      node.entries.forEach((entry) => visit(entry.target));
      return;
    default:
      visitExpression(node, visit);
  }
}

function visitExpression(node: Expression, visit: Visit): void {
  switch (node.kind) {
    case "call":
      visit(node.callee);
      node.args.forEach(visit);
      return;
    case "field":
      visit(node.receiver);
      return;
    case "binary":
      visit(node.left);
      visit(node.right);
      return;
    case "index":
      visit(node.receiver);
      visit(node.index);
      return;
    case "struct":
      node.fields.forEach((field) => visit(field.value));
      return;
    case "int":
    case "bigint":
    case "float":
    case "duration":
    case "bool":
    case "string":
    case "none":
    case "name":
    case "logic-query":
      return;
    case "paren":
      visit(node.inner);
      return;
    case "unary":
      visit(node.operand);
      return;
    case "slice":
      visit(node.receiver);
      visitOptional(node.start, visit);
      visitOptional(node.end, visit);
      visitOptional(node.step, visit);
      return;
    case "cast":
      visit(node.value);
      visit(node.type);
      return;
    case "list":
    case "set":
      node.items.forEach(visit);
      return;
    case "map":
      visitEntries(node.entries, visit);
      return;
    case "fun-expression":
      visitSignature(node.signature, visit);
      visit(node.body);
      return;
    case "if-expression":
      visit(node.condition);
      visit(node.then);
      visitOptional(node.otherwise, visit);
      return;
    case "match":
      visit(node.subject);
      node.arms.forEach((arm) => visitArm(arm, visit));
      return;
    case "format":
      node.holes.forEach((hole) => visit(hole.value));
      return;
    case "query":
      visitQuery(node, visit);
      return;
    case "new-set":
      visit(node.element);
      return;
    case "new-channel":
      visit(node.element);
      visitOptional(node.capacity, visit);
      return;
    case "generate":
      node.fields.forEach((field) => visit(field.value));
      return;
    case "fetch":
      visit(node.url);
      visitOptional(node.options, visit);
      return;
    case "load":
      visitOptional(node.path, visit);
      visit(node.type);
      visitOptional(node.options, visit);
      return;
    case "save":
      visit(node.value);
      visitOptional(node.path, visit);
      visitOptional(node.options, visit);
      return;
    default:
      unreachable(node);
  }
}

function visitOptional(node: Node | undefined, visit: Visit): void {
  if (node !== undefined) {
    visit(node);
  }
}

function visitSignature(signature: Signature, visit: Visit): void {
  signature.params.forEach((param) => visitOptional(param.type, visit));
  visitOptional(signature.result, visit);
}

function visitFields(fields: readonly Field[], visit: Visit): void {
  fields.forEach((field) => visit(field.type));
}

function visitEntries(entries: readonly { readonly key: Expression; readonly value: Expression }[], visit: Visit): void {
  for (const entry of entries) {
    visit(entry.key);
    visit(entry.value);
  }
}

function visitArm(arm: MatchArm, visit: Visit): void {
  visit(arm.pattern);
  visitOptional(arm.guard, visit);
  visit(arm.body);
}

function visitSelectArm(arm: SelectArm, visit: Visit): void {
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
  }
  visit(arm.body);
}

function visitDefinition(node: Extract<Statement, { kind: "type" }>, visit: Visit): void {
  const { definition } = node;
  switch (definition.kind) {
    case "struct":
      visitFields(definition.fields, visit);
      definition.methods.forEach(visit);
      return;
    case "union":
      definition.variants.forEach((variant) => visitFields(variant.fields, visit));
      return;
    case "alias":
      visit(definition.type);
  }
}

function visitExtern(node: Extract<Statement, { kind: "extern" }>, visit: Visit): void {
  if (node.form === "var") {
    visit(node.type);
  } else if (node.form === "fun") {
    node.params.forEach((param) => visitOptional(param.type, visit));
    visitOptional(node.result, visit);
  }
}

function visitType(node: TypeNode, visit: Visit): void {
  switch (node.kind) {
    case "type-name":
      return;
    case "type-generic":
      node.args.forEach(visit);
      return;
    case "type-fun":
      node.params.forEach(visit);
      visitOptional(node.result, visit);
      return;
    case "type-record":
      visitFields(node.fields, visit);
      return;
    case "type-option":
      visit(node.inner);
  }
}

function visitPattern(node: Pattern, visit: Visit): void {
  switch (node.kind) {
    case "pattern-wildcard":
    case "pattern-none":
    case "pattern-name":
      return;
    case "pattern-literal":
      visit(node.value);
      return;
    case "pattern-variant":
      node.positional.forEach(visit);
      node.named.forEach((field: { readonly name: Name; readonly pattern: Pattern }) => visit(field.pattern));
      return;
    case "pattern-list":
      node.items.forEach(visit);
      return;
    case "pattern-or":
      node.options.forEach(visit);
  }
}

function visitQuery(node: Extract<Expression, { kind: "query" }>, visit: Visit): void {
  node.sources.forEach((source) => visit(source.source));
  for (const join of node.joins) {
    visit(join.source);
    visit(join.on);
  }
  visitOptional(node.where, visit);
  node.group?.keys.forEach(visit);
  visitOptional(node.group?.having, visit);
  node.sort.forEach((key) => visit(key.value));
  visitOptional(node.skip, visit);
  visitOptional(node.take, visit);
  visit(node.select);
}
