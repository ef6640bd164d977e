// A random query over small tables, as source and as the result that naive evaluation gives.
//
// The evaluator is the definition: nested loops over rows, joins as decisions §7 orders their rows,
// groups found by comparing keys, a stable sort of everything. It shares nothing with the compiler.
// Expressions are made as pairs of their source and a function of the row's variables.

export interface Row {
  readonly k: number;
  readonly s: string;
  readonly f: number;
  readonly o: number | undefined;
}

type Scope = Readonly<Record<string, Row | undefined>>;

interface Expression<T> {
  readonly source: string;
  readonly eval: (scope: Scope) => T;
}

interface Variable {
  readonly name: string;
  /** May be none: it stands on the optional side of a join. */
  readonly optional: boolean;
}

export interface RandomQuery {
  readonly source: string;
  /** What `print` shows. */
  readonly expected: string;
}

/** Numbers from 0 to 2³² − 1, the same for the same seed (xorshift with a multiplication at the end). */
function newRandom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x9e3779b1) >>> 0) % below;
  };
}

export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

/** Tables of 0 to 7 rows with few different values, so that keys repeat. */
export function randomTables(seed: number): readonly Table[] {
  const random = newRandom(seed);
  return [0, 1, 3, 5, 7].map((length, at) => ({
    name: `t${at}`,
    rows: Array.from({ length }, () => ({ k: random(4), s: ["a", "b", "", "a longer text than fits"][random(4)] as string, f: random(6) / 2, o: random(3) === 0 ? undefined : random(3) })),
  }));
}

export function tableSource({ name, rows }: Table): string {
  const items = rows.map((row) => `R{k: ${row.k}, s: ${JSON.stringify(row.s)}, f: ${row.f.toFixed(1)}, o: ${row.o ?? "none"}}`);
  return `let ${name}: list<R> = [${items.join(", ")}]\n`;
}

interface Cx {
  readonly random: (below: number) => number;
  readonly tables: readonly Table[];
}

function pick<T>(cx: Cx, items: readonly T[]): T {
  return items[cx.random(items.length)] as T;
}

// ---------------------------------------------------------------- expressions

function intOf(cx: Cx, { name, optional }: Variable): Expression<number> {
  const dot = optional ? "?." : ".";
  if (cx.random(3) === 0) {
    return { source: `(${name}${dot}o ?? -1)`, eval: (scope) => scope[name]?.o ?? -1 };
  }
  return optional ? { source: `(${name}?.k ?? -2)`, eval: (scope) => scope[name]?.k ?? -2 } : { source: `${name}.k`, eval: (scope) => scope[name]?.k as number };
}

function stringOf({ name, optional }: Variable): Expression<string> {
  return optional ? { source: `(${name}?.s ?? "none")`, eval: (scope) => scope[name]?.s ?? "none" } : { source: `${name}.s`, eval: (scope) => scope[name]?.s as string };
}

function floatOf({ name, optional }: Variable): Expression<number> {
  return optional ? { source: `(${name}?.f ?? 9.5)`, eval: (scope) => scope[name]?.f ?? 9.5 } : { source: `${name}.f`, eval: (scope) => scope[name]?.f as number };
}

function compared(left: Expression<number>, op: string, right: Expression<number>): Expression<boolean> {
  return {
    source: `${left.source} ${op} ${right.source}`,
    eval: (scope) => {
      const [a, b] = [left.eval(scope), right.eval(scope)];
      return op === "<" ? a < b : op === ">=" ? a >= b : op === "!=" ? a !== b : a === b;
    },
  };
}

function literal(value: number): Expression<number> {
  return { source: `${value}`, eval: () => value };
}

/** A condition on one variable. */
function condition(cx: Cx, variable: Variable): Expression<boolean> {
  const { name, optional } = variable;
  switch (cx.random(7)) {
    case 0: {
      const text = pick(cx, ["a", "b", ""]);
      const value = stringOf(variable);
      return { source: `${value.source} != ${JSON.stringify(text)}`, eval: (scope) => value.eval(scope) !== text };
    }
    case 1:
      return optional ? { source: `${name} == none`, eval: (scope) => scope[name] === undefined } : { source: `${name}.o == none`, eval: (scope) => scope[name]?.o === undefined };
    case 2:
      return optional ? { source: `(${name} != none && ${name}.k < 3)`, eval: (scope) => (scope[name]?.k ?? 9) < 3 } : { source: `${name}.k in [0, 2, 3]`, eval: (scope) => [0, 2, 3].includes(scope[name]?.k as number) };
    case 3:
      return cx.random(3) === 0 ? subquery(cx, variable) : correlated(cx, variable);
    case 4:
      return { source: "true", eval: () => true };
    default:
      return compared(intOf(cx, variable), pick(cx, ["<", ">=", "!=", "=="]), literal(cx.random(4)));
  }
}

