// Fixture in, executable out. The front end runs in this process, warm after the first programs;
// the C compiler is asked for little optimisation. Executables are kept in dist/tests/programs under
// the hash of everything that made them, so a second run of the tests compiles nothing.
// MOCHI_TEST_SHADOW_STACK=1: with their roots in a shadow stack, as on targets whose stack can't be scanned.
// MOCHI_TEST_PROFILE=script: as `mochi run` compiles them, by tcc and the runtime image, and by nothing else; with
// MOCHI_TEST_TARGET=aarch64-linux-musl by those of that machine, under its emulator. =optimised: as scripts that run often are compiled.

import { execFile, execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { blake3 } from "@noble/hashes/blake3.js";
import { type Compilation, type CompileOptions, compile } from "../../core/compile.ts";
import type { ModuleHost } from "../../core/modules/host.ts";
import { renderDiagnostics } from "../../core/source/render.ts";
import { type CompilerIdentity, findCompiler, identifyCompiler } from "../../cli/driver/c-compiler.ts";
import { newFileHost } from "../../cli/driver/module-host.ts";
import { type Collector, COLLECTORS, collectorChoice, DEFAULT_COLLECTOR } from "../../cli/driver/collector.ts";
import { FIXTURE_FLAGS, JOINING_FLAGS, programFlags, SANITIZE_FLAGS } from "../../cli/driver/native-flags.ts";
import { beginScript, linkCompiled, type LinkResult, type ScriptChoices } from "../../cli/script/compile-script.ts";
import { readImage, type RuntimeImage } from "../../cli/script/runtime-image.ts";
import { crossCompileCommand, crossLinkCommand, finishLinked } from "../../cli/targets/cross-compiler.ts";
import type { Target } from "../../cli/targets/triple.ts";
import type { Fixture } from "./fixture.ts";
import { OWN_MACHINE, type ScriptMachine, scriptMachine } from "./target-program.ts";

export const SANITIZE: boolean = process.env["MOCHI_TEST_SANITIZE"] === "1";
/** MOCHI_TEST_GC_STRESS=1 collects at every allocation; =aside has a collection aside under way all the time. */
export const GC_STRESS: Readonly<Record<string, string>> | undefined = gcStress(process.env["MOCHI_TEST_GC_STRESS"]);
const COLLECTOR = COLLECTORS.find((one) => one === process.env["MOCHI_TEST_GC"]) ?? DEFAULT_COLLECTOR;

function gcStress(how: string | undefined): Readonly<Record<string, string>> | undefined {
  switch (how) {
    case "1":
      return { MOCHI_GC_STRESS: "1", MOCHI_GC_VERIFY: "1", MOCHI_GC_POISON: "1" };
    case "aside":
      return { MOCHI_GC_ASIDE: "1", MOCHI_GC_EVERY: "1", MOCHI_GC_VERIFY: "1" };
    default:
      return undefined;
  }
}

const PROFILE: string | undefined = process.env["MOCHI_TEST_PROFILE"];

export type FixtureProgram =
  | { readonly kind: "program"; readonly path: string }
  /** The front end found errors, or the C compiler refused what we emitted. */
  | { readonly kind: "refused"; readonly why: string };

const SHADOW_STACK: boolean = process.env["MOCHI_TEST_SHADOW_STACK"] === "1";

const OPTIONS: CompileOptions = { profile: SANITIZE ? "debug" : "script", fastInt: false, mode: "run", verify: true, blake3: (bytes) => blake3(bytes) };

let identity: CompilerIdentity | undefined;
let serial = 0;
let archives: { readonly paths: readonly string[]; readonly hash: string } | undefined;

function compiler(): CompilerIdentity {
  if (identity === undefined) {
    const command = findCompiler(undefined);
    if (command === undefined) {
      throw new Error("no C compiler found");
    }
    identity = identifyCompiler(command);
  }
  return identity;
}

function libraries(): { readonly paths: readonly string[]; readonly hash: string } {
  if (archives === undefined) {
    const folder = join("dist", "lib", compiler().triple);
    const paths = [join(folder, SANITIZE ? "sanitize" : "release", "libmochi.a"), join(folder, "libgc.a"), join(folder, "libtommath.a"), join(folder, "libfyaml.a")];
    const hash = createHash("sha256");
    for (const path of [...paths, join("dist", "include", "fingerprint")]) {
      hash.update(readFileSync(path));
    }
    archives = { paths, hash: hash.digest("hex") };
  }
  return archives;
}

/** A host in which the fixture's folder is the working folder. */
function hostIn(folder: string): ModuleHost {
  const files = newFileHost();
  return {
    readFile: (path) => files.readFile(resolve(folder, path)),
    listFolder: (path) => files.listFolder(resolve(folder, path)),
  };
}

function compileC(c: string): Promise<FixtureProgram> {
  const { command, version } = compiler();
  const { paths, hash } = libraries();
  const flags = SANITIZE ? SANITIZE_FLAGS : FIXTURE_FLAGS;
  const key = createHash("sha256").update([command.join(" "), version, hash, flags.join(" "), c].join("\0")).digest("hex").slice(0, 24);
  const programs = join("dist", "tests", "programs");
  const path = join(programs, key);
  if (existsSync(path)) {
    return Promise.resolve({ kind: "program", path });
  }
  mkdirSync(programs, { recursive: true });
  serial += 1; // two fixtures with equal C may be compiled at the same time
  const source = `${path}.${process.pid}-${serial}.c`;
  const staged = `${path}.${process.pid}-${serial}.tmp`;
  writeFileSync(source, c);
  const [program = "", ...fixed] = command;
  const args = [...fixed, ...flags, `-I${join("dist", "include")}`, source, "-o", staged, ...paths, "-lm"];
  return new Promise((done) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, _stdout, stderr) => {
      if (error === null) {
        renameSync(staged, path);
        rmSync(source, { force: true });
        done({ kind: "program", path });
      } else {
        done({ kind: "refused", why: `the C compiler refused ${source}:\n${stderr.split("\n").slice(0, 12).join("\n")}` });
      }
    });
  });
}

