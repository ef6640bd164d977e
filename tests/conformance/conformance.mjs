// Compares mochi with a reference implementation over a folder of programs, and says where they part.
//
//   node tests/conformance/conformance.mjs run FOLDER --oracle "reference run"
//       runs every *.mochi below FOLDER with both and compares what they print.
//   node tests/conformance/conformance.mjs errors FOLDER
//       compares the first diagnostic (code, line, column) with the *.err beside each program.
//   node tests/conformance/conformance.mjs accepts FOLDER
//       counts the programs that `mochi check` accepts.
//
// Further options: --mochi "COMMAND" (default dist/mochi), --only TEXT, --timeout SECONDS, --jobs N, --verbose.
// A program that the oracle rejects, or that ends by timeout there, is counted apart: it proves nothing.

import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const [mode, folder, ...rest] = process.argv.slice(2);
const options = { oracle: "", mochi: "dist/mochi", only: "", timeout: 20, jobs: 2, verbose: false };
for (let at = 0; at < rest.length; at++) {
  const name = rest[at]?.slice(2);
  if (name === "verbose") options.verbose = true;
  else if (name === "timeout" || name === "jobs") options[name] = Number(rest[++at]);
  else if (name !== undefined && name in options) options[name] = rest[++at];
  else usage(`unknown option ${rest[at]}`);
}
if (folder === undefined || !["run", "errors", "accepts"].includes(mode ?? "")) usage("what to compare, and in which folder?");
if (mode === "run" && options.oracle === "") usage("`run` needs --oracle");

function usage(problem) {
  console.error(`${problem}\nusage: conformance.mjs run|errors|accepts FOLDER [--oracle COMMAND] [--mochi COMMAND] [--only TEXT]`);
  process.exit(2);
}

/** Runs `command file`; resolves to status, stdout and stderr without colours. */
function execute(command, file) {
  const [program, ...args] = command.split(" ");
  return new Promise((resolve) => {
    const child = spawn(program, [...args, file], { cwd: process.cwd(), stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, MOCHI_NOW_SEED: "1", NO_COLOR: "1" } });
    const timer = setTimeout(() => child.kill("SIGKILL"), options.timeout * 1000);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => { stdout += chunk; });
    child.stderr.on("data", (chunk) => { stderr += chunk; });
    child.on("error", (error) => { clearTimeout(timer); resolve({ status: -1, stdout, stderr: String(error) }); });
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      resolve({ status: signal === null ? status : -1, stdout, stderr: stderr.replace(/\x1b\[[0-9;]*m/g, "") });
    });
  });
}

/** The first `error[CODE]` of a text with the position that follows it. */
function firstDiagnostic(text) {
  const code = /error\[([A-Z]\d+)\]/.exec(text);
  if (code === null) return undefined;
  const place = /-->\s+\S+?:(\d+):(\d+)/.exec(text.slice(code.index));
  return place === null ? code[1] : `${code[1]} at ${place[1]}:${place[2]}`;
}

async function compare(file) {
  if (mode === "accepts") {
    const ours = await execute(`${options.mochi} check`, file);
    const isRefused = ours.stderr.startsWith("error[L"); // correct, only not compiled
    return ours.status === 0 || isRefused ? { verdict: "same" } : { verdict: "differs", detail: ours.stderr };
  }
  if (mode === "errors") {
    const golden = file.replace(/\.mochi$/, ".err");
    if (!existsSync(golden)) return { verdict: "no oracle" };
    const wanted = firstDiagnostic(readFileSync(golden, "utf8"));
    if (wanted === undefined) return { verdict: "no oracle" };
    const got = firstDiagnostic((await execute(`${options.mochi} check`, file)).stderr);
    return got === wanted ? { verdict: "same" } : { verdict: "differs", detail: `expected ${wanted}, got ${got ?? "no error"}` };
  }
  const theirs = await execute(options.oracle, file);
  const ours = await execute(`${options.mochi} run`, file);
  if (theirs.status !== 0) return { verdict: "no oracle", detail: `we: exit ${ours.status}` };
  if (ours.status === 0 && ours.stdout.trimEnd() === theirs.stdout.trimEnd()) return { verdict: "same" };
  const detail = ours.status === 0 ? firstDifference(theirs.stdout, ours.stdout) : `exit ${ours.status}: ${ours.stderr.trim().slice(0, 400)}`;
  return { verdict: "differs", detail };
}

function firstDifference(theirs, ours) {
  const left = theirs.split("\n");
  const right = ours.split("\n");
  const at = left.findIndex((line, index) => line !== right[index]);
  const line = at < 0 ? left.length : at;
  return `line ${line + 1}: expected ${JSON.stringify(left[line] ?? "(end)")}, got ${JSON.stringify(right[line] ?? "(end)")}`;
}

const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".mochi") && name.includes(options.only))
  .sort()
  .map((name) => join(folder, name));
const results = new Map();
let next = 0;
async function worker() {
  while (next < files.length) {
    const file = files[next++];
    results.set(file, await compare(file));
  }
}
await Promise.all(Array.from({ length: options.jobs }, worker));

const counts = { same: 0, differs: 0, "no oracle": 0 };
for (const file of files) {
  const { verdict, detail } = results.get(file);
  counts[verdict] += 1;
  if (verdict === "differs" || (options.verbose && detail !== undefined)) {
    console.log(`${verdict}: ${relative(dirname(folder), file)}\n    ${(detail ?? "").split("\n").join("\n    ")}`);
  }
}
console.log(`${files.length} programs: ${counts.same} same, ${counts.differs} differ, ${counts["no oracle"]} without oracle`);
process.exit(counts.differs === 0 ? 0 : 1);
