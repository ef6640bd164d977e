// The script linker over objects and images made by hand: what lies where, what is written, what is refused. It is built here with
// AddressSanitizer and UBSan, and without tcc.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { ask, compilerCommand } from "../../cli/script/script-compiler.ts";
import { buildFromCompiler } from "./build-compiler.ts";
import { FLAG, objectBytes, PLACE, type TestObject, type TestSection, type TestSymbol } from "./write-object.ts";

const PAGE = 4096;
const MACHINE_X86_64 = 62;
const RELOCATABLE = 1;

interface Segment {
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
  readonly flags: number;
}

interface TestImage {
  readonly alignment: number;
  readonly segments: readonly Segment[];
  readonly threadLocal?: Segment & { readonly alignment: number };
  readonly symbols: Readonly<Record<string, number>>;
}

const IMAGE: TestImage = {
  alignment: PAGE,
  segments: [
    { offset: 0, address: 0x400000, fileSize: PAGE, memorySize: PAGE, flags: 4 },
    { offset: PAGE, address: 0x401000, fileSize: 0x20, memorySize: 0x20, flags: 5 },
    { offset: 2 * PAGE, address: 0x402000, fileSize: 0x30, memorySize: 0x5000, flags: 6 },
  ],
  symbols: { mochi_gc_arena: 0x401014, mochi_gc_backend: 0x402020, mochi_image_program: 0x402000, mochi_main_with_stack: 0x401018, mochi_print: 0x401010, mochi_zeroed: 0x403000 },
};
const ENTRY = 0x401000;
/** Behind the image's last page. */
const OWN = 0x407000;

const SECTIONS: readonly TestSection[] = [
  { name: ".text", flags: FLAG.alloc | FLAG.execute, bytes: [0x90, 0xe8, 0, 0, 0, 0, 0xc3] },
  { name: ".data", flags: FLAG.alloc | FLAG.write, bytes: [1, 2, 3, 4, 5, 6, 7, 8] },
  { name: ".bss", flags: FLAG.alloc | FLAG.write, bytes: 0x9000 },
  { name: ".comment", flags: 0, bytes: [0x21] },
];

const SYMBOLS: readonly TestSymbol[] = [
  { name: "mochi_program", section: 1, value: 1 },
  { name: "mochi_print", section: PLACE.undefined },
  { name: "counter", section: PLACE.common, value: 8, size: 8 },
  { name: "perhaps", section: PLACE.undefined, isWeak: true },
];

function object(changes: Partial<TestObject> = {}): TestObject {
  return { kind: RELOCATABLE, machine: MACHINE_X86_64, sections: SECTIONS, symbols: SYMBOLS, relocations: [{ section: 1, offset: 2, type: 4, symbol: 1, addend: -4 }], ...changes };
}

interface Choices {
  readonly mark?: string;
  readonly runsFile?: string;
  readonly collector?: string;
}

interface Linker {
  /** The answer's first line. */
  readonly say: (bytes: Uint8Array, image?: TestImage, choices?: Choices, output?: string) => string | undefined;
  /** The executable. */
  readonly link: (changes?: Partial<TestObject>, choices?: Choices, image?: TestImage) => DataView;
}

const work = mkdtempSync(join(tmpdir(), "mochi-link-"));
after(() => rmSync(work, { recursive: true, force: true }));
const path = (name: string): string => join(work, name);

