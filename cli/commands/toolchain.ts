// `mochi toolchain list|install|verify|remove|path`: the C toolchains that Mochi fetches (vendor/).

import { existsSync } from "node:fs";
import { findToolchain, folderVariable } from "../../vendor/ensure-toolchain.ts";
import { installToolchain, removeToolchain } from "../../vendor/install-toolchain.ts";
import { damageOf, readSeal, refuseForeignFolder, toolchainFolder } from "../../vendor/installed-toolchain.ts";
import { artifactsFor, type PinnedToolchain } from "../../vendor/toolchain-pins.ts";
import { variable, type VendorContext } from "../../vendor/vendor-context.ts";
import { EXIT_ERROR, EXIT_OK } from "../exit-code.ts";
import { Failure, usageFailure } from "../failure.ts";
import { writeOut } from "../terminal/output.ts";
import { failingCleanly, vendorContext } from "../vendor-context.ts";
import { TOOLCHAIN_ACTIONS } from "../command-line/commands.ts";
import { type ParsedOptions, stringOption } from "../command-line/parse.ts";

interface Listed {
  readonly name: string;
  readonly version: string;
  readonly what: string;
  readonly state: "installed" | "named" | "absent" | "unavailable";
  /** Where it is, or would be. */
  readonly folder: string;
}

function listed(cx: VendorContext, name: string, pin: PinnedToolchain): Listed {
  const { version, what } = pin;
  const named = variable(cx, folderVariable(name));
  if (named !== undefined) {
    return { name, version, what, state: "named", folder: named };
  }
  const folder = toolchainFolder(cx, name, pin);
  const absent = artifactsFor(pin, cx.host).length === 0 ? "unavailable" : "absent";
  return { name, version, what, state: readSeal(folder, name, pin) === undefined ? absent : "installed", folder };
}

function stateText(cx: VendorContext, { name, state, folder }: Listed): string {
  switch (state) {
    case "installed":
      return folder;
    case "named":
      return `${folder} (${folderVariable(name)})`;
    case "absent":
      return "not installed";
    case "unavailable":
      return `not published for ${cx.host}`;
  }
}

function list(cx: VendorContext, asJson: boolean): number {
  const rows = Object.entries(cx.pins).map(([name, pin]) => listed(cx, name, pin));
  writeOut(asJson ? `${JSON.stringify(rows, undefined, 2)}\n` : rows.map((row) => `${`${row.name} ${row.version}`.padEnd(16)} ${stateText(cx, row)}\n${" ".repeat(17)}${row.what}\n`).join(""));
  return EXIT_OK;
}

async function verify(cx: VendorContext, toolchains: readonly (readonly [string, PinnedToolchain])[]): Promise<number> {
  let status = EXIT_OK;
  if (toolchains.length === 0) {
    writeOut("no toolchain is installed\n");
  }
  for (const [name, pin] of toolchains) {
    const folder = toolchainFolder(cx, name, pin);
    if (!existsSync(folder)) {
      throw new Failure(`${name} ${pin.version} is not installed: ${folder} is missing`, `\`mochi toolchain install ${name}\` fetches it`);
    }
    refuseForeignFolder(folder);
    const damage = await damageOf(folder, name, pin);
    if (damage.length === 0) {
      writeOut(`${name} ${pin.version}: ${readSeal(folder, name, pin)?.files} files, all as they were installed\n`);
    } else {
      status = EXIT_ERROR;
      const more = damage.length > 10 ? `  and ${damage.length - 10} more\n` : "";
      writeOut(`${name} ${pin.version} is damaged:\n${damage.slice(0, 10).map((line) => `  ${line}\n`).join("")}${more}install it again with \`mochi toolchain install ${name} --force\`\n`);
    }
  }
  return status;
}

async function path(cx: VendorContext, name: string): Promise<number> {
  const found = await findToolchain(cx, name);
  if (found.kind === "unavailable") {
    throw new Failure(found.message, found.remedy);
  }
  writeOut(`${found.folder}\n`);
  return EXIT_OK;
}

export async function toolchainCommand(action: string | undefined, name: string | undefined, options: ParsedOptions): Promise<number> {
  const cx = vendorContext(options["offline"] === true);
  const pinned = (): readonly [string, PinnedToolchain] => {
    const pin = name === undefined ? undefined : cx.pins[name];
    if (name === undefined || pin === undefined) {
      throw usageFailure(`mochi toolchain ${action} takes ${Object.keys(cx.pins).join(", ")}${name === undefined ? "" : `, not «${name}»`}`);
    }
    return [name, pin];
  };
  return failingCleanly(async () => {
    switch (action) {
      case undefined:
      case "list":
        return list(cx, options["json"] === true);
      case "path":
        return path(cx, pinned()[0]);
      case "verify": {
        const all = Object.entries(cx.pins).filter(([one, pin]) => readSeal(toolchainFolder(cx, one, pin), one, pin) !== undefined);
        return verify(cx, name === undefined ? all : [pinned()]);
      }
      case "install": {
        const [one, pin] = pinned();
        const from = stringOption(options, "from");
        writeOut(`${await installToolchain(cx, one, pin, { again: options["force"] === true, ...(from === undefined ? {} : { from }) })}\n`);
        return EXIT_OK;
      }
      case "remove": {
        const [one, pin] = pinned();
        writeOut((await removeToolchain(cx, one, pin)) ? `removed ${one} ${pin.version}\n` : `${one} ${pin.version} was not installed\n`);
        return EXIT_OK;
      }
      default:
        throw usageFailure(`mochi toolchain takes ${TOOLCHAIN_ACTIONS.join(", ")}, not «${action}»`);
    }
  });
}
