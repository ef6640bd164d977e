// `try` on WebAssembly: leaving several functions at once, on engines that have no instruction for it.
//
// A linked module comes in; out comes one in which mochi_unwind works as platform/jump.h says. It sets
// a flag, and each function through which an error may pass returns at once when the flag is up after
// a call, up to mochi_unwind_run, which takes the flag down and restores the stack pointer of C:
//
//     call $f                 call $f
//                      →      global.get $unwinding  if  i32.const 0  return  end
//
// Which functions may be passed through is read from the module itself: all that call mochi_unwind, or
// one that does, directly or by a pointer of the same signature. So none can be forgotten, in our C, in
// third parties' or in libc. As with longjmp, what a function would have done before it returned is
// not done. Programs without `try` have no mochi_unwind and stay as they are.

import { InternalError, invariant } from "../../core/source/invariant.ts";
import { encodeU32, encodeVector, F32, F64, I32, I64, type Instruction, OP, readInstruction, readSections, SECTION, type Section, WasmReader, withSize, writeSections } from "./wasm-module.ts";

/** What jump-wasi.c leaves to us; exported so that they can be found (cross-compiler.ts). */
export const UNWIND = "mochi_unwind";
export const UNWIND_RUN = "mochi_unwind_run";

/** wasm-ld puts the stack pointer of C before all other globals. */
const STACK_POINTER = 0;
const EMPTY_BLOCK = 0x40;

const FUNCTION_KIND = 0;
const GLOBAL_KIND = 3;

interface FunctionType {
  readonly params: readonly number[];
  readonly results: readonly number[];
}

/** Numbers of functions count the imported ones first. */
interface Program {
  readonly types: readonly FunctionType[];
  /** The type of each function. */
  readonly typeOf: readonly number[];
  readonly imported: number;
  readonly globals: number;
  readonly exports: ReadonlyMap<string, number>;
  /** Functions that can be called by a pointer. */
  readonly table: readonly number[];
  /** Of the functions that aren't imported: locals, then instructions. */
  readonly bodies: readonly Uint8Array[];
}

/** The module with unwinding; the same module when nothing in it unwinds. */
export function addUnwinding(module: Uint8Array): Uint8Array {
  const sections = readSections(module);
  const program = readProgram(sections);
  const unwind = program.exports.get(UNWIND);
  const run = program.exports.get(UNWIND_RUN);
  if (unwind === undefined || run === undefined) {
    return module;
  }
  const unwinds = passedThrough(program, unwind, run);
  const flag = program.globals;
  const bodies = program.bodies.map((body, index) => {
    const fn = program.imported + index;
    if (fn === unwind) {
      return unwindBody(flag);
    }
    return fn === run ? runBody(program, flag) : unwinds.has(fn) ? withTests(program, fn, body, unwinds, flag) : body;
  });
  return writeSections(
    sections.flatMap((section): readonly Section[] => {
      switch (section.id) {
        case SECTION.global:
          return [{ id: section.id, contents: withFlag(section.contents) }];
        case SECTION.export:
          return [{ id: section.id, contents: withoutOurs(section.contents) }];
        case SECTION.code:
          return [{ id: section.id, contents: encodeVector(bodies.map(withSize)) }];
        case SECTION.custom:
          // Places in the code have moved.
          return new WasmReader(section.contents).name().startsWith(".debug_") ? [] : [section];
        default:
          return [section];
      }
    }),
  );
}

// ---------------------------------------------------------------- reading

