// Pattern matching compiled to decision trees: Luc Maranget, «Compiling Pattern Matching to Good
// Decision Trees» (ML 2008).
//
// In: a matrix of abstract patterns, one row per arm. Out: a tree of tests in which no place is
// tested twice on a path, and a row's leaf may stand several times. Rows keep their order: the
// first row that matches wins, a guard that fails goes on with the rows below.
//
// The column to test next is the one whose tests are needed by most rows from the top (heuristic
// p of the paper), then the one with fewest branches (b), then with fewest sub-columns (a).
//
// Surprising: heads of one column are exclusive unless `overlaps` says otherwise (`[a, b]` and
// `[a, ...rest]`; a union and one of its variants in an `any`). Branches are tried in order, and
// after an overlapping test the same place stays a column of the branch.

/** What a place is tested for. `arity` places inside become known when the test succeeds. */
export interface Head<H> {
  readonly key: string;
  readonly arity: number;
  readonly test: H;
}

export type Pattern<H, B> =
  | { readonly kind: "wildcard"; readonly binds: readonly B[] }
  | { readonly kind: "head"; readonly head: Head<H>; readonly args: readonly Pattern<H, B>[]; readonly binds: readonly B[] }
  | { readonly kind: "or"; readonly options: readonly Pattern<H, B>[]; readonly binds: readonly B[] };

/** A place in the matched value: the root, or the `index`-th part of what `head` revealed. Identity is the object. */
export interface Occurrence<H> {
  readonly parent?: Occurrence<H>;
  readonly head?: Head<H>;
  readonly index: number;
}

export interface Bind<H, B> {
  readonly variable: B;
  readonly occurrence: Occurrence<H>;
}

export type Decision<H, B> =
  | { readonly kind: "fail" }
  | { readonly kind: "leaf"; readonly row: number; readonly binds: readonly Bind<H, B>[] }
  | { readonly kind: "guard"; readonly row: number; readonly binds: readonly Bind<H, B>[]; readonly otherwise: Decision<H, B> }
  | {
      readonly kind: "switch";
      readonly occurrence: Occurrence<H>;
      readonly branches: readonly { readonly head: Head<H>; readonly then: Decision<H, B> }[];
      /** Absent when the branches cover everything. */
      readonly otherwise?: Decision<H, B>;
    };

export interface MatchRow<H, B> {
  readonly patterns: readonly Pattern<H, B>[];
  readonly guarded: boolean;
}

export interface Signature<H> {
  /** Whether these heads are all there are. */
  readonly complete: (heads: readonly Head<H>[]) => boolean;
  readonly overlaps: (left: Head<H>, right: Head<H>) => boolean;
  /** Whether a head overlaps no other: columns of such heads are split in linear time. */
  readonly isExclusive: (head: Head<H>) => boolean;
}

interface Row<H, B> {
  readonly patterns: readonly Pattern<H, B>[];
  readonly row: number;
  readonly guarded: boolean;
  readonly binds: readonly Bind<H, B>[];
}

/** The decision tree of a matrix over these places. */
export function compileMatch<H, B>(occurrences: readonly Occurrence<H>[], rows: readonly MatchRow<H, B>[], signature: Signature<H>): Decision<H, B> {
  return compile(
    occurrences,
    rows.map((row, index) => ({ patterns: row.patterns, row: index, guarded: row.guarded, binds: [] })),
    signature,
  );
}

function compile<H, B>(occurrences: readonly Occurrence<H>[], matrix: readonly Row<H, B>[], signature: Signature<H>): Decision<H, B> {
  const rows = matrix.flatMap((row) => expandOr(row));
  const [first] = rows;
  if (first === undefined) {
    return { kind: "fail" };
  }
  if (first.patterns.every((pattern) => pattern.kind === "wildcard")) {
    const binds = [...first.binds, ...first.patterns.flatMap((pattern, column) => bindsOf(pattern, occurrences[column] as Occurrence<H>))];
    return first.guarded ? { kind: "guard", row: first.row, binds, otherwise: compile(occurrences, rows.slice(1), signature) } : { kind: "leaf", row: first.row, binds };
  }
  const column = chooseColumn(rows, occurrences.length, signature);
  const occurrence = occurrences[column] as Occurrence<H>;
  const heads = distinctHeads(rows, column);
  const exclusive = heads.every((head) => signature.isExclusive(head));
  const concerned = exclusive ? rowsByHead(rows, column, heads) : undefined;
  const branches = heads.map((head, position) => {
    const later = exclusive ? [] : heads.slice(position + 1);
    const parts = Array.from({ length: head.arity }, (_, index): Occurrence<H> => ({ parent: occurrence, head, index }));
    const open = later.some((other) => signature.overlaps(head, other));
    const inner = [...occurrences.slice(0, column), ...parts, ...(open ? [occurrence] : []), ...occurrences.slice(column + 1)];
    const specialised = (concerned?.get(head.key) ?? rows).flatMap((row) => specialise(row, column, occurrence, head, open ? later : [], signature));
    return { head, then: compile(inner, specialised, signature) };
  });
  if (signature.complete(heads)) {
    return { kind: "switch", occurrence, branches };
  }
  const rest = rows.flatMap((row) => defaultRow(row, column, occurrence));
  const others = [...occurrences.slice(0, column), ...occurrences.slice(column + 1)];
  return { kind: "switch", occurrence, branches, otherwise: compile(others, rest, signature) };
}

