// vendor/sources.json as typed values: every third-party source with its version, licence, size and
// the SHA-256 that was seen. Nothing is unpacked whose bytes don't match.

import pins from "./sources.json" with { type: "json" };

export interface PinnedSource {
  readonly version: string;
  readonly licence: string;
  /** What Mochi uses it for. */
  readonly what: string;
  /** The tarball's name. */
  readonly file: string;
  /** The one folder in the tarball; `.` when its files lie at the top. */
  readonly folder: string;
  /** The file in it that has its licence. */
  readonly notice: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The distribution's snapshot archive, which keeps every version for ever. */
  readonly url: string;
  readonly debian: { readonly package: string; readonly suite: string };
}

export const PINNED_SOURCES: Readonly<Record<string, PinnedSource>> = pins;
