// QuickJS with our changes (release/quickjs-fixes.ts) does what Node does, wherever a change could show; and the changes fit the pinned
// source, each in one place. A snippet is evaluated by the quick core as a bundle would be, and says what it found by throwing it.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { QUICK_CORE } from "../../release/quick-core.ts";
import { QUICKJS_FIXES } from "../../release/quickjs-fixes.ts";
import { fixedSource } from "../../release/source-fixes.ts";
import { unpackedSource } from "../../vendor/third-party-source.ts";

/** What each is about, and its body, which returns anything that JSON can say. */
const SNIPPETS: Readonly<Record<string, string>> = {
  "switches over strings": `
    const kind = (k, n) => {
      switch (k) {
        case "a":
        case "b": return 1;
        case "c" + "": return 2;
        case n: return 3;
        case 4: return 4;
        default: return 5;
        case "last": return 6;
      }
    };
    const made = ["c"].join("");
    return [kind("a"), kind("b"), kind("c"), kind("d", "d"), kind(4), kind("4"), kind(made), kind("la" + ["st"].join()), kind(undefined), kind({})];`,
  "equality of values of all types": `
    const long = "x".repeat(300);
    const values = ["", "a", "ab", ["a"].join(), "a" + "b", "ab".slice(0, 1), long, long + "", long.slice(1) + "x", "\\u00e9", "e\\u0301", 0, -0, 1, 1.5, 3 / 2, NaN, true, false, null, undefined, 1n, 12345678901234567890n, BigInt("12345678901234567890"), Symbol.iterator, [], Math];
    return values.map((x) => values.map((y) => [x === y, x !== y, x == y, Object.is(x, y)].map(Number).join("")).join(" "));`,
  "comparisons with literals, in and out of conditions": `
    const tell = (x) => [x === "a", x !== "a", x === "a" ? 1 : 2, x !== "a" ? 1 : 2, x === "a" || x === "b", x !== "a" && x !== "b"];
    return ["a", "b", ["a"].join(), 1, undefined].map(tell);`,
  "loops over arrays": `
    const seen = [];
    for (const x of [1, , 3]) seen.push(String(x));
    const growing = [1]; for (const x of growing) { if (x < 4) growing.push(x + 1); seen.push("g" + x); }
    const shrinking = [1, 2, 3, 4]; for (const x of shrinking) { shrinking.pop(); seen.push("s" + x); }
    const odd = [1, 2, 3]; for (const x of odd) { if (x === 1) { delete odd[1]; odd[9] = 7; } seen.push("o" + x); }
    outer: for (const x of [1, 2, 3]) for (const y of [1, 2]) { if (y === 2) continue outer; if (x === 3) break outer; seen.push(x * 10 + y); }
    try { for (const x of [1, 2]) { if (x === 2) throw new Error("out"); seen.push(x); } } catch (error) { seen.push(error.message); }
    const given = () => { for (const x of [1, 2]) { try { return x; } finally { seen.push("left"); } } }; seen.push(given());
    for (const [key, value] of Object.entries({ p: 1, q: 2 })) seen.push(key + value);
    const [a, , c, ...rest] = [1, 2, 3, 4, 5]; const [] = [1]; const [d = 8] = []; seen.push(a, c, rest, d);
    function* all() { yield* [1, 2]; yield* new Set([3]); for (const x of [4]) yield x; }
    return [...seen, ...all(), ...new Map([[1, 2]]), ...[..."a\\u{1f600}"], Math.max(...[1, 2])];`,
  "loops over other things": `
    let closed = 0;
    const own = { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => { closed++; return {}; } }) };
    for (const x of own) break;
    const [first] = own;
    return [closed, first, ...[..."ab"].map((x) => x + x), [...new Set([1, 1, 2])].length, [...[7, 8].keys()], [...[7].entries()]];`,
  "variables without a value yet, and one for each turn": `
    const later = [];
    for (let i = 0; i < 3; i++) { let fresh; later.push(() => [i, fresh]); if (i === 1) fresh = "set"; }
    for (const x of ["p", "q"]) later.push(() => x);
    const up = () => { let n = 0; return { more: () => ++n, n: () => n }; };
    const [one, two] = [up(), up()]; one.more(); one.more(); two.more();
    class Base { static made = 1; x = 2; constructor() { this.y = 3; } get sum() { return this.x + this.y; } }
    class Derived extends Base { constructor() { super(); this.z = super.sum; } }
    return [...later.map((f) => f()), one.n(), two.n(), new Derived().z, Derived.made];`,
  "strings that grow, while others keep what they had": `
    let text = "";
    const kept = [];
    for (let i = 0; i < 20000; i++) { text += String.fromCharCode(97 + (i % 26)); if (i % 3000 === 0) kept.push(text); }
    const same = text; text += "!"; const other = same + "?";
    let wide = "a"; wide += "\\u20ac"; const before = wide; wide += "b";
    const parts = ["x", "y"]; let left = parts[0]; left += parts[1]; const again = parts[0] + "z";
    return [kept.map((one) => one.length + one.slice(-3)), same.length, text.slice(-2), other.slice(-2), wide, before, left, again, parts, \`\${left}\${again}\`, "ab".concat("c", 1)];`,
  "methods of arrays, strings and maps": `
    const array = [1, 2, 3]; const popped = [array.pop(), array.length, array.pop(), array.pop(), array.pop(), array.length, array.push(9), array.shift(), array.length];
    const sparse = [1, 2]; sparse.length = 5; popped.push(String(sparse.pop()), sparse.length);
    try { (() => { "use strict"; Object.freeze(array.concat(1)).pop(); })(); } catch (error) { popped.push(error.name); }
    const long = "ab".repeat(500) + "needle" + "\u20ac";
    const found = [long.indexOf("needle"), long.indexOf("needle", 1001), "needle".indexOf("n"), "needle".indexOf("e", 3), "needle".indexOf(""), "needle".indexOf("", 99), "".indexOf("a"), "aab".indexOf("ab"), "\u00e9a".indexOf("a"), "abc".indexOf("c", -5), "abcabc".lastIndexOf("abc"), long.indexOf("\u20ac"), "abc".length, "abc".at(-1), "abc"[1], "abc"[7], "abc".charCodeAt(9)];
    const map = new Map([["key", 1], [NaN, 2], [0, 3], [1n, 4], [undefined, 5], ["1", 6], [1, 7]]);
    const keys = ["key", ["k", "ey"].join(""), "xkeyx".slice(1, 4), NaN, -0, 1n, BigInt("1"), undefined, "1", 1, 1.0, null, "k".repeat(9000) + "y"];
    map.set(keys.at(-1), 8);
    return [popped, found, keys.map((key) => map.get(key) ?? "none"), new Set(["a", "b", "a".concat("")]).size];`,
  "names made while running are names": `
    const map = new Map(), object = {};
    for (let i = 0; i < 300; i++) { const key = "k" + (i % 100); map.set(key, i); object[key] = i; object["k" + 5] = "five"; }
    return [map.get("k7"), object.k7, object["k" + 5], map.size, Object.keys(object).length, "k7" in object, delete object.k7, object.k7, Object.keys(object).slice(0, 9)];`,
  "objects whose properties come in several orders": `
    const points = [{ x: 1, y: 2 }, { y: 2, x: 1 }, { x: 1, y: 2, z: 3 }, { ...{ x: 4 }, y: 5, x: 6 }, { x: 1, ["y"]: 2, get z() { return 9; } }];
    points[0].z = 7; delete points[2].y; points[2].y = 8; Object.defineProperty(points[1], "hidden", { value: 1 });
    const frozen = Object.freeze({ x: 1 }); try { (() => { "use strict"; frozen.x = 2; })(); } catch (error) { points.push(error.name); }
    const array = [1, 2]; array.push(3); array[5] = 6; array.extra = "e"; array.length = 4;
    return [points.map((p) => JSON.stringify(p)), points.map((p) => Object.keys(p)), array, array.extra, array.map, [1, 2, 3].indexOf(2), ((a, b = 2, ...c) => 0).length, (function named() {}).name, (() => 0).name].map((x) => typeof x === "function" ? "function" : x);`,
};

