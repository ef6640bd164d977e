// Parts of the script compiler (cli/script/compiler), built by the host's C compiler with AddressSanitizer and UBSan.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

const FOLDER = join("cli", "script", "compiler");
const COMPILER = process.env["CC"] ?? "cc";
const FLAGS = ["-std=c11", "-D_XOPEN_SOURCE=700", "-g", "-O1", "-Wall", "-Wextra", "-Wshadow", "-Werror", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined", `-I${FOLDER}`, "-Iruntime"];

/** What they take from the runtime. */
const SHARED = join("runtime", "values", "sha256-hash.c");

/** Builds sources of the script compiler, by their names, and of the tests to a program. */
export function buildFromCompiler(program: string, own: readonly string[], ofTests: readonly string[]): void {
  execFileSync(COMPILER, [...FLAGS, ...own.map((name) => join(FOLDER, name)), ...ofTests.map((name) => join("tests", "script", name)), SHARED, "-o", program], { stdio: ["ignore", "inherit", "inherit"] });
}
