// The typed tree: what the instantiator makes of a checked program and the lowering consumes.
//
// It holds only what is reachable from the entry module, one `TypedFunction` per instance of a
// function, every type concrete (no variables, no `never` but for expressions that do not yield).
// Types are honest: what may be nil has the type `T?`, even where the source says `T`
// (decisions §3); an untyped parameter has the type of the arguments it is called with.
//
// Promised, and checked by verify-typed.ts:
// - At every place that stores or passes a value (initialiser, assignment, argument, field,
//   element, return, branch of an `if` or `match`) the expression's type is `sameType` as the
//   place's type. Where the program had another, there is a `convert` node.
// - Arithmetic operands have equal types (see `BinaryOp`); `+` on strings has string operands.
// - Conditions are `bool`; others are wrapped in `truthy`.
// - Names are resolved: to a Local, a Global, a function instance or a builtin. Fields that a
//   method names bare are `field` nodes on its receiver.
// - Evaluation order is the order of children, left to right.

import type { FactStatement, FormatSpec, Predicate, RuleStatement } from "../syntax/ast.ts";
import type { Span } from "../source/span.ts";
import type { StructDeclaration, Type, UnionDeclaration } from "../types/type.ts";
import type { Shapes } from "./shapes.ts";
import type { TypedQuery } from "./typed-query.ts";

export interface TypedProgram {
  /** All instances, in order of discovery; `id` is the index. */
  readonly functions: readonly TypedFunction[];
  readonly globals: readonly Global[];
  /** Module initialisers in the order in which they run; the entry module's comes last. */
  readonly initializers: readonly TypedFunction[];
  /** The `test` blocks of the entry module, in order. */
  readonly tests: readonly TypedTest[];
  /** Methods that a `call-any` or `any-field` may reach: what a type descriptor has to list. */
  readonly dynamicMethods: readonly DynamicMethod[];
  /** What was found out about record literals. */
  readonly shapes: Shapes;
}

/** A variable of one function instance. Identity is the object. */
export interface Local {
  readonly name: string;
  readonly type: Type;
  readonly span: Span;
  readonly origin: "parameter" | "receiver" | "let" | "loop" | "pattern" | "temporary";
  /** Assigned again after its initialisation (a loop variable: in the body). */
  reassigned: boolean;
  /** Named in a function nested in the one that declares it. */
  captured: boolean;
}

export interface Global {
  readonly name: string;
  readonly module: number;
  readonly type: Type;
  readonly span: Span;
  reassigned: boolean;
  /** Some read may come before the initialiser has run: reads are checked (−3). */
  checked: boolean;
}

export interface TypedFunction {
  /** Index in `TypedProgram.functions`; nested functions have unique ids after those and stand only in their `closure` node. */
  readonly id: number;
  /** As the user sees it: `f`, `P.area`, `id<int>`, `fun` for lambdas, the module's name for initialisers. */
  readonly name: string;
  readonly kind: "function" | "method" | "lambda" | "initializer" | "test";
  readonly module: number;
  readonly span: Span;
  /** Instantiation arguments, for mangling and traces; empty for ordinary functions. */
  readonly typeArgs: readonly Type[];
  /** A method's receiver comes first, with origin `receiver`. */
  readonly params: readonly Local[];
  /** `never` if no call returns. A body whose end can be reached has the result `unit`. */
  readonly result: Type;
  readonly body: TypedBlock;
}

/** `function` takes the receiver first. */
export interface DynamicMethod {
  readonly name: string;
  readonly declaration: StructDeclaration;
  readonly function: TypedFunction;
}

export interface TypedTest {
  readonly name: string;
  readonly span: Span;
  readonly function: TypedFunction;
}

export interface TypedBlock {
  readonly statements: readonly TypedStatement[];
}

// ---------------------------------------------------------------- statements