function readProgram(sections: readonly Section[]): Program {
  const read = <Item>(id: number, item: (reader: WasmReader) => Item): readonly Item[] => {
    const section = sections.find((candidate) => candidate.id === id);
    if (section === undefined) {
      return [];
    }
    const reader = new WasmReader(section.contents);
    return reader.vector(() => item(reader));
  };
  const types = read(SECTION.type, (reader) => {
    invariant(reader.byte() === 0x60, "types are types of functions");
    return { params: reader.vector(() => reader.byte()), results: reader.vector(() => reader.byte()) };
  });
  const imports = read(SECTION.import, readImport);
  const importedTypes = imports.flatMap(({ kind, type }) => (kind === FUNCTION_KIND ? [type] : []));
  const bodies = read(SECTION.code, (reader) => reader.take(reader.u32()));
  const named = bodies.flatMap((body) => instructionsOf(body).flatMap(({ opcode, index }) => (opcode === OP.refFunc ? [index] : [])));
  return {
    types,
    typeOf: [...importedTypes, ...read(SECTION.function, (reader) => reader.u32())],
    imported: importedTypes.length,
    globals: imports.filter(({ kind }) => kind === GLOBAL_KIND).length + read(SECTION.global, skipGlobal).length,
    exports: new Map(read(SECTION.export, readExport).flatMap(({ name, kind, index }) => (kind === FUNCTION_KIND ? [[name, index] as const] : []))),
    table: [...read(SECTION.element, readElements).flat(), ...named],
    bodies,
  };
}

function readImport(reader: WasmReader): { readonly kind: number; readonly type: number } {
  reader.name();
  reader.name();
  const kind = reader.byte();
  invariant(kind === FUNCTION_KIND, "WASI programs import functions only");
  return { kind, type: reader.u32() };
}

function readExport(reader: WasmReader): { readonly name: string; readonly kind: number; readonly index: number } {
  return { name: reader.name(), kind: reader.byte(), index: reader.u32() };
}

/** A constant expression. */
function skipConstant(reader: WasmReader): void {
  while (readInstruction(reader).opcode !== OP.end) {
    // on
  }
}

function skipGlobal(reader: WasmReader): void {
  reader.take(2);
  skipConstant(reader);
}

/** Functions of one segment, which begins at a constant place of the only table. */
function readElements(reader: WasmReader): readonly number[] {
  invariant(reader.u32() === 0, "the linker fills one table with functions");
  skipConstant(reader);
  return reader.vector(() => reader.u32());
}

/** The reader at the first instruction of a body. */
function openBody(body: Uint8Array): WasmReader {
  const reader = new WasmReader(body);
  reader.vector(() => [reader.u32(), reader.byte()]);
  return reader;
}

function instructionsOf(body: Uint8Array): readonly Instruction[] {
  const reader = openBody(body);
  const instructions: Instruction[] = [];
  while (!reader.done) {
    instructions.push(readInstruction(reader));
  }
  return instructions;
}

// ---------------------------------------------------------------- who unwinds

function signature({ params, results }: FunctionType): string {
  return `${params.join()}>${results.join()}`;
}

function typeAt(program: Program, index: number): FunctionType {
  const type = program.types[index];
  invariant(type !== undefined, "a function has a type");
  return type;
}

/** Functions that an error may pass through. */
interface Unwinding {
  has(fn: number): boolean;
  /** Whether calling by a pointer of this type may reach one. */
  throughPointer(type: number): boolean;
}

/** The least fixpoint, by following callers; `run` stops all. */
function passedThrough(program: Program, unwind: number, run: number): Unwinding {
  const ofType = (index: number): string => signature(typeAt(program, index));
  const callers = new Map<number | string, number[]>();
  const note = (callee: number | string, caller: number): void => {
    const known = callers.get(callee);
    if (known === undefined) {
      callers.set(callee, [caller]);
    } else {
      known.push(caller);
    }
  };
  program.bodies.forEach((body, index) => {
    const caller = program.imported + index;
    for (const { opcode, index: target } of caller === run ? [] : instructionsOf(body)) {
      if (opcode === OP.call || opcode === OP.returnCall) {
        note(target, caller);
      } else if (opcode === OP.callIndirect || opcode === OP.returnCallIndirect) {
        note(ofType(target), caller);
      }
    }
  });
  const table = new Set(program.table);
  const found = new Set<number | string>([unwind]);
  const work: (number | string)[] = [unwind];
  const reach = (item: number | string): void => {
    if (!found.has(item)) {
      found.add(item);
      work.push(item);
    }
  };
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    callers.get(next)?.forEach(reach);
    if (typeof next === "number" && table.has(next)) {
      reach(ofType(program.typeOf[next] as number));
    }
  }
  return { has: (fn) => found.has(fn), throughPointer: (type) => found.has(ofType(type)) };
}

