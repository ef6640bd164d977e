// Ad-hoc signatures, on a Mach-O put together here: a header, __TEXT with one section, __LINKEDIT.

import assert from "node:assert/strict";
import { test } from "node:test";
import { readMachO } from "../../cli/targets/macho-file.ts";
import { signAdHoc, signatureFault } from "../../cli/targets/macho-sign.ts";

const PAGE = 0x4000;
const LC_SEGMENT_64 = 0x19;

/** `room`: bytes between the load commands and the section's contents. */
function executable(room: number): Buffer {
  const commandsSize = 72 + 80 + 72;
  const contents = 32 + commandsSize + room;
  const bytes = Buffer.alloc(PAGE + 40, 7);
  bytes.fill(0, 0, contents);
  [0xfeedfacf, 0x0100000c, 0, 2, 2, commandsSize, 0, 0].forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  const segment = (at: number, name: string, offset: number, size: number, sections: number): void => {
    bytes.writeUInt32LE(LC_SEGMENT_64, at);
    bytes.writeUInt32LE(72 + sections * 80, at + 4);
    bytes.write(name, at + 8);
    bytes.writeBigUInt64LE(BigInt(PAGE), at + 32);
    bytes.writeBigUInt64LE(BigInt(offset), at + 40);
    bytes.writeBigUInt64LE(BigInt(size), at + 48);
    bytes.writeUInt32LE(sections, at + 64);
  };
  segment(32, "__TEXT", 0, PAGE, 1);
  bytes.writeUInt32LE(contents, 32 + 72 + 48);
  segment(32 + 72 + 80, "__LINKEDIT", PAGE, 40, 0);
  return bytes;
}

test("macho-sign: what is signed passes macOS's checks, and one changed byte doesn't", () => {
  const unsigned = executable(16);
  assert.equal(signatureFault(unsigned), "it is not signed");
  const signed = signAdHoc(unsigned, "hello");
  assert.equal(signatureFault(signed), undefined);
  assert.equal(readMachO(signed)?.commands.length, 3);
  const changed = Buffer.from(signed);
  changed.writeUInt8(8, PAGE + 3);
  assert.equal(signatureFault(changed), "page 4 has another hash than its signature says");
  assert.equal(signatureFault(signed.subarray(0, signed.length - 1)), "its signature is no blob of that size");
});

test("macho-sign: signing again replaces the signature", () => {
  const signed = signAdHoc(executable(16), "hello");
  assert.ok(signAdHoc(signed, "hello").equals(signed));
  const renamed = signAdHoc(signed, "another-name");
  assert.equal(signatureFault(renamed), undefined);
  assert.ok(renamed.includes("another-name"));
});

test("macho-sign: a file that can't be signed is refused", () => {
  assert.throws(() => signAdHoc(executable(8), "hello"), /no room for another load command/);
  assert.throws(() => signAdHoc(Buffer.from("#!/bin/sh\n"), "hello"), /no thin 64-bit Mach-O/);
});