export type TypedStatement =
  /** Without a value: the type's none; then the local's type is an option or `any`, or it is assigned before every read. */
  | { readonly kind: "let"; readonly span: Span; readonly local: Local; readonly value?: TypedExpression }
  /** `initializes`: the global's own `let` statement runs, from now on reads need no check. Without it the global counts as reassigned. */
  | { readonly kind: "assign"; readonly span: Span; readonly target: Place; readonly value: TypedExpression; readonly initializes?: true }
  | { readonly kind: "expression"; readonly span: Span; readonly value: TypedExpression }
  | { readonly kind: "return"; readonly span: Span; readonly value?: TypedExpression }
  | { readonly kind: "if"; readonly span: Span; readonly condition: TypedExpression; readonly then: TypedBlock; readonly otherwise?: TypedBlock }
  | { readonly kind: "while"; readonly span: Span; readonly condition: TypedExpression; readonly body: TypedBlock }
  /** Half-open, ascending, bounds evaluated once. The local is fresh each round; if `reassigned` it is copied back at the end of the body. */
  | { readonly kind: "for-range"; readonly span: Span; readonly local: Local; readonly start: TypedExpression; readonly end: TypedExpression; readonly body: TypedBlock }
  /** Over a list, set, string (code points) or the keys of a map, snapshotted at entry. Nil sources are empty. */
  | { readonly kind: "for-each"; readonly span: Span; readonly local: Local; readonly source: TypedExpression; readonly body: TypedBlock }
  | { readonly kind: "break"; readonly span: Span }
  | { readonly kind: "continue"; readonly span: Span }
  | { readonly kind: "block"; readonly span: Span; readonly body: TypedBlock }
  /** `text` is the source of the condition. When it is a comparison, its sides are shown on failure. */
  | { readonly kind: "expect"; readonly span: Span; readonly condition: TypedExpression; readonly text: string }
  /** Runs the test's body in place (`mochi run`); `mochi test` picks them from TypedProgram.tests. */
  | { readonly kind: "test"; readonly span: Span; readonly name: string; readonly body: TypedBlock }
  | { readonly kind: "bench"; readonly span: Span; readonly name: string; readonly body: TypedBlock }
  /** The error is bound as a struct of two fields `code: int`, `message: string` (see `errorStruct`). */
  | { readonly kind: "try"; readonly span: Span; readonly body: TypedBlock; readonly handler?: { readonly local: Local; readonly body: TypedBlock }; readonly finalizer?: TypedBlock }
  /** Declares the query's result: its `aggregate`, or its `result`. */
  | { readonly kind: "query"; readonly span: Span; readonly query: TypedQuery }
  /** Raises −4 unless the list has `count` elements (at least `count`, if not exact). */
  | { readonly kind: "check-length"; readonly span: Span; readonly list: TypedExpression; readonly count: number; readonly exact: boolean };

/** What can be assigned to. The receiver is evaluated first, then the index, then the value. */
export type Place =
  | { readonly kind: "local"; readonly local: Local; readonly type: Type }
  | { readonly kind: "global"; readonly global: Global; readonly type: Type }
  /** On lists −4 when out of range. On maps inserts. When `receiver` is a nil list or map that stands in a place itself, `create` is that place: the container is made and stored there. */
  | { readonly kind: "index"; readonly receiver: TypedExpression; readonly index: TypedExpression; readonly type: Type; readonly span: Span; readonly create?: Place }
  | { readonly kind: "field"; readonly receiver: TypedExpression; readonly field: string; readonly type: Type; readonly span: Span }
  /** On `any`: dispatched at run time. `index` may be any; value and type are `any`. */
  | { readonly kind: "any-index"; readonly receiver: TypedExpression; readonly index: TypedExpression; readonly type: Type; readonly span: Span }
  | { readonly kind: "any-field"; readonly receiver: TypedExpression; readonly field: string; readonly type: Type; readonly span: Span };

// ---------------------------------------------------------------- expressions

/**
 * Operand types by operator:
 * `+ - * / %` both `int`, `int64`, `float`, `bigint`, `bigrat` or `any` (result alike);
 *   `+` also both `string`, both `list<T>`, both `set<T>` (union) ; `-` also both `set<T>`;
 *   `+ -` both `duration`; `*` and `/` duration with int; `/` both duration (float).
 * `== !=` equal types, or int/int64/bigint/bigrat/float mixed (compared exactly).
 * `< <= > >=` equal types (numbers may be mixed as above), or both `any`; result bool.
 * `in`: element in list or set, key in map, string in string; right may be `any` (then left is `any`).
 * `union` …: both `list<T>`.
 */
export type BinaryOp =
  | "+" | "-" | "*" | "/" | "%"
  | "==" | "!=" | "<" | "<=" | ">" | ">="
  | "in" | "union" | "union all" | "except" | "intersect";

