// The abstract syntax tree: what the parser makes and nobody changes afterwards.
//
// Promised: every node has a span; operators are already nested by precedence; a selector chain
// is nested `field` nodes around a `name`; parentheses are kept as `paren` nodes, because some
// rules of the language depend on them. Names are not resolved: `A(1)` is a `call` of `name A`
// whether A is a function, a builtin or a variant. Recovery never leaves a hole: a statement that
// could not be read is an `error` statement.

import type { Span } from "../source/span.ts";

/** An identifier where it is written. */
export interface Name {
  readonly text: string;
  readonly span: Span;
}

export interface Program {
  readonly kind: "program";
  readonly span: Span;
  readonly packageName?: Name;
  readonly statements: readonly Statement[];
}

export interface Block {
  readonly kind: "block";
  readonly span: Span;
  readonly statements: readonly Statement[];
}

// ---------------------------------------------------------------- types

export type TypeNode =
  | { readonly kind: "type-name"; readonly span: Span; readonly qualifier?: Name; readonly name: Name }
  | { readonly kind: "type-generic"; readonly span: Span; readonly name: Name; readonly args: readonly TypeNode[] }
  | { readonly kind: "type-fun"; readonly span: Span; readonly params: readonly TypeNode[]; readonly result?: TypeNode }
  | { readonly kind: "type-record"; readonly span: Span; readonly fields: readonly Field[] }
  | { readonly kind: "type-option"; readonly span: Span; readonly inner: TypeNode };

/** `name: Type`, in structs, variants, inline records and streams. */
export interface Field {
  readonly name: Name;
  readonly type: TypeNode;
  readonly span: Span;
}

// ---------------------------------------------------------------- statements

export type Statement =
  | LetStatement
  | AssignStatement
  | FunStatement
  | ReturnStatement
  | IfStatement
  | WhileStatement
  | ForStatement
  | { readonly kind: "break"; readonly span: Span }
  | { readonly kind: "continue"; readonly span: Span }
  | ExpressionStatement
  | ExpectStatement
  | TestStatement
  | BenchStatement
  | TypeStatement
  | UpdateStatement
  | TryStatement
  | ImportStatement
  | ExternStatement
  | FactStatement
  | RuleStatement
  | StreamStatement
  | OnStatement
  | EmitStatement
  | AgentStatement
  | ModelStatement
  | FetchStatement
  | SpawnStatement
  | SelectStatement
  | { readonly kind: "error"; readonly span: Span };

export type StatementKind = Statement["kind"];

/** `let` and `var`, with a name or a destructuring pattern. `exported` only at top level. */
export interface LetStatement {
  readonly kind: "let";
  readonly span: Span;
  readonly mutable: boolean;
  readonly exported: boolean;
  readonly target: BindingTarget;
  readonly type?: TypeNode;
  readonly value?: Expression;
  readonly doc?: string;
}

export type BindingTarget =
  | { readonly kind: "bind-name"; readonly name: Name; readonly span: Span }
  /** `[a, _, ...rest]`: exact length unless there is a rest. `_` is a name with the text `_`. */
  | { readonly kind: "bind-list"; readonly items: readonly BindingTarget[]; readonly rest?: Name; readonly span: Span }
  /** `{"name": n}` or `{name: n}`: map keys or struct fields. */
  | { readonly kind: "bind-map"; readonly entries: readonly { readonly key: string; readonly keySpan: Span; readonly target: BindingTarget }[]; readonly span: Span };

/** `x = e`, `x.f[i].g = e`. `target` is a `name`, or `field`/`index` nodes that end in a `name`. */
export interface AssignStatement {
  readonly kind: "assign";
  readonly span: Span;
  readonly target: Expression;
  readonly value: Expression;
}

export interface Param {
  readonly name: Name;
  readonly type?: TypeNode;
  readonly span: Span;
}

/** What a `fun` statement, a method, a lambda and an agent's intent have in common. */
export interface Signature {
  readonly typeParams: readonly Name[];
  readonly params: readonly Param[];
  readonly result?: TypeNode;
  /** The labels after `!`; absent when there is no annotation. */
  readonly effects?: readonly Name[];
}

export interface FunStatement {
  readonly kind: "fun";
  readonly span: Span;
  readonly exported: boolean;
  readonly name: Name;
  readonly signature: Signature;
  readonly body: Block;
  readonly doc?: string;
}

export interface ReturnStatement {
  readonly kind: "return";
  readonly span: Span;
  readonly value?: Expression;
}

/** `else if` is an `alternative` block-less `if` statement. */
export interface IfStatement {
  readonly kind: "if";
  readonly span: Span;
  readonly condition: Expression;
  readonly body: Block;
  readonly alternative?: IfStatement | Block;
}

