// C sources in, a static archive out.
// Every source becomes one object, named after its path and a key over the compiler, the flags, the
// source's bytes and all headers' bytes; so a second build compiles only what changed, and objects
// that no source needs any more are removed. In the archive they have their paths only: the key knows where the compiler lies. Two compilers run at a time (or MOCHI_JOBS).

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { constants, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { basename, join, relative } from "node:path";
import { type CompilerIdentity, findExecutable } from "../cli/driver/c-compiler.ts";
import { BuildFailure } from "./build-failure.ts";

export interface ArchiveRecipe {
  readonly compiler: CompilerIdentity;
  readonly flags: readonly string[];
  /** Absolute paths. */
  readonly sources: readonly string[];
  readonly headers: readonly string[];
  /** Sources' names in objects are relative to this folder, so that no path of this machine gets in. */
  readonly base: string;
  readonly objects: string;
  readonly archive: string;
  /** What makes archives of the compiler's objects; the host's `ar` when it isn't given. */
  readonly archiver?: readonly string[];
}

interface Job {
  readonly source: string;
  /** Its name in the archive. */
  readonly member: string;
  readonly object: string;
}

/** Files under `folder` with that extension, absolute, sorted. */
export function filesUnder(folder: string, extension: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(extension))
    .sort()
    .map((name) => join(folder, name));
}

/** A hash of the parts, of 16 hexadecimal digits. */
export function keyOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    hash.update(`${part.length}:`).update(part);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Runs a compiler or the like; shows its warnings. */
export function runTool(command: readonly string[], cwd: string): Promise<void> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    execFile(program, args, { cwd, maxBuffer: 1 << 26 }, (error, _stdout, stderr) => {
      if (error === null) {
        process.stderr.write(stderr);
        resolve();
      } else {
        reject(new BuildFailure(`\`${command.join(" ")}\` failed:\n${stderr.trim() || error.message}`));
      }
    });
  });
}

async function runJobs(jobs: readonly Job[], start: (job: Job) => Promise<void>): Promise<void> {
  const queue = [...jobs];
  const workers = Number(process.env["MOCHI_JOBS"]) || Math.min(2, availableParallelism());
  const work = async (): Promise<void> => {
    for (let job = queue.shift(); job !== undefined; job = queue.shift()) {
      await start(job);
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
}

function hostArchiver(): readonly string[] {
  const archiver = findExecutable("ar") ?? findExecutable("llvm-ar") ?? findExecutable("gcc-ar");
  if (archiver === undefined) {
    throw new BuildFailure("no `ar` found; it comes with the C compiler's binutils (Debian, Ubuntu: apt-get install binutils)");
  }
  return [archiver];
}

/** Brings the archive up to date; true when something had to be done. */
export async function compileArchive(recipe: ArchiveRecipe): Promise<boolean> {
  const { compiler, flags, base, objects, archive } = recipe;
  const common = keyOf([compiler.command.join(" "), compiler.version, flags.join("\0"), ...recipe.headers.map((header) => readFileSync(header))]);
  const jobs = recipe.sources.map((source): Job => {
    const stem = relative(base, source).replace(/\.c$/, "").replaceAll("/", "-");
    return { source, member: `${stem}.o`, object: join(objects, `${stem}.${keyOf([common, readFileSync(source)])}.o`) };
  });
  mkdirSync(objects, { recursive: true });
  const missing = jobs.filter((job) => !existsSync(job.object));
  const wanted = `${jobs.map((job) => `${job.member} ${basename(job.object)}`).join("\n")}\n`;
  const record = `${archive}.objects`;
  if (missing.length === 0 && existsSync(archive) && existsSync(record) && readFileSync(record, "utf8") === wanted) {
    return false;
  }
  await runJobs(missing, async ({ source, object }) => {
    const staged = `${object}.${process.pid}.tmp`;
    await runTool([...compiler.command, ...flags, "-c", relative(base, source), "-o", staged], base);
    renameSync(staged, object);
  });
  const keep = new Set(jobs.map((job) => basename(job.object)));
  for (const name of readdirSync(objects)) {
    if (name.endsWith(".o") && !keep.has(name)) {
      rmSync(join(objects, name), { force: true });
    }
  }
  const archiver = recipe.archiver ?? hostArchiver();
  const members = mkdtempSync(`${archive}-`);
  for (const { object, member } of jobs) {
    copyFileSync(object, join(members, member), constants.COPYFILE_FICLONE);
  }
  const staged = join(members, "archive");
  await runTool([...archiver, "rcs", staged, ...jobs.map(({ member }) => join(members, member))], base);
  renameSync(staged, archive);
  rmSync(members, { recursive: true });
  writeFileSync(record, wanted);
  return true;
}
