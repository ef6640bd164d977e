// Which values a list of patterns leaves over, and whether a pattern can still match.
//
// Maranget, «Warnings for pattern matching» (2007): a matrix of pattern rows is specialised by the
// constructors of its first column. Patterns enter in the small algebra below, made from the AST by
// check-pattern.ts; types tell which constructors exist. Lists split into the lengths that the
// column mentions and «longer». Options are `none` or a value. Literals of ints, floats and strings
// never exhaust their type. The question is NP-hard: when the `Search` of a match has looked at
// `budget` rows, the answer is «useful, nothing missing», so that nobody is blamed and nobody waits.

import type { StructDeclaration, Type } from "../types/type.ts";

export type MatchPattern =
  | { readonly kind: "wild" }
  | { readonly kind: "literal"; readonly key: string }
  | { readonly kind: "none" }
  /** Any value but `none`; only in answers, since no pattern of the language says just that. */
  | { readonly kind: "some"; readonly inner: MatchPattern }
  | { readonly kind: "variant"; readonly declaration: StructDeclaration; readonly args: readonly MatchPattern[] }
  /** `open` when a rest follows the items. */
  | { readonly kind: "list"; readonly items: readonly MatchPattern[]; readonly open: boolean }
  | { readonly kind: "or"; readonly options: readonly MatchPattern[] };

export type PatternRow = readonly MatchPattern[];

const wild: MatchPattern = { kind: "wild" };
const budget = 4_000_000;

/** How many rows the questions about one match have looked at. */
export interface Search {
  rows: number;
}

/** Whether some value matches `row` and none of the rows before it. */
export function isUseful(rows: readonly PatternRow[], row: PatternRow, types: readonly Type[], search: Search = { rows: 0 }): boolean {
  return useful(search, rows, row, types);
}

/** A vector of patterns that no row matches, or undefined when every value is matched. */
export function findMissing(rows: readonly PatternRow[], types: readonly Type[], search: Search = { rows: 0 }): PatternRow | undefined {
  return missing(search, rows, types);
}

/** Names of the variants, or the patterns below them, that the rows of a match on a union leave over. */
export function missingVariants(rows: readonly PatternRow[], union: Type & { readonly kind: "union" }, search: Search = { rows: 0 }): string[] {
  const left: string[] = [];
  for (const declaration of union.declaration.variants) {
    const constructor: Constructor = { kind: "variant", declaration };
    const inside = missing(search, specialiseRows(rows, constructor), argumentTypes(constructor, union));
    if (inside !== undefined) {
      const mentioned = firstColumn(rows).some((pattern) => pattern.kind === "variant" && pattern.declaration === declaration);
      left.push(mentioned ? printPattern({ kind: "variant", declaration, args: inside }) : declaration.name);
    }
  }
  return left;
}

/** The pattern as a user would write it. */
export function printPattern(pattern: MatchPattern): string {
  switch (pattern.kind) {
    case "wild":
      return "_";
    case "none":
      return "none";
    case "some":
      return pattern.inner.kind === "wild" ? "value" : printPattern(pattern.inner);
    case "literal":
      return pattern.key.slice(pattern.key.indexOf(":") + 1);
    case "variant":
      return pattern.args.length === 0 ? pattern.declaration.name : `${pattern.declaration.name}(${pattern.args.map(printPattern).join(", ")})`;
    case "list":
      return `[${[...pattern.items.map(printPattern), ...(pattern.open ? ["...rest"] : [])].join(", ")}]`;
    case "or":
      return pattern.options.map(printPattern).join(" | ");
  }
}

// ---------------------------------------------------------------- constructors

/** The head of a value: what a pattern can test at one place. */
type Constructor =
  | { readonly kind: "literal"; readonly key: string }
  | { readonly kind: "none" }
  | { readonly kind: "some" }
  | { readonly kind: "variant"; readonly declaration: StructDeclaration }
  /** A list of exactly `length` items, or, when `open`, of at least that many. */
  | { readonly kind: "list"; readonly length: number; readonly open: boolean };

