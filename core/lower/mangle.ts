// Names of emitted functions, structs and globals: `{pkg}__{module}__{name}[__{hash}]`.
//
// `pkg` is the entry file's base name, `module` the base name of the file that declares the thing,
// `hash` the first six hex digits of BLAKE3 over the instantiation arguments. Names are C
// identifiers and unique: what two things would share gets a number, in order of discovery, so a
// name depends on the program only, never on paths or time.

import type { SourceFile } from "../source/source-file.ts";
import type { Type } from "../types/type.ts";
import { typeKey } from "./type-key.ts";

/** BLAKE3 of some bytes; handed in, because core imports nothing from outside. */
export type Blake3 = (bytes: Uint8Array) => Uint8Array;

export interface Mangler {
  readonly taken: Set<string>;
  readonly modules: readonly string[];
  readonly pkg: string;
  readonly blake3: Blake3;
}

/** `entry` is the number of the entry file. */
export function newMangler(files: readonly SourceFile[], entry: number, blake3: Blake3): Mangler {
  const taken = new Set<string>();
  const modules = files.map((file, index) => unique(taken, index === entry ? "main" : baseName(file)));
  const first = files[entry];
  return { taken: new Set(), modules, pkg: first === undefined ? "mochi" : baseName(first), blake3 };
}

/** A new name for something that the file with number `file` declares. */
export function mangle(cx: Mangler, file: number, name: string, typeArgs: readonly Type[] = []): string {
  const plain = `${cx.pkg}__${cx.modules[file] ?? "main"}__${identifier(name)}`;
  const mangled = typeArgs.length === 0 ? plain : `${plain}__${hashOf(cx, typeArgs.map(typeKey).join(","))}`;
  return unique(cx.taken, mangled);
}

/** Six hex digits that stand for a text. */
export function hashOf(cx: Mangler, text: string): string {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes.push(code & 0xff, (code >> 8) & 0xff, code >> 16);
  }
  return Array.from(cx.blake3(Uint8Array.from(bytes)).slice(0, 3), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function baseName(file: SourceFile): string {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1).replace(/\.mochi$/, "");
  return /^[A-Za-z]/.test(name) ? identifier(name) : `m_${identifier(name)}`;
}

function identifier(text: string): string {
  return text.replace(/[^A-Za-z0-9_]/gu, (character) => (character === "." || character === "-" ? "_" : `u${(character.codePointAt(0) ?? 0).toString(16)}_`));
}

function unique(taken: Set<string>, name: string): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number++) {
    candidate = `${name}_${number}`;
  }
  taken.add(candidate);
  return candidate;
}
