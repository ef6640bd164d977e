// The linker of script mode: one object and the runtime image in, a static executable out.
//
// The image's bytes are taken as they are; behind them come up to three segments of the program's own:
// code (read, execute), constants with the offset table (read), data (read, write). No segment is
// ever writable and executable. In the file each begins on a page of 4 KB; in memory no two of them share a page, however large
// this machine's are, so addresses leave gaps that the file doesn't have. The program headers go into the image's first page,
// which has nothing else; libgc finds the program's data through them, as in any executable.
//
// How control gets to the program: the image's `main` calls through two of the pointers of
// `mochi_image_program` (release/script-image/main.c), which are filled in here; so are the collector and
// where it finds the program's globals.

import { type ElfObject, type ObjectSection, SECTION_ALLOC, SECTION_EXECUTE, SECTION_THREAD_LOCAL, SECTION_WRITE } from "./elf-object.ts";
import { needsSlot, relocate } from "./relocate.ts";
import type { ImageSegment, RuntimeImage } from "./runtime-image.ts";

/** What the parts of the file are aligned to. */
export const PAGE = 4096;

export interface ScriptChoices {
  /** The runtime's symbol that `mochi_gc_backend` shall point at; undefined: the image's own choice. */
  readonly collector?: string;
  /** Where the program shall note that it ran for long; undefined: nowhere. */
  readonly runsFile?: string;
  /** A text for the header page, by which `mochi build` knows its own products. */
  readonly mark: string;
}

export type LinkResult =
  | { readonly kind: "linked"; readonly bytes: Uint8Array }
  /** Nothing is wrong with the program: the image lacks what it names, or the object isn't one of those we link. */
  | { readonly kind: "unlinkable"; readonly why: string };

type Part = "code" | "constants" | "data";

/** The read, write and execute bits of each part. */
const PART_FLAGS: Readonly<Record<Part, number>> = { code: 5, constants: 4, data: 6 };

/** Types of program headers. */
const HEADER = { load: 1, threadLocal: 7, stack: 0x6474e551 } as const;

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

class Unlinkable extends Error {}

function partOf({ flags }: ObjectSection): Part | undefined {
  if ((flags & SECTION_ALLOC) === 0) {
    return undefined;
  }
  return (flags & SECTION_EXECUTE) !== 0 ? "code" : (flags & SECTION_WRITE) !== 0 ? "data" : "constants";
}

interface Layout {
  /** Address of each section of the object that is loaded. */
  readonly addresses: ReadonlyMap<number, number>;
  /** Address of each symbol that had no place of its own. */
  readonly commons: ReadonlyMap<number, number>;
  /** Address of each symbol's entry in the offset table, which lies among the constants. */
  readonly slots: ReadonlyMap<number, number>;
  /** Address of the text among the constants. */
  readonly text: number;
  readonly segments: readonly ImageSegment[];
  readonly fileSize: number;
}