export interface WhileStatement {
  readonly kind: "while";
  readonly span: Span;
  readonly condition: Expression;
  readonly body: Block;
}

/** With `end`: `for name in source..end`. Without: over a list, set, map, string, group, channel. */
export interface ForStatement {
  readonly kind: "for";
  readonly span: Span;
  readonly name: Name;
  readonly source: Expression;
  readonly end?: Expression;
  readonly body: Block;
}

export interface ExpressionStatement {
  readonly kind: "expression";
  readonly span: Span;
  readonly expression: Expression;
}

export interface ExpectStatement {
  readonly kind: "expect";
  readonly span: Span;
  readonly condition: Expression;
}

export interface TestStatement {
  readonly kind: "test";
  readonly span: Span;
  readonly name: string;
  readonly body: Block;
}

export interface BenchStatement {
  readonly kind: "bench";
  readonly span: Span;
  readonly name: string;
  readonly body: Block;
}

export interface Variant {
  readonly name: Name;
  readonly fields: readonly Field[];
  readonly span: Span;
}

export interface TypeStatement {
  readonly kind: "type";
  readonly span: Span;
  readonly exported: boolean;
  readonly name: Name;
  readonly definition: TypeDefinition;
  readonly doc?: string;
}

export type TypeDefinition =
  | { readonly kind: "struct"; readonly fields: readonly Field[]; readonly methods: readonly FunStatement[] }
  | { readonly kind: "union"; readonly variants: readonly Variant[] }
  | { readonly kind: "alias"; readonly type: TypeNode };

/** `update xs set {f: e} where c`; the field names of the elements are in scope in both. */
export interface UpdateStatement {
  readonly kind: "update";
  readonly span: Span;
  readonly target: Name;
  readonly sets: readonly MapEntry[];
  readonly condition?: Expression;
}

export interface TryStatement {
  readonly kind: "try";
  readonly span: Span;
  readonly body: Block;
  readonly handler?: { readonly name: Name; readonly body: Block };
  readonly finalizer?: Block;
}

export interface ImportStatement {
  readonly kind: "import";
  readonly span: Span;
  /** `go`, `python`, `typescript`, `c` …; absent for a Mochi module. */
  readonly language?: Name;
  readonly path: string;
  readonly pathSpan: Span;
  readonly alias?: Name;
  readonly auto: boolean;
}

export type ExternStatement =
  | { readonly kind: "extern"; readonly form: "type"; readonly span: Span; readonly name: Name }
  | { readonly kind: "extern"; readonly form: "object"; readonly span: Span; readonly name: Name }
  | { readonly kind: "extern"; readonly form: "var"; readonly span: Span; readonly mutable: boolean; readonly path: readonly Name[]; readonly type: TypeNode }
  | { readonly kind: "extern"; readonly form: "fun"; readonly span: Span; readonly path: readonly Name[]; readonly params: readonly Param[]; readonly result?: TypeNode };

export interface Predicate {
  readonly name: Name;
  readonly terms: readonly Term[];
  readonly span: Span;
}

export type Term =
  | { readonly kind: "variable"; readonly name: Name; readonly span: Span }
  | { readonly kind: "wildcard"; readonly span: Span }
  | { readonly kind: "constant"; readonly value: string | bigint | number | boolean; readonly span: Span };

export interface FactStatement {
  readonly kind: "fact";
  readonly span: Span;
  readonly head: Predicate;
}

export type RuleCondition =
  | { readonly kind: "positive"; readonly predicate: Predicate; readonly span: Span }
  | { readonly kind: "negative"; readonly predicate: Predicate; readonly span: Span }
  | { readonly kind: "compare"; readonly op: "==" | "!=" | "<" | "<=" | ">" | ">="; readonly left: Term; readonly right: Term; readonly span: Span };

export interface RuleStatement {
  readonly kind: "rule";
  readonly span: Span;
  readonly head: Predicate;
  readonly conditions: readonly RuleCondition[];
}

export interface StreamStatement {
  readonly kind: "stream";
  readonly span: Span;
  readonly name: Name;
  readonly fields: readonly Field[];
}

export interface OnStatement {
  readonly kind: "on";
  readonly span: Span;
  readonly stream: Name;
  readonly alias: Name;
  readonly condition?: Expression;
  readonly body: Block;
}

export interface EmitStatement {
  readonly kind: "emit";
  readonly span: Span;
  readonly stream: Name;
  readonly fields: readonly NamedValue[];
}

export interface IntentStatement {
  readonly kind: "intent";
  readonly span: Span;
  readonly name: Name;
  readonly signature: Signature;
  readonly body: Block;
}

export interface AgentStatement {
  readonly kind: "agent";
  readonly span: Span;
  readonly name: Name;
  readonly members: readonly (LetStatement | AssignStatement | OnStatement | IntentStatement)[];
}