/** One process; undefined when it ended well, else the beginning of what it said. */
function runTool([program = "", ...args]: readonly string[]): Promise<string | undefined> {
  return new Promise((done) => {
    execFile(program, args, { maxBuffer: 1 << 26 }, (error, _stdout, stderr) => done(error === null ? undefined : stderr.split("\n").slice(0, 12).join("\n")));
  });
}

/** For another machine, as `mochi build --target` compiles the script profile. */
export async function compileForTarget({ cross, version }: CompilerIdentity, c: string): Promise<FixtureProgram> {
  if (cross === undefined) {
    return { kind: "refused", why: "no target" };
  }
  const { target } = cross;
  const text = `${c}\nconst char mochi_program_mark[] = "";\n${collectorChoice(target.collector)}`;
  const key = createHash("sha256").update([target.name, version, text].join("\0")).digest("hex").slice(0, 24);
  const programs = join("dist", "tests", "programs");
  const path = join(programs, `${target.name}-${key}${target.suffix}`);
  if (existsSync(path)) {
    return { kind: "program", path };
  }
  mkdirSync(programs, { recursive: true });
  const work = mkdtempSync(`${path}-`);
  const [source, object, output] = [join(work, "program.c"), join(work, "program.o"), join(work, "program.exe")];
  writeFileSync(source, text);
  const why = (await runTool(crossCompileCommand(cross, "script", source, object))) ?? (await runTool(crossLinkCommand(cross, "script", object, output)));
  if (why !== undefined) {
    return { kind: "refused", why: `${work} for ${target.name}:\n${why}` };
  }
  finishLinked(target, output, "fixture");
  renameSync(output, path);
  rmSync(work, { recursive: true, force: true });
  return { kind: "program", path };
}