function newLinker(): Linker {
  const folder = path("image");
  mkdirSync(folder);
  buildFromCompiler(join(folder, "compile"), ["main.c", "file.c", "image.c", "link.c", "object.c", "relocate.c", "request.c", "sha256.c", `machine/${process.arch === "arm64" ? "aarch64" : "x86_64"}.c`], ["no-compiler.c"]);
  const words = ({ offset, address, fileSize, memorySize, flags }: Segment): string => [offset, address, fileSize, memorySize, flags].join(" ");
  const say: Linker["say"] = (bytes, image = IMAGE, { mark = "", runsFile = "", collector = "" } = {}, output = path("program")) => {
    const lines = [`machine ${MACHINE_X86_64}`, `entry ${ENTRY}`, `alignment ${image.alignment}`, ...image.segments.map((one) => `segment ${words(one)}`), ...(image.threadLocal === undefined ? [] : [`thread-local ${words(image.threadLocal)} ${image.threadLocal.alignment}`]), ...Object.entries(image.symbols).map(([name, address]) => `symbol ${name} ${address}`)];
    writeFileSync(join(folder, "image.map"), lines.map((line) => `${line}\n`).join(""));
    writeFileSync(join(folder, "image"), Buffer.alloc(3 * PAGE, 0xaa));
    writeFileSync(path("object.o"), bytes);
    rmSync(output, { force: true });
    return ask(compilerCommand({ folder }, "link", path("object.o")), [output, mark, runsFile, collector].map((text) => `${text}\0`).join(""))();
  };
  const link: Linker["link"] = (changes, choices, image) => {
    const answer = say(objectBytes(object(changes)), image, choices);
    const bytes = existsSync(path("program")) ? readFileSync(path("program")) : Buffer.alloc(0);
    assert.equal(answer, `linked ${bytes.length} ${createHash("sha256").update(bytes).digest("hex")}`);
    assert.equal(statSync(path("program")).mode & 0o777, 0o700);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  };
  return { say, link };
}

const { say, link } = newLinker();

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
  const view = link({}, { mark: "our mark" });
  const headers = loads(view);
  assert.deepEqual(headers.slice(0, 3), IMAGE.segments);
  assert.deepEqual(headers.slice(3), [
    { flags: 5, offset: 3 * PAGE, address: OWN, fileSize: 7, memorySize: 7 },
    { flags: 6, offset: 4 * PAGE, address: OWN + PAGE, fileSize: 8, memorySize: 0x9018 },
  ]);
  assert.ok(headers.every(({ flags }) => (flags & 3) !== 3));
  assert.ok(headers.every(({ offset, address }) => offset % PAGE === 0 && address % PAGE === 0));
  assert.equal(view.getBigUint64(24, true), BigInt(ENTRY));
  assert.ok(Buffer.from(view.buffer, view.byteOffset, PAGE).includes("\0our mark\0"));
  assert.equal(view.getUint8(PAGE), 0xaa, "the image's bytes are there");
});

test("script: on a machine with large pages the segments share none of them, and the file has no gaps", () => {
  const large: TestImage = {
    alignment: 16 * PAGE,
    segments: IMAGE.segments.map((one, index) => ({ ...one, address: 0x400000 + index * 16 * PAGE + one.offset })),
    threadLocal: { offset: 2 * PAGE + 0x28, address: 0x422028, fileSize: 0, memorySize: 4, flags: 4, alignment: 4 },
    symbols: { ...IMAGE.symbols, mochi_image_program: 0x422000 },
  };
  const view = link({}, {}, large);
  const headers = loads(view);
  assert.deepEqual(headers.slice(3).map(({ offset, address }) => [offset, address]), [[3 * PAGE, 0x433000], [4 * PAGE, 0x444000]]);
  const threads = 64 + headers.length * 56;
  assert.deepEqual([view.getUint32(threads, true), view.getBigUint64(threads + 16, true), view.getBigUint64(threads + 48, true)], [7, 0x422028n, 4n]);
});

test("script: calls are direct, the image learns where the program is", () => {
  const view = link();
  assert.equal(view.getInt32(3 * PAGE + 2, true), 0x401010 - (OWN + 2) - 4);
  assert.equal(view.getBigUint64(2 * PAGE, true), 0x401018n, "without a main of its own, on a deep stack");
  assert.equal(view.getBigUint64(2 * PAGE + 8, true), BigInt(OWN + 1));
  const own = link({ symbols: [...SYMBOLS, { name: "main", section: 1, value: 6 }] });
  assert.equal(own.getBigUint64(2 * PAGE, true), BigInt(OWN + 6));
});

test("script: the collector is the image's own, or the one that was asked for", () => {
  assert.equal(link().getBigUint64(2 * PAGE + 0x20, true), 0xaaaaaaaaaaaaaaaan);
  assert.equal(link({}, { collector: "mochi_gc_arena" }).getBigUint64(2 * PAGE + 0x20, true), 0x401014n);
  assert.equal(say(objectBytes(object()), IMAGE, { collector: "mochi_gc_precise" }), "unlinkable the runtime image has no mochi_gc_precise");
});