/** Of the row, or of no row at all. */
function subquery(cx: Cx, variable: Variable): Expression<boolean> {
  const table = pick(cx, cx.tables);
  const own = intOf(cx, variable);
  switch (cx.random(4)) {
    case 0:
      return { source: `exists(from w in ${table.name} where w.k == ${own.source} select w)`, eval: (scope) => table.rows.some((row) => row.k === own.eval(scope)) };
    case 1:
      return { source: `${own.source} in (from w in ${table.name} where w.k > 0 select w.k)`, eval: (scope) => table.rows.some((row) => row.k > 0 && row.k === own.eval(scope)) };
    case 2:
      return { source: `${own.source} < max(from w in ${table.name} select w.k)`, eval: (scope) => own.eval(scope) < Math.max(0, ...table.rows.map((row) => row.k)) };
    default:
      return { source: `count(from w in ${table.name} where w.s == "a" select w) != ${own.source}`, eval: (scope) => table.rows.filter((row) => row.s === "a").length !== own.eval(scope) };
  }
}

// ---------------------------------------------------------------- queries that depend on the row around

/** Rows of a table, or of a join of two, that belong to the current row: `where` holds an equality with it, and perhaps more. */
interface Belonging {
  readonly source: string;
  readonly variables: readonly Variable[];
  readonly rows: (scope: Scope) => readonly Scope[];
}

let depth = 0;

function belonging(cx: Cx, outer: Variable): Belonging {
  depth++;
  const [first, second] = [pick(cx, cx.tables), pick(cx, cx.tables)];
  const [w, z]: readonly [Variable, Variable] = [{ name: `w${depth}`, optional: false }, { name: `z${depth}`, optional: false }];
  const joined = cx.random(4) === 0;
  const on = compared(intOf(cx, w), "==", intOf(cx, z));
  const variables = joined ? [w, z] : [w];
  const parts: Expression<boolean>[] = [link(cx, outer, pick(cx, variables))];
  for (let more = cx.random(3); more > 0; more--) {
    const part = pick(cx, [() => condition(cx, w), () => link(cx, outer, w), () => compared(intOf(cx, outer), "<", literal(3))])();
    parts.splice(cx.random(parts.length + 1), 0, part);
  }
  depth--;
  const where = all(parts);
  const rows = (scope: Scope): readonly Scope[] =>
    first.rows
      .map((row): Scope => ({ ...scope, [w.name]: row }))
      .flatMap((row) => (joined ? second.rows.map((other): Scope => ({ ...row, [z.name]: other })).filter((pair) => on.eval(pair)) : [row]))
      .filter((row) => where.eval(row));
  const join = joined ? `join ${z.name} in ${second.name} on ${on.source} ` : "";
  return { source: `from ${w.name} in ${first.name} ${join}where ${where.source}`, variables, rows };
}

/** An aggregate of the rows that belong to this one. */
function aggregateOfBelonging(cx: Cx, outer: Variable): Expression<number> {
  const { source, variables, rows } = belonging(cx, outer);
  const [name, written] = pick(cx, [["count", false], ["sum", false], ["min", false], ["max", true], ["sum", true], ["count", true], ["avg", false]] as const);
  const value = pick(cx, [intOf(cx, variables[0] as Variable), floatOf(variables[0] as Variable)]);
  return {
    source: written ? `(${source} select ${name}(${value.source}))` : `${name}(${source} select ${value.source})`,
    eval: (scope) => fold(name, rows(scope).map((row) => value.eval(row))),
  };
}

