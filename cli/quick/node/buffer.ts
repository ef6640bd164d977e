// node:buffer for the quick core, and the global Buffer: bytes with the methods that a cold run calls.

import { host } from "../host.ts";

export function isUtf8(bytes: Uint8Array): boolean {
  return host.isUtf8(bytes);
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text;
}

class QuickBuffer extends Uint8Array {
  override toString(encoding = "utf8", start = 0, end = this.length): string {
    const bytes = this.subarray(start, end);
    return encoding === "latin1" ? latin1(bytes) : encoding === "utf8" ? host.decode(bytes) : host.handOver(encoding);
  }

  writeBigUInt64LE(value: bigint): void {
    new DataView(this.buffer, this.byteOffset).setBigUint64(0, value, true);
  }
}

/** Of a text its UTF-8 (no other encoding is asked for); of memory a view. */
function from(source: string | ArrayBuffer, startOrEncoding?: number | "utf8", size?: number): QuickBuffer {
  if (typeof source === "string") {
    const { buffer, byteOffset, length } = host.encode(source);
    return new QuickBuffer(buffer as ArrayBuffer, byteOffset, length);
  }
  return source instanceof ArrayBuffer && typeof startOrEncoding === "number" ? new QuickBuffer(source, startOrEncoding, size) : host.handOver("Buffer.from");
}

function concat(parts: readonly Uint8Array[]): QuickBuffer {
  const whole = new QuickBuffer(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function compare(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) {
      return Math.sign(difference);
    }
  }
  return Math.sign(left.length - right.length);
}

Object.assign(globalThis, { Buffer: Object.assign(QuickBuffer, { alloc: (size: number) => new QuickBuffer(size), from, concat, compare }) });
