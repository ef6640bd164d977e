// What programs of this machine's own C compiler are linked with where the build made nothing for it: a release
// for another machine than its builder's carries kits only. Tried with a copy of Mochi whose libraries lie in a kit's place.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findCompiler, identifyCompiler } from "../../cli/driver/c-compiler.ts";
import { withPlayground } from "../harness/mochi-command.ts";

test("targets: a C compiler of this machine takes the kit where no libraries were built for it", async () => {
  const { triple } = identifyCompiler(findCompiler(undefined) ?? []);
  await withPlayground(({ folder, home, write }) => {
    const copy = join(folder, "copy");
    for (const part of ["build-id", "mochi", "mochi-core", "mochi-core.cjs", "mochi.cjs", "command.cjs", "package.json", "include", "vendor", join("lib", triple)].filter((one) => existsSync(join("dist", one)))) {
      cpSync(join("dist", part), join(copy, part), { recursive: true });
    }
    write("p.mochi", "print([1, 2] + [3])\nprint(123456789012345678901234567890n * 2n)\n");
    const build = (): ReturnType<typeof spawnSync> => spawnSync(join(copy, "mochi"), ["build", "p.mochi"], { cwd: folder, encoding: "utf8", env: { ...process.env, HOME: home, MOCHI_HOME: join(home, ".mochi"), MOCHI_OFFLINE: "1" } });

    const kit = join(copy, "kits", triple);
    cpSync(join(copy, "lib", triple), kit, { recursive: true });
    renameSync(join(copy, "lib"), join(copy, "away"));
    const describeKit = (runtime: string): void => writeFileSync(join(kit, "kit.json"), JSON.stringify({ runtime }));
    describeKit("another");
    const refused = build();
    assert.equal(refused.status, 1);
    assert.match(String(refused.stderr), new RegExp(`^mochi: the libraries for ${triple} were built from another runtime than this one\n`));

    describeKit(readFileSync(join(copy, "include", "fingerprint"), "utf8"));
    const built = build();
    assert.deepEqual([built.status, built.stderr], [0, ""]);
    assert.equal(spawnSync(join(folder, "p"), { encoding: "utf8" }).stdout, "[1, 2, 3]\n246913578024691357802469135780\n");
  });
});
