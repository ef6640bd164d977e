// A verified archive in, a fresh folder with its files out (archive-entry.ts says what may be in it).
// Streams: memory holds a few buffers, the names, and at most the 64 MiB window of an .xz. The readers
// are libraries (tar in its strict mode, yauzl, xz-embedded as WebAssembly).

import { createReadStream, statSync } from "node:fs";
import { posix } from "node:path";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { ReadEntry } from "tar";
import type { Entry } from "yauzl";
import { type EntryRules, EntryWriter, refused, type UnpackedFile } from "./archive-entry.ts";
import { type Packages, VendorFailure } from "./vendor-context.ts";

/** Told how many bytes of the archive have been read. */
export type UnpackProgress = (done: number, total: number) => void;

const MAX_META_BYTES = 1 << 16;

/** Runs it unless something went wrong before, and keeps what goes wrong. */
type Guard = (work: () => void) => void;

function takeTarEntry(writer: EntryWriter, entry: ReadEntry, guard: Guard): void {
  switch (entry.type) {
    case "File":
    case "OldFile":
    case "ContiguousFile": {
      const file = writer.file(entry.path, ((entry.mode ?? 0) & 0o111) !== 0);
      entry.on("data", (chunk: Uint8Array) => guard(() => file.write(chunk)));
      entry.on("end", () => guard(() => file.close()));
      return;
    }
    case "Directory":
    case "GNUDumpDir":
      writer.folder(entry.path);
      break;
    case "SymbolicLink":
      writer.link(entry.path, entry.linkpath ?? "");
      break;
    case "Link":
      // It names its target from the archive's root. A symbolic one serves as well, and can be checked.
      writer.link(entry.path, posix.relative(posix.dirname(entry.path), entry.linkpath ?? ""));
      break;
    default:
      throw refused(entry.path, `is neither file nor folder (${entry.type})`);
  }
  entry.resume();
}

/** Unpacks the tar that `read` gives in pieces. */
async function unpackTar(read: AsyncIterable<Uint8Array>, writer: EntryWriter, { Parser }: Packages): Promise<void> {
  let failure: unknown;
  const guard: Guard = (work) => {
    try {
      if (failure === undefined) {
        work();
      }
    } catch (error) {
      failure = error;
    }
  };
  const parser = new Parser({
    strict: true,
    maxMetaEntrySize: MAX_META_BYTES,
    onReadEntry: (entry) => {
      guard(() => takeTarEntry(writer, entry, guard));
      if (failure !== undefined) {
        entry.resume();
      }
    },
  });
  parser.on("error", (error) => {
    failure ??= error;
  });
  parser.on("ignoredEntry", (entry: ReadEntry) => {
    failure ??= refused(entry.path, `is of no kind that may be (${entry.type})`);
  });
  for await (const chunk of read) {
    parser.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)); // it takes Buffers only, whatever its types say
    if (failure !== undefined) {
      throw failure;
    }
  }
  await new Promise<void>((done) => {
    parser.on("end", done);
    parser.on("error", () => done());
    parser.end();
  });
  if (failure !== undefined) {
    throw failure;
  }
}

async function* unxz(compressed: AsyncIterable<Uint8Array>, { XzReadableStream }: Packages): AsyncIterable<Uint8Array> {
  yield* new XzReadableStream(ReadableStream.from(compressed));
}

const FILE_KIND = 0o170000;
const LINK_LIMIT = 4096;

/** The Unix mode that a zip entry carries; 0 when it carries none. */
function unixMode(entry: Entry): number {
  const madeBy = entry.versionMadeBy >> 8;
  return madeBy === 3 || madeBy === 19 ? entry.externalFileAttributes >>> 16 : 0;
}

function textOf(chunks: readonly Uint8Array[]): string {
  return Buffer.concat(chunks).toString("utf8");
}

async function takeZipEntry(writer: EntryWriter, entry: Entry, open: () => Promise<Readable>): Promise<void> {
  const mode = unixMode(entry);
  if (entry.isEncrypted()) {
    throw refused(entry.fileName, "is encrypted");
  }
  switch (mode & FILE_KIND) {
    case 0o120000: {
      const chunks: Uint8Array[] = [];
      if (entry.uncompressedSize > LINK_LIMIT) {
        throw refused(entry.fileName, "is a link with an endless target");
      }
      for await (const chunk of await open()) {
        chunks.push(chunk);
      }
      writer.link(entry.fileName, textOf(chunks));
      return;
    }
    case 0o040000:
      writer.folder(entry.fileName);
      return;
    case 0:
    case 0o100000: {
      if (entry.fileName.endsWith("/")) {
        writer.folder(entry.fileName);
        return;
      }
      const file = writer.file(entry.fileName, (mode & 0o111) !== 0);
      for await (const chunk of await open()) {
        file.write(chunk);
      }
      file.close();
      return;
    }
    default:
      throw refused(entry.fileName, "is neither file nor folder");
  }
}

async function unpackZip(path: string, writer: EntryWriter, progress: UnpackProgress, { openZip }: Packages): Promise<void> {
  const zip = await openZip(path, { lazyEntries: true, autoClose: false, strictFileNames: true, validateEntrySizes: true });
  try {
    for await (const entry of zip.eachEntry()) {
      await takeZipEntry(writer, entry, () => zip.openReadStreamPromise(entry));
      progress(entry.relativeOffsetOfLocalHeader, zip.fileSize);
    }
  } finally {
    zip.close();
  }
}

/** The archive's bytes, counted as they are asked for. */
async function* counted(path: string, progress: UnpackProgress): AsyncIterable<Uint8Array> {
  const total = statSync(path).size;
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 })) {
    done += chunk.length;
    progress(done, total);
    yield chunk;
  }
}

/**
 * Unpacks `path` into `folder`, which is empty, and answers with what was written. Throws a
 * VendorFailure for an archive that must not be unpacked or is damaged, and what the file system throws.
 */
export async function unpackArchive(packages: Packages, path: string, archive: string, folder: string, rules: EntryRules, progress: UnpackProgress): Promise<readonly UnpackedFile[]> {
  const writer = new EntryWriter(folder, rules);
  try {
    switch (archive) {
      case "tar.gz":
        // A source that fails makes the gunzip fail: `pipeline` sees to that.
        await unpackTar(pipeline(counted(path, progress), createGunzip(), () => undefined), writer, packages);
        break;
      case "tar.xz":
        await unpackTar(unxz(counted(path, progress), packages), writer, packages);
        break;
      case "zip":
        await unpackZip(path, writer, progress, packages);
        break;
      default:
        throw new VendorFailure(`${path} is of a kind that Mochi can't unpack: ${archive}`, "tar.xz, tar.gz and zip are known");
    }
    return writer.finish();
  } catch (error) {
    writer.abandon();
    const isOurs = error instanceof VendorFailure || (error instanceof Error && "syscall" in error);
    throw isOurs ? error : new VendorFailure(`${path} can't be unpacked: ${error instanceof Error ? error.message : String(error)}`, "remove the file and try again");
  }
}
