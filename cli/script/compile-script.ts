// C text in, an executable out, without the host's C compiler: tcc makes an object, our linker puts
// it behind the runtime image. (An optimised script is such an executable, too: only its object is the C
// compiler's, so it starts as fast, and prints the same digits.) Whatever stands in the way (a function that the image lacks, C that
// tcc can't read) is an answer, not a failure: the host's C compiler then does the work. Only a full disk is a failure:
// tcc says nothing of it, but what it leaves is no object.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { outsideProblem } from "../driver/c-messages.ts";
import { StorageFailure } from "../failure.ts";
import { readObject } from "./elf-object.ts";
import { linkScript, type LinkResult, type ScriptChoices } from "./link-script.ts";
import { IMAGE, type RuntimeImage } from "./runtime-image.ts";

const ROOM = "make room there, or name another folder in MOCHI_CACHE_DIR";

export interface ScriptPlaces {
  /** Where the image lies. */
  readonly folder: string;
  /** For tcc's files. */
  readonly work: string;
  /** The words before tcc's own: an emulator, where it belongs to another machine. */
  readonly runner?: readonly string[];
  /** Is told what begins. */
  readonly onPhase?: (phase: string) => void;
}

/** The program's C with one include instead of those that it names; undefined when it names one that the image doesn't stand for. */
function withScriptHeader(image: RuntimeImage, c: string): string | undefined {
  const named = [...c.matchAll(/^#include "(.*)"$/gm)].map(([, header = ""]) => header);
  if (!named.every((header) => image.headers.includes(header))) {
    return undefined;
  }
  return c.replace(/^#include ".*"$/m, `#include "${IMAGE.header}"`).replace(/^#include "(?!mochi\.h").*"$/gm, "");
}

/** tcc's command; `-w`, as emitted C is checked by our tests. */
export function scriptCompilerCommand({ folder, work, runner = [] }: ScriptPlaces): readonly string[] {
  return [...runner, join(folder, IMAGE.compiler), "-nostdinc", "-w", "-c", `-I${folder}`, join(work, "program.c"), "-o", join(work, "program.o")];
}

/** Compiles C text with tcc and links it. */
export function compileScript(image: RuntimeImage, places: ScriptPlaces, c: string, choices: ScriptChoices): LinkResult {
  const text = withScriptHeader(image, c);
  if (text === undefined) {
    return { kind: "unlinkable", why: "it includes a header that the runtime image doesn't stand for" };
  }
  const [program = "", ...args] = scriptCompilerCommand(places);
  places.onPhase?.("tcc");
  writeFileSync(join(places.work, "program.c"), text);
  // Pipes, not «ignore»: there may be no /dev/null in a container.
  const result = spawnSync(program, args, { encoding: "utf8", stdio: "pipe" });
  if (result.status !== 0) {
    const outside = outsideProblem(result.stderr ?? "");
    if (outside !== undefined) {
      throw new StorageFailure(`tcc could not work in ${places.work}: ${outside}`, ROOM);
    }
    return { kind: "unlinkable", why: result.error?.message ?? result.stderr.trim() };
  }
  places.onPhase?.("link");
  const object = readObject(readFileSync(join(places.work, "program.o")));
  if (object === undefined) {
    throw new StorageFailure(`tcc could write no object in ${places.work}`, ROOM);
  }
  const misunderstood = object.symbols.find(({ name, place }) => place.kind === "undefined" && image.misunderstood.includes(name));
  if (misunderstood !== undefined) {
    return { kind: "unlinkable", why: `tcc would call ${misunderstood.name} wrongly` };
  }
  return linkScript(image, readImageBytes(places), object, choices);
}

/** Links an object that a C compiler has made (JOINING_FLAGS). */
export function linkCompiled(image: RuntimeImage, places: ScriptPlaces, path: string, choices: ScriptChoices): LinkResult {
  const object = readObject(readFileSync(path));
  return object === undefined ? { kind: "unlinkable", why: "the C compiler's object is of another kind" } : linkScript(image, readImageBytes(places), object, choices);
}

function readImageBytes({ folder }: ScriptPlaces): Uint8Array {
  return readFileSync(join(folder, IMAGE.bytes));
}