/** Rows without alternatives at the top of any pattern. */
function expandOr<H, B>(row: Row<H, B>): readonly Row<H, B>[] {
  const column = row.patterns.findIndex((pattern) => pattern.kind === "or");
  const pattern = row.patterns[column];
  if (pattern?.kind !== "or") {
    return [row];
  }
  return pattern.options.flatMap((option) => {
    const bound = { ...option, binds: [...pattern.binds, ...option.binds] };
    return expandOr({ ...row, patterns: row.patterns.with(column, bound) });
  });
}

function bindsOf<H, B>(pattern: Pattern<H, B>, occurrence: Occurrence<H>): readonly Bind<H, B>[] {
  return pattern.binds.map((variable) => ({ variable, occurrence }));
}

function distinctHeads<H, B>(rows: readonly Row<H, B>[], column: number): readonly Head<H>[] {
  const heads = new Map<string, Head<H>>();
  for (const row of rows) {
    const pattern = row.patterns[column];
    if (pattern?.kind === "head" && !heads.has(pattern.head.key)) {
      heads.set(pattern.head.key, pattern.head);
    }
  }
  return [...heads.values()];
}

/** For each head the rows that it may lead to, in order. */
function rowsByHead<H, B>(rows: readonly Row<H, B>[], column: number, heads: readonly Head<H>[]): ReadonlyMap<string, readonly Row<H, B>[]> {
  const found = new Map<string, Row<H, B>[]>(heads.map((head) => [head.key, []]));
  for (const row of rows) {
    const pattern = row.patterns[column];
    if (pattern?.kind === "head") {
      found.get(pattern.head.key)?.push(row);
    } else {
      for (const list of found.values()) {
        list.push(row);
      }
    }
  }
  return found;
}

function chooseColumn<H, B>(rows: readonly Row<H, B>[], columns: number, signature: Signature<H>): number {
  let best = -1;
  let bestScore: readonly number[] = [];
  for (let column = 0; column < columns; column++) {
    if (rows[0]?.patterns[column]?.kind !== "head") {
      continue;
    }
    const firstFree = rows.findIndex((row) => row.patterns[column]?.kind !== "head");
    const heads = distinctHeads(rows, column);
    const branches = heads.length + (signature.complete(heads) ? 0 : 1);
    const arity = heads.reduce((sum, head) => sum + head.arity, 0);
    const score = [firstFree < 0 ? rows.length : firstFree, -branches, -arity];
    if (best < 0 || isBetter(score, bestScore)) {
      best = column;
      bestScore = score;
    }
  }
  return best;
}

function isBetter(score: readonly number[], than: readonly number[]): boolean {
  for (const [index, value] of score.entries()) {
    const other = than[index] ?? 0;
    if (value !== other) {
      return value > other;
    }
  }
  return false;
}

function wildcards<H, B>(count: number): Pattern<H, B>[] {
  return Array.from({ length: count }, () => ({ kind: "wildcard", binds: [] }));
}

/** What is left of a row when its column is known to have this head; nothing if it can't match. */
function specialise<H, B>(row: Row<H, B>, column: number, occurrence: Occurrence<H>, head: Head<H>, later: readonly Head<H>[], signature: Signature<H>): readonly Row<H, B>[] {
  const open = later.length > 0;
  const pattern = row.patterns[column] as Pattern<H, B>;
  const binds = [...row.binds, ...bindsOf(pattern, occurrence)];
  const around = (args: readonly Pattern<H, B>[], same: Pattern<H, B>): readonly Row<H, B>[] => [
    { ...row, binds, patterns: [...row.patterns.slice(0, column), ...args, ...(open ? [same] : []), ...row.patterns.slice(column + 1)] },
  ];
  const free: Pattern<H, B> = { kind: "wildcard", binds: [] };
  if (pattern.kind !== "head") {
    return around(wildcards(head.arity), free);
  }
  if (pattern.head.key === head.key) {
    return around(pattern.args, free);
  }
  // Branches are tried in order: a head that was tested before this one is known not to be there.
  const possible = later.some((other) => other.key === pattern.head.key) && signature.overlaps(head, pattern.head);
  return possible ? around(wildcards(head.arity), { ...pattern, binds: [] }) : [];
}

/** What is left of a row when its column has none of the heads that were tested. */
function defaultRow<H, B>(row: Row<H, B>, column: number, occurrence: Occurrence<H>): readonly Row<H, B>[] {
  const pattern = row.patterns[column] as Pattern<H, B>;
  if (pattern.kind === "head") {
    return [];
  }
  return [{ ...row, binds: [...row.binds, ...bindsOf(pattern, occurrence)], patterns: [...row.patterns.slice(0, column), ...row.patterns.slice(column + 1)] }];
}
