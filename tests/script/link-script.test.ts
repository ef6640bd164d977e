// The linker over objects and images made by hand: what lies where, what is written, what is refused.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ElfObject, ObjectSection, ObjectSymbol, SymbolPlace } from "../../cli/script/elf-object.ts";
import { readObject, SECTION_ALLOC, SECTION_EXECUTE, SECTION_THREAD_LOCAL, SECTION_WRITE } from "../../cli/script/elf-object.ts";
import { linkScript, PAGE } from "../../cli/script/link-script.ts";
import { MACHINE_X86_64 } from "../../cli/script/relocate.ts";
import type { RuntimeImage } from "../../cli/script/runtime-image.ts";

const IMAGE: RuntimeImage = {
  fingerprint: "test",
  machine: MACHINE_X86_64,
  entry: 0x401000,
  alignment: PAGE,
  segments: [
    { offset: 0, address: 0x400000, fileSize: PAGE, memorySize: PAGE, flags: 4 },
    { offset: PAGE, address: 0x401000, fileSize: 0x20, memorySize: 0x20, flags: 5 },
    { offset: 2 * PAGE, address: 0x402000, fileSize: 0x30, memorySize: 0x5000, flags: 6 },
  ],
  headers: ["mochi.h"],
  misunderstood: [],
  symbols: { mochi_print: 0x401010, mochi_main_with_stack: 0x401018, mochi_image_program: 0x402000, mochi_gc_backend: 0x402020, mochi_gc_arena: 0x401014, mochi_zeroed: 0x403000 },
};
const IMAGE_BYTES: Uint8Array = new Uint8Array(3 * PAGE).fill(0xaa);
/** Behind the image's last page. */
const OWN = 0x407000;

function section(name: string, flags: number, bytes: readonly number[] | number): ObjectSection {
  return typeof bytes === "number" ? { name, flags, bytes: undefined, size: bytes, align: 16 } : { name, flags, bytes: new Uint8Array(bytes), size: bytes.length, align: 16 };
}

const SECTIONS: readonly ObjectSection[] = [
  section("", 0, []),
  section(".text", SECTION_ALLOC | SECTION_EXECUTE, [0x90, 0xe8, 0, 0, 0, 0, 0xc3]),
  section(".data", SECTION_ALLOC | SECTION_WRITE, [1, 2, 3, 4, 5, 6, 7, 8]),
  section(".bss", SECTION_ALLOC | SECTION_WRITE, 0x9000),
  section(".comment", 0, [0x21]),
];

function symbol(name: string, place: SymbolPlace, value = 0): ObjectSymbol {
  return { name, isGlobal: true, value, place };
}

const SYMBOLS: readonly ObjectSymbol[] = [
  symbol("mochi_program", { kind: "section", section: 1 }, 1),
  symbol("mochi_print", { kind: "undefined", weak: false }),
  symbol("counter", { kind: "common", size: 8, align: 8 }),
  symbol("perhaps", { kind: "undefined", weak: true }),
];

function object(changes: Partial<ElfObject> = {}): ElfObject {
  return { isRelocatable: true, machine: MACHINE_X86_64, sections: SECTIONS, symbols: SYMBOLS, relocations: [{ section: 1, offset: 2, type: 4, symbol: 1, addend: -4 }], ...changes };
}