/** Links a program with the image in that folder; `how` names the way for the programs that are kept. */
function linkWithImage(how: string, folder: string, c: string, collector: Collector, link: (image: RuntimeImage, work: string, choices: ScriptChoices) => LinkResult): FixtureProgram {
  const image = readImage(folder);
  if (image === undefined) {
    return { kind: "refused", why: `${folder} holds no runtime image: docs/script-mode.md says what makes it` };
  }
  const programs = join("dist", "tests", "programs");
  const path = join(programs, `${how}-${createHash("sha256").update(`${image.fingerprint}\0${collector}\0${c}`).digest("hex").slice(0, 24)}`);
  if (existsSync(path)) {
    return { kind: "program", path };
  }
  mkdirSync(programs, { recursive: true });
  const work = mkdtempSync(`${path}-`);
  const made = link(image, work, { mark: "mochi program", collector: `mochi_gc_${collector}` });
  if (made.kind === "linked") {
    renameSync(made.program.path, path);
  }
  rmSync(work, { recursive: true, force: true });
  return made.kind === "linked" ? { kind: "program", path } : { kind: "refused", why: `not with the image: ${made.why}` };
}

/** Never a C compiler instead: what the runtime image can't do is a failure here. */
export function compileAsScript(c: string, collector: Collector = COLLECTOR, { folder, runner }: ScriptMachine = OWN_MACHINE): FixtureProgram {
  return linkWithImage("script", folder, c, collector, (image, work, choices) => beginScript(image, { folder, runner }, c)(work, choices));
}

/** As scripts are compiled that run often; never linked by the C compiler instead. */
export function compileAsOptimised(c: string, collector: Collector = COLLECTOR, { folder, runner }: ScriptMachine = OWN_MACHINE, { command, cross } = compiler()): FixtureProgram {
  return linkWithImage("optimised", folder, c, collector, (_image, work, choices) => {
    const [source, object] = [join(work, "program.c"), join(work, "program.o")];
    const own = [...command, ...programFlags("release", false), `-I${join("dist", "include")}`, "-c", source, "-o", object];
    const [program = "", ...args] = [...(cross === undefined ? own : crossCompileCommand(cross, "release", source, object)), ...JOINING_FLAGS];
    writeFileSync(source, c);
    execFileSync(program, args);
    return linkCompiled({ folder, runner }, work, object, choices);
  });
}

/** The front end's and the emitter's answer to a fixture. Internal errors of the compiler throw. */
export function emitFixture(fixture: Fixture, changes: Partial<CompileOptions> = {}): Compilation {
  return compile(hostIn(fixture.folder), fixture.file, { ...OPTIONS, ...changes });
}

/** Whether the target has all that the fixture needs (some have no YAML). */
export function fitsTarget(fixture: Fixture, { hasYaml }: Target): boolean {
  return emitFixture(fixture, { withoutYaml: !hasYaml }).c !== undefined;
}

/** Compiles a fixture to an executable; for `target`, when it is given, else one that links `collector`. */
export function buildFixture(fixture: Fixture, target?: CompilerIdentity, collector: Collector = COLLECTOR, changes: Partial<CompileOptions> = {}): Promise<FixtureProgram> {
  const { c, diagnostics, files } = emitFixture(fixture, { ...changes, withoutYaml: target?.cross?.target.hasYaml === false, shadowStack: SHADOW_STACK || changes.shadowStack === true || target?.cross?.target.hidesStack === true });
  if (c === undefined) {
    return Promise.resolve({ kind: "refused", why: renderDiagnostics(diagnostics, files) });
  }
  if (PROFILE === "script" || PROFILE === "optimised") {
    const machine = target === undefined ? OWN_MACHINE : scriptMachine(target.triple);
    return Promise.resolve(typeof machine === "string" ? { kind: "refused", why: machine } : PROFILE === "script" ? compileAsScript(c, collector, machine) : compileAsOptimised(c, collector, machine, target));
  }
  return target === undefined ? compileC(c + collectorChoice(collector)) : compileForTarget(target, c);
}