test("script: the offset table is read-only and has an entry for each symbol that needs one", () => {
  const relocations = [1, 1, 3].map((symbol, index) => ({ section: 2, offset: index, type: 9, symbol, addend: 0 }));
  const view = link({ relocations });
  assert.deepEqual(loads(view)[4], { flags: 4, offset: 4 * PAGE, address: OWN + PAGE, fileSize: 16, memorySize: 16 });
  assert.equal(view.getBigUint64(4 * PAGE, true), 0x401010n);
  assert.equal(view.getBigUint64(4 * PAGE + 8, true), 0n, "what is weak and missing is nowhere");
});

test("script: common symbols and zeroed sections lie behind the data", () => {
  const common = { section: 2, offset: 0, type: 1, symbol: 2, addend: 0 };
  assert.equal(link({ relocations: [common] }).getBigUint64(4 * PAGE, true), BigInt(OWN + PAGE + 0x10 + 0x9000));
  const zeroed = link({ relocations: [{ ...common, symbol: 4, addend: 8 }], symbols: [...SYMBOLS, { name: "buffer", section: 3 }] });
  assert.equal(zeroed.getBigUint64(4 * PAGE, true), BigInt(OWN + PAGE + 0x10 + 8));
});

test("script: a program whose runs are counted knows the file", () => {
  const view = link({}, { runsFile: "/cache/runs" });
  assert.equal(view.getBigUint64(2 * PAGE + 16, true), BigInt(OWN + PAGE));
  assert.equal(Buffer.from(view.buffer, view.byteOffset + 4 * PAGE, 12).toString("latin1"), "/cache/runs\0");
  assert.equal(link().getBigUint64(2 * PAGE + 16, true), 0xaaaaaaaaaaaaaaaan, "others aren't told");
});

test("script: what can't be linked is said", () => {
  const [text, ...others] = SECTIONS;
  const strange = "the C compiler's object is of another kind";
  const call = { section: 1, offset: 2, type: 2, symbol: 1, addend: 0 };
  const refused: readonly (readonly [Partial<TestObject>, string])[] = [
    [{ machine: 183 }, "it is no object for this machine"],
    [{ kind: 2 }, "it is no object for this machine"],
    [{ symbols: SYMBOLS.slice(1, 2), relocations: [] }, "it defines no mochi_program"],
    [{ symbols: [...SYMBOLS.slice(0, 1), { name: "mochi_new", section: PLACE.undefined }] }, "the runtime image has no mochi_new"],
    [{ relocations: [{ ...call, type: 23 }] }, "its relocation 23 of mochi_print is unknown or out of reach"],
    [{ relocations: [{ ...call, addend: 2 ** 40 }] }, "its relocation 2 of mochi_print is unknown or out of reach"],
    [{ relocations: [{ ...call, offset: 4 }] }, "its relocation 2 of mochi_print is unknown or out of reach"],
    [{ relocations: [{ ...call, offset: 7 }] }, strange],
    [{ relocations: [{ ...call, symbol: 9 }] }, strange],
    [{ relocations: [{ ...call, section: 3 }] }, strange],
    [{ symbols: [...SYMBOLS, { name: "nowhere", section: 99 }] }, strange],
    [{ sections: [{ ...(text as TestSection), flags: 0 }, ...others], relocations: [] }, "mochi_program lies in a section that isn't loaded"],
    [{ sections: [...SECTIONS, { name: ".tdata", flags: FLAG.alloc | FLAG.threadLocal, bytes: [1] }] }, "it has the section .tdata"],
  ];
  for (const [changes, why] of refused) {
    assert.equal(say(objectBytes(object(changes))), `unlinkable ${why}`);
  }
  assert.equal(say(objectBytes(object()), IMAGE, {}, path("no/such/folder")), "unwritable No such file or directory");
  assert.equal(say(objectBytes(object()), { ...IMAGE, segments: [] }), "unlinkable the runtime image can't be read");
});

test("script: bytes that are no object are none, cut and changed anywhere", () => {
  const whole = objectBytes(object());
  for (let size = 0; size < whole.length; size += 23) {
    assert.match(say(whole.subarray(0, size)) ?? "", /^unlinkable /, `${size} bytes`);
  }
  for (let at = 0; at < whole.length; at += 11) {
    const changed = Buffer.from(whole);
    changed[at] = (changed[at] ?? 0) ^ 0xff;
    assert.match(say(changed) ?? "", /^(unlinkable|linked) /, `byte ${at} changed`);
  }
});