function linked(changes: Partial<ElfObject> = {}, collector?: string): DataView {
  const result = linkScript(IMAGE, IMAGE_BYTES, object(changes), { mark: "our mark", ...(collector === undefined ? {} : { collector }) });
  assert.equal(result.kind, "linked", result.kind === "unlinkable" ? result.why : "");
  const bytes = result.kind === "linked" ? result.bytes : new Uint8Array();
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

interface Header {
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

function loads(view: DataView): readonly Header[] {
  return Array.from({ length: view.getUint16(56, true) }, (_, index) => 64 + index * 56)
    .filter((at) => view.getUint32(at, true) === 1)
    .map((at) => {
      const wide = (offset: number): number => Number(view.getBigUint64(at + offset, true));
      return { flags: view.getUint32(at + 4, true), offset: wide(8), address: wide(16), fileSize: wide(32), memorySize: wide(40) };
    });
}

test("script: a linked program has the image's segments and its own, none writable and executable", () => {
  const view = linked();
  const headers = loads(view);
  assert.deepEqual(headers.slice(0, 3), IMAGE.segments);
  assert.deepEqual(headers.slice(3), [
    { flags: 5, offset: 3 * PAGE, address: OWN, fileSize: 7, memorySize: 7 },
    { flags: 6, offset: 4 * PAGE, address: OWN + PAGE, fileSize: 8, memorySize: 0x9018 },
  ]);
  assert.ok(headers.every(({ flags }) => (flags & 3) !== 3));
  assert.ok(headers.every(({ offset, address }) => offset % PAGE === 0 && address % PAGE === 0));
  assert.equal(view.getBigUint64(24, true), BigInt(IMAGE.entry));
  assert.ok(Buffer.from(view.buffer, 0, PAGE).includes("our mark"));
  assert.equal(view.getUint8(PAGE), 0xaa, "the image's bytes are there");
});

test("script: on a machine with large pages the segments share none of them, and the file has no gaps", () => {
  const large: RuntimeImage = {
    ...IMAGE,
    alignment: 16 * PAGE,
    segments: IMAGE.segments.map((one, index) => ({ ...one, address: 0x400000 + index * 16 * PAGE + one.offset })),
    threadLocal: { offset: 2 * PAGE + 0x28, address: 0x422028, fileSize: 0, memorySize: 4, flags: 4, alignment: 4 },
    symbols: { ...IMAGE.symbols, mochi_image_program: 0x422000 },
  };
  const result = linkScript(large, IMAGE_BYTES, object(), { mark: "" });
  assert.equal(result.kind, "linked");
  const view = new DataView((result.kind === "linked" ? result.bytes : new Uint8Array()).buffer);
  const headers = loads(view);
  assert.deepEqual(headers.slice(3).map(({ offset, address }) => [offset, address]), [[3 * PAGE, 0x433000], [4 * PAGE, 0x444000]]);
  const threads = 64 + headers.length * 56;
  assert.deepEqual([view.getUint32(threads, true), view.getBigUint64(threads + 16, true), view.getBigUint64(threads + 48, true)], [7, 0x422028n, 4n]);
});

test("script: calls are direct, the image learns where the program is", () => {
  const view = linked();
  assert.equal(view.getInt32(3 * PAGE + 2, true), 0x401010 - (OWN + 2) - 4);
  assert.equal(view.getBigUint64(2 * PAGE, true), 0x401018n, "without a main of its own, on a deep stack");
  assert.equal(view.getBigUint64(2 * PAGE + 8, true), BigInt(OWN + 1));
  const own = linked({ symbols: [...SYMBOLS, symbol("main", { kind: "section", section: 1 }, 6)] });
  assert.equal(own.getBigUint64(2 * PAGE, true), BigInt(OWN + 6));
});

test("script: the collector is the image's own, or the one that was asked for", () => {
  assert.equal(linked().getBigUint64(2 * PAGE + 0x20, true), 0xaaaaaaaaaaaaaaaan);
  assert.equal(linked({}, "mochi_gc_arena").getBigUint64(2 * PAGE + 0x20, true), 0x401014n);
  const result = linkScript(IMAGE, IMAGE_BYTES, object(), { mark: "", collector: "mochi_gc_precise" });
  assert.deepEqual(result, { kind: "unlinkable", why: "the runtime image has no mochi_gc_precise" });
});

test("script: the offset table is read-only and has an entry for each symbol that needs one", () => {
  const relocations = [1, 1, 3].map((index, at) => ({ section: 2, offset: at, type: 9, symbol: index, addend: 0 }));
  const view = linked({ relocations });
  const table = loads(view)[4];
  assert.deepEqual(table, { flags: 4, offset: 4 * PAGE, address: OWN + PAGE, fileSize: 16, memorySize: 16 });
  assert.equal(view.getBigUint64(4 * PAGE, true), 0x401010n);
  assert.equal(view.getBigUint64(4 * PAGE + 8, true), 0n, "what is weak and missing is nowhere");
});

test("script: common symbols and zeroed sections lie behind the data", () => {
  const relocations = [
    { section: 2, offset: 0, type: 1, symbol: 2, addend: 0 },
    { section: 2, offset: 0, type: 1, symbol: 4, addend: 8 },
  ];
  const view = linked({ relocations: [...relocations.slice(0, 1)] });
  assert.equal(view.getBigUint64(4 * PAGE, true), BigInt(OWN + PAGE + 0x10 + 0x9000));
  const zeroed = linked({ relocations: relocations.slice(1), symbols: [...SYMBOLS, symbol("buffer", { kind: "section", section: 3 })] });
  assert.equal(zeroed.getBigUint64(4 * PAGE, true), BigInt(OWN + PAGE + 0x10 + 8));
});

test("script: a program whose runs are counted knows the file", () => {
  const result = linkScript(IMAGE, IMAGE_BYTES, object(), { mark: "", runsFile: "/cache/runs" });
  assert.equal(result.kind, "linked");
  const bytes = Buffer.from(result.kind === "linked" ? result.bytes : []);
  assert.equal(bytes.readBigUInt64LE(2 * PAGE + 16), BigInt(OWN + PAGE));
  assert.equal(bytes.toString("latin1", 4 * PAGE, 4 * PAGE + 12), "/cache/runs\0");
  assert.equal(linked().getBigUint64(2 * PAGE + 16, true), 0xaaaaaaaaaaaaaaaan, "others aren't told");
});

test("script: what can't be linked is said, not thrown", () => {
  const refused: readonly (readonly [Partial<ElfObject>, string])[] = [
    [{ machine: 183 }, "it is no object for this machine"],
    [{ isRelocatable: false }, "it is no object for this machine"],
    [{ symbols: [...SYMBOLS.slice(1, 2)], relocations: [] }, "it defines no mochi_program"],
    [{ symbols: [...SYMBOLS.slice(0, 1), symbol("mochi_new", { kind: "undefined", weak: false })] }, "the runtime image has no mochi_new"],
    [{ relocations: [{ section: 1, offset: 2, type: 23, symbol: 1, addend: 0 }] }, "its relocation 23 of mochi_print is unknown or out of reach"],
    [{ relocations: [{ section: 1, offset: 2, type: 2, symbol: 1, addend: 2 ** 40 }] }, "its relocation 2 of mochi_print is unknown or out of reach"],
    [{ relocations: [{ section: 1, offset: 2, type: 2, symbol: 9, addend: 0 }] }, "it has no symbol 9"],
    [{ sections: [...SECTIONS, section(".tdata", SECTION_ALLOC | SECTION_THREAD_LOCAL, [1])] }, "it has the section .tdata"],
  ];
  for (const [changes, why] of refused) {
    assert.deepEqual(linkScript(IMAGE, IMAGE_BYTES, object(changes), { mark: "" }), { kind: "unlinkable", why });
  }
});

test("script: bytes that are no object are no object, cut anywhere", () => {
  const view = linked();
  const whole = new Uint8Array(view.buffer);
  assert.equal(readObject(new Uint8Array()), undefined);
  assert.equal(readObject(new TextEncoder().encode("x".repeat(200))), undefined);
  for (let size = 0; size < 64; size++) {
    assert.equal(readObject(whole.subarray(0, size)), undefined, `${size} bytes`);
  }
});