/** Of the rows that belong to this one: sorted, cut, distinct, as text. */
function listOfBelonging(cx: Cx, outer: Variable): Expression<string> {
  const { source, variables, rows } = belonging(cx, outer);
  const value = text(anyValue(cx, variables));
  const key = cx.random(2) === 0 ? undefined : intOf(cx, variables[0] as Variable);
  const distinct = cx.random(3) === 0;
  const { source: limits, cut } = bounds(cx);
  return {
    source: `join(${source} ${key === undefined ? "" : `sort by -${key.source} `}${limits}select ${distinct ? "distinct " : ""}${value.source}, "+")`,
    eval: (scope) => {
      const found = rows(scope).map((row) => ({ keys: key === undefined ? [] : [key.eval(row)], value: [value.eval(row)] }));
      const ordered = key === undefined ? found : found.toSorted((left, right) => (right.keys[0] as number) - (left.keys[0] as number));
      const kept = distinct ? ordered.filter((row, at) => ordered.findIndex((other) => other.value[0] === row.value[0]) === at) : ordered;
      return cut(kept).map((row) => row.value[0]).join("+");
    },
  };
}

function correlated(cx: Cx, outer: Variable): Expression<boolean> {
  if (depth > 1) {
    return compared(intOf(cx, outer), ">=", literal(1));
  }
  switch (cx.random(5)) {
    case 0: {
      const { source, variables, rows } = belonging(cx, outer);
      const asked = pick(cx, ["exists", "none", "len"] as const);
      const query = `${source} select ${(variables[0] as Variable).name}`;
      return {
        source: asked === "exists" ? `exists(${query})` : asked === "none" ? `count(${query}) == 0` : `len(${query}) > 0`,
        eval: (scope) => rows(scope).length > 0 === (asked !== "none"),
      };
    }
    case 1: {
      const { source, variables, rows } = belonging(cx, outer);
      const [item, value] = [intOf(cx, outer), intOf(cx, variables[0] as Variable)];
      return { source: `${item.source} in (${source} select ${value.source})`, eval: (scope) => rows(scope).some((row) => value.eval(row) === item.eval(scope)) };
    }
    case 2: {
      const list = listOfBelonging(cx, outer);
      return { source: `${list.source} != "1"`, eval: (scope) => list.eval(scope) !== "1" };
    }
    default: {
      const aggregate = aggregateOfBelonging(cx, outer);
      const limit = cx.random(2) === 0 ? literal(cx.random(3)) : undefined;
      const left = limit ?? intOf(cx, outer);
      return { source: `${aggregate.source} > float(${left.source})`, eval: (scope) => aggregate.eval(scope) > left.eval(scope) };
    }
  }
}

/** A condition between two variables; equalities mostly. */
function link(cx: Cx, left: Variable, right: Variable): Expression<boolean> {
  const [a, b] = cx.random(2) === 0 ? [left, right] : [right, left];
  switch (cx.random(6)) {
    case 0: {
      const [x, y] = [stringOf(a), stringOf(b)];
      return { source: `${x.source} == ${y.source}`, eval: (scope) => x.eval(scope) === y.eval(scope) };
    }
    case 1:
      return compared(floatOf(a), "==", floatOf(b));
    case 2:
      return a.optional || b.optional ? compared(intOf(cx, a), "==", intOf(cx, b)) : { source: `${a.name}.o == ${b.name}.o`, eval: (scope) => scope[a.name]?.o === scope[b.name]?.o };
    case 3:
      return compared(intOf(cx, a), pick(cx, ["<", ">=", "!="]), intOf(cx, b));
    default:
      return compared(intOf(cx, a), "==", intOf(cx, b));
  }
}

function all(parts: readonly Expression<boolean>[]): Expression<boolean> {
  return { source: parts.map((part) => part.source).join(" && "), eval: (scope) => parts.every((part) => part.eval(scope)) };
}

function text(e: Expression<number | string>): Expression<string> {
  return { source: `str(${e.source})`, eval: (scope) => `${e.eval(scope)}` };
}

// ---------------------------------------------------------------- clauses

interface Rows {
  readonly source: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Scope[];
}

/** A table, a query over one, or a set operation over both; in brackets if it is none that has a name. */
function source(cx: Cx): Table {
  if (cx.random(3) > 0) {
    return pick(cx, cx.tables);
  }
  const left = queried(cx, cx.random(2) === 0);
  const right = cx.random(3) === 0 ? pick(cx, cx.tables) : queried(cx, false);
  const has = (rows: readonly Row[], row: Row): boolean => rows.some((other) => sameRow(row, other));
  const firsts = (rows: readonly Row[]): readonly Row[] => rows.filter((row, at) => !has(rows.slice(0, at), row));
  switch (cx.random(6)) {
    case 0:
      return { name: `(${left.name} union ${right.name})`, rows: firsts([...left.rows, ...right.rows]) };
    case 1:
      return { name: `(${left.name} union all ${right.name})`, rows: [...left.rows, ...right.rows] };
    case 2:
      return { name: `(${left.name} except ${right.name})`, rows: left.rows.filter((row) => !has(right.rows, row)) };
    case 3:
      return { name: `(${left.name} intersect ${right.name})`, rows: firsts(right.rows).filter((row) => has(left.rows, row)) };
    default:
      return left;
  }
}

