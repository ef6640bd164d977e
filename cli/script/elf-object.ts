// Reading an object or an executable: bytes of an ELF64 file, little-endian, in; sections, symbols and
// relocations out. Says `undefined` to everything else: who can't read an object has another compiler. Offsets are checked by DataView, whose RangeError is caught here.
// The format: System V ABI, «Object Files»; the numbers of machines and relocations are in relocate.ts.

export interface ObjectSection {
  readonly name: string;
  readonly flags: number;
  /** Undefined: zeroed memory that takes no room in a file. */
  readonly bytes: Uint8Array | undefined;
  readonly size: number;
  readonly align: number;
}

export type SymbolPlace =
  | { readonly kind: "undefined"; readonly weak: boolean }
  | { readonly kind: "absolute" }
  /** Zeroed memory that somebody must find room for. */
  | { readonly kind: "common"; readonly size: number; readonly align: number }
  | { readonly kind: "section"; readonly section: number };

export interface ObjectSymbol {
  readonly name: string;
  readonly isGlobal: boolean;
  /** In an object an offset in the section, in an executable an address. */
  readonly value: number;
  readonly place: SymbolPlace;
}

export interface Relocation {
  /** Index of the section to change. */
  readonly section: number;
  readonly offset: number;
  readonly type: number;
  /** Index of a symbol. */
  readonly symbol: number;
  readonly addend: number;
}

export interface ElfObject {
  readonly isRelocatable: boolean;
  readonly machine: number;
  /** By their index in the file; those that aren't loaded are there, too. */
  readonly sections: readonly ObjectSection[];
  readonly symbols: readonly ObjectSymbol[];
  /** Of sections that are loaded. */
  readonly relocations: readonly Relocation[];
}

export const SECTION_WRITE = 1;
export const SECTION_ALLOC = 2;
export const SECTION_EXECUTE = 4;
export const SECTION_THREAD_LOCAL = 0x400;

const RELOCATABLE = 1;
const TYPE = { symbols: 2, relocations: 4, zeroed: 8 } as const;
const INDEX = { undefined: 0, absolute: 0xfff1, common: 0xfff2 } as const;
const LOCAL = 0;
const WEAK = 2;

interface RawSection extends ObjectSection {
  readonly type: number;
  readonly nameOffset: number;
  readonly offset: number;
  readonly link: number;
  readonly info: number;
}

function textAt(bytes: Uint8Array, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, (end < 0 ? bytes.length : end) - offset).toString("latin1");
}

function readSections(bytes: Uint8Array, view: DataView): readonly RawSection[] {
  const table = Number(view.getBigUint64(40, true));
  const entry = view.getUint16(58, true);
  const sections = Array.from({ length: view.getUint16(60, true) }, (_, index): RawSection => {
    const at = table + index * entry;
    const wide = (offset: number): number => Number(view.getBigUint64(at + offset, true));
    const type = view.getUint32(at + 4, true);
    const [offset, size] = [wide(24), wide(32)];
    return {
      name: "",
      nameOffset: view.getUint32(at, true),
      type,
      flags: wide(8),
      offset,
      size,
      bytes: type === TYPE.zeroed ? undefined : bytes.subarray(offset, offset + size),
      link: view.getUint32(at + 40, true),
      info: view.getUint32(at + 44, true),
      align: Math.max(1, wide(48)),
    };
  });
  const names = sections[view.getUint16(62, true)]?.bytes ?? new Uint8Array();
  return sections.map((section) => ({ ...section, name: textAt(names, section.nameOffset) }));
}

function placeOf(section: number, binding: number, value: number, size: number): SymbolPlace {
  switch (section) {
    case INDEX.undefined:
      return { kind: "undefined", weak: binding === WEAK };
    case INDEX.absolute:
      return { kind: "absolute" };
    case INDEX.common:
      return { kind: "common", size, align: Math.max(1, value) };
    default:
      return { kind: "section", section };
  }
}

function readSymbols(sections: readonly RawSection[], view: DataView): readonly ObjectSymbol[] {
  const table = sections.find(({ type }) => type === TYPE.symbols);
  const names = sections[table?.link ?? -1]?.bytes;
  if (table === undefined || names === undefined) {
    return [];
  }
  return Array.from({ length: Math.floor(table.size / 24) }, (_, index) => {
    const at = table.offset + index * 24;
    const value = Number(view.getBigUint64(at + 8, true));
    const size = Number(view.getBigUint64(at + 16, true));
    const binding = view.getUint8(at + 4) >> 4;
    return { name: textAt(names, view.getUint32(at, true)), isGlobal: binding !== LOCAL, value, place: placeOf(view.getUint16(at + 6, true), binding, value, size) };
  });
}

function readRelocations(sections: readonly RawSection[], view: DataView): readonly Relocation[] {
  const tables = sections.filter(({ type, info }) => type === TYPE.relocations && ((sections[info]?.flags ?? 0) & SECTION_ALLOC) !== 0);
  return tables.flatMap(({ offset, size, info }) =>
    Array.from({ length: Math.floor(size / 24) }, (_, index) => {
      const at = offset + index * 24;
      return {
        section: info,
        offset: Number(view.getBigUint64(at, true)),
        type: view.getUint32(at + 8, true),
        symbol: view.getUint32(at + 12, true),
        addend: Number(view.getBigInt64(at + 16, true)),
      };
    }),
  );
}

/** What the bytes hold; undefined when they are no ELF64 file. */
export function readObject(bytes: Uint8Array): ElfObject | undefined {
  try {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isElf64 = view.getUint32(0) === 0x7f454c46 && view.getUint16(4) === 0x0201;
    if (!isElf64) {
      return undefined;
    }
    const sections = readSections(bytes, view);
    return { isRelocatable: view.getUint16(16, true) === RELOCATABLE, machine: view.getUint16(18, true), sections, symbols: readSymbols(sections, view), relocations: readRelocations(sections, view) };
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}
