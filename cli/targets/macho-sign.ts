// Ad-hoc signatures for macOS: what the kernel of Apple's own processors asks of every executable.
// Enters: a thin 64-bit Mach-O, signed before or not. Leaves: the same with a signature that names no
// signer: a code directory (version 0x20400) with the SHA-256 of each 4 KiB page, in a blob at the
// file's end. Layout: xnu's osfmk/kern/cs_blobs.h; the blob's numbers are big-endian, the rest little.
// `codesign -s -` makes the same; here there is no Mac.

import { createHash } from "node:crypto";
import { align, endOfCommands, findSegment, firstContents, HEADER_SIZE, readMachO } from "./macho-file.ts";

const LC_CODE_SIGNATURE = 0x1d;
const SIGNATURE_COMMAND_SIZE = 16;

const SUPER_BLOB = 0xfade0cc0;
const CODE_DIRECTORY = 0xfade0c02;
const VERSION_WITH_EXEC_SEGMENT = 0x20400;
const CODE_DIRECTORY_HEADER = 88;
const SUPER_BLOB_HEADER = 20;
const FLAG_AD_HOC = 2;
const MAIN_BINARY = 1n;
const PAGE_BITS = 12;
const PAGE = 1 << PAGE_BITS;
const HASH_SIZE = 32;
const HASH_SHA256 = 2;

function pageHashes(code: Buffer, pageSize: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(code.length / pageSize) }, (_, page) => createHash("sha256").update(code.subarray(page * pageSize, (page + 1) * pageSize)).digest());
}

function signatureSize(codeSize: number, identifier: string): number {
  return SUPER_BLOB_HEADER + CODE_DIRECTORY_HEADER + Buffer.byteLength(identifier) + 1 + Math.ceil(codeSize / PAGE) * HASH_SIZE;
}

/** The blob over `code`, which is everything in front of it. */
function signatureOf(code: Buffer, identifier: string, textOffset: bigint, textSize: bigint): Buffer {
  const blob = Buffer.alloc(signatureSize(code.length, identifier));
  const hashes = pageHashes(code, PAGE);
  const directorySize = blob.length - SUPER_BLOB_HEADER;
  const hashOffset = CODE_DIRECTORY_HEADER + Buffer.byteLength(identifier) + 1;
  [SUPER_BLOB, blob.length, 1, 0, SUPER_BLOB_HEADER].forEach((word, index) => blob.writeUInt32BE(word, index * 4));
  const directory = blob.subarray(SUPER_BLOB_HEADER);
  [CODE_DIRECTORY, directorySize, VERSION_WITH_EXEC_SEGMENT, FLAG_AD_HOC, hashOffset, CODE_DIRECTORY_HEADER, 0, hashes.length, code.length].forEach((word, index) => directory.writeUInt32BE(word, index * 4));
  directory.set([HASH_SIZE, HASH_SHA256, 0, PAGE_BITS], 36);
  directory.writeBigUInt64BE(textOffset, 64);
  directory.writeBigUInt64BE(textSize, 72);
  directory.writeBigUInt64BE(MAIN_BINARY, 80);
  directory.write(identifier, CODE_DIRECTORY_HEADER);
  hashes.forEach((hash, index) => hash.copy(directory, hashOffset + index * HASH_SIZE));
  return blob;
}

/** Signs an executable; `identifier` is the name that macOS shows for it. Throws what is wrong with a file that can't be signed. */
export function signAdHoc(executable: Buffer, identifier: string): Buffer {
  const macho = readMachO(executable);
  const linkEdit = macho === undefined ? undefined : findSegment(executable, macho, "__LINKEDIT");
  const text = macho === undefined ? undefined : findSegment(executable, macho, "__TEXT");
  if (macho === undefined || linkEdit === undefined || text === undefined) {
    throw new Error("it is no thin 64-bit Mach-O executable");
  }
  const old = macho.commands.find(({ kind }) => kind === LC_CODE_SIGNATURE);
  const codeSize = align(old === undefined ? executable.length : executable.readUInt32LE(old.at + 8), 16);
  const size = signatureSize(codeSize, identifier);
  const signed = Buffer.alloc(codeSize + size);
  executable.copy(signed, 0, 0, Math.min(codeSize, executable.length));
  const commandsEnd = endOfCommands(executable);
  const command = old?.at ?? commandsEnd;
  if (old === undefined) {
    if (commandsEnd + SIGNATURE_COMMAND_SIZE > firstContents(executable, macho)) {
      throw new Error("its header has no room for another load command");
    }
    signed.writeUInt32LE(macho.commands.length + 1, 16);
    signed.writeUInt32LE(commandsEnd - HEADER_SIZE + SIGNATURE_COMMAND_SIZE, 20);
  }
  [LC_CODE_SIGNATURE, SIGNATURE_COMMAND_SIZE, codeSize, size].forEach((word, index) => signed.writeUInt32LE(word, command + index * 4));
  const linkEditSize = signed.length - Number(executable.readBigUInt64LE(linkEdit.at + 40));
  signed.writeBigUInt64LE(BigInt(align(linkEditSize, 0x4000)), linkEdit.at + 32);
  signed.writeBigUInt64LE(BigInt(linkEditSize), linkEdit.at + 48);
  const blob = signatureOf(signed.subarray(0, codeSize), identifier, executable.readBigUInt64LE(text.at + 40), executable.readBigUInt64LE(text.at + 48));
  blob.copy(signed, codeSize);
  return signed;
}

/** What is wrong with the signature as macOS checks it; undefined when nothing is. */
export function signatureFault(bytes: Buffer): string | undefined {
  const macho = readMachO(bytes);
  if (macho === undefined) {
    return "it is no thin 64-bit Mach-O";
  }
  const command = macho.commands.find(({ kind }) => kind === LC_CODE_SIGNATURE);
  const linkEdit = findSegment(bytes, macho, "__LINKEDIT");
  if (command === undefined || linkEdit === undefined) {
    return "it is not signed";
  }
  const offset = bytes.readUInt32LE(command.at + 8);
  const size = bytes.readUInt32LE(command.at + 12);
  if (offset + size > bytes.length || bytes.readUInt32BE(offset) !== SUPER_BLOB || bytes.readUInt32BE(offset + 4) > size) {
    return "its signature is no blob of that size";
  }
  if (bytes.readBigUInt64LE(linkEdit.at + 40) + bytes.readBigUInt64LE(linkEdit.at + 48) !== BigInt(bytes.length)) {
    return "its last segment does not end where the file ends";
  }
  const directory = offset + bytes.readUInt32BE(offset + 16);
  if (bytes.readUInt32BE(directory) !== CODE_DIRECTORY || (bytes.readUInt32BE(directory + 12) & FLAG_AD_HOC) === 0) {
    return "its signature is not an ad-hoc code directory";
  }
  if (bytes.readUInt32BE(directory + 32) !== offset) {
    return "its signature does not cover all that is in front of it";
  }
  const hashes = directory + bytes.readUInt32BE(directory + 16);
  const pageSize = 1 << bytes.readUInt8(directory + 39);
  const wrong = pageHashes(bytes.subarray(0, offset), pageSize).findIndex((hash, page) => !hash.equals(bytes.subarray(hashes + page * HASH_SIZE, hashes + (page + 1) * HASH_SIZE)));
  return wrong < 0 ? undefined : `page ${wrong} has another hash than its signature says`;
}
