// Mach-O files as signatures and debug information need them: load commands, sections, symbols.
// Enters: bytes. Leaves: where things are in them; nothing is copied. Thin, 64 bits, little-endian only,
// which is all that macOS 13 runs. Layout: Apple's <mach-o/loader.h> and <mach-o/nlist.h>.

const MAGIC_64 = 0xfeedfacf;
const LC_SYMTAB = 2;
const SYMBOL_SIZE = 16;
const STAB = 0xe0;
const KIND_OF_SYMBOL = 0x0e;
const IN_SECTION = 0x0e;

export const LC_SEGMENT_64 = 0x19;
export const HEADER_SIZE = 32;
export const SEGMENT_SIZE = 72;
export const SECTION_SIZE = 80;

export interface LoadCommand {
  readonly kind: number;
  /** Where it begins in the file, and its size. */
  readonly at: number;
  readonly size: number;
}

export interface MachO {
  readonly cpuType: number;
  readonly fileType: number;
  readonly commands: readonly LoadCommand[];
}

export interface MachOSection {
  readonly name: string;
  readonly segment: string;
  /** Where its description begins in the file. */
  readonly at: number;
  readonly address: number;
  readonly size: number;
  readonly offset: number;
  readonly relocations: { readonly offset: number; readonly count: number };
}

export interface MachOSymbol {
  readonly name: string;
  readonly address: number;
  /** Counted from 1, through all segments. */
  readonly section: number;
}

/** The header of a thin 64-bit Mach-O; undefined for everything else. */
export function readMachO(bytes: Buffer): MachO | undefined {
  if (bytes.length < HEADER_SIZE || bytes.readUInt32LE(0) !== MAGIC_64) {
    return undefined;
  }
  const commands: LoadCommand[] = [];
  let at = HEADER_SIZE;
  for (let left = bytes.readUInt32LE(16); left > 0; left--) {
    if (at + 8 > bytes.length) {
      return undefined;
    }
    const size = bytes.readUInt32LE(at + 4);
    if (size < 8 || at + size > bytes.length) {
      return undefined;
    }
    commands.push({ kind: bytes.readUInt32LE(at), at, size });
    at += size;
  }
  return { cpuType: bytes.readUInt32LE(4), fileType: bytes.readUInt32LE(12), commands };
}

/** A name in a field of 16 bytes. */
function nameAt(bytes: Buffer, at: number): string {
  return bytes.toString("latin1", at, at + 16).replace(/\0.*$/s, "");
}

export function findSegment(bytes: Buffer, macho: MachO, name: string): LoadCommand | undefined {
  return macho.commands.find(({ kind, at }) => kind === LC_SEGMENT_64 && nameAt(bytes, at + 8) === name);
}

export function readSections(bytes: Buffer, { commands }: MachO): readonly MachOSection[] {
  return commands
    .filter(({ kind }) => kind === LC_SEGMENT_64)
    .flatMap((segment) =>
      Array.from({ length: bytes.readUInt32LE(segment.at + 64) }, (_, index): MachOSection => {
        const at = segment.at + SEGMENT_SIZE + index * SECTION_SIZE;
        return {
          name: nameAt(bytes, at),
          segment: nameAt(bytes, at + 16),
          at,
          address: Number(bytes.readBigUInt64LE(at + 32)),
          size: Number(bytes.readBigUInt64LE(at + 40)),
          offset: bytes.readUInt32LE(at + 48),
          relocations: { offset: bytes.readUInt32LE(at + 56), count: bytes.readUInt32LE(at + 60) },
        };
      }),
    );
}

/** The symbols that lie in sections; not what is written for debuggers only. */
export function readSymbols(bytes: Buffer, { commands }: MachO): readonly MachOSymbol[] {
  const table = commands.find(({ kind }) => kind === LC_SYMTAB);
  if (table === undefined) {
    return [];
  }
  const [symbols = 0, count = 0, strings = 0] = [8, 12, 16].map((field) => bytes.readUInt32LE(table.at + field));
  return Array.from({ length: count }, (_, index) => symbols + index * SYMBOL_SIZE)
    .filter((at) => (bytes.readUInt8(at + 4) & STAB) === 0 && (bytes.readUInt8(at + 4) & KIND_OF_SYMBOL) === IN_SECTION)
    .map((at) => {
      const name = strings + bytes.readUInt32LE(at);
      return { name: bytes.toString("utf8", name, bytes.indexOf(0, name)), address: Number(bytes.readBigUInt64LE(at + 8)), section: bytes.readUInt8(at + 5) };
    });
}

/** Where the first section's contents begin: load commands must end before. */
export function firstContents(bytes: Buffer, macho: MachO): number {
  return Math.min(bytes.length, ...readSections(bytes, macho).flatMap(({ offset }) => (offset > 0 ? [offset] : [])));
}

/** Where the load commands end. */
export function endOfCommands(bytes: Buffer): number {
  return HEADER_SIZE + bytes.readUInt32LE(20);
}

export function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}