// ---------------------------------------------------------------- writing

function zeroes(types: readonly number[]): readonly number[] {
  return types.flatMap((type) => {
    switch (type) {
      case I32:
        return [OP.i32Const, 0];
      case I64:
        return [OP.i64Const, 0];
      case F32:
        return [OP.f32Const, 0, 0, 0, 0];
      case F64:
        return [OP.f64Const, 0, 0, 0, 0, 0, 0, 0, 0];
      default:
        throw new InternalError(`a function of C results in a number, not in 0x${type.toString(16)}`);
    }
  });
}

/** The body with a test behind each call that may unwind. */
function withTests(program: Program, fn: number, body: Uint8Array, unwinds: Unwinding, flag: number): Uint8Array {
  const leave = [...zeroes(typeAt(program, program.typeOf[fn] as number).results), OP.return];
  const test = [OP.globalGet, ...encodeU32(flag), OP.if, EMPTY_BLOCK, ...leave, OP.end];
  const reader = openBody(body);
  const parts: Uint8Array[] = [];
  let copied = 0;
  while (!reader.done) {
    const { opcode, index } = readInstruction(reader);
    if ((opcode === OP.call && unwinds.has(index)) || (opcode === OP.callIndirect && unwinds.throughPointer(index))) {
      // What can't be reached is behind a call that only ever unwinds.
      const always = body[reader.at] === OP.unreachable;
      parts.push(body.subarray(copied, reader.at), Uint8Array.from(always ? leave : test));
      copied = reader.at;
    }
  }
  return Buffer.concat([...parts, body.subarray(copied)]);
}

/** mochi_unwind(): raises the flag. */
function unwindBody(flag: number): Uint8Array {
  return Uint8Array.of(0, OP.i32Const, 1, OP.globalSet, ...encodeU32(flag), OP.end);
}

/** mochi_unwind_run(body, data): calls body(data); false when that has unwound. */
function runBody(program: Program, flag: number): Uint8Array {
  const type = program.types.findIndex((candidate) => signature(candidate) === signature({ params: [I32], results: [] }));
  invariant(type >= 0, "mochi_unwind_run calls a function that takes a pointer");
  const [body, data, stack] = [0, 1, 2];
  return Uint8Array.from([
    ...[1, 1, I32], // locals: `stack`
    ...[OP.globalGet, STACK_POINTER, OP.localSet, stack],
    ...[OP.localGet, data, OP.localGet, body, OP.callIndirect, ...encodeU32(type), 0],
    ...[OP.globalGet, ...encodeU32(flag), OP.if, EMPTY_BLOCK],
    ...[OP.i32Const, 0, OP.globalSet, ...encodeU32(flag)],
    ...[OP.localGet, stack, OP.globalSet, STACK_POINTER],
    ...[OP.i32Const, 0, OP.return, OP.end],
    ...[OP.i32Const, 1, OP.end],
  ]);
}

/** The globals, and the flag behind them. */
function withFlag(contents: Uint8Array): Uint8Array {
  const reader = new WasmReader(contents);
  const count = reader.u32();
  invariant(contents[reader.at] === I32 && contents[reader.at + 1] === 1, "the first global is the stack pointer");
  return Buffer.concat([Uint8Array.from(encodeU32(count + 1)), contents.subarray(reader.at), Uint8Array.of(I32, 1, OP.i32Const, 0, OP.end)]);
}

/** The exports but for those by which we found our functions. */
function withoutOurs(contents: Uint8Array): Uint8Array {
  const reader = new WasmReader(contents);
  const kept = reader.vector(() => {
    const start = reader.at;
    const { name } = readExport(reader);
    return name === UNWIND || name === UNWIND_RUN ? [] : [contents.subarray(start, reader.at)];
  });
  return encodeVector(kept.flat());
}
