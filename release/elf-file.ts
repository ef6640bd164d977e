// Reading the runtime image as its linker left it: bytes of an ELF64 file, little-endian, in; sections and symbols out.
// Undefined for everything else. The format: System V ABI, «Object Files».

export interface ElfSection {
  readonly name: string;
  readonly flags: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly isGlobal: boolean;
  /** It lies in one of the file's sections. */
  readonly isDefined: boolean;
  /** Its address. */
  readonly value: number;
}

export interface ElfFile {
  readonly machine: number;
  readonly entry: number;
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
}

export const SECTION_ALLOC = 2;

const SYMBOL_TABLE = 2;
/** Indices from here on are no sections: absolute, common. */
const RESERVED = 0xff00;
const LOCAL = 0;

interface RawSection {
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

function textAt(bytes: Buffer, offset: number): string {
  return bytes.toString("latin1", offset, bytes.indexOf(0, offset));
}

function readSections(bytes: Buffer): readonly RawSection[] {
  const table = Number(bytes.readBigUInt64LE(40));
  const entry = bytes.readUInt16LE(58);
  return Array.from({ length: bytes.readUInt16LE(60) }, (_, index) => {
    const at = table + index * entry;
    const wide = (offset: number): number => Number(bytes.readBigUInt64LE(at + offset));
    return { nameOffset: bytes.readUInt32LE(at), type: bytes.readUInt32LE(at + 4), flags: wide(8), offset: wide(24), size: wide(32), link: bytes.readUInt32LE(at + 40) };
  });
}

function readSymbols(bytes: Buffer, sections: readonly RawSection[]): readonly ElfSymbol[] {
  const table = sections.find(({ type }) => type === SYMBOL_TABLE);
  const names = sections[table?.link ?? -1];
  if (table === undefined || names === undefined) {
    return [];
  }
  return Array.from({ length: Math.floor(table.size / 24) }, (_, index) => {
    const at = table.offset + index * 24;
    const section = bytes.readUInt16LE(at + 6);
    return { name: textAt(bytes, names.offset + bytes.readUInt32LE(at)), isGlobal: bytes.readUInt8(at + 4) >> 4 !== LOCAL, isDefined: section !== 0 && section < RESERVED, value: Number(bytes.readBigUInt64LE(at + 8)) };
  });
}

/** What the bytes hold; undefined when they are no ELF64 file. */
export function readElf(bytes: Buffer): ElfFile | undefined {
  if (bytes.length < 64 || bytes.readUInt32BE(0) !== 0x7f454c46 || bytes.readUInt16BE(4) !== 0x0201) {
    return undefined;
  }
  const sections = readSections(bytes);
  const names = sections[bytes.readUInt16LE(62)]?.offset ?? 0;
  return {
    machine: bytes.readUInt16LE(18),
    entry: Number(bytes.readBigUInt64LE(24)),
    sections: sections.map(({ nameOffset, flags }) => ({ name: textAt(bytes, names + nameOffset), flags })),
    symbols: readSymbols(bytes, sections),
  };
}
