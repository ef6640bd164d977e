// `mochi vendor bundle|use`: building on machines without network.

import { statSync } from "node:fs";
import { resolve } from "node:path";
import { keepBundle } from "../../vendor/kept-artifacts.ts";
import { writeBundle } from "../../vendor/vendor-bundle.ts";
import { EXIT_OK } from "../exit-code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { requireTarget } from "../targets/choose-target.ts";
import { writeOut } from "../terminal/output.ts";
import { failingCleanly, vendorContext } from "../vendor-context.ts";
import { VENDOR_ACTIONS } from "../command-line/commands.ts";
import { type ParsedOptions, stringOption, valuesOf } from "../command-line/parse.ts";

/** `--with a,b --with c` as three names. */
function namesIn(options: ParsedOptions, option: string): readonly string[] {
  return valuesOf(options, option).flatMap((value) => value.split(","));
}

/** The toolchain that builds for a target. All have the same one; the name is checked none the less. */
function toolchainOf(target: string): string {
  requireTarget(target);
  return "zig";
}

export async function vendorCommand(action: string | undefined, file: string | undefined, options: ParsedOptions): Promise<number> {
  const cx = vendorContext(options["offline"] === true);
  return failingCleanly(async () => {
    switch (action) {
      case "bundle": {
        const out = stringOption(options, "out");
        if (file !== undefined) {
          throw usageFailure(`mochi vendor bundle takes no file but behind --out, not «${file}»`);
        }
        if (out === undefined) {
          throw usageFailure("mochi vendor bundle needs --out FILE");
        }
        const host = stringOption(options, "host") ?? cx.host;
        const names = new Set(["zig", ...namesIn(options, "target").map(toolchainOf), ...namesIn(options, "with")]);
        const packed = await writeBundle({ ...cx, host }, [...names], resolve(out));
        writeOut(packed.map(({ toolchain, version, size }) => `${toolchain} ${version} for ${host}, ${(size / 1e6).toFixed(1)} MB\n`).join(""));
        return EXIT_OK;
      }
      case "use": {
        if (file === undefined) {
          throw usageFailure("mochi vendor use needs a bundle");
        }
        if (statSync(file).isDirectory()) {
          throw new Failure(`${file} is a folder`, "name the bundle itself; for a folder with archives there is MOCHI_VENDOR");
        }
        const kept = await keepBundle(cx, resolve(file));
        if (kept.length === 0) {
          throw new Failure(`${file} holds nothing that this version of Mochi uses`, "make it again with the same version of Mochi as here");
        }
        writeOut(kept.map(({ toolchain, version, host }) => `${toolchain} ${version} for ${host} needs no network any more\n`).join(""));
        return EXIT_OK;
      }
      default:
        throw usageFailure(`mochi vendor takes ${VENDOR_ACTIONS.join(" or ")}${action === undefined ? "" : `, not «${action}»`}`);
    }
  });
}
