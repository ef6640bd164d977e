// Relocations, each with the bytes that an assembler and a linker make of the same place and target.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { withPlayground } from "../harness/mochi-command.ts";
import { buildFromCompiler } from "./build-compiler.ts";

const MACHINE_X86_64 = 62;
const MACHINE_AARCH64 = 183;

interface Case {
  readonly name: string;
  readonly machine: number;
  readonly type: number;
  /** The bytes before, as one little-endian number. */
  readonly before?: number;
  readonly place?: number;
  readonly target: number;
  readonly slot?: number;
  readonly addend?: number;
  /** Undefined: refused. */
  readonly after: bigint | undefined;
}

const x86 = (name: string, type: number, rest: Omit<Case, "name" | "machine" | "type">): Case => ({ name, machine: MACHINE_X86_64, type, ...rest });
const arm = (name: string, type: number, rest: Omit<Case, "name" | "machine" | "type">): Case => ({ name, machine: MACHINE_AARCH64, type, ...rest });

const CASES: readonly Case[] = [
  x86("64", 1, { target: 0x123456789a, after: 0x123456789an }),
  x86("PC32 forwards", 2, { place: 0x401000, target: 0x402000 - 4, after: 0xffcn }),
  x86("PLT32 backwards", 4, { place: 0x402000, target: 0x401000 - 4, after: 0xffffeffcn }),
  x86("PC32 too far", 2, { place: 0, target: 2 ** 31, after: undefined }),
  x86("32", 10, { target: 0xfffffffe, after: 0xfffffffen }),
  x86("32 of a negative number", 10, { target: -1, after: undefined }),
  x86("32S", 11, { target: -2, after: 0xfffffffen }),
  x86("32S too large", 11, { target: 2 ** 31, after: undefined }),
  x86("PC64", 24, { place: 8, target: 4, after: 0xfffffffffffffffcn }),
  x86("GOTPCREL", 9, { place: 0x401003, target: 0x9999, slot: 0x402008, addend: -4, after: 0x1001n }),
  x86("REX_GOTPCRELX", 42, { place: 0x401003, target: 0x9999, slot: 0x402008, addend: -4, after: 0x1001n }),
  x86("TPOFF32", 23, { target: 0, after: undefined }),
  // bl +0x1000; bl -4
  arm("CALL26 forwards", 283, { before: 0x94000000, place: 0x400000, target: 0x401000, after: 0x94000400n }),
  arm("CALL26 backwards", 283, { before: 0x94000000, place: 0x400004, target: 0x400000, after: 0x97ffffffn }),
  arm("CALL26 too far", 283, { before: 0x94000000, place: 0, target: 2 ** 28, after: undefined }),
  // adrp x0, +3 pages; add x0, x0, #0x678; ldr x0, [x0, #0x678]
  arm("ADR_PREL_PG_HI21", 275, { before: 0x90000000, place: 0x400ffc, target: 0x403678, after: 0xf0000000n }),
  arm("ADR_PREL_PG_HI21 backwards", 275, { before: 0x90000000, place: 0x403000, target: 0x402fff, after: 0xf0ffffe0n }),
  arm("ADD_ABS_LO12_NC", 277, { before: 0x91000000, target: 0x403678, after: 0x9119e000n }),
  arm("LDST64_ABS_LO12_NC", 286, { before: 0xf9400000, target: 0x403678, after: 0xf9433c00n }),
  arm("LDST64 of an odd address", 286, { before: 0xf9400000, target: 0x403679, after: undefined }),
  arm("LDST32_ABS_LO12_NC", 285, { before: 0xb9400000, target: 0x403674, after: 0xb9467400n }),
  // movz x0, #0x9abc; movk x0, #0x5678, lsl 16
  arm("MOVW_UABS_G0_NC", 264, { before: 0xd2800000, target: 0x123456789abc, after: 0xd2935780n }),
  arm("MOVW_UABS_G1_NC", 266, { before: 0xf2a00000, target: 0x123456789abc, after: 0xf2aacf00n }),
  // adrp x30, +1 page; ldr x1, [x30] becomes add x1, x30, #0x10
  arm("ADR_GOT_PAGE", 311, { before: 0x9000001e, place: 0x400000, target: 0x401010, after: 0xb000001en }),
  arm("LD64_GOT_LO12_NC", 312, { before: 0xf94003c1, target: 0x401010, after: 0x910043c1n }),
  arm("LD64_GOT_LO12_NC of a byte", 312, { before: 0xf94003c1, target: 0x401011, after: 0x910047c1n }),
  { name: "another machine", machine: 8, type: 1, target: 0, after: undefined },
];

test("script: relocations", async () => {
  await withPlayground((play) => {
    const program = play.path("relocate");
    buildFromCompiler(program, ["relocate.c"], ["relocate.c"]);
    const lines = CASES.map(({ machine, type, before = 0, place = 0, target, slot = 0, addend = 0 }) => [machine, type, before, place, BigInt.asUintN(64, BigInt(target)), slot, addend].join(" "));
    const answers = execFileSync(program, { input: lines.join("\n"), encoding: "utf8" }).trim().split("\n");
    const named = (what: (one: Case, index: number) => string | undefined): readonly string[] => CASES.map((one, index) => `${one.machine} ${one.name}: ${what(one, index)}`);
    assert.deepEqual(named((_, index) => answers[index]), named(({ after }) => after?.toString(16) ?? "refused"));
  });
});