function queried(cx: Cx, distinct: boolean): Table {
  const table = pick(cx, cx.tables);
  const where = condition(cx, { name: "q", optional: false });
  const rows = table.rows.filter((row) => where.eval({ q: row }));
  const first = distinct ? rows.filter((row, at) => rows.findIndex((other) => sameRow(row, other)) === at) : rows;
  return { name: `(from q in ${table.name} where ${where.source} select ${distinct ? "distinct " : ""}q)`, rows: first };
}

function sameRow(left: Row, right: Row): boolean {
  return left.k === right.k && left.s === right.s && left.f === right.f && left.o === right.o;
}

function sources(cx: Cx): Rows {
  const count = cx.random(4) === 0 ? 2 : 1;
  let made: Rows = { source: "", variables: [], rows: [{}] };
  for (let at = 0; at < count; at++) {
    const table = source(cx);
    const name = ["x", "y"][at] as string;
    made = {
      source: `${made.source}from ${name} in ${table.name} `,
      variables: [...made.variables, { name, optional: false }],
      rows: made.rows.flatMap((scope) => table.rows.map((row) => ({ ...scope, [name]: row }))),
    };
  }
  return made;
}

function join(cx: Cx, before: Rows, name: string): Rows {
  const table = cx.random(4) === 0 ? source(cx) : pick(cx, cx.tables);
  const side = pick(cx, ["", "left ", "right ", "outer "]);
  const joined: Variable = { name, optional: false };
  const parts = [link(cx, pick(cx, before.variables), joined)];
  if (cx.random(3) === 0) {
    parts.push(link(cx, pick(cx, before.variables), joined));
  }
  if (cx.random(4) === 0) {
    parts.splice(cx.random(2), 0, condition(cx, cx.random(2) === 0 ? joined : pick(cx, before.variables)));
  }
  const on = all(parts);
  const pairs = (left: Scope): Scope[] => table.rows.map((row) => ({ ...left, [name]: row })).filter((scope) => on.eval(scope));
  let rows: Scope[];
  if (side === "right ") {
    rows = table.rows.flatMap((row) => {
      const found = before.rows.map((left) => ({ ...left, [name]: row })).filter((scope) => on.eval(scope));
      return found.length > 0 ? found : [{ [name]: row }];
    });
  } else {
    const matched = new Set<Row | undefined>();
    rows = before.rows.flatMap((left) => {
      const found = pairs(left);
      found.forEach((scope) => matched.add(scope[name]));
      return found.length > 0 || side === "" ? found : [left];
    });
    if (side === "outer ") {
      rows.push(...table.rows.filter((row) => !matched.has(row)).map((row) => ({ [name]: row })));
    }
  }
  const variables = before.variables.map((variable) => ({ ...variable, optional: variable.optional || side === "right " || side === "outer " }));
  return {
    source: `${before.source}${side}join ${name} in ${table.name} on ${on.source} `,
    variables: [...variables, { name, optional: side === "left " || side === "outer " }],
    rows,
  };
}

interface Selected {
  readonly keys: readonly (number | string)[];
  readonly value: readonly string[];
}

interface SortKey<T> {
  readonly source: string;
  readonly descending: boolean;
  readonly eval: (of: T) => number | string;
}

/** Direction as written: a word, a minus, or both. */
function directed<T>(cx: Cx, e: { readonly source: string; readonly eval: (of: T) => number | string }): SortKey<T> {
  switch (cx.random(5)) {
    case 0:
      return { source: `${e.source} desc`, descending: true, eval: e.eval };
    case 1:
      return { source: `-${e.source}`, descending: true, eval: e.eval };
    case 2:
      return { source: `-${e.source} desc`, descending: false, eval: e.eval };
    default:
      return { source: e.source, descending: false, eval: e.eval };
  }
}

