// `--dump=plan`: what people read of how queries are run.

import assert from "node:assert/strict";
import { test } from "node:test";
import { compileText } from "../emit/compile-text.ts";

const TABLES = `type C { id: int, n: string, age: int }
type O { id: int, c: int, t: float, q: int }
let cs: list<C> = []
let os: list<O> = []
`;

function planOf(query: string, line?: number): string {
  return compileText(`${TABLES}print(${query})\n`, { dump: line === undefined ? "plan" : `plan:${line}` }).dump ?? "";
}

test("plan: conditions go below joins, equalities become keys, equal aggregates are one", () => {
  const query = "from o in os join c in cs on o.c == c.id where c.age > 18 && o.t > 1.0 && c.n != str(o.id) group by c.n into g having count(g) > 1 sort by count(g) desc take 5 select [g.key, str(count(g))]";
  assert.equal(
    planOf(query),
    `test.mochi:5: query
  slice take 5
    sort count(g) desc (heap of the first rows)
      project [g.key, str(count(g))]
        having count(g) > 1
          group by c.n: count
            inner join, hash of o.c == c.id and c.n != str(o.id)
              filter o.t > 1.0
                scan o in os
              scan c in cs where c.age > 18
`,
  );
});

test("plan: two sources with an equality between them are a join", () => {
  assert.match(planOf("from o in os from c in cs where c.id == o.c select o"), /inner join, hash of o\.c == c\.id\n/);
});

test("plan: nothing moves below the optional side of a join", () => {
  assert.equal(
    planOf("from o in os left join c in cs on o.c == c.id && c.age > 1 where c == none && o.q > 0 select o.id"),
    `test.mochi:5: query
  project o.id
    filter c == none
      left join, hash of o.c == c.id
        filter o.q > 0
          scan o in os
        scan c in cs where c.age > 1
`,
  );
});

test("plan: what may raise stays where it is", () => {
  assert.match(planOf("from o in os join c in cs on 10 / o.q == c.id select o"), /inner join, loop and 10 \/ o\.q == c\.id\n/);
  assert.match(planOf("from o in os join c in cs on o.c == c.id where 10 / o.q > 1 && c.age > 1 select o"), /filter 10 \/ o\.q > 1 && c\.age > 1\n/);
});

test("plan: with an effect anywhere, nothing is moved", () => {
  assert.match(planOf("from o in os join c in cs on o.c == c.id where c.age > 1 select print(o.id)"), /filter c\.age > 1\n.*inner join, loop and o\.c == c\.id\n/);
});

test("plan: a query that is the same for every row runs once, and its sum makes no list", () => {
  const plan = planOf("from o in os where o.t > avg(from p in os select p.t) select o.id");
  assert.match(plan, /once avg\(from p in os select p\.t\)\n/);
  assert.match(plan, /aggregate avg, running\n {4}project p\.t\n {6}scan p in os\n/);
});

test("plan: a list that is the same for every row is looked up by hash", () => {
  assert.match(planOf("from o in os where o.c in (from c in cs where c.age > 1 select c.id) select o.id"), /look up o\.c in the hash of from c in cs where c\.age > 1 select c\.id, which runs once\n/);
});

test("plan: without a sort, enough rows end the query", () => {
  assert.match(planOf("from o in os where o.q > 1 take 3 select distinct o.c"), /slice take 3 \(rows end early\)\n.*distinct by hash\n/);
});

test("plan: one line of the source", () => {
  assert.notEqual(planOf("from o in os select o", 5), "");
  assert.equal(planOf("from o in os select o", 4), "");
});

test("plan: a correlated query looks up what is aggregated once; queries over the same rows share an index", () => {
  assert.equal(
    planOf("from c in cs select [count(from o in os where o.c == c.id && o.q > 0 select o), sum(from p in os where c.id == p.c && p.q > 0 select p.q)]"),
    `test.mochi:5: query
  project [count(from o in os where o.c == c.id && o.q > 0 select o), sum(from p in os where c.id == p.c && p.q > 0 select p.q)]
    index count; sum p.q by o.c, once: filter o.q > 0 ← scan o in os
      scan c in cs
`,
  );
});

test("plan: what is not an aggregate, or asks for more than equal keys, goes through the rows of a key", () => {
  const query = "from c in cs where exists(from o in os where o.c == c.id && o.q > c.age select o) select c.id";
  assert.match(planOf(query), /index rows by o\.c, once: scan o in os\n/);
  assert.match(planOf(query), /aggregate exists, running\n +project o\n +filter o\.q > c\.age\n +look up o of c\.id in the index\n/);
  assert.match(planOf("from c in cs where c.n in (from o in os where o.c == c.id select str(o.id)) select c.id"), /index exists by o\.c, str\(o\.id\), once/);
  assert.match(planOf("from c in cs where len(from o in os where o.c == c.id select o) > 0 select c.id"), /index exists by o\.c, once/);
});

test("plan: a correlated query stays as it is where the rows depend on the outer one, or a condition before the key may raise", () => {
  assert.doesNotMatch(planOf("from c in cs select (from x in [c.id] where x == c.age select x)"), /index/);
  assert.doesNotMatch(planOf("from c in cs select count(from o in os where 10 / o.q > 1 && o.c == c.id select o)"), /index/);
  assert.doesNotMatch(planOf("from c in cs select count(from o in os where o.c == c.id select print(o.id))"), /index/);
});

test("plan: an uncorrelated value that may raise is not moved by being evaluated once", () => {
  assert.match(planOf("from o in os join c in cs on o.c == c.id where o.q > sum(from x in os select x.q) select o.id"), /filter o\.q > sum\(from x in os select x\.q\)\n.*inner join/);
});

test("plan: set operations are operators, fed by queries whose rows make no lists", () => {
  assert.match(
    planOf("sum(from q in (from o in os select o.q) union all (from c in cs where c.age > 1 select c.age) select q)"),
    /aggregate sum, running\n +project q\n +scan q, fed by\n +union all\n +query from o in os select o\.q\n +query from c in cs where c\.age > 1 select c\.age\n/,
  );
  assert.match(planOf("(from o in os select o.c) intersect (from c in cs select c.id)"), /scan row, fed by\n +intersect by hash\n/);
  assert.match(planOf("from x in [1, 2] union [3] select x"), /fed by\n +union by hash\n +list \[1, 2\]\n +list \[3\]\n/);
});

test("plan: rows don't come one by one where two sides may raise, or the query has a sort", () => {
  assert.doesNotMatch(planOf("from x in (from o in os select 10 / o.q) select 10 / x"), /fed by/);
  assert.doesNotMatch(planOf("(from o in os select 10 / o.q) except (from o in os select 10 / o.c)"), /fed by/);
  assert.doesNotMatch(planOf("from x in (from o in os sort by o.q select o.q) select x"), /fed by/);
  assert.match(planOf("from x in (from o in os select 10 / o.q) select x"), /fed by/);
});
