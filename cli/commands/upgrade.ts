// `mochi upgrade [VERSION]`: the executable of another version in the place of this one.
// It is fetched beside the old one, its SHA-256 compared with the version's SHA256SUMS, started once, and renamed: at
// every moment there is a whole executable under the name. The old one stays as `mochi.old`; `--back` swaps the two.
// Addresses are as installer/install.sh has them, MOCHI_BASE_URL names the first part.

import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, fsyncSync, linkSync, openSync, closeSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { discardPart, download } from "../../vendor/download.ts";
import { markedProcess, ownMark } from "../../vendor/process-mark.ts";
import { sha256OfFile } from "../../vendor/verify-artifact.ts";
import type { VendorContext } from "../../vendor/vendor-context.ts";
import { EXIT_OK } from "../exit-code.ts";
import { describeSystemError, Failure, usageFailure } from "../failure.ts";
import { executablePath, isRelease } from "../installation.ts";
import { writeOut } from "../terminal/output.ts";
import { failingCleanly, vendorContext } from "../vendor-context.ts";
import type { ParsedOptions } from "../command-line/parse.ts";

function hostName(): string {
  return `mochi-${process.platform === "win32" ? "win" : process.platform}-${process.arch}${process.platform === "win32" ? ".exe" : ""}`;
}

/** The address that releases lie under, without a slash at its end. */
function baseUrl(): string {
  const url = (process.env["MOCHI_BASE_URL"] ?? "").replace(/\/+$/, "");
  if (url === "") {
    throw new Failure("it is not said where to fetch Mochi: there is no official address yet", "name the address under which releases lie in MOCHI_BASE_URL (its `latest` has the newest version), or copy the new executable over this one yourself");
  }
  if (!/^(https:\/\/|http:\/\/(127\.0\.0\.1|localhost)(:|\/|$))/.test(url)) {
    throw new Failure(`${url} is no https address`, "name one in MOCHI_BASE_URL: what it sends is believed because of who sends it");
  }
  return url;
}

async function fetchTo(cx: VendorContext, url: string, path: string): Promise<void> {
  const failure = await download(cx, { url, path, size: undefined, progress: (done, total) => cx.report({ kind: "progress", what: `fetching ${url}`, done, total }) });
  cx.report({ kind: "done" });
  if (failure !== undefined) {
    throw new Failure(`${url} can't be fetched: ${failure}`, "see whether the network works, and look at MOCHI_BASE_URL");
  }
}

async function fetchText(cx: VendorContext, url: string, path: string): Promise<string> {
  discardPart(path);
  try {
    await fetchTo(cx, url, path);
    return readFileSync(path, "utf8");
  } finally {
    discardPart(path);
  }
}

function sumOf(sums: string, name: string, version: string): string {
  const line = sums.split("\n").find((one) => one.endsWith(`  ${name}`));
  const sum = line === undefined ? undefined : /^[0-9a-f]{64}/.exec(line)?.[0];
  if (sum === undefined) {
    throw new Failure(`version ${version} has no ${name}`, "choose another: `mochi upgrade VERSION`");
  }
  return sum;
}

function sync(path: string): void {
  const descriptor = openSync(path, "r+"); // Windows brings to the disk only what might be written
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** A name beside the executable that tells whose work it is. */
function stagedName(executable: string, what: string): string {
  return join(dirname(executable), `.${what}-${ownMark()}`);
}

/** Removes what upgrades left beside the executable that were killed. */
function removeLeftovers(executable: string): void {
  const folder = dirname(executable);
  for (const name of readdirSync(folder)) {
    const [, mark = ""] = /^\.(?:new|back|old)-([0-9a-f]{12}-\d+-.*)$/.exec(name) ?? [];
    if (mark !== "" && markedProcess(mark).kind === "dead") {
      rmSync(join(folder, name), { force: true });
    }
  }
}

/** `staged` becomes the executable; what was there becomes `<name>.old`. */
function swapIn(executable: string, staged: string): void {
  const old = `${executable}.old`;
  const kept = stagedName(executable, "old");
  if (process.platform === "win32") {
    rmSync(old, { force: true });
    renameSync(executable, old); // a running one can be renamed, not replaced
  } else {
    linkSync(executable, kept);
    renameSync(kept, old);
  }
  renameSync(staged, executable);
}

function goBack(executable: string): number {
  const old = `${executable}.old`;
  if (!existsSync(old)) {
    throw new Failure(`there is no ${old} to go back to`, "`mochi upgrade VERSION` fetches any version");
  }
  const staged = stagedName(executable, "back");
  linkSync(old, staged);
  swapIn(executable, staged);
  writeOut(`went back; \`mochi upgrade --back\` again goes forward\n`);
  return EXIT_OK;
}

async function replace(cx: VendorContext, executable: string, asked: string | undefined): Promise<number> {
  const base = baseUrl();
  const staged = stagedName(executable, "new");
  const version = asked ?? (await fetchText(cx, `${base}/latest`, `${staged}.latest`)).split("\n")[0] ?? "";
  if (!/^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(version)) {
    throw new Failure(`«${version}» is no version`, "name one: `mochi upgrade 1.2.3`");
  }
  const wanted = sumOf(await fetchText(cx, `${base}/${version}/SHA256SUMS`, `${staged}.sums`), hostName(), version);
  if ((await sha256OfFile(executable)) === wanted) {
    writeOut(`this is ${version} already\n`);
    return EXIT_OK;
  }
  try {
    await fetchTo(cx, `${base}/${version}/${hostName()}`, staged);
    const found = await sha256OfFile(staged);
    if (found !== wanted) {
      throw new Failure(`what was fetched is not ${hostName()} ${version}: SHA-256 ${found} instead of ${wanted}`, "try again; if that doesn't help, somebody is changing your downloads");
    }
    chmodSync(staged, 0o755);
    sync(staged);
    const trial = spawnSync(staged, ["version"], { encoding: "utf8" });
    if (trial.status !== 0) {
      throw new Failure(`version ${version} does not start here: ${trial.error?.message ?? trial.stderr.trim().split("\n")[0]}`, "nothing was changed");
    }
    swapIn(executable, staged);
    writeOut(`${trial.stdout.trim()}; \`mochi upgrade --back\` undoes it\n`);
    return EXIT_OK;
  } finally {
    discardPart(staged);
  }
}

export async function upgradeCommand(version: string | undefined, options: ParsedOptions): Promise<number> {
  const executable = executablePath();
  if (!isRelease) {
    throw new Failure("this copy of Mochi was built from source", "pull, and run `node build.mjs` again");
  }
  if (executable === undefined) {
    throw new Failure("the system doesn't tell where this executable is", "see that /proc is mounted, or put the new version into its place by hand");
  }
  if (options["back"] === true && version !== undefined) {
    throw usageFailure("--back takes no version");
  }
  const cx = vendorContext(options["offline"] === true);
  if (cx.offline && options["back"] !== true) {
    throw new Failure("upgrading needs the network, and --offline or MOCHI_OFFLINE forbids it", "copy the new executable over this one yourself");
  }
  try {
    removeLeftovers(executable);
    return options["back"] === true ? goBack(executable) : await failingCleanly(() => replace(cx, executable, version));
  } catch (error) {
    throw error instanceof Failure ? error : new Failure(`${dirname(executable)} can't be written: ${describeSystemError(error)}`, "run it as the user whom the executable belongs to, or install Mochi into a folder of your own");
  }
}