/** All constructors of a type, as far as the column's patterns tell them apart; undefined when there is no end of them. */
function constructorsOf(type: Type, column: readonly MatchPattern[]): readonly Constructor[] | undefined {
  switch (type.kind) {
    case "bool":
      return [
        { kind: "literal", key: "bool:true" },
        { kind: "literal", key: "bool:false" },
      ];
    case "option":
      return [{ kind: "none" }, { kind: "some" }];
    case "union":
      return type.declaration.variants.map((declaration) => ({ kind: "variant", declaration }));
    case "struct":
      return [{ kind: "variant", declaration: type.declaration }];
    case "list": {
      const longest = column.reduce((length, pattern) => (pattern.kind === "list" ? Math.max(length, pattern.items.length) : length), 0);
      const lengths = Array.from({ length: longest + 1 }, (_, length): Constructor => ({ kind: "list", length, open: false }));
      return [...lengths, { kind: "list", length: longest + 1, open: true }];
    }
    default:
      return undefined;
  }
}

function argumentTypes(constructor: Constructor, type: Type): readonly Type[] {
  switch (constructor.kind) {
    case "variant":
      return constructor.declaration.fields.map((field) => field.type);
    case "some":
      return type.kind === "option" ? [type.inner] : [type];
    case "list":
      return Array<Type>(constructor.length).fill(type.kind === "list" ? type.element : type);
    default:
      return [];
  }
}

/** The pattern that stands for all values of a constructor. */
function rebuild(constructor: Constructor, args: readonly MatchPattern[]): MatchPattern {
  switch (constructor.kind) {
    case "variant":
      return { kind: "variant", declaration: constructor.declaration, args };
    case "some":
      return { kind: "some", inner: args[0] ?? wild };
    case "list":
      return { kind: "list", items: args, open: constructor.open };
    case "none":
    case "literal":
      return constructor;
  }
}

/** The arguments that a pattern asks of a constructor's values; undefined when it never matches one. */
function specialise(pattern: MatchPattern, constructor: Constructor): readonly MatchPattern[] | undefined {
  if (pattern.kind === "wild") {
    return Array<MatchPattern>(arity(constructor)).fill(wild);
  }
  switch (constructor.kind) {
    case "some":
      return pattern.kind === "none" ? undefined : [pattern.kind === "some" ? pattern.inner : pattern];
    case "none":
      return pattern.kind === "none" ? [] : undefined;
    case "literal":
      return pattern.kind === "literal" && pattern.key === constructor.key ? [] : undefined;
    case "variant":
      return pattern.kind === "variant" && pattern.declaration === constructor.declaration ? pattern.args : undefined;
    case "list": {
      if (pattern.kind !== "list") {
        return undefined;
      }
      const { items, open } = pattern;
      const fits = open ? items.length <= constructor.length : !constructor.open && items.length === constructor.length;
      return fits ? [...items, ...Array<MatchPattern>(constructor.length - items.length).fill(wild)] : undefined;
    }
  }
}

function arity(constructor: Constructor): number {
  switch (constructor.kind) {
    case "variant":
      return constructor.declaration.fields.length;
    case "some":
      return 1;
    case "list":
      return constructor.length;
    default:
      return 0;
  }
}

/** The constructors that patterns of a column name themselves. */
function namedConstructors(column: readonly MatchPattern[]): Constructor[] {
  const found = new Map<string, Constructor>();
  for (const pattern of column.flatMap(alternatives)) {
    switch (pattern.kind) {
      case "literal":
        found.set(pattern.key, pattern);
        break;
      case "none":
        found.set("none", pattern);
        break;
      case "variant":
        found.set(`variant:${pattern.declaration.name}`, { kind: "variant", declaration: pattern.declaration });
        break;
      case "list":
        found.set(`list:${pattern.items.length}:${pattern.open}`, { kind: "list", length: pattern.items.length, open: pattern.open });
        break;
      default:
        break;
    }
  }
  return [...found.values()];
}

