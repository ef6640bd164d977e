// `strip` for any architecture: a 64-bit little-endian ELF file in, the same without the sections that are
// not loaded (symbols, debug information) out. Linkers put these behind everything else, so the file is cut
// off, and a table of the sections that stay is written behind them. Segments are as they were.

const SECTION = 64;
const ALLOCATED = 2n;
const LINK_AT = 40;

/** Throws where the layout is another. */
export function stripElf(file: Uint8Array): Uint8Array {
  const elf = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (elf.readUInt32BE(0) !== 0x7f454c46 || elf[4] !== 2 || elf[5] !== 1) {
    throw new RangeError("this is no 64-bit little-endian ELF file");
  }
  const table = Number(elf.readBigUInt64LE(40));
  const count = elf.readUInt16LE(60);
  const headers = Array.from({ length: count }, (_, index) => elf.subarray(table + index * SECTION, table + (index + 1) * SECTION));
  const isLoaded = (header: Buffer): boolean => (header.readBigUInt64LE(8) & ALLOCATED) !== 0n;
  const isEmpty = (header: Buffer): boolean => [0, 8].includes(header.readUInt32LE(4));
  const endOf = (header: Buffer): number => Number(header.readBigUInt64LE(24)) + (isEmpty(header) ? 0 : Number(header.readBigUInt64LE(32)));
  const segments = Array.from({ length: elf.readUInt16LE(56) }, (_, index) => Number(elf.readBigUInt64LE(32)) + index * elf.readUInt16LE(54));
  const loadedEnd = Math.max(...headers.filter(isLoaded).map(endOf), ...segments.map((at) => Number(elf.readBigUInt64LE(at + 8) + elf.readBigUInt64LE(at + 32))));
  const names = headers[elf.readUInt16LE(62)];
  const kept = headers.map((header, index) => index === 0 || isLoaded(header) || header === names);
  if (names === undefined || headers.some((header, index) => !kept[index] && !isEmpty(header) && Number(header.readBigUInt64LE(24)) < loadedEnd)) {
    throw new RangeError("this ELF file has sections between its segments");
  }
  const namesAt = loadedEnd;
  const nameBytes = elf.subarray(Number(names.readBigUInt64LE(24)), endOf(names));
  const tableAt = (namesAt + nameBytes.length + 7) & ~7;
  const newIndex = headers.map((_, index) => kept.slice(0, index).filter(Boolean).length);
  const out = Buffer.alloc(tableAt + kept.filter(Boolean).length * SECTION);
  elf.copy(out, 0, 0, loadedEnd);
  nameBytes.copy(out, namesAt);
  headers.forEach((header, index) => {
    if (kept[index] !== true) {
      return;
    }
    const at = tableAt + (newIndex[index] ?? 0) * SECTION;
    header.copy(out, at);
    const link = header.readUInt32LE(LINK_AT);
    out.writeUInt32LE(kept[link] === true ? (newIndex[link] ?? 0) : 0, at + LINK_AT);
    if (header === names) {
      out.writeBigUInt64LE(BigInt(namesAt), at + 24);
    }
  });
  out.writeBigUInt64LE(BigInt(tableAt), 40);
  out.writeUInt16LE(kept.filter(Boolean).length, 60);
  out.writeUInt16LE(newIndex[headers.indexOf(names)] ?? 0, 62);
  return out;
}
