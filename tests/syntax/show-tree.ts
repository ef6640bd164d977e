// A syntax tree as one short line, so that a test can stand beside its source:
// `let x = 1 + 2 * 3` is `(let x (+ 1 (* 2 3)))`. Spans are left out.

import type {
  BindingTarget, Block, Expression, MatchArm, NamedValue, Pattern, Predicate, Program, SelectArm, Signature, Statement, Term, TypeNode,
} from "../../core/syntax/ast.ts";

export function showProgram(program: Program): string {
  return program.statements.map(showStatement).join(" ");
}

function list(...parts: (string | undefined)[]): string {
  return `(${parts.filter((part) => part !== undefined && part !== "").join(" ")})`;
}

function optional<Value>(value: Value | undefined, show: (value: Value) => string, prefix = ""): string | undefined {
  return value === undefined ? undefined : prefix + show(value);
}

function showBlock(block: Block): string {
  return `{${block.statements.map(showStatement).join(" ")}}`;
}

export function showStatement(node: Statement): string {
  switch (node.kind) {
    case "let":
      return list(node.exported ? "export" : "", node.mutable ? "var" : "let", showTarget(node.target), optional(node.type, showType, ": "), optional(node.value, showExpression));
    case "assign":
      return list("=", showExpression(node.target), showExpression(node.value));
    case "fun":
      return list(node.exported ? "export" : "", "fun", node.name.text + showSignature(node.signature), showBlock(node.body));
    case "return":
      return list("return", optional(node.value, showExpression));
    case "if":
      return list("if", showExpression(node.condition), showBlock(node.body), optional(node.alternative, (other) => (other.kind === "if" ? showStatement(other) : showBlock(other))));
    case "while":
      return list("while", showExpression(node.condition), showBlock(node.body));
    case "for":
      return list("for", node.name.text, showExpression(node.source), optional(node.end, showExpression, ".. "), showBlock(node.body));
    case "break":
    case "continue":
    case "error":
      return node.kind;
    case "expression":
      return showExpression(node.expression);
    case "expect":
      return list("expect", showExpression(node.condition));
    case "test":
    case "bench":
      return list(node.kind, JSON.stringify(node.name), showBlock(node.body));
    case "type":
      return list(node.exported ? "export" : "", "type", node.name.text, showDefinition(node));
    case "update":
      return list("update", node.target.text, showEntries(node.sets), optional(node.condition, showExpression, "where "));
    case "try":
      return list("try", showBlock(node.body), optional(node.handler, (handler) => `catch ${handler.name.text} ${showBlock(handler.body)}`), optional(node.finalizer, showBlock, "finally "));
    case "import":
      return list("import", node.language?.text, JSON.stringify(node.path), optional(node.alias, (name) => name.text, "as "), node.auto ? "auto" : "");
    case "extern":
      return showExtern(node);
    case "fact":
      return list("fact", showPredicate(node.head));
    case "rule":
      return list("rule", showPredicate(node.head), ...node.conditions.map((condition) => {
        switch (condition.kind) {
          case "positive":
            return showPredicate(condition.predicate);
          case "negative":
            return `not ${showPredicate(condition.predicate)}`;
          case "compare":
            return list(condition.op, showTerm(condition.left), showTerm(condition.right));
        }
      }));
    case "stream":
      return list("stream", node.name.text, ...node.fields.map((field) => `${field.name.text}: ${showType(field.type)}`));
    case "on":
      return list("on", node.stream.text, "as", node.alias.text, optional(node.condition, showExpression, "where "), showBlock(node.body));
    case "emit":
      return list("emit", node.stream.text, showNamed(node.fields));
    case "agent":
      return list("agent", node.name.text, ...node.members.map((member) =>
        member.kind === "intent" ? list("intent", member.name.text + showSignature(member.signature), showBlock(member.body)) : showStatement(member)));
    case "model":
      return list("model", node.name.text, showNamed(node.fields));
    case "fetch-into":
      return list("fetch-into", showExpression(node.url), node.target.text, optional(node.options, showExpression, "with "));
    case "spawn":
      return list("spawn", showExpression(node.call));
    case "select":
      return list("select", ...node.arms.map(showSelectArm));
  }
}

function showExtern(node: Extract<Statement, { kind: "extern" }>): string {
  switch (node.form) {
    case "type":
    case "object":
      return list("extern", node.form, node.name.text);
    case "var":
      return list("extern", node.mutable ? "var" : "let", node.path.map((name) => name.text).join("."), `: ${showType(node.type)}`);
    case "fun":
      return list("extern", "fun", node.path.map((name) => name.text).join(".") + showSignature({ typeParams: [], ...node }));
  }
}

