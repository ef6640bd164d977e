// What the commands ask of the driver.

import type { CompileOptions } from "../../core/compile.ts";
import type { CompilerIdentity } from "./c-compiler.ts";
import type { Collector } from "./collector.ts";
import type { Profile } from "./native-flags.ts";

export interface ProgramRequest {
  /** The path as the user wrote it, or the name that stands for `given`. */
  readonly entry: string;
  /** Texts that are no files: standard input's, `-e`'s. */
  readonly given?: ReadonlyMap<string, Uint8Array>;
  /** The script's folder, absolute: `load` also looks for relative paths there. */
  readonly dataFolder?: string;
  readonly profile: Profile;
  readonly mode: CompileOptions["mode"];
  readonly fastInt: boolean;
  /** `--gc`; absent: the target's own choice. */
  readonly collector?: Collector;
  /** Script mode: its runs count, and many of them lead to optimisation (cli/cache/counted-runs.ts). */
  readonly isCounted: boolean;
  /** Emitted as the profile says, but compiled as --release is. */
  readonly isOptimised: boolean;
  readonly verify: boolean;
  /** `--cc`. */
  readonly compiler?: string;
  /** Already found: zig's, for `--target`. */
  readonly found?: CompilerIdentity;
  readonly isStatic: boolean;
  /** AddressSanitizer and UBSan, for tests. */
  readonly sanitize: boolean;
  readonly denyWarnings: boolean;
  readonly verbose: boolean;
  readonly time: boolean;
}

export function newRequest(entry: string, changes: Partial<ProgramRequest> = {}): ProgramRequest {
  return {
    entry,
    profile: "script",
    mode: "run",
    fastInt: false,
    isCounted: false,
    isOptimised: false,
    verify: false,
    isStatic: false,
    sanitize: process.env["MOCHI_TEST_SANITIZE"] === "1",
    denyWarnings: false,
    verbose: false,
    time: false,
    ...changes,
  };
}