function sorted(rows: readonly Selected[], keys: readonly SortKey<never>[]): readonly Selected[] {
  return rows.toSorted((left, right) => {
    for (const [at, key] of keys.entries()) {
      const [a, b] = [left.keys[at] as number, right.keys[at] as number];
      if (a !== b) {
        return (a < b ? -1 : 1) * (key.descending ? -1 : 1);
      }
    }
    return 0;
  });
}

function bounds(cx: Cx): { readonly source: string; readonly cut: (rows: readonly Selected[]) => readonly Selected[] } {
  const skip = cx.random(4) === 0 ? cx.random(6) - 1 : undefined;
  const take = cx.random(3) === 0 ? cx.random(7) - 1 : undefined;
  return {
    source: `${skip === undefined ? "" : `skip ${skip} `}${take === undefined ? "" : `take ${take} `}`,
    cut: (rows) => {
      const rest = skip === undefined ? rows : rows.slice(skip);
      return take === undefined ? rest : rest.slice(0, take);
    },
  };
}

function shown(rows: readonly Selected[]): string {
  return `[${rows.map((row) => `[${row.value.map((part) => JSON.stringify(part)).join(", ")}]`).join(", ")}]`;
}

/** The query of a seed; print shows `expected` for it. */
export function randomQuery(seed: number, tables: readonly Table[]): RandomQuery {
  const cx: Cx = { random: newRandom(seed), tables };
  let rows = sources(cx);
  const joins = pick(cx, [0, 0, 1, 1, 1, 2]);
  for (let at = 0; at < joins; at++) {
    rows = join(cx, rows, ["u", "v"][at] as string);
  }
  if (cx.random(2) === 0) {
    const parts = Array.from({ length: 1 + cx.random(3) }, () => {
      const plain = rows.variables.filter((variable) => !variable.optional);
      return plain.length > 1 && cx.random(3) === 0 ? link(cx, plain[0] as Variable, plain[1] as Variable) : condition(cx, pick(cx, rows.variables));
    });
    const where = all(parts);
    rows = { ...rows, source: `${rows.source}where ${where.source} `, rows: rows.rows.filter((scope) => where.eval(scope)) };
  }
  return cx.random(3) === 0 ? grouped(cx, rows) : plainQuery(cx, rows);
}

function anyValue(cx: Cx, variables: readonly Variable[]): Expression<number | string> {
  const variable = pick(cx, variables);
  return pick(cx, [intOf(cx, variable), stringOf(variable), floatOf(variable)]);
}

function plainQuery(cx: Cx, { source, variables, rows }: Rows): RandomQuery {
  if (cx.random(6) === 0) {
    return aggregated(cx, { source, variables, rows });
  }
  const keys = cx.random(2) === 0 ? Array.from({ length: 1 + cx.random(2) }, () => directed(cx, anyValue(cx, variables))) : [];
  const values = cx.random(3) === 0 ? [text(anyValue(cx, variables))] : variables.map((variable) => text(cx.random(2) === 0 ? intOf(cx, variable) : stringOf(variable)));
  for (let nested = cx.random(5); nested > 2; nested--) {
    const of = pick(cx, variables);
    values.push(cx.random(2) === 0 ? listOfBelonging(cx, of) : truth(correlated(cx, of)));
  }
  const distinct = cx.random(5) === 0;
  const { source: limits, cut } = bounds(cx);
  const selected = sorted(rows.map((scope) => ({ keys: keys.map((key) => key.eval(scope)), value: values.map((value) => value.eval(scope)) })), keys);
  const kept = distinct ? selected.filter((row, at) => selected.findIndex((other) => other.value.join("\0") === row.value.join("\0")) === at) : selected;
  const sort = keys.length === 0 ? "" : `sort by ${keys.map((key) => key.source).join(", ")} `;
  return { source: `${source}${sort}${limits}select ${distinct ? "distinct " : ""}[${values.map((value) => value.source).join(", ")}]`, expected: shown(cut(kept)) };
}

function fold(name: string, values: readonly number[]): number {
  switch (name) {
    case "count":
      return values.length;
    case "sum":
      return values.reduce((left, right) => left + right, 0);
    case "avg":
      return values.length === 0 ? 0 : values.reduce((left, right) => left + right, 0) / values.length;
    case "min":
      return values.length === 0 ? 0 : Math.min(...values);
    default:
      return values.length === 0 ? 0 : Math.max(...values);
  }
}

function truth(e: Expression<boolean>): Expression<string> {
  return { source: `str(${e.source})`, eval: (scope) => `${e.eval(scope)}` };
}

