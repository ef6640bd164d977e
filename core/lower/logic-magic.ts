// Queries with constants compute only what they need (magic sets).
//
// `query path("a", y)` needs not all paths but those that begin at "a", or wherever the rules go from
// there. For a predicate and the set of its terms that are known (the «adornment», `path^bf`: first
// bound, second free) the rules are copied, guarded by a relation `path^bf?` of the values that somebody
// asks for; further rules say who asks whom. The constants of the queries are its first facts.
//
// Promised: a query finds the same tuples in the adorned relation as in the plain one. Base facts are
// copied as a whole, so their order is kept too. What is negated is computed plainly, whatever asks.
// A predicate that some query asks for without a constant is computed plainly for all queries.

import type { LogicAtom, LogicCondition, LogicProgram, LogicRelation, LogicRule, LogicTerm } from "./logic-program.ts";

interface Adorned {
  readonly relation: number;
  readonly guard: number;
  readonly plain: number;
  readonly bound: readonly boolean[];
}

export function askOnlyForWhatIsNeeded(program: LogicProgram): LogicProgram {
  const derived = new Set(program.rules.map(({ head }) => head.relation));
  const plain = new Set(program.queries.filter(({ terms }) => !terms.some(isConstant)).map(({ relation }) => relation));
  const relations: LogicRelation[] = [...program.relations];
  const rules: LogicRule[] = [...program.rules];
  const adorned = new Map<string, Adorned>();
  const waiting: Adorned[] = [];

  const adorn = (relation: number, bound: readonly boolean[]): Adorned => {
    const letters = bound.map((is) => (is ? "b" : "f")).join("");
    const key = `${relation}^${letters}`;
    const known = adorned.get(key);
    if (known !== undefined) {
      return known;
    }
    const { name, arity, facts } = relations[relation] as LogicRelation;
    const entry: Adorned = {
      relation: relations.push({ name: `${name}^${letters}`, arity, facts }) - 1,
      guard: relations.push({ name: `${name}^${letters}?`, arity: bound.filter(Boolean).length, facts: [] }) - 1,
      plain: relation,
      bound,
    };
    adorned.set(key, entry);
    waiting.push(entry);
    return entry;
  };

  const queries = program.queries.map((query): LogicAtom => {
    if (!derived.has(query.relation) || plain.has(query.relation)) {
      return query;
    }
    const entry = adorn(query.relation, query.terms.map(isConstant));
    const asked = query.terms.flatMap((term) => (term.kind === "constant" ? [term.id] : []));
    const guard = relations[entry.guard] as LogicRelation;
    if (!guard.facts.some((fact) => fact.every((id, at) => id === asked[at]))) {
      guard.facts.push(asked);
    }
    return { relation: entry.relation, terms: query.terms };
  });
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    for (const rule of program.rules) {
      if (rule.head.relation === entry.plain) {
        rules.push(...guarded(rule, entry, derived, adorn));
      }
    }
  }
  return { ...program, relations, rules, queries };
}

/** The rule for an adorned head, and the rules that say what its conditions ask for. */
function guarded(rule: LogicRule, entry: Adorned, derived: ReadonlySet<number>, adorn: (relation: number, bound: readonly boolean[]) => Adorned): readonly LogicRule[] {
  const guardTerms = rule.head.terms.filter((_, column) => entry.bound[column]);
  const known = new Set(guardTerms.flatMap((term) => (term.kind === "variable" ? [term.name] : [])));
  const isKnown = (term: LogicTerm): boolean => term.kind === "constant" || (term.kind === "variable" && known.has(term.name));
  const done: LogicCondition[] = [{ kind: "positive", atom: { relation: entry.guard, terms: guardTerms } }];
  const rest = [...rule.conditions];
  const asks: LogicRule[] = [];
  const takeTests = (): void => {
    for (let at = 0; at < rest.length; at++) {
      const condition = rest[at] as LogicCondition;
      const ready =
        condition.kind === "compare"
          ? isKnown(condition.left) && isKnown(condition.right)
          : condition.kind === "negative" && condition.atom.terms.every((term) => term.kind === "wildcard" || isKnown(term));
      if (ready) {
        done.push(condition);
        rest.splice(at--, 1);
      }
    }
  };
  for (takeTests(); rest.length > 0; takeTests()) {
    const at = mostKnown(rest, isKnown);
    const [condition] = rest.splice(at, 1);
    if (condition === undefined || condition.kind === "compare") {
      break;
    }
    const { relation, terms } = condition.atom;
    const bound = terms.map(isKnown);
    if (derived.has(relation) && bound.includes(true)) {
      const target = adorn(relation, bound);
      const question = { relation: target.guard, terms: terms.filter((_, column) => bound[column]) };
      if (!done.some((other) => other.kind === "positive" && sameAtom(other.atom, question))) {
        asks.push({ head: question, conditions: [...done] });
      }
      done.push({ kind: "positive", atom: { relation: target.relation, terms } });
    } else {
      done.push(condition);
    }
    terms.forEach((term) => {
      if (term.kind === "variable") {
        known.add(term.name);
      }
    });
  }
  return [{ head: { relation: entry.relation, terms: rule.head.terms }, conditions: done }, ...asks];
}

/** The positive condition with the most known terms; of equals, the first. */
function mostKnown(conditions: readonly LogicCondition[], isKnown: (term: LogicTerm) => boolean): number {
  let best = -1;
  let most = -1;
  conditions.forEach((condition, at) => {
    const count = condition.kind === "positive" ? condition.atom.terms.filter(isKnown).length : -1;
    if (count > most) {
      most = count;
      best = at;
    }
  });
  return best;
}

function isConstant(term: LogicTerm): boolean {
  return term.kind === "constant";
}

function sameAtom(left: LogicAtom, right: LogicAtom): boolean {
  return (
    left.relation === right.relation &&
    left.terms.every((term, column) => {
      const other = right.terms[column];
      return other !== undefined && ((term.kind === "variable" && other.kind === "variable" && term.name === other.name) || (term.kind === "constant" && other.kind === "constant" && term.id === other.id));
    })
  );
}
