// The outside world's failures: a file that can't be read, a compiler that isn't there, a wrong
// option. Thrown where it happens, caught once in main.ts, printed as «mochi: message».
// Never for a mistake in the user's program (diagnostics) nor for a bug of ours (invariant).

import { EXIT_ERROR, EXIT_USAGE } from "./exit-code.ts";

export class Failure extends Error {
  override readonly name = "Failure";

  /** What the user can do about it. */
  readonly remedy: string | undefined;
  readonly exitCode: number;

  /** `message`: what went wrong and where. */
  constructor(message: string, remedy?: string, exitCode: number = EXIT_ERROR) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/** The disk is full or read-only where we tried to write; another folder may do. */
export class StorageFailure extends Failure {}

/** The command line itself is wrong. */
export function usageFailure(message: string): Failure {
  return new Failure(message, "`mochi help` lists the commands and options", EXIT_USAGE);
}

/** Node's code of a failed system call, such as ENOENT; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EISDIR: "it is a folder",
  ENOTDIR: "part of the path is no folder",
  ENOSPC: "no space left on the device",
  EFBIG: "the file would be larger than is allowed here",
  EROFS: "the file system is read-only",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EDQUOT: "the disk quota is used up",
  ETXTBSY: "the program is running",
};

/** A failed system call in words. */
export function describeSystemError(error: unknown): string {
  const code = systemCode(error);
  const reason = code === undefined ? undefined : REASONS[code];
  return reason ?? (error instanceof Error ? error.message : String(error));
}

const MAKE_ROOM = "make room there, or name folders on another disk in MOCHI_HOME and TMPDIR";
const LOOK_AT_MODE = "`ls -ld` shows whose it is and who may do what with it; see `chmod` and `chown`";

const REMEDIES: Readonly<Record<string, string>> = {
  ENOENT: "check the path",
  ENOTDIR: "check the path",
  ENAMETOOLONG: "use a shorter path",
  ELOOP: "see where the links lead: `ls -l`",
  EISDIR: "name a file",
  EACCES: LOOK_AT_MODE,
  EPERM: LOOK_AT_MODE,
  EMFILE: "raise the limit: `ulimit -n 1024`",
  EFBIG: "raise the limit on the size of files: `ulimit -f unlimited`",
  ENOSPC: MAKE_ROOM,
  EDQUOT: MAKE_ROOM,
  EROFS: MAKE_ROOM,
};

/** What the user can do about a failed system call, in general; undefined for any other error. */
export function systemRemedy(error: unknown): string | undefined {
  return REMEDIES[systemCode(error) ?? ""];
}

/** `describeSystemError` behind the path that the call was about, if there was one. */
export function describeFailedCall(error: unknown): string {
  return `${error instanceof Error && "path" in error ? `${String(error.path)}: ` : ""}${describeSystemError(error)}`;
}
