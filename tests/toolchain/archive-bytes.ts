// Archives made byte by byte, so that they can be as wrong as no packer makes them.
// tar as POSIX.1-1988 (ustar) has it, zip as in PKWARE's note, xz with LZMA2 chunks that are stored.

import { crc32, deflateRawSync, gzipSync } from "node:zlib";

export interface Entry {
  readonly path: string;
  readonly content?: string | Uint8Array;
  /** A tar type flag: `0` file, `5` folder, `2` symbolic link, `1` hard link, `3` device, `6` pipe. */
  readonly type?: string;
  readonly target?: string;
  readonly mode?: number;
}

function bytesOf(entry: Entry): Buffer {
  return Buffer.from(entry.content ?? "");
}

function modeOf({ mode, type = "0" }: Entry): number {
  return mode ?? (type === "5" ? 0o755 : 0o644);
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

function tarBlock(entry: Entry, size: number): Buffer {
  const block = Buffer.alloc(512);
  block.write(entry.path, 0, 100, "utf8");
  block.write(octal(modeOf(entry), 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136);
  block.write(" ".repeat(8), 148);
  block.write(entry.type ?? "0", 156);
  block.write(entry.target ?? "", 157, 100, "utf8");
  block.write("ustar\x0000", 257, "latin1");
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 7)} `, 148);
  return block;
}

export function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = bytesOf(entry);
    return [tarBlock(entry, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function tarGz(entries: readonly Entry[]): Buffer {
  return gzipSync(tar(entries));
}

const ZIP_KINDS: Readonly<Record<string, number>> = { "0": 0o100000, "5": 0o040000, "2": 0o120000, "3": 0o020000, "6": 0o010000 };

export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = entry.type === "2" ? Buffer.from(entry.target ?? "") : bytesOf(entry);
    const packed = deflateRawSync(content);
    const name = Buffer.from(entry.path);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // version needed
    common.writeUInt16LE(1 << 11, 2); // names are UTF-8
    common.writeUInt16LE(8, 4); // deflate
    common.writeUInt32LE(0x21_0000, 6); // 1 January 1980
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((((ZIP_KINDS[entry.type ?? "0"] ?? 0) | modeOf(entry)) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, tail, name]));
    files.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, listing, end]);
}

function withCrc(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(crc32(bytes));
  return Buffer.concat([bytes, sum]);
}

/** A number as xz writes it: seven bits at a time, the lowest first. */
function xzNumber(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
    bytes.push((rest % 0x80) | 0x80);
  }
  return Buffer.from([...bytes, rest]);
}

function fill(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

export function xz(content: Buffer): Buffer {
  const flags = Buffer.from([0, 1]); // the check is a CRC32
  const header = Buffer.concat([Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), withCrc(flags)]);
  const blockHeader = withCrc(Buffer.from([2, 0, 0x21, 1, 16, 0, 0, 0])); // LZMA2 with a window of 1 MiB
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 0x1_0000) {
    const piece = content.subarray(at, at + 0x1_0000);
    const head = Buffer.from([1, 0, 0]); // stored, and what came before is forgotten
    head.writeUInt16BE(piece.length - 1, 1);
    chunks.push(head, piece);
  }
  const data = Buffer.concat([...chunks, Buffer.from([0])]);
  const check = Buffer.alloc(4);
  check.writeUInt32LE(crc32(content));
  const unpadded = blockHeader.length + data.length + check.length;
  const index = withCrc(fill(Buffer.concat([Buffer.from([0, 1]), xzNumber(unpadded), xzNumber(content.length)])));
  const backward = Buffer.alloc(4);
  backward.writeUInt32LE(index.length / 4 - 1);
  const footer = Buffer.concat([backward, flags]);
  const footerSum = Buffer.alloc(4);
  footerSum.writeUInt32LE(crc32(footer));
  return Buffer.concat([header, blockHeader, fill(data), check, index, footerSum, footer, Buffer.from("YZ")]);
}
