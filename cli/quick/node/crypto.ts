// node:crypto for the quick core.

import { host } from "../host.ts";

interface Hash {
  update(data: Uint8Array | string): Hash;
  digest(encoding: "hex"): string;
}

export function createHash(name: string): Hash {
  const parts: Uint8Array[] = [];
  const hash: Hash = {
    update(data) {
      parts.push(typeof data === "string" ? host.encode(data) : data);
      return hash;
    },
    digest: () => host.sha256(Buffer.concat(parts)),
  };
  return name === "sha256" ? hash : host.handOver(name);
}
