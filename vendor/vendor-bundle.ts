// `mochi vendor bundle`: everything that builds could fetch, in one file for machines without network.
// Enters: names of toolchains and a host. Leaves: a bundle (bundle-file.ts). The archives are obtained
// as for an installation, so they are verified, and what is in store already is not fetched again.

import { statSync } from "node:fs";
import { type BundledArtifact, writeBundleFile } from "./bundle-file.ts";
import { clearDownloads, fetchArtifact } from "./fetch-artifact.ts";
import { withToolchainLock } from "./install-toolchain.ts";
import { type VendorContext, VendorFailure } from "./vendor-context.ts";

type PackedArtifact = BundledArtifact & { readonly path: string };

/** Writes a bundle of these toolchains for the context's host; what is in it. Throws a VendorFailure. */
export async function writeBundle(cx: VendorContext, names: readonly string[], out: string): Promise<readonly BundledArtifact[]> {
  const packed: PackedArtifact[] = [];
  const pack = async ([next, ...others]: readonly string[]): Promise<void> => {
    if (next === undefined) {
      await writeBundleFile(await cx.packages(), out, packed);
      return;
    }
    const pin = cx.pins[next];
    if (pin === undefined) {
      throw new VendorFailure(`there is no toolchain «${next}»`, `there are: ${Object.keys(cx.pins).join(", ")}`);
    }
    // The lock is kept until the bundle is written: nobody may clear the archive away before.
    await withToolchainLock(cx, next, async () => {
      const { artifact, path } = await fetchArtifact(cx, next, pin);
      packed.push({ toolchain: next, version: pin.version, host: artifact.host, file: artifact.file, size: statSync(path).size, sha256: artifact.sha256, path });
      await pack(others);
      clearDownloads(cx, next);
    });
  };
  await pack([...names].sort()); // always in the same order, or two could wait for each other
  return packed;
}