function showSelectArm(arm: SelectArm): string {
  switch (arm.kind) {
    case "receive":
      return list("recv", arm.name?.text, showExpression(arm.channel), showBlock(arm.body));
    case "send":
      return list("send", showExpression(arm.channel), showExpression(arm.value), showBlock(arm.body));
    case "after":
      return list("after", showExpression(arm.duration), showBlock(arm.body));
    case "default":
      return list("_", showBlock(arm.body));
  }
}

function showDefinition(node: Extract<Statement, { kind: "type" }>): string {
  const { definition } = node;
  switch (definition.kind) {
    case "struct":
      return `{${[...definition.fields.map((field) => `${field.name.text}: ${showType(field.type)}`), ...definition.methods.map(showStatement)].join(", ")}}`;
    case "union":
      return definition.variants.map((variant) =>
        variant.fields.length === 0 ? variant.name.text : `${variant.name.text}(${variant.fields.map((field) => `${field.name.text}: ${showType(field.type)}`).join(", ")})`).join(" | ");
    case "alias":
      return `= ${showType(definition.type)}`;
  }
}

function showTarget(target: BindingTarget): string {
  switch (target.kind) {
    case "bind-name":
      return target.name.text;
    case "bind-list":
      return `[${[...target.items.map(showTarget), ...(target.rest === undefined ? [] : [`...${target.rest.text}`])].join(" ")}]`;
    case "bind-map":
      return `{${target.entries.map((entry) => `${entry.key}: ${showTarget(entry.target)}`).join(" ")}}`;
  }
}

function showSignature(signature: Signature): string {
  const typeParams = signature.typeParams.length === 0 ? "" : `<${signature.typeParams.map((name) => name.text).join(", ")}>`;
  const params = signature.params.map((param) => param.name.text + (param.type === undefined ? "" : `: ${showType(param.type)}`)).join(", ");
  const result = signature.result === undefined ? "" : `: ${showType(signature.result)}`;
  const effects = signature.effects === undefined ? "" : ` ! ${signature.effects.map((name) => name.text).join(", ")}`;
  return `${typeParams}(${params})${result}${effects}`;
}

export function showType(type: TypeNode): string {
  switch (type.kind) {
    case "type-name":
      return (type.qualifier === undefined ? "" : `${type.qualifier.text}.`) + type.name.text;
    case "type-generic":
      return `${type.name.text}<${type.args.map(showType).join(", ")}>`;
    case "type-fun":
      return `fun(${type.params.map(showType).join(", ")})${type.result === undefined ? "" : `: ${showType(type.result)}`}`;
    case "type-record":
      return `{${type.fields.map((field) => `${field.name.text}: ${showType(field.type)}`).join(", ")}}`;
    case "type-option":
      return `${showType(type.inner)}?`;
  }
}

