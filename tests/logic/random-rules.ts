// Random facts, rules and queries, with the answers of a naive evaluator: every rule again and again,
// conditions from left to right, until nothing changes. A seed enters; source and expected output leave.
// Predicates lie in layers and negate only what lies below, so every set is stratified.

interface Value {
  readonly text: string;
  /** bools, numbers, strings */
  readonly rank: number;
  readonly value: number | string;
}

type Term = string | Value;
interface Atom {
  readonly predicate: number;
  readonly terms: readonly Term[];
}
interface Comparison {
  readonly op: (typeof OPERATORS)[number];
  readonly left: Term;
  readonly right: Term;
}
interface Rule {
  readonly head: Atom;
  readonly positive: readonly Atom[];
  readonly negative: readonly Atom[];
  readonly comparisons: readonly Comparison[];
}

const OPERATORS = ["==", "!=", "<", "<=", ">", ">="] as const;
const VALUES: readonly Value[] = [
  { text: "false", rank: 0, value: 0 },
  { text: "-1", rank: 1, value: -1 },
  { text: "2", rank: 1, value: 2 },
  { text: "2.0", rank: 1, value: 2 },
  { text: "10", rank: 1, value: 10 },
  { text: '"a"', rank: 2, value: "a" },
  { text: '"a longer text, not small"', rank: 2, value: "a longer text, not small" },
  { text: '"b"', rank: 2, value: "b" },
];
const VARIABLES = ["x", "y", "z", "w"];

export interface RandomRules {
  readonly source: string;
  readonly expected: string;
}

/** Naive evaluation gives a set up when a rule has more combinations than this. */
const MOST_BINDINGS = 600;

/** A set of rules whose predicates begin with `prefix`. */
export function randomRules(seed: number, prefix: string): RandomRules {
  for (let attempt = seed; ; attempt += 1_000_003) {
    const rules = tryRules(attempt, prefix);
    if (rules !== undefined) {
      return rules;
    }
  }
}

function tryRules(seed: number, prefix: string): RandomRules | undefined {
  const random = newRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  const arities = Array.from({ length: 6 }, () => pick([0, 1, 1, 2, 2, 2, 3]));
  const layer = (predicate: number): number => predicate >> 1;
  const name = (predicate: number): string => `${prefix}${"pqrstu"[predicate]}`;
  const atom = (predicate: number, term: () => Term): Atom => ({ predicate, terms: Array.from({ length: arities[predicate] ?? 0 }, term) });

  const facts: Atom[] = [];
  const values = VALUES.filter(() => below(4) > 0);
  for (let count = below(10); count >= 0; count--) {
    facts.push(atom(below(8) === 0 ? below(6) : below(2), () => pick(values.length > 0 ? values : VALUES)));
  }
  const rules: Rule[] = [];
  for (let count = 1 + below(6); count > 0; count--) {
    const head = 1 + below(5);
    const reachable = arities.map((_, predicate) => predicate).filter((predicate) => layer(predicate) <= layer(head));
    const positive = Array.from({ length: 1 + below(3) }, () => atom(pick(reachable), () => (below(8) === 0 ? pick(VALUES) : below(8) === 0 ? "_" : pick(VARIABLES))));
    const bound = [...new Set(positive.flatMap(({ terms }) => terms.filter((term): term is string => typeof term === "string" && term !== "_")))];
    const term = (): Term => (bound.length === 0 || below(6) === 0 ? pick(VALUES) : pick(bound));
    const lower = reachable.filter((predicate) => layer(predicate) < layer(head));
    const negative = lower.length > 0 && below(3) === 0 ? [atom(pick(lower), () => (below(5) === 0 ? "_" : term()))] : [];
    const comparisons = below(3) === 0 ? [{ op: pick(OPERATORS), left: term(), right: term() }] : [];
    rules.push({ head: atom(head, term), positive, negative, comparisons });
  }
  const queries = Array.from({ length: 4 }, () => atom(below(6), () => (below(3) === 0 ? pick(VALUES) : below(6) === 0 ? "_" : pick(VARIABLES))));

  const show = ({ predicate, terms }: Atom): string => `${name(predicate)}(${terms.map((term) => (typeof term === "string" ? term : term.text)).join(", ")})`;
  const text = (term: Term): string => (typeof term === "string" ? term : term.text);
  const lines = [
    ...facts.map((fact) => `fact ${show(fact)}`),
    ...rules.map(({ head, positive, negative, comparisons }) => {
      const conditions = [...negative.map((condition) => `not ${show(condition)}`), ...positive.map(show), ...comparisons.map(({ op, left, right }) => `${text(left)} ${op} ${text(right)}`)];
      return `rule ${show(head)} :- ${conditions.join(", ")}`;
    }),
    ...queries.map((query) => `print(query ${show(query)})`),
  ];
  const tables = evaluate(arities.length, facts, rules, layer);
  if (tables === undefined) {
    return undefined;
  }
  const expected = queries.map((query) => answer(query, tables[query.predicate] ?? []));
  return { source: `${lines.join("\n")}\n`, expected: `${expected.join("\n")}\n` };
}

function newRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// ---------------------------------------------------------------- naive evaluation

type Tuple = readonly Value[];
type Binding = ReadonlyMap<string, Value>;

/** Per predicate, in the order of answers; undefined when it takes too long. */
function evaluate(predicates: number, facts: readonly Atom[], rules: readonly Rule[], layer: (predicate: number) => number): readonly (readonly Tuple[])[] | undefined {
  const tables = Array.from({ length: predicates }, () => new Map<string, Tuple>());
  const add = (predicate: number, tuple: Tuple): boolean => {
    const table = tables[predicate] as Map<string, Tuple>;
    const key = tuple.map(({ text }) => text).join("|");
    return !table.has(key) && table.set(key, tuple) === table;
  };
  facts.forEach(({ predicate, terms }) => add(predicate, terms as Tuple));
  const given = tables.map((table) => table.size);
  for (let level = 0; level <= layer(predicates - 1); level++) {
    for (let changed = true; changed; ) {
      changed = false;
      for (const rule of rules) {
        if (layer(rule.head.predicate) === level) {
          const found = bindings(rule, tables);
          if (found === undefined) {
            return undefined;
          }
          for (const binding of found) {
            changed = add(rule.head.predicate, rule.head.terms.map((term) => valueOf(term, binding))) || changed;
          }
        }
      }
    }
  }
  return tables.map((table, predicate) => {
    const tuples = [...table.values()];
    return [...tuples.slice(0, given[predicate]), ...tuples.slice(given[predicate]).sort(compareTuples)];
  });
}

function bindings(rule: Rule, tables: readonly ReadonlyMap<string, Tuple>[]): readonly Binding[] | undefined {
  let found: readonly Binding[] = [new Map()];
  for (const { predicate, terms } of rule.positive) {
    found = found.flatMap((binding) => [...(tables[predicate]?.values() ?? [])].flatMap((tuple) => match(terms, tuple, binding) ?? []));
    if (found.length > MOST_BINDINGS) {
      return undefined;
    }
  }
  return found.filter(
    (binding) =>
      rule.negative.every(({ predicate, terms }) => ![...(tables[predicate]?.values() ?? [])].some((tuple) => match(terms, tuple, binding) !== undefined)) &&
      rule.comparisons.every(({ op, left, right }) => holds(op, valueOf(left, binding), valueOf(right, binding))),
  );
}

function match(terms: readonly Term[], tuple: Tuple, binding: Binding): Binding | undefined {
  const extended = new Map(binding);
  for (const [column, term] of terms.entries()) {
    const value = tuple[column] as Value;
    const wanted = typeof term === "string" ? extended.get(term) : term;
    if (term === "_") {
      continue;
    }
    if (wanted !== undefined && wanted.text !== value.text) {
      return undefined;
    }
    if (typeof term === "string") {
      extended.set(term, value);
    }
  }
  return extended;
}

function valueOf(term: Term, binding: Binding): Value {
  return typeof term === "string" ? (binding.get(term) as Value) : term;
}

function holds(op: Comparison["op"], left: Value, right: Value): boolean {
  const alike = left.rank === right.rank;
  switch (op) {
    case "==":
      return alike && left.value === right.value;
    case "!=":
      return !alike || left.value !== right.value;
    case "<":
      return alike && left.value < right.value;
    case "<=":
      return alike && left.value <= right.value;
    case ">":
      return alike && left.value > right.value;
    case ">=":
      return alike && left.value >= right.value;
  }
}

function compareTuples(left: Tuple, right: Tuple): number {
  for (const [column, a] of left.entries()) {
    const b = right[column] as Value;
    if (a.text !== b.text) {
      return VALUES.findIndex(({ text }) => text === a.text) - VALUES.findIndex(({ text }) => text === b.text);
    }
  }
  return 0;
}

/** As print shows the list of maps: keys sorted. */
function answer(query: Atom, tuples: readonly Tuple[]): string {
  const rows = tuples.flatMap((tuple) => match(query.terms, tuple, new Map()) ?? []);
  const maps = rows.map((row) => `{${[...row].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `"${name}": ${value.text}`).join(", ")}}`);
  return `[${maps.join(", ")}]`;
}
