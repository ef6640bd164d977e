// Whether a file has the bytes that are pinned. Nothing is unpacked before this said yes, and no
// option, variable or file can skip it.

import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import type { PinnedArtifact } from "./toolchain-pins.ts";

export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk);
  }
  return hash.digest("hex");
}

/** What is wrong with the file; undefined when it is the artifact. */
export async function mismatch(artifact: PinnedArtifact, path: string): Promise<string | undefined> {
  const { size } = statSync(path);
  if (artifact.size !== undefined && size !== artifact.size) {
    return `${size} bytes instead of ${artifact.size}`;
  }
  const sha256 = await sha256OfFile(path);
  return sha256 === artifact.sha256 ? undefined : `SHA-256 ${sha256} instead of ${artifact.sha256}`;
}
