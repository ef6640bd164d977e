// What others publish and we pin, as typed values: with version, licence, size and the SHA-256 that was
// seen. Nothing is unpacked whose bytes don't match. vendor/sources.json: every third-party source.
// vendor/core-libraries.json: the libraries that a Linux release carries for its compiler core, in order of their hosts.

import libraries from "./core-libraries.json" with { type: "json" };
import sources from "./sources.json" with { type: "json" };

export interface PinnedFile {
  readonly version: string;
  readonly licence: string;
  /** What Mochi uses it for. */
  readonly what: string;
  /** The archive's name. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  readonly sha256: string;
}

export interface DebianFile extends PinnedFile {
  /** The distribution's snapshot archive, which keeps every version for ever. */
  readonly url: string;
  /** Where apt has it: as a source, or as a package of programs for one architecture. */
  readonly debian: { readonly package: string; readonly suite: string } | { readonly package: string; readonly architecture: string };
}

/** A source archive that is published for Python: what pip is asked for. */
export interface PythonSource extends PinnedFile {
  readonly pip: { readonly project: string; readonly version: string };
}

/** Where a file can be had besides the folders that are looked into first. */
export type Published = DebianFile | PythonSource;

export type PinnedSource = Published & {
  /** The one folder in the tarball; `.` when its files lie at the top. */
  readonly folder: string;
  /** The file in it that has its licence; where there is none, release/notices has the text. */
  readonly notice?: string;
};

export interface PinnedLibraries extends DebianFile {
  /** Of each file that is carried: its path beside the core, and its path in the package. */
  readonly members: Readonly<Record<string, string>>;
  /** Whose licence it has: a text in release/notices. */
  readonly notice: string;
}

export const PINNED_SOURCES: Readonly<Record<string, PinnedSource>> = sources;

export const PINNED_LIBRARIES: Readonly<Record<"linux-x64" | "linux-arm64", readonly PinnedLibraries[]>> = libraries;