/** Gives every section an address and a place in the file, part by part, each on pages of its own. */
function layOut(image: RuntimeImage, imageSize: number, object: ElfObject, text: Uint8Array): Layout {
  const addresses = new Map<number, number>();
  const commons = new Map<number, number>();
  const slots = new Map<number, number>();
  let textAddress = 0;
  const segments: ImageSegment[] = [];
  const last = image.segments[image.segments.length - 1];
  let offset = imageSize;
  const addressBehind = (end: number): number => align(end, image.alignment) + (offset % image.alignment);
  let address = addressBehind((last?.address ?? 0) + (last?.memorySize ?? 0));
  const order: readonly Part[] = ["code", "constants", "data"];
  for (const part of order) {
    const own = object.sections.map((section, index) => ({ section, index })).filter(({ section }) => section.size > 0 && partOf(section) === part);
    let end = address;
    const put = (size: number, boundary: number): number => {
      const at = align(end, boundary);
      end = at + size;
      return at;
    };
    for (const { section, index } of own.filter(({ section: { bytes } }) => bytes !== undefined)) {
      addresses.set(index, put(section.size, section.align));
    }
    if (part === "constants") {
      for (const { symbol, type } of object.relocations) {
        if (needsSlot(object.machine, type) && !slots.has(symbol)) {
          slots.set(symbol, put(8, 8));
        }
      }
      textAddress = put(text.length, 1);
    }
    const fileSize = end - address;
    for (const { section, index } of own.filter(({ section: { bytes } }) => bytes === undefined)) {
      addresses.set(index, put(section.size, section.align));
    }
    if (part === "data") {
      object.symbols.forEach(({ place }, index) => {
        if (place.kind === "common") {
          commons.set(index, put(place.size, place.align));
        }
      });
    }
    if (end > address) {
      segments.push({ offset, address, fileSize, memorySize: end - address, flags: PART_FLAGS[part] });
      offset = align(offset + fileSize, PAGE);
      address = addressBehind(end);
    }
  }
  return { addresses, commons, slots, text: textAddress, segments, fileSize: offset };
}

/** The address of each symbol of the object, when it is asked for. */
function symbolAddresses(image: RuntimeImage, object: ElfObject, { addresses, commons }: Layout): (index: number) => number {
  return (index) => {
    const symbol = object.symbols[index];
    if (symbol === undefined) {
      throw new Unlinkable(`it has no symbol ${index}`);
    }
    const { name, value, place } = symbol;
    switch (place.kind) {
      case "absolute":
        return value;
      case "common":
        return commons.get(index) ?? 0;
      case "section": {
        const base = addresses.get(place.section);
        if (base === undefined && (object.sections[place.section]?.size ?? 0) > 0) {
          throw new Unlinkable(`${name} lies in a section that isn't loaded`);
        }
        return (base ?? 0) + value;
      }
      case "undefined": {
        const address = image.symbols[name];
        if (address === undefined && !place.weak) {
          throw new Unlinkable(`the runtime image has no ${name}`);
        }
        return address ?? 0;
      }
    }
  };
}

function writeHeaders(bytes: Uint8Array, image: RuntimeImage, segments: readonly ImageSegment[], mark: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const loads = [...image.segments, ...segments];
  const { alignment, threadLocal } = image;
  const count = loads.length + (threadLocal === undefined ? 1 : 2);
  bytes.fill(0, 0, PAGE);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bits, little-endian, version 1
  view.setUint16(16, 2, true); // an executable
  view.setUint16(18, image.machine, true);
  view.setUint32(20, 1, true);
  view.setBigUint64(24, BigInt(image.entry), true);
  view.setBigUint64(32, 64n, true); // program headers follow at once
  view.setUint16(52, 64, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, count, true);
  let at = 64;
  const put = (type: number, { offset, address, fileSize, memorySize, flags }: ImageSegment, boundary: number): void => {
    view.setUint32(at, type, true);
    view.setUint32(at + 4, flags, true);
    [offset, address, address, fileSize, memorySize, boundary].forEach((value, field) => {
      view.setBigUint64(at + 8 + field * 8, BigInt(value), true);
    });
    at += 56;
  };
  loads.forEach((load) => put(HEADER.load, load, alignment));
  if (threadLocal !== undefined) {
    put(HEADER.threadLocal, threadLocal, threadLocal.alignment);
  }
  put(HEADER.stack, { offset: 0, address: 0, fileSize: 0, memorySize: 0, flags: PART_FLAGS.data }, 16);
  bytes.set(Buffer.from(`\0${mark}\0`), at);
}

/** Writes a pointer into a segment of the image. */
function patch(view: DataView, image: RuntimeImage, name: string, at: number, value: number): void {
  const address = image.symbols[name];
  const segment = address === undefined ? undefined : image.segments.find((one) => address >= one.address && address + at + 8 <= one.address + one.fileSize);
  if (address === undefined || segment === undefined) {
    throw new Unlinkable(`the runtime image has no room for ${name}`);
  }
  view.setBigUint64(segment.offset + address - segment.address + at, BigInt(value), true);
}

