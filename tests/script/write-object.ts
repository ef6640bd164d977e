// An ELF64 object made by hand: what the script linker's tests link.

export const FLAG = { write: 1, alloc: 2, execute: 4, threadLocal: 0x400 } as const;

/** The numbers of sections that are none. */
export const PLACE = { undefined: 0, absolute: 0xfff1, common: 0xfff2 } as const;

export interface TestSection {
  readonly name: string;
  readonly flags: number;
  /** A number: so many zeroed bytes that aren't in the file. */
  readonly bytes: readonly number[] | number;
}

export interface TestSymbol {
  readonly name: string;
  /** Number of a section, from 1, or one of PLACE. */
  readonly section: number;
  readonly value?: number;
  readonly size?: number;
  readonly isWeak?: boolean;
}

export interface TestRelocation {
  readonly section: number;
  readonly offset: number;
  readonly type: number;
  /** Number of a symbol, from 0. */
  readonly symbol: number;
  readonly addend: number;
}

export interface TestObject {
  readonly kind: number;
  readonly machine: number;
  readonly sections: readonly TestSection[];
  readonly symbols: readonly TestSymbol[];
  readonly relocations: readonly TestRelocation[];
}

interface Part {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly contents: Buffer;
  readonly size: number;
  readonly link?: number;
  readonly info?: number;
}

/** Texts with zeros behind them, the first empty, and where each begins. */
function texts(names: readonly string[]): { readonly contents: Buffer; readonly offsets: readonly number[] } {
  const offsets: number[] = [];
  let all = "\0";
  for (const name of names) {
    offsets.push(all.length);
    all += `${name}\0`;
  }
  return { contents: Buffer.from(all, "latin1"), offsets };
}

function symbolBytes({ section, value = 0, size = 0, isWeak = false }: TestSymbol, name: number): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeUInt32LE(name, 0);
  bytes.writeUInt8((isWeak ? 2 : 1) << 4, 4);
  bytes.writeUInt16LE(section, 6);
  bytes.writeBigUInt64LE(BigInt(value), 8);
  bytes.writeBigUInt64LE(BigInt(size), 16);
  return bytes;
}

function relocationBytes({ offset, type, symbol, addend }: TestRelocation): Buffer {
  const bytes = Buffer.alloc(24);
  bytes.writeBigUInt64LE(BigInt(offset), 0);
  bytes.writeUInt32LE(type, 8);
  bytes.writeUInt32LE(symbol, 12);
  bytes.writeBigInt64LE(BigInt(addend), 16);
  return bytes;
}

/** The object's bytes: header, contents, section headers. */
export function objectBytes({ kind, machine, sections, symbols, relocations }: TestObject): Buffer {
  const names = texts(symbols.map(({ name }) => name));
  const own = sections.map(({ name, flags, bytes }): Part => ({ name, flags, ...(typeof bytes === "number" ? { type: 8, contents: Buffer.alloc(0), size: bytes } : { type: 1, contents: Buffer.from(bytes), size: bytes.length }) }));
  const symbolTable = own.length + 1;
  const whole = (part: Omit<Part, "size" | "flags">): Part => ({ ...part, flags: 0, size: part.contents.length });
  const tables = [...new Set(relocations.map(({ section }) => section))].map((section) => {
    const contents = Buffer.concat(relocations.filter((one) => one.section === section).map(relocationBytes));
    return whole({ name: ".rela", type: 4, contents, link: symbolTable, info: section });
  });
  const parts: readonly Part[] = [
    { name: "", type: 0, flags: 0, contents: Buffer.alloc(0), size: 0 },
    ...own,
    whole({ name: ".symtab", type: 2, contents: Buffer.concat(symbols.map((symbol, index) => symbolBytes(symbol, names.offsets[index] ?? 0))), link: symbolTable + 1 }),
    whole({ name: ".strtab", type: 3, contents: names.contents }),
    ...tables,
  ];
  const sectionNames = texts([...parts.map(({ name }) => name), ".shstrtab"]);
  const all = [...parts, whole({ name: ".shstrtab", type: 3, contents: sectionNames.contents })];
  const header = Buffer.alloc(64);
  Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]).copy(header);
  header.writeUInt16LE(kind, 16);
  header.writeUInt16LE(machine, 18);
  header.writeBigUInt64LE(BigInt(64 + all.reduce((sum, { contents }) => sum + contents.length, 0)), 40);
  header.writeUInt16LE(64, 58);
  header.writeUInt16LE(all.length, 60);
  header.writeUInt16LE(all.length - 1, 62);
  let offset = 64;
  const headers = all.map(({ type, flags, contents, size, link = 0, info = 0 }, index) => {
    const bytes = Buffer.alloc(64);
    bytes.writeUInt32LE(sectionNames.offsets[index] ?? 0, 0);
    bytes.writeUInt32LE(type, 4);
    [flags, 0, offset, size].forEach((value, field) => bytes.writeBigUInt64LE(BigInt(value), 8 + 8 * field));
    bytes.writeUInt32LE(link, 40);
    bytes.writeUInt32LE(info, 44);
    bytes.writeBigUInt64LE(16n, 48);
    offset += contents.length;
    return bytes;
  });
  return Buffer.concat([header, ...all.map(({ contents }) => contents), ...headers]);
}
