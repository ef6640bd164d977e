// The runtime's headers, preprocessed, in; script/mochi.h out: one file that tcc reads in a millisecond.
// Kept are types, declarations of data, and prototypes of the runtime's functions and of the few
// others that emitted code calls. An inline function becomes a prototype: its body is in the runtime
// image (script-image/inline.c). The rest of the system's headers goes.

import { MATH_FUNCTIONS } from "../cli/driver/native-flags.ts";

/** Functions of the C library that emitted code or tcc itself calls. */
export const C_FUNCTIONS: readonly string[] = ["memcpy", "memmove", "memset"];

/** What an optimising compiler may call besides; those of <math.h> are number.h's, whose bodies it sees. */
export const OPTIMISED_C_FUNCTIONS: readonly string[] = [
  ...["memcmp", "memchr", "strlen", "fabs", "fmod", "floor", "ceil", "trunc", "round", "rint", "nearbyint"],
  "sqrt",
  ...MATH_FUNCTIONS,
];

/** The head of a function's definition: `) {` and nothing that opens a block before. */
const BODY = /^[^{]*\)\s*\{/;

/** The declarations at file scope: texts that end with `;`, or with a function's body. */
function splitDeclarations(text: string): readonly string[] {
  const parts: string[] = [];
  const token = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{}();]/g;
  let start = 0;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [what] = match;
    depth += what === "{" || what === "(" ? 1 : what === "}" || what === ")" ? -1 : 0;
    if (depth === 0 && (what === ";" || (what === "}" && BODY.test(text.slice(start, match.index))))) {
      parts.push(text.slice(start, token.lastIndex).replace(/\s+/g, " ").trim());
      start = token.lastIndex;
    }
  }
  return parts;
}

function withoutBody(declaration: string): string {
  return BODY.test(declaration) ? declaration.replace(/\s*\{.*$/, ";").replace(/^((static|inline|__inline) )+/, "") : declaration;
}

/** The function that a prototype declares. */
function declaredFunction(declaration: string): string | undefined {
  return /^typedef\b|[{=]/.test(declaration) ? undefined : /\b(\w+) ?\(/.exec(declaration)?.[1];
}

/** `preprocessed`: the headers without comments and directives; `prelude`: macros that go before them. */
export function scriptHeader(prelude: string, preprocessed: string): string {
  const macros = prelude.split("\n").filter((line) => line.startsWith("#"));
  const declarations = splitDeclarations(preprocessed)
    .map(withoutBody)
    .filter((declaration) => {
      const name = declaredFunction(declaration);
      return name === undefined || name.startsWith("mochi_") || C_FUNCTIONS.includes(name);
    });
  return `${[...macros, ...declarations].join("\n")}\n`;
}

/**
 * Functions that take or return a struct of a float and something else by value: tcc passes both parts
 * in integer registers, everybody else one of them in a floating-point register. None of its objects may call them.
 */
export function misunderstoodFunctions(header: string): ReadonlySet<string> {
  const lines = header.split("\n").filter((line) => /\bmochi_option_float (?!\*)/.test(line));
  return new Set(lines.flatMap((line) => declaredFunction(line) ?? []));
}
