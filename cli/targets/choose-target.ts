// Which compiler builds a request: the host's own, or zig's for a target.
// Enters: `--target`, `--cc`. Leaves: an identity that the driver can call, or a Failure that says what
// is missing. Without `--target` the host's C compiler serves; where there is none, zig does, for this
// machine: also for scripts, where this copy of Mochi carries no script mode (macOS, Windows).

import { isForImage } from "../driver/backend.ts";
import { type CompilerIdentity, findCompiler } from "../driver/c-compiler.ts";
import type { OutputKind } from "../driver/output-file.ts";
import type { ProgramRequest } from "../driver/program-request.ts";
import { Failure, usageFailure } from "../failure.ts";
import { includeFolder, kitFolder, runtimeFingerprint } from "../installation.ts";
import { vendorContext } from "../vendor-context.ts";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { readKit } from "./kit.ts";
import { findMsvcSdk, type MsvcSdk } from "./msvc-sdk.ts";
import { hasLibrariesForHost } from "./runtime-libraries.ts";
import { sdkWorld } from "./sdk-world.ts";
import { findTarget, hostTarget, type Target, TRIPLES } from "./triple.ts";
import { zigProgram } from "./zig.ts";

/** The target that `--target` names. */
export function requireTarget(name: string): Target {
  const target = findTarget(name);
  if (target === undefined) {
    throw usageFailure(`there is no target «${name}»; there are ${TRIPLES.join(", ")}`);
  }
  return target;
}

/** A target for which C text is all that is wanted: nobody compiles it here, so nothing is fetched. */
function textFor(target: Target): CompilerIdentity {
  return { command: [], family: "clang", version: "", triple: target.name, cross: { target, zig: "", kit: kitFolder(target.name), include: includeFolder() } };
}

/** zig's compiler for a target. What this copy of Mochi or the machine lacks is said before anything is fetched. */
async function crossCompilerFor(target: Target, { offline, output }: CompilerWishes): Promise<CompilerIdentity> {
  if (output === "c") {
    return textFor(target);
  }
  const sdk = sdkFor(target, output === "exe");
  const folder = kitFolder(target.name);
  const kit = readKit(target, folder, runtimeFingerprint());
  const zig = await ensureToolchain(vendorContext(offline), "zig");
  if (zig.kind === "unavailable") {
    throw new Failure(zig.message, zig.remedy);
  }
  if (kit.zig !== zig.version) {
    throw new Failure(`the libraries for ${target.name} belong to zig ${kit.zig}, and this is zig ${zig.version}`, "`mochi toolchain install zig` installs the one that fits");
  }
  const cross = { target, zig: zig.folder, kit: folder, include: includeFolder(), ...(sdk === undefined ? {} : { sdk }) };
  return { command: [zigProgram(zig.folder), "clang"], family: "clang", version: ["zig", zig.version, kit.fingerprint, sdk?.stamp ?? ""].join(" "), triple: target.name, cross };
}

function sdkFor({ needsSdk }: Target, isNeeded: boolean): MsvcSdk | undefined {
  const sdk = needsSdk === true ? findMsvcSdk(sdkWorld()) : undefined;
  if (sdk?.kind !== "missing") {
    return sdk;
  }
  if (isNeeded) {
    throw new Failure(sdk.message, sdk.remedy);
  }
  return undefined;
}

export interface CompilerWishes {
  /** `--target`. */
  readonly target: string | undefined;
  /** `--cc`. */
  readonly cc: string | undefined;
  /** The same bytes on every machine: by the pinned zig, whatever compiler is here. */
  readonly reproducible: boolean;
  readonly offline: boolean;
  /** C needs no compiler, an object no libraries. */
  readonly output: OutputKind;
}

/** Whether this machine has a compiler that serves: one that MOCHI_CC names, or one that we have libraries for. */
function mayHostCompile(): boolean {
  return findCompiler(undefined) !== undefined && (hasLibrariesForHost() || (process.env["MOCHI_CC"] ?? "") !== "");
}

/** The compiler that the options ask for, when it isn't simply the host's. */
export async function chooseCompiler(wishes: CompilerWishes): Promise<CompilerIdentity | undefined> {
  const { target, cc, reproducible } = wishes;
  if (cc !== undefined) {
    if (target !== undefined || reproducible) {
      throw usageFailure(`${target === undefined ? "--reproducible" : "--target"} and --cc exclude each other: it is built with the pinned zig`);
    }
    return undefined;
  }
  if (target !== undefined) {
    return crossCompilerFor(requireTarget(target), wishes);
  }
  const host = reproducible || !mayHostCompile() ? hostTarget() : undefined;
  if (host === undefined) {
    return undefined;
  }
  try {
    return await crossCompilerFor(host, wishes);
  } catch (error) {
    if (reproducible || !(error instanceof Failure)) {
      throw error;
    }
    throw new Failure(`no C compiler found, and ${error.message}`, `install one (Debian, Ubuntu: apt-get install gcc libc6-dev), or let zig do it: ${error.remedy ?? ""}`);
  }
}

/** For commands that run programs: zig, where neither script mode nor a C compiler of this machine can serve. */
export async function fallbackCompiler(request: ProgramRequest, offline: boolean): Promise<CompilerIdentity | undefined> {
  const { found, compiler } = request;
  return found !== undefined || compiler !== undefined || isForImage(request) ? found : chooseCompiler({ target: undefined, cc: undefined, reproducible: false, offline, output: "exe" });
}
