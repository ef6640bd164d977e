// A seeded fuzzer for the front end: programs that are nearly right, in large numbers.
//
// In: texts of real programs, a seed, and the pipeline to try. Out: the first program that made
// it throw or take too long, cut down to what is needed for that. Mutations work on tokens (drop, repeat,
// swap, replace, splice from another program) and on characters. The same seed gives the same programs
// everywhere: the generator is mulberry32, no clock or Math.random decides anything.

export interface FuzzOptions {
  readonly seed: number;
  readonly programs: number;
  /** A single program that takes longer counts as a hang. */
  readonly limitMs: number;
  /** Stop after this time, however many programs were tried. */
  readonly budgetMs: number;
  readonly clock: () => number;
}

export interface FuzzFailure {
  readonly source: string;
  readonly reason: string;
}

export interface FuzzResult {
  readonly tried: number;
  readonly failure?: FuzzFailure;
}

/** Throws for a bug of ours; diagnostics are no concern of the fuzzer. */
export type Pipeline = (source: string) => void;

export function fuzz(corpus: readonly string[], pipeline: Pipeline, options: FuzzOptions): FuzzResult {
  const random = newRandom(options.seed);
  const started = options.clock();
  for (let tried = 0; tried < options.programs; tried++) {
    const source = mutate(corpus, random);
    const reason = failureOf(source, pipeline, options);
    if (reason !== undefined) {
      return { tried: tried + 1, failure: { source: reduce(source, pipeline, options), reason } };
    }
    if (options.clock() - started > options.budgetMs) {
      return { tried: tried + 1 };
    }
  }
  return { tried: options.programs };
}

function failureOf(source: string, pipeline: Pipeline, options: FuzzOptions): string | undefined {
  const before = options.clock();
  try {
    pipeline(source);
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  const taken = options.clock() - before;
  return taken > options.limitMs ? `took ${Math.round(taken)} ms` : undefined;
}

/** Drops lines, then characters, as long as the failure stays. */
function reduce(source: string, pipeline: Pipeline, options: FuzzOptions): string {
  let best = source;
  for (const separator of ["\n", ""]) {
    let parts = best.split(separator);
    for (let size = parts.length >> 1; size >= 1; size >>= 1) {
      for (let at = 0; at < parts.length; ) {
        const shorter = [...parts.slice(0, at), ...parts.slice(at + size)];
        if (failureOf(shorter.join(separator), pipeline, options) !== undefined) {
          parts = shorter;
        } else {
          at += size;
        }
      }
    }
    best = parts.join(separator);
  }
  return best;
}

// ---------------------------------------------------------------- mutations

type Random = (below: number) => number;

function newRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) % Math.max(1, below);
  };
}

const tokenPattern = /\/\/[^\n]*|"(?:\\.|[^"\\])*"|[\p{L}\p{N}_]+|=>|==|!=|<=|>=|&&|\|\||\.\.\.?|\?\?|\s+|[^]/gu;

/** Tokens that the grammar cares about, to be put where they don't belong. */
const salt = [
  "(", ")", "[", "]", "{", "}", ",", ":", "=", "=>", ".", "..", "...", "?", "??", "|", "||", "&&", "-", "!", "+", "*", "<", ">", ">=", ":-", "&", "'",
  "let", "var", "fun", "if", "else", "then", "match", "for", "in", "while", "return", "type", "import", "export", "test", "expect", "on", "emit",
  "from", "select", "where", "join", "group", "by", "into", "sort", "as", "union", "all", "load", "save", "fetch", "with", "try", "catch", "finally",
  "spawn", "set", "chan", "update", "none", "nil", "_", "x", "1", "1.5", "5s", "123n", "9223372036854775808", "0x", "1e", "\"s\"", "\"", "\"\"\"", "f\"", "f\"{",
  "\\", "//", "/*", "*/", "\n", "é", "😀", "\u0000", "\ud800",
];

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[random(items.length)] as Item;
}

function mutate(corpus: readonly string[], random: Random): string {
  let tokens: string[] = pick(corpus, random).match(tokenPattern) ?? [];
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(tokens.length);
    const size = 1 + random(random(4) === 0 ? 40 : 4);
    const before = tokens.slice(0, at);
    const after = tokens.slice(at + size);
    const middle = tokens.slice(at, at + size);
    switch (random(8)) {
      case 0:
        tokens = [...before, ...after];
        break;
      case 1:
        tokens = [...before, ...middle, ...middle, ...after];
        break;
      case 2:
        tokens = [...before, pick(salt, random), ...middle, ...after];
        break;
      case 3:
        tokens = [...before, pick(salt, random), ...tokens.slice(at + 1)];
        break;
      case 4: {
        const other = pick(corpus, random).match(tokenPattern) ?? [];
        const from = random(other.length);
        tokens = [...before, ...other.slice(from, from + size * 4), ...tokens.slice(at)];
        break;
      }
      case 5:
        tokens = [...before, ...middle.reverse(), ...after];
        break;
      case 6: {
        const text = tokens.join("");
        const cut = random(text.length);
        tokens = text.slice(0, cut).match(tokenPattern) ?? [];
        break;
      }
      default: {
        const text = tokens.join("");
        const place = random(text.length);
        const character = String.fromCharCode(random(10) === 0 ? random(0x10000) : random(128));
        tokens = (text.slice(0, place) + character + text.slice(place + random(2))).match(tokenPattern) ?? [];
      }
    }
  }
  return tokens.join("");
}