function requiredSymbol(image: RuntimeImage, name: string): number {
  const address = image.symbols[name];
  if (address === undefined) {
    throw new Unlinkable(`the runtime image has no ${name}`);
  }
  return address;
}

function link(image: RuntimeImage, imageBytes: Uint8Array, object: ElfObject, choices: ScriptChoices): Uint8Array {
  if (!object.isRelocatable || object.machine !== image.machine) {
    throw new Unlinkable("it is no object for this machine");
  }
  const strange = object.sections.find(({ flags }) => (flags & SECTION_THREAD_LOCAL) !== 0);
  if (strange !== undefined) {
    throw new Unlinkable(`it has the section ${strange.name}`);
  }
  const runsFile = choices.runsFile === undefined ? new Uint8Array() : Buffer.from(`${choices.runsFile}\0`);
  const layout = layOut(image, imageBytes.length, object, runsFile);
  const bytes = new Uint8Array(layout.fileSize);
  const view = new DataView(bytes.buffer);
  bytes.set(imageBytes);
  const fileOffset = (address: number): number => {
    const segment = layout.segments.find((one) => address >= one.address && address < one.address + one.memorySize);
    return segment === undefined ? 0 : segment.offset + address - segment.address;
  };
  for (const [index, address] of layout.addresses) {
    const contents = object.sections[index]?.bytes;
    if (contents !== undefined) {
      bytes.set(contents, fileOffset(address));
    }
  }
  const addressOf = symbolAddresses(image, object, layout);
  for (const [symbol, slot] of layout.slots) {
    view.setBigUint64(fileOffset(slot), BigInt(addressOf(symbol)), true);
  }
  for (const { section, offset, type, symbol, addend } of object.relocations) {
    const place = (layout.addresses.get(section) ?? 0) + offset;
    const fixup = { view, at: fileOffset(place), place, target: addressOf(symbol) + addend, slot: layout.slots.get(symbol) ?? 0, addend };
    if (!relocate(image.machine, type, fixup)) {
      throw new Unlinkable(`its relocation ${type} of ${object.symbols[symbol]?.name ?? symbol} is unknown or out of reach`);
    }
  }
  const defined = (name: string): number | undefined => {
    const index = object.symbols.findIndex((symbol) => symbol.name === name && symbol.place.kind === "section");
    return index < 0 ? undefined : addressOf(index);
  };
  const program = defined("mochi_program");
  if (program === undefined) {
    throw new Unlinkable("it defines no mochi_program");
  }
  patch(view, image, "mochi_image_program", 0, defined("main") ?? requiredSymbol(image, "mochi_main_with_stack"));
  patch(view, image, "mochi_image_program", 8, program);
  const globals = defined("mochi_gc_globals");
  if (globals !== undefined) {
    patch(view, image, "mochi_gc_roots", 0, globals);
  }
  if (choices.runsFile !== undefined) {
    bytes.set(runsFile, fileOffset(layout.text));
    patch(view, image, "mochi_image_program", 16, layout.text);
  }
  if (choices.collector !== undefined) {
    patch(view, image, "mochi_gc_backend", 0, requiredSymbol(image, choices.collector));
  }
  writeHeaders(bytes, image, layout.segments, choices.mark);
  return bytes;
}

/** Makes an executable of the object. */
export function linkScript(image: RuntimeImage, imageBytes: Uint8Array, object: ElfObject, choices: ScriptChoices): LinkResult {
  try {
    return { kind: "linked", bytes: link(image, imageBytes, object, choices) };
  } catch (error) {
    if (error instanceof Unlinkable || error instanceof RangeError) {
      return { kind: "unlinkable", why: error.message };
    }
    throw error;
  }
}
