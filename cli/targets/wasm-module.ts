// WebAssembly modules, as far as rewriting their code asks for: sections in and out, and a walk over the
// instructions of a function. Known are the instructions that clang writes for our target (-mcpu=lime1)
// and those that are like them; anything else is an error, never skipped by guessing.
// Source: the WebAssembly specification 2.0, «Binary Format».

import { InternalError, invariant } from "../../core/source/invariant.ts";

export interface Section {
  readonly id: number;
  readonly contents: Uint8Array;
}

export const SECTION = { custom: 0, type: 1, import: 2, function: 3, global: 6, export: 7, element: 9, code: 10 } as const;

/** Value types. */
export const I32 = 0x7f;
export const I64 = 0x7e;
export const F32 = 0x7d;
export const F64 = 0x7c;

export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  br: 0x0c,
  brIf: 0x0d,
  brTable: 0x0e,
  return: 0x0f,
  call: 0x10,
  callIndirect: 0x11,
  returnCall: 0x12,
  returnCallIndirect: 0x13,
  selectTyped: 0x1c,
  localGet: 0x20,
  localSet: 0x21,
  globalGet: 0x23,
  globalSet: 0x24,
  i32Const: 0x41,
  i64Const: 0x42,
  f32Const: 0x43,
  f64Const: 0x44,
  refFunc: 0xd2,
} as const;

const MAGIC = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    invariant(value !== undefined, "a WebAssembly module ends where it says");
    return value;
  }

  /** LEB128. */
  u32(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = this.byte();
      value += (next & 0x7f) * 2 ** shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  take(count: number): Uint8Array {
    this.at += count;
    invariant(this.at <= this.bytes.length, "a WebAssembly module ends where it says");
    return this.bytes.subarray(this.at - count, this.at);
  }

  name(): string {
    return Buffer.from(this.take(this.u32())).toString("utf8");
  }

  /** A number of items, then the items. */
  vector<Item>(item: () => Item): readonly Item[] {
    return Array.from({ length: this.u32() }, item);
  }
}

export function encodeU32(value: number): readonly number[] {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) {
    bytes.push((left % 0x80) + 0x80);
  }
  return [...bytes, left];
}

/** With its size before it. */
export function withSize(contents: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.from(encodeU32(contents.length)), contents]);
}

/** A vector of items that are encoded already. */
export function encodeVector(items: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([Uint8Array.from(encodeU32(items.length)), ...items]);
}

export function readSections(bytes: Uint8Array): readonly Section[] {
  invariant(MAGIC.every((byte, index) => bytes[index] === byte), "the linker writes a WebAssembly module");
  const reader = new WasmReader(bytes, MAGIC.length);
  const sections: Section[] = [];
  while (!reader.done) {
    const id = reader.byte();
    sections.push({ id, contents: reader.take(reader.u32()) });
  }
  return sections;
}

export function writeSections(sections: readonly Section[]): Uint8Array {
  return Buffer.concat([MAGIC, ...sections.flatMap(({ id, contents }) => [Uint8Array.of(id), withSize(contents)])]);
}

export interface Instruction {
  readonly opcode: number;
  /** Of calls: the function, or the type of what is called; of ref.func the function. */
  readonly index: number;
}

/** Reads one instruction; blocks are the instructions that begin and end them. */
export function readInstruction(reader: WasmReader): Instruction {
  const opcode = reader.byte();
  const skip = (count: number): void => {
    for (let left = count; left > 0; left--) {
      reader.u32();
    }
  };
  switch (opcode) {
    case OP.block:
    case OP.loop:
    case OP.if:
    case OP.br:
    case OP.brIf:
    case OP.i32Const:
    case OP.i64Const:
      skip(1); // signed ones have the same length
      break;
    case OP.brTable:
      skip(reader.u32() + 1);
      break;
    case OP.call:
    case OP.returnCall:
    case OP.refFunc:
      return { opcode, index: reader.u32() };
    case OP.callIndirect:
    case OP.returnCallIndirect: {
      const index = reader.u32();
      skip(1);
      return { opcode, index };
    }
    case OP.selectTyped:
      reader.take(reader.u32());
      break;
    case OP.f32Const:
      reader.take(4);
      break;
    case OP.f64Const:
      reader.take(8);
      break;
    case 0xfc:
      skipBulk(reader, skip);
      break;
    default:
      skipPlain(opcode, skip);
  }
  return { opcode, index: 0 };
}

/** Instructions without operands in the code, and those that name a variable, a memory or a reference type. */
function skipPlain(opcode: number, skip: (count: number) => void): void {
  if ((opcode >= 0x20 && opcode <= 0x26) || opcode === 0x3f || opcode === 0x40 || opcode === 0xd0) {
    skip(1); // variables and tables; memory.size and memory.grow; ref.null
  } else if (opcode >= 0x28 && opcode <= 0x3e) {
    skip(2); // loads and stores: alignment and offset
  } else if (![0x00, 0x01, 0x05, OP.end, OP.return, 0x1a, 0x1b, 0xd1].includes(opcode) && !(opcode >= 0x45 && opcode <= 0xc4)) {
    throw new InternalError(`WebAssembly's instruction 0x${opcode.toString(16)} is not among those that clang writes for us`);
  }
}

/** Saturating conversions, bulk memory, tables. */
function skipBulk(reader: WasmReader, skip: (count: number) => void): void {
  const operands = [0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 2, 1, 2, 1, 1, 1][reader.u32()];
  invariant(operands !== undefined, "clang writes bulk instructions of WebAssembly 2.0");
  skip(operands);
}