export type ConvertMode =
  /** Loses nothing and never fails: int→float, int↔int64, int→bigint, bigint→bigrat, T→T?, T→any, variant→union, never→T (its operand does not yield). */
  | "widen"
  /** T?→T: raises −3 `value is nil: NAME` when none. */
  | "unwrap"
  /** T?→T where a test has shown that there is a value: nothing to check. */
  | "narrowed"
  /** T?→T for lists, maps, sets, strings in len, for, append …: none becomes the empty value. */
  | "or-empty"
  /** any→T as decisions §5 says: −3 `expected T, got …`; integral float→int, int→float convert. */
  | "checked"
  /** any→list or map whose parts are only read: one of other parts is copied, nil is empty; −3 for what is no list or map. */
  | "elements";

interface Typed {
  readonly type: Type;
  readonly span: Span;
}

export type TypedExpression = Typed &
  (
    | { readonly kind: "int"; readonly value: bigint }
    | { readonly kind: "float"; readonly value: number }
    | { readonly kind: "bool"; readonly value: boolean }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "bigint"; readonly value: bigint }
    /** Of type `T?` or `any`; of type `never` as the value of a `do` whose statements do not yield. */
    | { readonly kind: "none" }
    /** The value of what yields nothing; of type `unit`. */
    | { readonly kind: "unit" }
    | { readonly kind: "local"; readonly local: Local }
    | { readonly kind: "global"; readonly global: Global }
    /** A function instance as a value. */
    | { readonly kind: "function"; readonly function: TypedFunction }
    /** A nested `fun` is a `let` of a closure that may capture its own local. */
    | { readonly kind: "closure"; readonly function: TypedFunction }
    /** `f(a)` with too few arguments, and `p.m`: the value takes the remaining parameters. */
    | { readonly kind: "partial"; readonly callee: TypedExpression; readonly args: readonly TypedExpression[] }
    | { readonly kind: "negate"; readonly operand: TypedExpression }
    | { readonly kind: "not"; readonly operand: TypedExpression }
    | { readonly kind: "and" | "or"; readonly left: TypedExpression; readonly right: TypedExpression }
    | { readonly kind: "binary"; readonly op: BinaryOp; readonly left: TypedExpression; readonly right: TypedExpression; readonly opSpan: Span }
    /** `left ?? right`; left is `T?` or `any`. */
    | { readonly kind: "coalesce"; readonly left: TypedExpression; readonly right: TypedExpression }
    | { readonly kind: "is-none"; readonly operand: TypedExpression }
    /** Of type bool: false, 0, "", empty and nil are false. */
    | { readonly kind: "truthy"; readonly operand: TypedExpression }
    /** The text that `print` shows. */
    | { readonly kind: "text"; readonly operand: TypedExpression }
    /** An f-string; each part is a string or a formatted value. */
    | { readonly kind: "format"; readonly parts: readonly (string | { readonly value: TypedExpression; readonly spec?: FormatSpec })[] }
    | { readonly kind: "convert"; readonly mode: ConvertMode; readonly operand: TypedExpression; readonly name: string; /** For unwrap: where it may have become nil, at most three. */ readonly origins: readonly Span[] }
    /** `operand as type`, core §5.12 and decisions §4, §5. */
    | { readonly kind: "cast"; readonly operand: TypedExpression }
    | { readonly kind: "call"; readonly function: TypedFunction; readonly args: readonly TypedExpression[] }
    | { readonly kind: "call-value"; readonly callee: TypedExpression; readonly args: readonly TypedExpression[] }
    /** Argument types are what core/types/builtins.ts says for the concrete types of this call. */
    | { readonly kind: "call-builtin"; readonly name: string; readonly args: readonly TypedExpression[] }
    /** A method call on `any`; arguments and result are `any`. */
    | { readonly kind: "call-any"; readonly receiver: TypedExpression; readonly method: string; readonly args: readonly TypedExpression[] }
    /** On list<T>: T; on string: string; on map<K, V>: V?; on any: any (index any). */
    | { readonly kind: "index"; readonly receiver: TypedExpression; readonly index: TypedExpression }
    /** The value of a key that a destructuring `let` names: −4 `missing key: KEY` when absent. On map<K, V>: V. On any (index any): any. */
    | { readonly kind: "require-key"; readonly receiver: TypedExpression; readonly index: TypedExpression }
    | { readonly kind: "slice"; readonly receiver: TypedExpression; readonly start?: TypedExpression; readonly end?: TypedExpression; readonly step?: TypedExpression }
    /** Of a struct, variant or record. */
    | { readonly kind: "field"; readonly receiver: TypedExpression; readonly field: string }
    | { readonly kind: "any-field"; readonly receiver: TypedExpression; readonly field: string }
    /** `a?.f`, `a?[i]`: when `subject` is none so is the result, else `local` holds its payload in `body` (of an option type). */
    | { readonly kind: "safe"; readonly subject: TypedExpression; readonly local: Local; readonly body: TypedExpression }
    | { readonly kind: "list"; readonly items: readonly TypedExpression[] }
    | { readonly kind: "set"; readonly items: readonly TypedExpression[] }
    | { readonly kind: "map"; readonly entries: readonly { readonly key: TypedExpression; readonly value: TypedExpression }[] }
    /** Struct and variant literals: values in written order, which is the order of evaluation; every field once. Type is the struct, or the union of the variant. */
    | { readonly kind: "struct"; readonly declaration: StructDeclaration; readonly fields: readonly { readonly name: string; readonly value: TypedExpression }[] }
    /** Of type list<T>. The path is a string (`-`: standard input), the options are `any`. */
    | { readonly kind: "load"; readonly path: TypedExpression; readonly options: TypedExpression; readonly mayBeYaml: boolean }
    /** Of type unit. */
    | { readonly kind: "save"; readonly value: TypedExpression; readonly path: TypedExpression; readonly options: TypedExpression }
    /** `query p(x)`, the `query`-th of its module; a list of maps from variables to values. */
    | { readonly kind: "logic-query"; readonly module: LogicModule; readonly query: number }
    /** A record literal that is a struct, of an inline struct type or of its own shape. Others are `map` nodes. */
    | { readonly kind: "record"; readonly fields: readonly { readonly name: string; readonly value: TypedExpression }[] }
    | { readonly kind: "if"; readonly condition: TypedExpression; readonly then: TypedExpression; readonly otherwise: TypedExpression }
    | { readonly kind: "match"; readonly subject: TypedExpression; readonly local: Local; readonly arms: readonly TypedArm[] }
    /** Statements, then a value (`unit` or `none` if there is none). */
    | { readonly kind: "do"; readonly body: TypedBlock; readonly value: TypedExpression }
  );

