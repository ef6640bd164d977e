// What everything in vendor/ is handed: where Mochi's folder is, the environment, whether the network
// may be used, the pins, and whom to tell about progress. Nothing here reads process.env by itself,
// so tests hand in pins and folders of their own.

import type { ToolchainPins } from "./toolchain-pins.ts";

/** What a person who waits may want to see. */
export type VendorEvent =
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "progress"; readonly what: string; readonly done: number; readonly total: number | undefined }
  | { readonly kind: "done" };

export interface NetworkLimits {
  readonly connectMs: number;
  /** How long a server may be silent. */
  readonly idleMs: number;
  /** A server that sends fewer bytes in twice that time sends too slowly to wait for. */
  readonly leastBytes: number;
  /** How often in a row a source is asked again without a single byte more. */
  readonly retries: number;
  /** Before the first retry; doubled for each further one. */
  readonly backoffMs: number;
}

export const NETWORK_LIMITS: NetworkLimits = { connectMs: 15_000, idleMs: 30_000, leastBytes: 16_384, retries: 4, backoffMs: 500 };

/** The libraries of packages.ts. */
export type Packages = typeof import("./packages.ts").packages;

export interface VendorContext {
  /** Mochi's folder, `~/.mochi`. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** No network at all. */
  readonly offline: boolean;
  /** As pins.json names it: `x86_64-linux`. */
  readonly host: string;
  readonly pins: ToolchainPins;
  readonly network: NetworkLimits;
  /** Loads the libraries; called only when something is fetched, unpacked or bundled. */
  readonly packages: () => Promise<Packages>;
  readonly report: (event: VendorEvent) => void;
}

/** The outside world refused: what, and what the user can do. Thrown inside vendor/, a result at its edge. */
export class VendorFailure extends Error {
  override readonly name = "VendorFailure";
  readonly remedy: string;

  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

/** The variable's value; an empty one counts as unset. */
export function variable(cx: VendorContext, name: string): string | undefined {
  const value = cx.environment[name];
  return value === "" ? undefined : value;
}
