// The repository as house rules see it: files, their text, their imports.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface ImportLine {
  readonly from: string;
  /** Repository path for our own files, the package's name otherwise. */
  readonly to: string;
  /** Nothing remains of it at run time. */
  readonly isType: boolean;
}

/** Files under the folders with that extension, as repository paths, sorted. */
export function filesUnder(folders: readonly string[], extension: string): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(extension))
      .map((name) => join(folder, name))
      .sort(),
  );
}

export function textOf(path: string): string {
  return readFileSync(path, "utf8");
}

function isTypeOnly(clause: string): boolean {
  const names = /^\{([^}]*)\}$/s.exec(clause.trim())?.[1];
  return names !== undefined && names.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "));
}

/** The import and re-export lines of a TypeScript file. */
export function importsOf(path: string): readonly ImportLine[] {
  const lines = [...textOf(path).matchAll(/^(?:import|export)\s+(type\s+)?(?:([^;"]*?)\s*from\s+)?"([^"]+)"/gm)];
  return lines.map(([, type, clause = "", target = ""]) => ({
    from: path,
    to: target.startsWith(".") ? join(dirname(path), target) : target,
    isType: type !== undefined || isTypeOnly(clause),
  }));
}

/** The text with comments and the contents of strings and regular expressions blanked. */
export function codeOnly(text: string): string {
  return text.replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`/g, (found) => found.replace(/[^\n]/g, " "));
}