// ---------------------------------------------------------------- the matrix

function alternatives(pattern: MatchPattern): readonly MatchPattern[] {
  return pattern.kind === "or" ? pattern.options.flatMap(alternatives) : [pattern];
}

/** Rows whose first pattern is no alternative. */
function expandRows(rows: readonly PatternRow[]): readonly PatternRow[] {
  return rows.some(([first]) => first?.kind === "or") ? rows.flatMap(([first = wild, ...rest]) => alternatives(first).map((option) => [option, ...rest])) : rows;
}

function specialiseRows(rows: readonly PatternRow[], constructor: Constructor): readonly PatternRow[] {
  return expandRows(rows).flatMap(([first = wild, ...rest]) => {
    const args = specialise(first, constructor);
    return args === undefined ? [] : [[...args, ...rest]];
  });
}

/** The rows that match whatever the first value is. */
function defaultRows(rows: readonly PatternRow[]): readonly PatternRow[] {
  return expandRows(rows).flatMap(([first = wild, ...rest]) => (first.kind === "wild" ? [rest] : []));
}

function firstColumn(rows: readonly PatternRow[]): readonly MatchPattern[] {
  return rows.flatMap(([first]) => (first === undefined ? [] : alternatives(first)));
}

function useful(search: Search, rows: readonly PatternRow[], row: PatternRow, types: readonly Type[]): boolean {
  search.rows += rows.length + 1;
  if (search.rows > budget) {
    return true;
  }
  const [first, ...rest] = row;
  const [type, ...restTypes] = types;
  if (first === undefined || type === undefined) {
    return rows.length === 0;
  }
  if (first.kind === "or") {
    return alternatives(first).some((option) => useful(search, rows, [option, ...rest], types));
  }
  if (rows.length === 0) {
    return true;
  }
  const column = firstColumn(rows);
  // A column without tests is not split: a recursive type has no end of constructors below constructors.
  const mentioned = first.kind !== "wild" || column.some((pattern) => pattern.kind !== "wild");
  const constructors = mentioned ? constructorsOf(type, [...column, first]) : undefined;
  if (constructors === undefined) {
    if (first.kind === "wild") {
      const named = namedConstructors(column).some((constructor) => usefulFor(search, rows, row, types, constructor));
      return named || useful(search, defaultRows(rows), rest, restTypes);
    }
    return namedConstructors([first]).some((constructor) => usefulFor(search, rows, row, types, constructor));
  }
  return constructors.some((constructor) => usefulFor(search, rows, row, types, constructor));
}

function usefulFor(search: Search, rows: readonly PatternRow[], row: PatternRow, types: readonly Type[], constructor: Constructor): boolean {
  const [specialised] = specialiseRows([row], constructor);
  const [type, ...rest] = types;
  return (
    specialised !== undefined &&
    type !== undefined &&
    useful(search, specialiseRows(rows, constructor), specialised, [...argumentTypes(constructor, type), ...rest])
  );
}

function missing(search: Search, rows: readonly PatternRow[], types: readonly Type[]): PatternRow | undefined {
  search.rows += rows.length + 1;
  if (search.rows > budget) {
    return undefined;
  }
  const [type, ...restTypes] = types;
  if (type === undefined) {
    return rows.length === 0 ? [] : undefined;
  }
  if (rows.length === 0) {
    return types.map(() => wild);
  }
  const column = firstColumn(rows);
  const mentioned = column.some((pattern) => pattern.kind !== "wild");
  const constructors = mentioned ? constructorsOf(type, column) : undefined;
  if (constructors === undefined) {
    const rest = missing(search, defaultRows(rows), restTypes);
    return rest === undefined ? undefined : [wild, ...rest];
  }
  for (const constructor of constructors) {
    const count = arity(constructor);
    const found = missing(search, specialiseRows(rows, constructor), [...argumentTypes(constructor, type), ...restTypes]);
    if (found !== undefined) {
      return [rebuild(constructor, found.slice(0, count)), ...found.slice(count)];
    }
  }
  return undefined;
}
