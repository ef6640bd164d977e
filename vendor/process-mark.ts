// A name for a process that no other process ever has: machine, number, the moment it began.
// Enters: nothing. Leaves: the mark of this process, for names of files and folders that it works on, and whether the
// process behind such a mark still lives. So what dead processes left is told from what living ones work on by name alone,
// and a process that was given a dead one's number is not mistaken for it.

import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import { blake3 } from "@noble/hashes/blake3.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

function contents(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return "";
  }
}

let knownPlace: string | undefined;

/** Names the set of processes among which numbers are unique: machine, boot, container. */
function place(): string {
  if (knownPlace === undefined) {
    const parts = [hostname(), contents(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8")), contents(() => readlinkSync("/proc/self/ns/pid"))];
    knownPlace = bytesToHex(blake3(utf8ToBytes(parts.join("\0")))).slice(0, 12); // not Node's SHA-256: loading that takes 3 ms
  }
  return knownPlace;
}

/** When the process began, in ticks since boot. Empty where the system has no /proc, and of a process that has ended but whose parent hasn't noticed. */
function birth(pid: number): string {
  const status = contents(() => readFileSync(`/proc/${pid}/stat`, "utf8"));
  // The second field is the program's name in parentheses, which may itself hold blanks and parentheses.
  const [state = "", ...fields] = status.slice(status.lastIndexOf(")") + 2).split(" ");
  return state === "Z" || state === "X" ? "" : (fields[18] ?? "");
}

let knownMark: string | undefined;

/** The mark of this process: hexadecimal digits, digits and hyphens. */
export function ownMark(): string {
  knownMark ??= `${place()}-${process.pid}-${birth(process.pid)}`;
  return knownMark;
}

export type MarkedProcess =
  | { readonly kind: "alive"; readonly pid: number }
  | { readonly kind: "dead" }
  /** On another machine, which can't be asked from here. */
  | { readonly kind: "elsewhere" };

/** What has become of the process whose mark the text begins with. */
export function markedProcess(text: string): MarkedProcess {
  const [where, digits = "", born] = text.split("-");
  if (where !== place()) {
    return { kind: "elsewhere" };
  }
  const pid = Number(digits);
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) {
      return { kind: "dead" };
    }
  }
  return birth(pid) === born ? { kind: "alive", pid } : { kind: "dead" };
}