function aggregated(cx: Cx, { source, variables, rows }: Rows): RandomQuery {
  const name = pick(cx, ["count", "sum", "min", "max"]);
  const value = intOf(cx, pick(cx, variables));
  return { source: `${source}select ${name}(${value.source})`, expected: `${fold(name, rows.map((scope) => value.eval(scope)))}` };
}

interface Group {
  readonly key: readonly (number | string)[];
  readonly items: Scope[];
}

interface OfGroup<T> {
  readonly source: string;
  readonly eval: (group: Group) => T;
}

function grouped(cx: Cx, { source, variables, rows }: Rows): RandomQuery {
  const drawn = Array.from({ length: 1 + cx.random(2) }, () => anyValue(cx, variables));
  // Two parts of one name can't be told apart.
  const parts = drawn.filter((_, at) => at === 0 || keyNames(drawn)[0] !== keyNames(drawn)[1]);
  const groups: Group[] = [];
  for (const scope of rows) {
    const key = parts.map((part) => part.eval(scope));
    const found = groups.find((group) => group.key.every((value, at) => value === key[at]));
    if (found === undefined) {
      groups.push({ key, items: [scope] });
    } else {
      found.items.push(scope);
    }
  }
  const names = keyNames(parts);
  const keyParts = parts.map((_, at): OfGroup<number | string> => ({ source: parts.length === 1 ? "g.key" : `g.key.${names[at]}`, eval: (group) => group.key[at] as number | string }));
  const single = variables.length === 1 ? (variables[0] as Variable) : undefined;
  const numbers = [ofGroup(cx, single), ofGroup(cx, single)];
  const having = cx.random(3) === 0 ? { number: ofGroup(cx, single), least: cx.random(4) } : undefined;
  // Parts of several keys have the type of a record's fields, which is none that a sort takes.
  const keys = cx.random(2) === 0 ? [directed(cx, pick(cx, parts.length === 1 ? [...keyParts, ...numbers] : numbers))] : [];
  const values: OfGroup<number | string>[] = [...keyParts, ...numbers];
  const kept = groups.filter((group) => having === undefined || having.number.eval(group) >= having.least);
  const selected = sorted(kept.map((group) => ({ keys: keys.map((key) => key.eval(group)), value: values.map((value) => `${value.eval(group)}`) })), keys);
  const { source: limits, cut } = bounds(cx);
  const clauses = [
    `${source}group by ${parts.map((part) => part.source).join(", ")} into g `,
    having === undefined ? "" : `having ${having.number.source} >= ${having.least} `,
    keys.length === 0 ? "" : `sort by ${keys.map((key) => key.source).join(", ")} `,
    limits,
    `select [${values.map((value) => `str(${value.source})`).join(", ")}]`,
  ];
  return { source: clauses.join(""), expected: shown(cut(selected)) };
}

/** The last selector of a key, else its place. */
function keyNames(parts: readonly Expression<unknown>[]): readonly string[] {
  return parts.map((part, at) => /^\w+\.(\w+)$/.exec(part.source)?.[1] ?? `k${at + 1}`);
}

/** A number of a group; of its items only where they are plain rows. */
function ofGroup(cx: Cx, single: Variable | undefined): OfGroup<number> {
  if (single === undefined || cx.random(4) === 0) {
    return { source: "count(g)", eval: (group) => group.items.length };
  }
  const { name } = single;
  const function_ = pick(cx, ["sum", "min", "max", "count", "avg"]);
  const [value, valueOf] = pick(cx, [["r.k", (row: Row | undefined) => row?.k ?? 0], ["r.f", (row: Row | undefined) => row?.f ?? 0], ["(r.k - 2) * r.k", (row: Row | undefined) => ((row?.k ?? 0) - 2) * (row?.k ?? 0)]] as const);
  const least = cx.random(3);
  const values = (group: Group, filter: boolean): number[] => group.items.flatMap((scope) => (filter && (scope[name]?.k ?? 0) < least ? [] : [valueOf(scope[name])]));
  switch (cx.random(3)) {
    case 0:
      return { source: `${function_}(from r in g select ${value})`, eval: (group) => fold(function_, values(group, false)) };
    case 1:
      return { source: `${function_}(from r in g where r.k >= ${least} select ${value})`, eval: (group) => fold(function_, values(group, true)) };
    default:
      return { source: `len(from r in g.items where r.k >= ${least} select r)`, eval: (group) => values(group, true).length };
  }
}
