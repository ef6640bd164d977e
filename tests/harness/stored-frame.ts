// Bytes in, a zstd frame out that decodes to them and compresses nothing: payloads for tests, made at once and without
// a compressor. What a release carries is compressed by its own node (release/make-release.ts).

/** A zstd frame that holds the bytes as they are: RFC 8878, a header without content size, raw blocks. */
export function storedFrame(contents: Uint8Array): Uint8Array {
  const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x50]);
  const size = 1 << 17;
  const count = Math.max(1, Math.ceil(contents.length / size));
  const blocks = Array.from({ length: count }, (_, index) => {
    const block = contents.subarray(index * size, (index + 1) * size);
    const head = Buffer.alloc(4);
    head.writeUInt32LE((block.length << 3) | (index === count - 1 ? 1 : 0));
    return Buffer.concat([head.subarray(0, 3), block]);
  });
  return Buffer.concat([header, ...blocks]);
}