export interface ModelStatement {
  readonly kind: "model";
  readonly span: Span;
  readonly name: Name;
  readonly fields: readonly NamedValue[];
}

/** `fetch url into name with options`. */
export interface FetchStatement {
  readonly kind: "fetch-into";
  readonly span: Span;
  readonly url: Expression;
  readonly target: Name;
  readonly options?: Expression;
}

export interface SpawnStatement {
  readonly kind: "spawn";
  readonly span: Span;
  readonly call: Expression;
}

export type SelectArm =
  | { readonly kind: "receive"; readonly name?: Name; readonly channel: Expression; readonly body: Block; readonly span: Span }
  | { readonly kind: "send"; readonly channel: Expression; readonly value: Expression; readonly body: Block; readonly span: Span }
  | { readonly kind: "after"; readonly duration: Expression; readonly body: Block; readonly span: Span }
  | { readonly kind: "default"; readonly body: Block; readonly span: Span };

export interface SelectStatement {
  readonly kind: "select";
  readonly span: Span;
  readonly arms: readonly SelectArm[];
}

// ---------------------------------------------------------------- expressions

export type BinaryOperator =
  | "*" | "/" | "%"
  | "+" | "-"
  | "<" | "<=" | ">" | ">="
  | "==" | "!=" | "in"
  | "&&" | "||" | "??"
  | "union" | "union all" | "except" | "intersect";

export type UnaryOperator = "-" | "!";

export type Expression =
  | { readonly kind: "int"; readonly span: Span; readonly value: bigint }
  | { readonly kind: "bigint"; readonly span: Span; readonly value: bigint }
  | { readonly kind: "float"; readonly span: Span; readonly value: number; readonly text: string }
  | { readonly kind: "duration"; readonly span: Span; readonly nanoseconds: bigint; readonly text: string }
  | { readonly kind: "bool"; readonly span: Span; readonly value: boolean }
  /** The value after escapes. Lone surrogates never occur. `bytes`-like escapes are code points. */
  | { readonly kind: "string"; readonly span: Span; readonly value: string }
  | { readonly kind: "none"; readonly span: Span }
  /** `nil` and `null` are names: whether they mean `none` depends on the scope. */
  | { readonly kind: "name"; readonly span: Span; readonly name: string }
  | { readonly kind: "paren"; readonly span: Span; readonly inner: Expression }
  | UnaryExpression
  | BinaryExpression
  | CallExpression
  | IndexExpression
  | SliceExpression
  | FieldExpression
  | CastExpression
  | { readonly kind: "list"; readonly span: Span; readonly items: readonly Expression[] }
  | { readonly kind: "set"; readonly span: Span; readonly items: readonly Expression[] }
  | MapExpression
  | StructExpression
  | FunExpression
  | IfExpression
  | MatchExpression
  | FormatExpression
  | QueryExpression
  | { readonly kind: "logic-query"; readonly span: Span; readonly predicate: Predicate }
  | { readonly kind: "new-set"; readonly span: Span; readonly element: TypeNode }
  | { readonly kind: "new-channel"; readonly span: Span; readonly element: TypeNode; readonly capacity?: Expression }
  | GenerateExpression
  | { readonly kind: "fetch"; readonly span: Span; readonly url: Expression; readonly options?: Expression }
  | LoadExpression
  | SaveExpression;

export type ExpressionKind = Expression["kind"];

export interface UnaryExpression {
  readonly kind: "unary";
  readonly span: Span;
  readonly op: UnaryOperator;
  readonly operand: Expression;
}

export interface BinaryExpression {
  readonly kind: "binary";
  readonly span: Span;
  readonly op: BinaryOperator;
  readonly opSpan: Span;
  readonly left: Expression;
  readonly right: Expression;
}

export interface CallExpression {
  readonly kind: "call";
  readonly span: Span;
  readonly callee: Expression;
  readonly args: readonly Expression[];
  /** Of the `(`. */
  readonly openSpan: Span;
}

/** `x[i]`, and `x?[i]` when `safe`. */
export interface IndexExpression {
  readonly kind: "index";
  readonly span: Span;
  readonly receiver: Expression;
  readonly index: Expression;
  readonly safe: boolean;
  /** Of the `[`. */
  readonly openSpan: Span;
}

export interface SliceExpression {
  readonly kind: "slice";
  readonly span: Span;
  readonly receiver: Expression;
  readonly start?: Expression;
  readonly end?: Expression;
  readonly step?: Expression;
  readonly openSpan: Span;
}

/** `x.name`, and `x?.name` when `safe`. */
export interface FieldExpression {
  readonly kind: "field";
  readonly span: Span;
  readonly receiver: Expression;
  readonly name: Name;
  readonly safe: boolean;
}

