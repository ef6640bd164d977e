// `mochi targets`: what can be built for here, and what is missing for the rest.

import { findToolchain } from "../../vendor/ensure-toolchain.ts";
import { EXIT_OK } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { kitFolder, runtimeFingerprint } from "../installation.ts";
import { readKit } from "../targets/kit.ts";
import { findMsvcSdk } from "../targets/msvc-sdk.ts";
import { sdkWorld } from "../targets/sdk-world.ts";
import { hostTarget, type Target, targetOf, TRIPLES } from "../targets/triple.ts";
import { outputColors, writeOut } from "../terminal/output.ts";
import { vendorContext } from "../vendor-context.ts";
import type { ParsedOptions } from "../command-line/parse.ts";

interface Missing {
  readonly what: string;
  readonly remedy: string;
}

interface TargetReport {
  readonly target: Target;
  readonly missing: readonly Missing[];
}

function missingKit(target: Target): readonly Missing[] {
  try {
    readKit(target, kitFolder(target.name), runtimeFingerprint());
    return [];
  } catch (error) {
    if (error instanceof Failure) {
      return [{ what: error.message, remedy: error.remedy ?? "" }];
    }
    throw error;
  }
}

function missingSdk({ needsSdk }: Target): readonly Missing[] {
  const sdk = needsSdk === true ? findMsvcSdk(sdkWorld()) : undefined;
  return sdk?.kind === "missing" ? [{ what: sdk.message, remedy: sdk.remedy }] : [];
}

async function reports(): Promise<readonly TargetReport[]> {
  const zig = await findToolchain(vendorContext(true), "zig");
  const compiler: readonly Missing[] = zig.kind === "folder" ? [] : [{ what: zig.message, remedy: zig.remedy }];
  return TRIPLES.map((name) => {
    const target = targetOf(name);
    return { target, missing: [...missingSdk(target), ...compiler, ...missingKit(target)] };
  });
}

function describe({ target, missing }: TargetReport, isHost: boolean): string {
  const colors = outputColors();
  const { name, suffix, collector, collectors, isStatic, note } = target;
  const state = missing.length === 0 ? colors.green("ready  ") : colors.yellow("missing");
  const facts = [
    `--gc ${collectors.map((one) => (one === collector ? `${one} (default)` : one)).join(", ")}`,
    isStatic ? "static" : "dynamic libc",
    ...(suffix === "" ? [] : [`makes ${suffix}`]),
    ...(note === undefined ? [] : [note]),
    ...(isHost ? ["this machine"] : []),
  ];
  const lines = missing.flatMap(({ what, remedy }) => [`          ${what}`, `          ${colors.cyan("help")}: ${remedy}`]);
  return [`${state}  ${name.padEnd(20)}  ${facts.join("; ")}`, ...lines].join("\n");
}

export async function targetsCommand(options: ParsedOptions): Promise<number> {
  const all = await reports();
  if (options["json"] === true) {
    const rows = all.map(({ target: { name, collector, collectors, isStatic, suffix }, missing }) => ({ name, ready: missing.length === 0, collector, collectors, static: isStatic, suffix, missing }));
    writeOut(`${JSON.stringify(rows, undefined, 2)}\n`);
    return EXIT_OK;
  }
  const host = hostTarget()?.name;
  writeOut(`${all.map((report) => describe(report, report.target.name === host)).join("\n")}\n`);
  return EXIT_OK;
}
