// Random functions that raise, catch, clean up and leave in all ways: a seed enters; the function leaves as Mochi
// and as JavaScript, whose `try`, `catch` and `finally` mean the same. Errors come from operators, list and
// string functions, casts of `any`, closures, queries, other functions and `panic`; what is changed
// before an error must have stayed changed, in numbers, lists and strings.

import { newRandom, type Random } from "./random-memory.ts";

export interface Twins {
  readonly mochi: string;
  readonly javascript: string;
}

const MOCHI = `fun call(f: fun(int): int, n: int): int {
  return f(n) + f(n + 1)
}
fun boxed(n: int): any {
  if n == 0 { return "x" }
  return n
}
fun unboxed(a: any): int {
  return (a as int) + 1
}
fun o0(n: int): int { return 7 / (n % 5) }
`;

const JAVASCRIPT = `
const lines = [];
function fail(code) { throw { code }; }
function div(a, b) { if (b === 0) fail(-5); return Math.trunc(a / b); }
function at(xs, i) { if (i >= xs.length) fail(-4); return xs[i]; }
function call(f, n) { return f(n) + f(n + 1); }
function unboxed(n) { if (n === 0) fail(-3); return n + 1; }
function o0(n) { return div(7, n % 5); }
`;

interface Place {
  readonly random: Random;
  /** Functions that may be called are o0 to the one before this. */
  readonly seed: number;
  readonly depth: number;
  /** Names of what is declared here end in it. */
  readonly level: string;
  readonly inLoop: boolean;
  /** No way leads out of a `finally`. */
  readonly mayLeave: boolean;
}

/** An expression that may raise; the same text in both languages where one is given. */
function risky({ random, seed }: Place): Twins {
  const k = 2 + random(4);
  const choices: readonly (() => Twins)[] = [
    () => ({ mochi: `100 / (n % ${k})`, javascript: `div(100, n % ${k})` }),
    () => ({ mochi: `[4, 5, 6][n % ${k + 1}]`, javascript: `at([4, 5, 6], n % ${k + 1})` }),
    () => ({ mochi: `ord("abc"[n % ${k + 1}])`, javascript: `at([97, 98, 99], n % ${k + 1})` }),
    () => ({ mochi: `unboxed(boxed(n % ${k}))`, javascript: `unboxed(n % ${k})` }),
    () => ({ mochi: `call(fun(x: int): int => 60 / (x % ${k}), n)`, javascript: `call((x) => div(60, x % ${k}), n)` }),
    () => ({ mochi: `sum(map([n, 1, 2], fun(x: int): int => 10 / ((x + 1) % ${k})))`, javascript: `[n, 1, 2].map((x) => div(10, (x + 1) % ${k})).reduce((a, b) => a + b)` }),
    () => ({ mochi: `sum(from x in [n, n + 1] sort by 12 / (x % ${k + 2}) select x)`, javascript: `[n, n + 1].map((x) => (div(12, x % ${k + 2}), x)).reduce((a, b) => a + b)` }),
    () => ({ mochi: `ys[n % ${k}]`, javascript: `at(ys, n % ${k})` }),
  ];
  const other = random(seed);
  const callOther = (): Twins => ({ mochi: `o${other}(n % 40)`, javascript: `o${other}(n % 40)` });
  return (random(4) === 0 ? callOther : choices[random(choices.length)] ?? callOther)();
}

const same = (text: string): Twins => ({ mochi: text, javascript: text });

function block(place: Place, count: number, changes: Partial<Place> = {}): Twins {
  const parts = Array.from({ length: count }, (_, index) => statement({ ...place, depth: place.depth - 1, level: `${place.level}_${index}`, ...changes }));
  return { mochi: parts.map(({ mochi }) => mochi).join("\n"), javascript: parts.map(({ javascript }) => javascript).join("\n") };
}

function attempt(place: Place): Twins {
  const { random, level } = place;
  const body = block(place, 1 + random(3));
  const handler = random(4) === 0 ? undefined : block(place, 1 + random(2));
  const finalizer = handler === undefined || random(3) === 0 ? block(place, 1 + random(2), { mayLeave: false }) : undefined;
  const note = `out = (out * 31 + e${level}.code + 50) % 1000003`;
  const write = (language: keyof Twins, catches: string): string =>
    [
      `try {\n${body[language]}\n}`,
      ...(handler === undefined ? [] : [`${catches} {\n${note}\n${handler[language]}\n}`]),
      ...(finalizer === undefined ? [] : [`finally {\n${finalizer[language]}\n}`]),
    ].join(" ");
  return { mochi: write("mochi", `catch e${level}`), javascript: write("javascript", `catch (e${level})`) };
}

