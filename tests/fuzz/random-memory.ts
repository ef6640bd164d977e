// Random programs that build, share, change and drop texts, lists, maps, structs, unions and closures.
// A seed enters, a function's source leaves; each prints one line about everything it still holds, so a
// collector that loses or overwrites a value shows.

export const DECLARATIONS = `type Tree = Leaf(text: string) | Pair(left: Tree, right: Tree)
type Box { name: string, items: list<string>, tree: Tree, next: Box? }
fun weight(t: Tree): int {
  return match t {
    Leaf(text) => len(text)
    Pair(left, right) => 1 + weight(left) + weight(right)
  }
}
fun total(texts: list<string>): int {
  var sum = 0
  for text in texts {
    sum = sum + len(text)
  }
  return sum
}
fun later(text: string, kept: list<string>): fun(int): string {
  var calls = 0
  return fun(n: int): string {
    calls = calls + 1
    return text + str(n + calls + len(kept))
  }
}
`;

/** A small generator of our own (after Marsaglia): the same seeds make the same programs everywhere. */
export function newRandom(seed: number): Random {
  let state = (seed * 2_654_435_761 + 88_675_123) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

export type Random = (below: number) => number;

const text = (random: Random): string => `s${random(3)}`;
const list = (random: Random): string => `l${random(3)}`;
const tree = (random: Random): string => `t${random(2)}`;

/** One change each; `i` counts the rounds. Nothing grows without bound. */
const STATEMENTS: readonly ((random: Random) => string)[] = [
  (random) => `${list(random)} = append(${list(random)}, ${text(random)} + str(i))`,
  (random) => `${list(random)} = ${list(random)}`,
  (random) => `${list(random)} = [${text(random)}, "a constant of the program", ${text(random)}]`,
  (random) => `if len(${`l${random(3)}`}) > ${5 + random(200)} { ${list(random)} = [] }`,
  (random) => `${text(random)} = ${text(random)} + "/" + str(i * ${1 + random(1000)})`,
  (random) => `${text(random)} = upper(${text(random)})[0:${1 + random(9)}]`,
  (random) => `m[${text(random)}] = ${text(random)}`,
  (random) => `g["k" + str(i % ${2 + random(9)})] = ${list(random)}`,
  (random) => `if len(m) > ${5 + random(50)} { m = {} }`,
  (random) => `if i % ${2 + random(9)} == 0 { g = {} }`,
  (random) => `${tree(random)} = Pair { left: ${tree(random)}, right: Leaf { text: ${text(random)} } }`,
  (random) => `if i % ${3 + random(4)} == 0 { ${tree(random)} = Leaf { text: ${text(random)} } }`,
  (random) => `b = append(b, Box { name: ${text(random)}, items: ${list(random)}, tree: ${tree(random)}, next: nil })`,
  (random) => `if len(b) > 1 { b[i % len(b)].next = b[i * ${1 + random(7)} % len(b)] }`,
  (random) => `if len(b) > 0 { b[i % len(b)].name = ${text(random)} }`,
  (random) => `if len(b) > 0 { b[0].items = append(b[0].items, ${text(random)}) }`,
  (random) => `if len(b) > ${3 + random(30)} { b = [] }`,
  (random) => `f = later(${text(random)}, ${list(random)})`,
  (random) => `${text(random)} = f(i)[0:8]`,
  (random) => `${list(random)} = split(join(${list(random)}, ","), ",")`,
  (random) => `${list(random)} = from x in ${list(random)} where len(x) > ${random(12)} sort by x select x`,
  () => "boxed = [boxed_of(i), s0, l0]",
];

/** Keeps what statements may double within bounds. */
const BOUNDS = ["s0", "s1", "s2"].map((name) => `if len(${name}) > 120 { ${name} = ${name}[40:60] }`).concat(["l0", "l1", "l2"].map((name) => `if len(${name}) > 300 { ${name} = ${name}[100:150] }`));
const TREE_BOUNDS = ["t0", "t1"].map((name) => `if weight(${name}) > 3000 { ${name} = Leaf { text: s0 } }`);

/** A function `p<seed>` and its call. */
export function randomMemory(seed: number): string {
  const random = newRandom(seed);
  const statements = Array.from({ length: 6 + random(12) }, () => (STATEMENTS[random(STATEMENTS.length)] ?? STATEMENTS[0])?.(random) ?? "");
  const lines = [
    'var s0 = "zero"',
    'var s1 = "a longer text, which lies on the heap"',
    'var s2 = ""',
    "var l0: list<string> = []",
    'var l1 = ["one"]',
    "var l2: list<string> = []",
    "var m: map<string, string> = {}",
    "var g: map<string, list<string>> = {}",
    'var t0: Tree = Leaf { text: "leaf" }',
    "var t1: Tree = t0",
    "var b: list<Box> = []",
    "var f = later(s0, l0)",
    "var boxed: any = nil",
    `for i in 0..${20 + random(150)} {`,
    ...[...statements, ...BOUNDS, ...TREE_BOUNDS].map((line) => `  ${line}`),
    "}",
    "var names = 0",
    "for box in b {",
    "  names = names + len(box.name) + total(box.items) + weight(box.tree)",
    "}",
    `print(${seed}, s0, s1, s2, total(l0), total(l1), total(l2), total(values(m)), len(g), weight(t0), weight(t1), names, f(1), boxed)`,
  ];
  return `fun p${seed}() {\n${lines.map((line) => `  ${line}\n`).join("")}}\np${seed}()\n`;
}

/** A program of the functions from `first` on. */
export function randomMemoryProgram(first: number, count: number): string {
  const helper = "fun boxed_of(n: int): any {\n  return {\"n\": n, \"text\": \"a text of number \" + str(n)}\n}\n";
  return DECLARATIONS + helper + Array.from({ length: count }, (_, at) => randomMemory(first + at)).join("");
}
