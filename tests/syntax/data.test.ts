// Queries, load, save, fetch, generate (decisions §7).

import { testErrors, testTrees } from "./parse-text.ts";

testTrees("queries", [
  ["let q = from x in xs select x", "(let q (from x xs select x))"],
  ["let q = from x in xs from y in ys where x == y select [x, y]", "(let q (from x xs from y ys where (== x y) select [x y]))"],
  ["let q = from x in xs join y in ys on x.id == y.id left join z in zs on true select x", "(let q (from x xs inner join y ys on (== (. x id) (. y id)) left join z zs on true select x))"],
  ["let q = from x in xs right join from y in ys on a outer join z in zs on b select x", "(let q (from x xs right join y ys on a outer join z zs on b select x))"],
  ["let q = from x in xs group by x.a, x.b into g having count(g) > 1 select g.key", "(let q (from x xs group (. x a), (. x b) into g having (> (call count g) 1) select (. g key)))"],
  ["let q = from x in xs sort by x.a, -x.b, x.c desc, -x.d desc, x.e asc skip 1 take 2 select distinct x", "(let q (from x xs sort (. x a), (. x b) desc, (. x c) desc, (. x d), (. x e) skip 1 take 2 select distinct x))"],
  ["let q = from x in xs order by -x + 1 select x", "(let q (from x xs sort (+ (- x) 1) select x))"],
  ["let q = f(from x in xs sort by x, y select x, 1)", "(let q (call f (from x xs sort x, y select x) 1))"],
  ["for r in from x in xs select x { f(r) }", "(for r (from x xs select x) {(call f r)})"],
  ["let q = from a in b select a union from c in d select c", "(let q (from a b select (union a (from c d select c))))"],
]);

testTrees("load and save", [
  ["let p = load \"a.csv\" as P", "(let p (load \"a.csv\" as P))"],
  ["let p = load as P with {format: \"json\"}", "(let p (load as P with {format: \"json\"}))"],
  ["let p = load dir.path as list<P>?", "(let p (load (. dir path) as list<P>?))"],
  ["let p = load (dir + \"/x.csv\") as P", "(let p (load (paren (+ dir \"/x.csv\")) as P))"],
  ["let p = load f\"{dir}/x.csv\" as P", "(let p (load (f \"\" dir \"/x.csv\") as P))"],
  ["save xs to path(1) with o", "(save xs to (call path 1) with o)"],
  ["save xs", "(save xs)"],
  ["save xs union ys to \"a\"", "(save (union xs ys) to \"a\")"],
  ["save xs\nwith = 3", "(save xs) (= with 3)"],
]);

testTrees("fetch and generate", [
  ["let r = fetch url with {\"method\": \"POST\"}", "(let r (fetch url with {\"method\": \"POST\"}))"],
  ["fetch url into r with o", "(fetch-into url r with o)"],
  ["fetch url", "(fetch url)"],
  ["let t = generate text { prompt: \"hi\", temperature: 0.5 }", "(let t (generate text {prompt: \"hi\", temperature: 0.5}))"],
]);

testErrors("mistakes", [
  ["let p = load \"\" as P", "P062 1:9"],
  ["save xs to \"\"", "P062 1:1"],
  ["let p = load dir + \"/x.csv\" as P", "P084 1:18"],
  ["let q = from x in xs where a", "P999 1:29"],
  ["let q = from x in xs sort x select x", "P999 1:27"],
  ["let q = from x in xs group by x select x", "P999 1:33"],
]);
