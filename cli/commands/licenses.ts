// `mochi licenses [NAME]`: what of others' this copy of Mochi carries, and the text of a licence.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { EXIT_OK } from "../exit-code.ts";
import { usageFailure } from "../failure.ts";
import { installationFolder } from "../installation.ts";
import { type Notice, NOTICE_FOLDER, parseNotice } from "../notice.ts";
import { writeOut } from "../terminal/output.ts";

function notices(): readonly Notice[] {
  const folder = join(installationFolder(), NOTICE_FOLDER);
  return existsSync(folder) ? readdirSync(folder).sort().map((file) => parseNotice(readFileSync(join(folder, file), "utf8"))) : [];
}

export function licensesCommand(name: string | undefined): number {
  const all = notices();
  if (name === undefined) {
    const width = Math.max(0, ...all.map((one) => `${one.name} ${one.version}`.length));
    const lines = all.map((one) => `${`${one.name} ${one.version}`.padEnd(width)}  ${one.what}; ${one.licence}\n`);
    writeOut(`Mochi itself: MIT. It carries\n\n${lines.join("")}\n\`mochi licenses NAME\` shows a licence's text.\n`);
    return EXIT_OK;
  }
  const notice = all.find((one) => one.name === name);
  if (notice === undefined) {
    throw usageFailure(`Mochi carries no «${name}»; \`mochi licenses\` lists what it carries`);
  }
  writeOut(notice.text);
  return EXIT_OK;
}
