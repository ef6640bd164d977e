// The mistakes of tcc that release/tcc-fixes.ts takes out, each as C that comes out wrong with them: by this machine's
// tcc and image, and by arm64's under qemu. A program exits with the number of the first check that fails.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { compileAsScript } from "../harness/fixture-program.ts";
import { OWN_MACHINE, type ScriptMachine, scriptMachine } from "../harness/target-program.ts";

const CHECKS: readonly (readonly [what: string, holds: string])[] = [
  ["a struct of two words beside values in registers", "y * 3 + k->take(a * 5, s) == 21 + 25034"],
  ["and deeper", "(y ^ a) + (y * 5 + k->take(a * 5, s)) == 2 + 35 + 25034"],
  ["a struct of floats beside values in registers", "w * 3 + k->weigh(v * 5, p) == 21 + 25034"],
  ["and deeper", "(w - 1) * (w * 3 + k->weigh(v * 5, p)) == 6 * 25055.0"],
  ["an unsigned int of another compiler's function, as 64 bits", "(uint64_t)((uint32_t (*)(uint64_t))same)(0x123456789abcdef0) >> 32 == 0"],
  ["a negative difference of pointers", "triples - (triples + n) == -5"],
  ["a symbol with a negative offset", "*(&table[-2] + n) == 3"],
  ["a symbol with a large offset", "&large[0x2345678] - large == 0x2345678 && *(&large[0x2345678] - n * 0) == 0"],
  ["eight words and eight floats as parameters", "many(1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8) == 72"],
  ["a large struct that comes back", "triple(y).c[2] == 9"],
];

const PROGRAM = `#include "mochi.h"
_Noreturn void mochi_platform_exit(int status);
struct words { uint64_t a, b; };
struct point { double x, y; };
struct three { char c[3]; };
struct large { int64_t c[3]; };
struct functions { int64_t (*take)(int64_t, struct words); double (*weigh)(double, struct point); };
int table[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
char large[0x2345679];
static uint64_t same(uint64_t x) { return x; }
static int64_t take(int64_t n, struct words s) { return n * 1000 + (int64_t)s.a * 10 + (int64_t)s.b; }
static double weigh(double n, struct point p) { return n * 1000 + p.x * 10 + p.y; }
static double many(int a, int b, int c, int d, int e, int f, int g, int h, double i, double j, double k, double l, double m, double n, double o, double p) {
  return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p;
}
static struct large triple(int64_t x) { struct large l = {{x, x + 1, x + 2}}; return l; }
void mochi_program(void) {
  struct words s = {3, 4};
  struct point p = {3, 4};
  struct functions all = {take, weigh}, *k = &all;
  int64_t y = 7, a = 5;
  double w = 7, v = 5;
  int n = 5;
  struct three *triples = (struct three *)table;
${CHECKS.map(([, holds], index) => `  if (!(${holds})) mochi_platform_exit(${index + 1});\n`).join("")}}
`;

function check(machine: ScriptMachine | string): void {
  if (typeof machine === "string") {
    console.log(`script: not tried: ${machine}`);
    return;
  }
  const made = compileAsScript(PROGRAM, "precise", machine);
  assert.equal(made.kind, "program", made.kind === "refused" ? made.why : "");
  const [program = "", ...args] = [...machine.runner, made.kind === "program" ? made.path : ""];
  const { status, stderr } = spawnSync(program, args, { encoding: "utf8" });
  assert.equal(status, 0, `${CHECKS[(status ?? 0) - 1]?.[0] ?? "it crashed"}: ${stderr}`);
}

test("script: this machine's tcc compiles rightly what it got wrong", () => check(OWN_MACHINE));
test("script: arm64's tcc compiles rightly what it got wrong", () => check(scriptMachine("aarch64-linux-musl")));