const text = (body: string): string => `throw new Error(JSON.stringify((() => {"use strict";${body}})()));`;

const program = join("dist", "script", QUICK_CORE.program);

test("QuickJS: what our changes touch is as Node has it", () => {
  if (!existsSync(program)) {
    console.log("QuickJS: not tried: there is no quick core");
    return;
  }
  const work = mkdtempSync(join(tmpdir(), "mochi-quickjs-"));
  try {
    for (const [about, body] of Object.entries(SNIPPETS)) {
      const bundle = join(work, "bundle.js");
      writeFileSync(bundle, text(body));
      const { status, stderr } = spawnSync(program, ["--heap", bundle, join(work, "heap")], { encoding: "utf8" });
      const found = /Error: (.*)/.exec(stderr)?.[1];
      const expected: unknown = runInNewContext(`JSON.stringify((() => {"use strict";${body}})())`);
      assert.equal(status, 1, about);
      assert.equal(found, expected, about);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});

test("QuickJS: the changes fit its source, and none comes twice", async () => {
  const source = await unpackedSource(".", "quickjs");
  assert.ok(source.kind === "folder", source.kind === "unavailable" ? source.message : "");
  const work = mkdtempSync(join(tmpdir(), "mochi-quickjs-"));
  try {
    const fixed = join(work, "fixed");
    fixedSource(join(source.folder, "upstream-quickjs"), fixed, QUICKJS_FIXES);
    assert.match(readFileSync(join(fixed, "quickjs.c"), "utf8"), /ctx->random_state = 1;/);
    assert.throws(() => fixedSource(fixed, join(work, "twice"), QUICKJS_FIXES), /doesn't fit its source/);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
});