function statement(place: Place): Twins {
  const { random, depth, level, inLoop, mayLeave } = place;
  const k = 2 + random(4);
  const when = (then: string): Twins => ({ mochi: `if n % ${k} == 0 { ${then} }`, javascript: `if (n % ${k} === 0) { ${then} }` });
  const simple: readonly (() => Twins)[] = [
    () => same(`n = (n * 3 + ${random(90)}) % 1000`),
    () => same("out = (out * 31 + n) % 1000003"),
    () => ({ mochi: "ys = append(ys, n)", javascript: "ys = [...ys, n]" }),
    () => ({ mochi: "out = (out * 31 + len(ys) + len(s)) % 1000003", javascript: "out = (out * 31 + ys.length + s.length) % 1000003" }),
    () => ({ mochi: `s = if len(s) > 60 { "" } else { s + "ab" }`, javascript: `s = s.length > 60 ? "" : s + "ab"` }),
    ...[0, 1, 2, 3].map(() => (): Twins => {
      const { mochi, javascript } = risky(place);
      return { mochi: `out = (out * 7 + ${mochi}) % 1000003`, javascript: `out = (out * 7 + ${javascript}) % 1000003` };
    }),
    () => ({ mochi: when(`panic(${random(40)}, "p")`).mochi, javascript: "" }),
    () => when(mayLeave && inLoop ? (random(2) === 0 ? "break" : "continue") : "n = n + 1"),
    () => when(mayLeave ? `return (out + ${random(99)}) % 1000` : "n = n + 2"),
  ];
  const loop = (): Twins => {
    const turns = 1 + random(5);
    // A `finally` has loops of its own, which may be left.
    const body = block(place, 1 + random(3), { inLoop: true, mayLeave: mayLeave || random(2) === 0 });
    return mayLeave || !/\breturn\b/.test(body.mochi)
      ? { mochi: `for i${level} in 0..${turns} {\nn = (n + i${level}) % 1000\n${body.mochi}\n}`, javascript: `for (let i${level} = 0; i${level} < ${turns}; i${level}++) {\nn = (n + i${level}) % 1000\n${body.javascript}\n}` }
      : same("n = n + 3");
  };
  const nested = [() => attempt(place), () => attempt(place), () => attempt(place), loop];
  const choices = depth > 0 && random(2) === 0 ? nested : simple;
  const chosen = choices[random(choices.length)]?.() ?? same("");
  const code = /^(if .*)\{ panic\((\d+), "p"\) \}$/.exec(chosen.mochi);
  return code === null ? chosen : { mochi: chosen.mochi, javascript: `if (n % ${k} === 0) { fail(${code[2]}) }` };
}

/** Functions o1 to o<count>, and what each yields for a few arguments, a line each. */
export function randomTries(first: number, count: number): Twins {
  const mochi = [MOCHI];
  const javascript = [JAVASCRIPT];
  for (let number = 1; number <= count; number++) {
    const place: Place = { random: newRandom(first + number), seed: number, depth: 3, level: "", inLoop: false, mayLeave: true };
    const body = block(place, 4);
    mochi.push(`fun o${number}(start: int): int {\nvar n = start\nvar out = 1\nvar ys = [start, 2]\nvar s = ""\n${body.mochi}\nreturn out\n}`);
    mochi.push(`for i in 0..6 { try { print(${number}, i, o${number}(i)) } catch e { print(${number}, i, "error", e.code) } }`);
    javascript.push(`function o${number}(start) {\nlet n = start;\nlet out = 1;\nlet ys = [start, 2];\nlet s = "";\n${body.javascript}\nreturn out;\n}`);
    javascript.push(`for (let i = 0; i < 6; i++) { try { lines.push(\`${number} \${i} \${o${number}(i)}\`); } catch (e) { lines.push(\`${number} \${i} error \${e.code}\`); } }`);
  }
  return { mochi: `${mochi.join("\n")}\n`, javascript: `${javascript.join("\n")}\nlines.join("\\n");\n` };
}