export function showExpression(node: Expression): string {
  switch (node.kind) {
    case "int":
      return String(node.value);
    case "bigint":
      return `${node.value}n`;
    case "float":
    case "duration":
      return node.text;
    case "bool":
      return String(node.value);
    case "string":
      return JSON.stringify(node.value);
    case "none":
      return "none";
    case "name":
      return node.name;
    case "paren":
      return list("paren", showExpression(node.inner));
    case "unary":
      return list(node.op, showExpression(node.operand));
    case "binary":
      return list(node.op, showExpression(node.left), showExpression(node.right));
    case "call":
      return list("call", showExpression(node.callee), ...node.args.map(showExpression));
    case "index":
      return list(node.safe ? "?[]" : "[]", showExpression(node.receiver), showExpression(node.index));
    case "slice":
      return list("[:]", showExpression(node.receiver), [node.start, node.end, node.step].map((part) => (part === undefined ? "_" : showExpression(part))).join(" "));
    case "field":
      return list(node.safe ? "?." : ".", showExpression(node.receiver), node.name.text);
    case "cast":
      return list("as", showExpression(node.value), showType(node.type));
    case "list":
      return `[${node.items.map(showExpression).join(" ")}]`;
    case "set":
      return `{${node.items.map(showExpression).join(", ")},}`;
    case "map":
      return showEntries(node.entries);
    case "struct":
      return list("struct", (node.qualifier === undefined ? "" : `${node.qualifier.text}.`) + node.name.text, showNamed(node.fields));
    case "fun-expression":
      return list(`fun${showSignature(node.signature)}`, node.body.kind === "block" ? showBlock(node.body) : showExpression(node.body));
    case "if-expression":
      return list("if", showExpression(node.condition), showExpression(node.then), optional(node.otherwise, showExpression));
    case "match":
      return list("match", showExpression(node.subject), ...node.arms.map(showArm));
    case "format":
      return list("f", ...node.texts.flatMap((text, index) => {
        const hole = node.holes[index];
        const spec = hole?.spec;
        const { span: _span, ...shown } = spec ?? { span: undefined };
        return hole === undefined ? [JSON.stringify(text)] : [JSON.stringify(text), showExpression(hole.value) + (spec === undefined ? "" : `:${JSON.stringify(shown)}`)];
      }));
    case "query":
      return showQuery(node);
    case "logic-query":
      return list("query", showPredicate(node.predicate));
    case "new-set":
      return `set<${showType(node.element)}>()`;
    case "new-channel":
      return `chan<${showType(node.element)}>(${node.capacity === undefined ? "" : showExpression(node.capacity)})`;
    case "generate":
      return list("generate", node.target.text, showNamed(node.fields));
    case "fetch":
      return list("fetch", showExpression(node.url), optional(node.options, showExpression, "with "));
    case "load":
      return list("load", optional(node.path, showExpression), "as", showType(node.type), optional(node.options, showExpression, "with "));
    case "save":
      return list("save", showExpression(node.value), optional(node.path, showExpression, "to "), optional(node.options, showExpression, "with "));
  }
}

function showQuery(node: Extract<Expression, { kind: "query" }>): string {
  return list(
    ...node.sources.map((source) => `from ${source.name.text} ${showExpression(source.source)}`),
    ...node.joins.map((join) => `${join.side} join ${join.name.text} ${showExpression(join.source)} on ${showExpression(join.on)}`),
    optional(node.where, showExpression, "where "),
    optional(node.group, (group) => `group ${group.keys.map(showExpression).join(", ")} into ${group.name.text}${group.having === undefined ? "" : ` having ${showExpression(group.having)}`}`),
    node.sort.length === 0 ? "" : `sort ${node.sort.map((key) => showExpression(key.value) + (key.descending ? " desc" : "")).join(", ")}`,
    optional(node.skip, showExpression, "skip "),
    optional(node.take, showExpression, "take "),
    `select ${node.distinct ? "distinct " : ""}${showExpression(node.select)}`,
  );
}

function showEntries(entries: readonly { readonly key: Expression; readonly bare: boolean; readonly value: Expression }[]): string {
  return `{${entries.map((entry) => `${entry.bare && entry.key.kind === "string" ? entry.key.value : showExpression(entry.key)}: ${showExpression(entry.value)}`).join(", ")}}`;
}

function showNamed(fields: readonly NamedValue[]): string {
  return `{${fields.map((field) => `${field.name.text}: ${showExpression(field.value)}`).join(", ")}}`;
}

function showArm(arm: MatchArm): string {
  return list(showPattern(arm.pattern), optional(arm.guard, showExpression, "if "), "=>", arm.body.kind === "block" ? showBlock(arm.body) : showExpression(arm.body));
}

export function showPattern(pattern: Pattern): string {
  switch (pattern.kind) {
    case "pattern-wildcard":
      return "_";
    case "pattern-literal":
      return showExpression(pattern.value);
    case "pattern-none":
      return "none";
    case "pattern-name":
      return pattern.name.text;
    case "pattern-variant":
      return `${pattern.qualifier === undefined ? "" : `${pattern.qualifier.text}.`}${pattern.name.text}(${[...pattern.positional.map(showPattern), ...pattern.named.map((field) => `${field.name.text}: ${showPattern(field.pattern)}`)].join(", ")})`;
    case "pattern-list":
      return `[${[...pattern.items.map(showPattern), ...(pattern.rest === undefined ? [] : [`...${pattern.rest.text}`])].join(", ")}]`;
    case "pattern-or":
      return pattern.options.map(showPattern).join(" | ");
  }
}

function showPredicate(predicate: Predicate): string {
  return `${predicate.name.text}(${predicate.terms.map(showTerm).join(", ")})`;
}

function showTerm(term: Term): string {
  switch (term.kind) {
    case "variable":
      return term.name.text;
    case "wildcard":
      return "_";
    case "constant":
      return typeof term.value === "string" ? JSON.stringify(term.value) : String(term.value);
  }
}