export interface CastExpression {
  readonly kind: "cast";
  readonly span: Span;
  readonly value: Expression;
  readonly type: TypeNode;
  /** Of the word `as`. */
  readonly asSpan: Span;
}

/** One `key: value`. A bare identifier as key is the string of its name: then `key` is a `string` node and `bare` is set. */
export interface MapEntry {
  readonly key: Expression;
  readonly bare: boolean;
  readonly value: Expression;
}

export interface MapExpression {
  readonly kind: "map";
  readonly span: Span;
  readonly entries: readonly MapEntry[];
}

export interface NamedValue {
  readonly name: Name;
  readonly value: Expression;
}

export interface StructExpression {
  readonly kind: "struct";
  readonly span: Span;
  /** Set for `alias.Name { … }`. */
  readonly qualifier?: Name;
  readonly name: Name;
  readonly fields: readonly NamedValue[];
}

export interface FunExpression {
  readonly kind: "fun-expression";
  readonly span: Span;
  readonly signature: Signature;
  readonly body: Block | Expression;
}

export interface IfExpression {
  readonly kind: "if-expression";
  readonly span: Span;
  readonly condition: Expression;
  readonly then: Expression;
  readonly otherwise?: Expression;
}

export interface MatchExpression {
  readonly kind: "match";
  readonly span: Span;
  readonly subject: Expression;
  readonly arms: readonly MatchArm[];
}

export interface MatchArm {
  readonly span: Span;
  readonly pattern: Pattern;
  readonly guard?: Expression;
  /** A block's value is its last statement, if that is an expression; else none. */
  readonly body: Expression | Block;
}

export type Pattern =
  | { readonly kind: "pattern-wildcard"; readonly span: Span }
  /** A literal; negative numbers are folded in. */
  | { readonly kind: "pattern-literal"; readonly span: Span; readonly value: Expression }
  | { readonly kind: "pattern-none"; readonly span: Span }
  /** A bare identifier: a variant or struct test, `nil`/`null`, or a new variable; the checker decides. */
  | { readonly kind: "pattern-name"; readonly span: Span; readonly name: Name }
  | { readonly kind: "pattern-variant"; readonly span: Span; readonly qualifier?: Name; readonly name: Name; readonly positional: readonly Pattern[]; readonly named: readonly { readonly name: Name; readonly pattern: Pattern }[] }
  | { readonly kind: "pattern-list"; readonly span: Span; readonly items: readonly Pattern[]; readonly rest?: Name }
  | { readonly kind: "pattern-or"; readonly span: Span; readonly options: readonly Pattern[] };

/** `f"…{hole:spec}…"`: texts and holes alternate, `texts.length === holes.length + 1`. */
export interface FormatExpression {
  readonly kind: "format";
  readonly span: Span;
  readonly texts: readonly string[];
  readonly holes: readonly FormatHole[];
}

export interface FormatHole {
  readonly value: Expression;
  readonly spec?: FormatSpec;
}

export interface FormatSpec {
  readonly fill: string;
  readonly align?: "<" | ">" | "^" | "=";
  readonly sign?: "+" | "-" | " ";
  readonly zero: boolean;
  readonly width?: number;
  readonly comma: boolean;
  readonly precision?: number;
  readonly type?: "d" | "x" | "b" | "o" | "e" | "f" | "g" | "s" | "%";
  readonly span: Span;
}

export interface QuerySource {
  readonly name: Name;
  readonly source: Expression;
  readonly span: Span;
}

export interface QueryJoin extends QuerySource {
  readonly side: "inner" | "left" | "right" | "outer";
  readonly on: Expression;
}

export interface SortKey {
  readonly value: Expression;
  readonly descending: boolean;
}

export interface QueryExpression {
  readonly kind: "query";
  readonly span: Span;
  readonly sources: readonly QuerySource[];
  readonly joins: readonly QueryJoin[];
  readonly where?: Expression;
  readonly group?: { readonly keys: readonly Expression[]; readonly name: Name; readonly having?: Expression };
  readonly sort: readonly SortKey[];
  readonly skip?: Expression;
  readonly take?: Expression;
  readonly distinct: boolean;
  readonly select: Expression;
}

export interface GenerateExpression {
  readonly kind: "generate";
  readonly span: Span;
  /** `text`, `embedding` or the name of a struct type. */
  readonly target: Name;
  readonly fields: readonly NamedValue[];
}

export interface LoadExpression {
  readonly kind: "load";
  readonly span: Span;
  readonly path?: Expression;
  readonly type: TypeNode;
  readonly options?: Expression;
}

export interface SaveExpression {
  readonly kind: "save";
  readonly span: Span;
  readonly value: Expression;
  readonly path?: Expression;
  readonly options?: Expression;
}
