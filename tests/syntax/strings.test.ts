// String literals, f-strings and numbers: what they are worth.

import { testErrors, testTrees } from "./parse-text.ts";

testTrees("escapes", [
  [String.raw`let s = "a\n\t\"\\\a\x41\u00e9\U0001f600\101"`, String.raw`(let s "a\n\t\"\\\u0007Aé😀A")`],
  ["let s = \"\\xe9\"", "(let s \"é\")"],
  ["let s = \"two\nlines\"", "(let s \"two\\nlines\")"],
  ["let s = \"\"", "(let s \"\")"],
]);

testTrees("triple quotes", [
  ['let s = """\n  one\n    two\n\n  three\n  """', String.raw`(let s "one\n  two\n\nthree\n")`],
  ['let s = """\n  one\n  two"""', String.raw`(let s "one\ntwo")`],
  ['let s = """a "quoted" b"""', String.raw`(let s "a \"quoted\" b")`],
  ['let s = """\n    a\\tb\n    """', String.raw`(let s "a\tb\n")`],
  ['let s = """"""', '(let s "")'],
  ['let s = f"""\n  {a}\n   b {c}\n  """', String.raw`(let s (f "" a "\n b " c "\n"))`],
]);

testTrees("f-strings", [
  ['let s = f"a {b} c"', '(let s (f "a " b " c"))'],
  ['let s = f"{{x}} {y}"', '(let s (f "{x} " y ""))'],
  ['let s = f"{m["a"]} {f({k: 1})}"', '(let s (f "" ([] m "a") " " (call f {k: 1}) ""))'],
  ['let s = f"{xs[1:2]}"', '(let s (f "" ([:] xs 1 2 _) ""))'],
  ['let s = f"{a + f"{b}"}"', '(let s (f "" (+ a (f "" b "")) ""))'],
  ['let s = f"{(fun(x: int): int => x)(1):d}"', '(let s (f "" (call (paren (fun(x: int): int x)) 1):{"fill":" ","zero":false,"comma":false,"type":"d"} ""))'],
  ['let s = f"{map(xs, fun(x: int): int => x)}"', '(let s (f "" (call map xs (fun(x: int): int x)) ""))'],
  ['let s = f"{age:>8.2f}"', '(let s (f "" age:{"fill":" ","align":">","zero":false,"width":8,"comma":false,"precision":2,"type":"f"} ""))'],
  ['let s = f"{n:*^+010,d}"', '(let s (f "" n:{"fill":"*","align":"^","sign":"+","zero":true,"width":10,"comma":true,"type":"d"} ""))'],
  ['let s = f"{if a { 1 } else { 2 }}"', '(let s (f "" (if a 1 2) ""))'],
  ['let f = 1 let s = f', "(let f 1) (let s f)"],
  ['print(f"{x}", f"")', '(call print (f "" x "") (f ""))'],
]);

testTrees("numbers", [
  ["let x = 007 + 0xFF + 0b101 + 0o17", "(let x (+ (+ (+ 7 255) 5) 15))"],
  ["let x = 9223372036854775807", "(let x 9223372036854775807)"],
  ["let x = -9223372036854775808", "(let x -9223372036854775808)"],
  ["let x = 1.5e3 + 2E-2 + 3e+4", "(let x (+ (+ 1.5e3 2E-2) 3e+4))"],
  ["for i in 1..3 { f(i) }", "(for i 1 .. 3 {(call f i)})"],
  ["let x = 0x7fffffffffffffff + 0b11 + 000000000000000000000000000001", "(let x (+ (+ 9223372036854775807 3) 1))"],
  ["let x = 0.50000000000000000000000000s", "(let x 0.50000000000000000000000000s)"],
  ["let x = 123n * -2n", "(let x (* 123n (- 2n)))"],
  ["let x = 1.5s + 200ms - 3us + 4ns * 2 + 1m + 2h", "(let x (+ (+ (+ (- (+ 1.5s 200ms) 3us) (* 4ns 2)) 1m) 2h))"],
]);

testErrors("mistakes", [
  ["let é = \"open", "P040 1:10"],
  ["let s = \"a\\qb\"", "P041 1:9"],
  ["let s = \"\\ud800\"", "P041 1:9"],
  ["let s = \"\\400\"", "P041 1:9"],
  ["let s = \"a\\\nb\"", "P040 1:9"],
  ["let s = f\"{x\"", "P040 1:9"],
  ["let s = f\"{x:?}\"", "P081 1:14"],
  ["let s = f\"{}\"", "P082 1:11"],
  ["let s = f\"a } b\"", "P082 1:13"],
  ["let s = f\"{x y}\"", "P082 1:14"],
  ["/* é */ let n = 1e", "P043 1:18"],
  ["let n = 1_000", "P043 1:9"],
  ["let n = 2min", "P043 1:9"],
  ["let n = 0x5s", "P043 1:9"],
  ["let n = 1e3s", "P043 1:9"],
  ["let n = 1h30m", "P043 1:9"],
  ["let n = 0.5ns", "P043 1:9"],
  ["let n = 0b", "P046 1:9"],
  ["let n = 0xyz", "P046 1:9"],
  ["let n =   9999999999999999999", "P045 1:8"],
  ["let n = 9223372036854775808", "P045 1:8"],
  ["let n = 0x8000000000000000", "P045 1:8"],
  [`let n = ${"9".repeat(100_000)}`, "P045 1:8"],
  ["let n = 2562048h", "P045 1:9"],
  [`let n = 1.${"3".repeat(100)}h`, "P043 1:9"],
  ["let n = - (9223372036854775808)", "P045 1:12"],
  ["let n = 1 & 2", "P040 1:11"],
  ["/* never", "P042 1:1"],
  ["/* a /* b */ c */", "P999 1:17"],
]);
