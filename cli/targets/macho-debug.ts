// A macOS program with its debug information in it, as Go's linker does it, and one file only.
//
// Apple's way leaves DWARF in the objects; the executable names them by path and time, and `dsymutil`
// gathers it on a Mac. Such an executable differs from build to build, and debuggers find nothing once our
// objects are gone. So zig's linker gets the object with its DWARF out of sight, and writes no such names;
// then the DWARF is put into a segment of its own behind the program's data, its addresses those of the program.
// The segment has no memory and no rights: the kernel and dyld pass over it (cmd/link/internal/ld/macho_combine_dwarf.go
// says what they demand), debuggers read it. There is one object with DWARF, so nothing has to be merged.

import { invariant } from "../../core/source/invariant.ts";
import { align, endOfCommands, findSegment, firstContents, HEADER_SIZE, LC_SEGMENT_64, type LoadCommand, type MachO, type MachOSection, readMachO, readSections, readSymbols, SECTION_SIZE, SEGMENT_SIZE } from "./macho-file.ts";

const DWARF = "__DWARF";
const PAGE = 0x4000;
const RELOCATION_SIZE = 8;
/** X86_64_RELOC_UNSIGNED and ARM64_RELOC_UNSIGNED, of 8 bytes, relative to a section. */
const ADDRESS_OF_SECTION = (3 << 25) >>> 0;
const DEBUG_ATTRIBUTE = 0x0200_0000;

/** Fields of load commands that say where in the file something of __LINKEDIT lies. */
const LINK_EDIT_FIELDS: ReadonlyMap<number, readonly number[]> = new Map([
  [0x2, [8, 16]], // LC_SYMTAB
  [0xb, [32, 40, 48, 56, 64, 72]], // LC_DYSYMTAB
  [0x1d, [8]], // LC_CODE_SIGNATURE
  [0x1e, [8]], // LC_SEGMENT_SPLIT_INFO
  [0x26, [8]], // LC_FUNCTION_STARTS
  [0x29, [8]], // LC_DATA_IN_CODE
  [0x2b, [8]], // LC_DYLIB_CODE_SIGN_DRS
  [0x2e, [8]], // LC_LINKER_OPTIMIZATION_HINT
  [0x80000022, [8, 16, 24, 32, 40]], // LC_DYLD_INFO_ONLY
  [0x80000033, [8]], // LC_DYLD_EXPORTS_TRIE
  [0x80000034, [8]], // LC_DYLD_CHAINED_FIXUPS
]);

interface DebugSection {
  readonly name: string;
  readonly contents: Buffer;
}

function read(bytes: Buffer): MachO {
  const macho = readMachO(bytes);
  invariant(macho !== undefined, "it is a thin 64-bit Mach-O");
  return macho;
}

function isDebugSection({ segment }: MachOSection): boolean {
  return segment === DWARF;
}

/** The object as zig's linker shall see it: nothing in it looks like DWARF. */
export function hideDebugInfo(object: Buffer): Buffer {
  const hidden = Buffer.from(object);
  for (const { at } of readSections(object, read(object)).filter(isDebugSection)) {
    hidden.write("x", at);
  }
  return hidden;
}

/**
 * How far each section of the object has moved in the program, by its number; undefined where it didn't move as a whole (equal
 * texts are merged) or nothing in it has a name.
 */
function movesOf(object: Buffer, program: Buffer): (section: number) => number | undefined {
  const linked = new Map<string, Set<number>>();
  for (const { name, address } of readSymbols(program, read(program))) {
    linked.set(name, (linked.get(name) ?? new Set()).add(address));
  }
  const named = readSymbols(object, read(object)).filter(({ name }) => !name.startsWith("l"));
  const moves = new Map<number, number | undefined>();
  return (section) => {
    if (!moves.has(section)) {
      const own = named.filter((symbol) => symbol.section === section);
      // Other objects may have functions of the same names.
      const candidates = [...(linked.get(own[0]?.name ?? "") ?? [])].map((address) => address - (own[0]?.address ?? 0));
      moves.set(
        section,
        candidates.find((move) => own.every(({ name, address }) => linked.get(name)?.has(address + move))),
      );
    }
    return moves.get(section);
  };
}