/** What `fact`, `rule` and `query` of one module say; the queries wherever they stand, reached or not. */
export interface LogicModule {
  readonly module: number;
  readonly facts: readonly FactStatement[];
  readonly rules: readonly RuleStatement[];
  readonly queries: readonly Predicate[];
}

/** No arm fits: the instantiator has appended a wildcard arm that yields none. */
export interface TypedArm {
  readonly span: Span;
  readonly pattern: TypedPattern;
  readonly guard?: TypedExpression;
  readonly value: TypedExpression;
}

/** `type` is the type of the value that the pattern is held against. */
export type TypedPattern =
  | { readonly kind: "wildcard"; readonly type: Type }
  /** Binds and matches everything. */
  | { readonly kind: "bind"; readonly type: Type; readonly local: Local }
  | { readonly kind: "literal"; readonly type: Type; readonly value: TypedExpression }
  | { readonly kind: "none"; readonly type: Type }
  /** Of an option: there is a value, and it matches. */
  | { readonly kind: "some"; readonly type: Type; readonly inner: TypedPattern }
  /** A variant of a union, or a struct (always matches); one pattern per field, in declaration order. */
  | { readonly kind: "variant"; readonly type: Type; readonly declaration: StructDeclaration; readonly fields: readonly TypedPattern[] }
  | { readonly kind: "list"; readonly type: Type; readonly items: readonly TypedPattern[]; readonly rest?: Local | "ignored" }
  /** Of an `any`: has this dynamic type, and the converted value matches. */
  | { readonly kind: "any-is"; readonly type: Type; readonly target: Type; readonly inner: TypedPattern }
  /** Alternatives bind the same locals. */
  | { readonly kind: "or"; readonly type: Type; readonly options: readonly TypedPattern[] };

export type { StructDeclaration, UnionDeclaration };
