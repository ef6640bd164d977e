// C text in, an executable out, without the host's C compiler: the script compiler, tcc and our linker, makes an object of it and puts
// that behind the runtime image. (An optimised script is such an executable, too: only its object is the C
// compiler's, so it starts as fast, and prints the same digits.) Whatever stands in the way (a function that the image lacks, C that
// tcc can't read) is an answer, not a failure: the host's C compiler then does the work. Only a full disk is a failure.

import { join } from "node:path";
import type { StagedProgram } from "../cache/entries.ts";
import { StorageFailure } from "../failure.ts";
import type { RuntimeImage } from "./runtime-image.ts";
import { type Answer, ask, compilerCommand, giveC, type ScriptCompiler } from "./script-compiler.ts";

export interface ScriptChoices {
  /** The runtime's symbol that `mochi_gc_backend` shall point at; undefined: the image's own choice. */
  readonly collector?: string;
  /** Where the program shall note that it ran for long; undefined: nowhere. */
  readonly runsFile?: string;
  /** A text for the header page, by which `mochi build` knows its own products. */
  readonly mark: string;
}

export type LinkResult =
  | { readonly kind: "linked"; readonly program: StagedProgram }
  /** Nothing is wrong with the program: the image lacks what it names, or the object isn't one of those we link. */
  | { readonly kind: "unlinkable"; readonly why: string };

/** The program's C without its includes, all of which the script compiler's header stands for; undefined when it doesn't. */
function withoutIncludes({ headers }: RuntimeImage, c: string): string | undefined {
  let isKnown = true;
  const text = c.replace(/^#include "(.*)"$/gm, (_line, header: string) => {
    isKnown &&= headers.includes(header);
    return "";
  });
  return isKnown ? text : undefined;
}

function newOrder(output: string, { mark, runsFile = "", collector = "" }: ScriptChoices): string {
  return [output, mark, runsFile, collector].map((text) => `${text}\0`).join("");
}

function unwritable(output: string, why: string): StorageFailure {
  return new StorageFailure(`${output} can't be written: ${why}`, "make room there, or name another folder in MOCHI_CACHE_DIR");
}

/** What has become of a request. */
function resultOf(answer: Answer, path: string): LinkResult {
  const [, verdict = "unlinkable", said = "the script compiler said nothing"] = /^(\w+) (.*)$/.exec(answer() ?? "") ?? [];
  if (verdict === "unwritable") {
    throw unwritable(path, said);
  }
  const [, size, sha256] = /^(\d+) ([0-9a-f]{64})$/.exec(said) ?? [];
  if (verdict !== "linked" || size === undefined || sha256 === undefined) {
    return { kind: "unlinkable", why: said };
  }
  const sync = (): void => {
    const last = answer() ?? "";
    if (!last.startsWith("synced")) {
      throw unwritable(path, last.replace("unwritable ", ""));
    }
  };
  return { kind: "linked", program: { path, digest: { size: Number(size), sha256 }, sync } };
}

/** The executable in a workplace, before it is stored. */
function outputIn(work: string): string {
  return join(work, "program.exe");
}

/** C that tcc is at work on, perhaps; links what comes of it. */
export type BegunScript = (work: string, choices: ScriptChoices) => LinkResult;

/** Gives C text to tcc. What is left to say when it is to be linked can be found out meanwhile. */
export function beginScript(image: RuntimeImage, compiler: ScriptCompiler, c: string): BegunScript {
  const text = withoutIncludes(image, c);
  if (text === undefined) {
    return () => ({ kind: "unlinkable", why: "it includes a header that the runtime image doesn't stand for" });
  }
  const link = giveC(compiler, `${text}\0`);
  return (work, choices) => resultOf(link(newOrder(outputIn(work), choices)), outputIn(work));
}

/** Links an object that a C compiler has made (JOINING_FLAGS). */
export function linkCompiled(compiler: ScriptCompiler, work: string, path: string, choices: ScriptChoices): LinkResult {
  return resultOf(ask(compilerCommand(compiler, "link", path), newOrder(outputIn(work), choices)), outputIn(work));
}