/** The object's DWARF, with the program's addresses. */
function linkedDebugInfo(object: Buffer, program: Buffer): readonly DebugSection[] {
  const sections = readSections(object, read(object));
  const moveOf = movesOf(object, program);
  const code = sections.findIndex(({ name }) => name === "__text") + 1;
  invariant(moveOf(code) !== undefined, "the linker keeps a debugged program's functions together");
  return sections.filter(isDebugSection).map(({ name, offset, size, relocations }) => {
    const contents = Buffer.from(object.subarray(offset, offset + size));
    for (let index = 0; index < relocations.count; index++) {
      const at = relocations.offset + index * RELOCATION_SIZE;
      const place = object.readUInt32LE(at);
      const what = object.readUInt32LE(at + 4);
      invariant((what & 0xff00_0000) >>> 0 === ADDRESS_OF_SECTION, "DWARF holds addresses of the object's own sections");
      const move = moveOf(what & 0x00ff_ffff);
      contents.writeBigUInt64LE(move === undefined ? 0n : contents.readBigUInt64LE(place) + BigInt(move), place);
    }
    return { name, contents };
  });
}

/** The load command of the segment; `offset` is its place in the file. */
function segmentCommand(sections: readonly DebugSection[], places: readonly number[], offset: number, size: number): Buffer {
  const command = Buffer.alloc(SEGMENT_SIZE + sections.length * SECTION_SIZE);
  command.writeUInt32LE(LC_SEGMENT_64, 0);
  command.writeUInt32LE(command.length, 4);
  command.write(DWARF, 8);
  command.writeBigUInt64LE(BigInt(offset), 40);
  command.writeBigUInt64LE(BigInt(size), 48);
  command.writeUInt32LE(sections.length, 64);
  sections.forEach(({ name, contents }, index) => {
    const at = SEGMENT_SIZE + index * SECTION_SIZE;
    const place = places[index] ?? 0;
    command.write(name, at);
    command.write(DWARF, at + 16);
    command.writeBigUInt64LE(BigInt(place), at + 32);
    command.writeBigUInt64LE(BigInt(contents.length), at + 40);
    command.writeUInt32LE(offset + place, at + 48);
    command.writeUInt32LE(DEBUG_ATTRIBUTE, at + 64);
  });
  return command;
}

/** Moves the last segment back in the file. */
function moveLinkEdit(program: Buffer, { commands }: MachO, linkEdit: LoadCommand, by: number): void {
  const from = Number(program.readBigUInt64LE(linkEdit.at + 40));
  program.writeBigUInt64LE(BigInt(from + by), linkEdit.at + 40);
  for (const { kind, at } of commands) {
    for (const field of LINK_EDIT_FIELDS.get(kind) ?? []) {
      const offset = program.readUInt32LE(at + field);
      program.writeUInt32LE(offset >= from ? offset + by : offset, at + field);
    }
  }
}

/** The program, linked from `hideDebugInfo(object)`, with the debug information of `object`. Its signature has to be made anew. */
export function addDebugInfo(program: Buffer, object: Buffer): Buffer {
  const sections = linkedDebugInfo(object, program);
  const macho = read(program);
  const linkEdit = findSegment(program, macho, "__LINKEDIT");
  invariant(linkEdit !== undefined, "a program has a __LINKEDIT segment");
  const offset = Number(program.readBigUInt64LE(linkEdit.at + 40));
  const places: number[] = [];
  let end = 0;
  for (const { contents } of sections) {
    places.push(align(end, 8));
    end = align(end, 8) + contents.length;
  }
  const size = align(end, PAGE);
  const command = segmentCommand(sections, places, offset, size);
  const commandsEnd = endOfCommands(program);
  invariant(commandsEnd + command.length <= firstContents(program, macho), "the header of a debugged program has room (crossLinkCommand)");
  const head = Buffer.from(program.subarray(0, offset));
  moveLinkEdit(head, macho, linkEdit, size);
  command.copy(head, commandsEnd);
  head.writeUInt32LE(macho.commands.length + 1, 16);
  head.writeUInt32LE(commandsEnd - HEADER_SIZE + command.length, 20);
  const debugInfo = Buffer.alloc(size);
  sections.forEach(({ contents }, index) => contents.copy(debugInfo, places[index]));
  return Buffer.concat([head, debugInfo, program.subarray(offset)]);
}
