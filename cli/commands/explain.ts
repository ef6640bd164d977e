// `mochi explain CODE`: a diagnostic's message and remedy; without CODE, the list of codes.

import { type DiagnosticCode, diagnosticTable } from "../../core/source/codes.ts";
import { EXIT_OK } from "../exit-code.ts";
import { Failure } from "../failure.ts";
import { writeOut } from "../terminal/output.ts";

function isCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(diagnosticTable, text);
}

/** Holes of a message as a reader sees them: `{0}` becomes `…`. */
function withoutHoles(text: string): string {
  return text.replace(/\{\d+\}/g, "…");
}

export function explainCommand(code: string | undefined): number {
  if (code === undefined) {
    for (const [name, row] of Object.entries(diagnosticTable)) {
      writeOut(`${name}  ${withoutHoles(row.message)}\n`);
    }
    return EXIT_OK;
  }
  const name = code.toUpperCase();
  if (!isCode(name)) {
    throw new Failure(`there is no diagnostic «${code}»`, "`mochi explain` lists all codes");
  }
  const row = diagnosticTable[name];
  writeOut(`${name}: ${withoutHoles(row.message)}\n\n${withoutHoles(row.help)}\n`);
  return EXIT_OK;
}
