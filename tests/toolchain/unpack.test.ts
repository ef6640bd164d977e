// What archives may put on disk. The bad ones are made byte by byte; whatever they try, nothing
// appears outside of their folder, and no toolchain comes of them.

import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, realpathSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { installToolchain } from "../../vendor/install-toolchain.ts";
import { damageOf } from "../../vendor/installed-toolchain.ts";
import type { PinnedToolchain } from "../../vendor/toolchain-pins.ts";
import { pathParts } from "../../vendor/archive-entry.ts";
import { type VendorContext, VendorFailure } from "../../vendor/vendor-context.ts";
import type { Entry } from "./archive-bytes.ts";
import { assertNothingOrAll, assertTidy, contextFor, ENTRIES, pack, pinOf, TOOL, withHome } from "./vendor-playground.ts";

/** Installs from an archive that the user brought. */
async function install(home: string, archive: string, bytes: Buffer, more: Partial<PinnedToolchain> = {}): Promise<string> {
  const file = join(dirname(home), "given");
  writeFileSync(file, bytes);
  const pin = pinOf(archive, bytes, [], more);
  return installToolchain(contextFor(home, pin), TOOL, pin, { from: file });
}

const TOOL_FILE: Entry = { path: "tool-1/bin/tool", content: "", mode: 0o755 };

interface BadArchive {
  readonly says: RegExp;
  readonly entries: readonly Entry[];
  readonly kinds?: readonly string[];
  readonly more?: Partial<PinnedToolchain>;
}

const BOTH = ["tar.gz", "zip"];
const LINKS = { links: true };

/** What GNU tar puts before an entry whose name is too long for its header. */
function gnuNamed(path: string): readonly Entry[] {
  return [{ path: "././@LongLink", type: "L", content: `${path}\0` }, { path: path.slice(0, 99), content: "x" }];
}

/** What POSIX 2001 puts before an entry to say more of it. */
function pax(key: string, value: string): Entry {
  const rest = ` ${key}=${value}\n`;
  const digits = String(rest.length + String(rest.length).length).length;
  return { path: "PaxHeader", type: "x", content: `${rest.length + digits}${rest}` };
}

function paxNamed(path: string): readonly Entry[] {
  return [pax("path", path), { path: "tool-1/short", content: "x" }];
}

const BAD: Readonly<Record<string, BadArchive>> = {
  "an absolute path": { says: /absolute path/, entries: [{ path: "/tmp/escaped", content: "x" }] },
  "a path that climbs": { says: /leads out of its folder|relative path/, entries: [{ path: "tool-1/../../escaped", content: "x" }] },
  "a folder that climbs": { says: /leads out of its folder|relative path/, entries: [{ path: "../escaped/", type: "5" }] },
  "a drive letter": { says: /absolute path/, entries: [{ path: "C:escaped", content: "x" }] },
  "a backslash": { says: /no path of ours has|invalid characters/, entries: [{ path: "tool-1\\..\\..\\escaped", content: "x" }] },
  "a line break in a name": { says: /no path of ours has/, entries: [{ path: "tool-1/a\nb", content: "x" }] },
  "a zero byte in a name (zip)": { says: /no path of ours has|invalid/, kinds: ["zip"], entries: [{ path: "tool-1/a\0b", content: "x" }] },
  "a zero byte in a name (tar, where the name ends there)": { says: /holds no bin\/tool/, kinds: ["tar.gz"], entries: paxNamed("tool-1/a\0b") },
  "an escape sequence in a name": { says: /no path of ours has/, entries: [{ path: "tool-1/\x1b[2Ja", content: "x" }] },
  "a name of 5,000 bytes (zip)": { says: /no plain path/, kinds: ["zip"], entries: [{ path: `tool-1/${"x".repeat(5000)}`, content: "x" }] },
  "a name of 5,000 bytes (GNU tar)": { says: /no plain path/, kinds: ["tar.gz"], entries: gnuNamed(`tool-1/${"x".repeat(5000)}`) },
  "a name of 5,000 bytes (pax)": { says: /no plain path/, kinds: ["tar.gz"], entries: paxNamed(`tool-1/${"x".repeat(5000)}`) },
  "a name of 200,000 bytes (pax)": { says: /./, kinds: ["tar.gz"], entries: paxNamed(`tool-1/${"x/".repeat(100_000)}`) },
  "a long name that climbs (GNU tar)": { says: /leads out of its folder/, kinds: ["tar.gz"], entries: gnuNamed(`tool-1/${"x/".repeat(60)}${"../".repeat(62)}escaped`) },
  "a long link that leads out (pax)": { says: /leads out/, kinds: ["tar.gz"], entries: [pax("linkpath", `${"../".repeat(60)}etc/passwd`), { path: "tool-1/l", type: "2", target: "short" }], more: LINKS },
  "a size of another file (pax)": { says: /./, kinds: ["tar.gz"], entries: [pax("size", "99999999999"), { path: "tool-1/a", content: "x" }] },
  "an empty part of a path": { says: /no plain path/, entries: [{ path: "tool-1//escaped", content: "x" }] },
  "a link where none is needed": { says: /is a link/, entries: [TOOL_FILE, { path: "tool-1/l", type: "2", target: "bin/tool" }] },
  "a link to an absolute path": { says: /is a link to/, entries: [{ path: "tool-1/l", type: "2", target: "/etc/passwd" }], more: LINKS },
  "a link that leads out": { says: /leads out/, entries: [{ path: "tool-1/l", type: "2", target: "../../../escaped" }], more: LINKS },
  "a link to nothing": { says: /link to nothing/, entries: [TOOL_FILE, { path: "tool-1/l", type: "2", target: "nowhere" }], more: LINKS },
  "a link to itself": { says: /link to nothing/, entries: [TOOL_FILE, { path: "tool-1/l", type: "2", target: "l" }], more: LINKS },
  "a link that leads out over another": { says: /leads out|link to nothing/, entries: [TOOL_FILE, { path: "tool-1/a", type: "2", target: "bin" }, { path: "tool-1/lib/l", type: "2", target: "../a/../../.." }], more: LINKS },
  "a file written through a link": { says: /is the same as|is there twice/, entries: [{ path: "tool-1/l", type: "2", target: "bin" }, { path: "tool-1/l/evil", content: "x" }], more: LINKS },
  "a file over a link": { says: /is there twice/, entries: [TOOL_FILE, { path: "tool-1/l", type: "2", target: "bin/tool" }, { path: "tool-1/l", content: "x" }], more: LINKS },
  "a hard link out": { says: /leads out/, kinds: ["tar.gz"], entries: [{ path: "tool-1/l", type: "1", target: "../../../../etc/passwd" }], more: LINKS },
  "a device": { says: /neither file nor folder/, entries: [{ path: "tool-1/dev", type: "3" }] },
  "a pipe": { says: /neither file nor folder/, entries: [{ path: "tool-1/pipe", type: "6" }] },
  "an unknown kind": { says: /of no kind that may be/, kinds: ["tar.gz"], entries: [{ path: "tool-1/what", type: "Z" }] },
  "the same file twice": { says: /is there twice/, entries: [TOOL_FILE, { path: "tool-1/a", content: "1" }, { path: "tool-1/a", content: "2" }] },
  "names that differ in case": { says: /case or Unicode/, entries: [TOOL_FILE, { path: "tool-1/Readme", content: "1" }, { path: "tool-1/README", content: "2" }] },
  "names that differ in Unicode form": { says: /case or Unicode/, entries: [TOOL_FILE, { path: "tool-1/\u00e9", content: "1" }, { path: "tool-1/e\u0301", content: "2" }] },
  "folders that differ in case": { says: /case or Unicode/, entries: [TOOL_FILE, { path: "tool-1/lib/a", content: "1" }, { path: "tool-1/LIB/b", content: "2" }] },
  "a file that is a folder": { says: /is the same as|is there twice/, entries: [TOOL_FILE, { path: "tool-1/bin", content: "1" }] },
  "more files than allowed": { says: /one more than the 50/, entries: [TOOL_FILE, ...Array.from({ length: 60 }, (_, index): Entry => ({ path: `tool-1/${index}` }))] },
  "more folders than allowed": { says: /one more than the 50/, entries: [{ path: `tool-1/${"d/".repeat(40)}${"e/".repeat(9)}f`, content: "" }, ...ENTRIES] },
  "more bytes than allowed": { says: /larger than the 1000000 bytes/, entries: [TOOL_FILE, { path: "tool-1/bomb", content: Buffer.alloc(1_100_000) }] },
  "a bomb outside of what is wanted": { says: /larger than the 1000000 bytes/, entries: [{ path: "other/bomb", content: Buffer.alloc(1_100_000) }, TOOL_FILE] },
  "no program": { says: /holds no bin\/tool/, entries: [{ path: "tool-1/README", content: "" }] },
};

describe("unpack", { concurrency: 4 }, () => {
  for (const archive of ["tar.gz", "tar.xz", "zip"]) {
    test(`unpack: a ${archive} gives its files, without the folder around them`, () =>
      withHome(async (home) => {
        const bytes = pack(archive);
        const folder = await install(home, archive, bytes);
        assert.equal(folder, join(home, "toolchains", "tool-1"));
        assert.deepEqual(readdirSync(folder).sort(), [".files", ".ok", "bin", "lib"]);
        assert.equal(readFileSync(join(folder, "bin", "tool"), "utf8"), "#!/bin/sh\necho tool 1\n");
        assert.equal(readFileSync(join(folder, "lib", "deep", "er", "b.h")).length, 70_000);
        assert.deepEqual([statSync(folder).mode & 0o777, statSync(join(folder, "bin", "tool")).mode & 0o111, statSync(join(folder, "lib", "a.h")).mode & 0o133], [0o700, 0o111, 0]);
        assert.deepEqual(await damageOf(folder, TOOL, pinOf(archive, bytes, [])), []);
        assertTidy(contextFor(home, pinOf(archive, bytes, [])));
      }));

    test(`unpack: a ${archive} that is cut off or changed, with a pin that says so, is refused`, () =>
      withHome(async (home) => {
        const whole = pack(archive);
        for (const bytes of [whole.subarray(0, whole.length - 700), whole.subarray(0, 40), Buffer.from("no archive"), Buffer.alloc(0)]) {
          await assert.rejects(install(home, archive, bytes), VendorFailure);
          assert.equal(await assertNothingOrAll(contextFor(home, pinOf(archive, bytes, []))), "nothing");
        }
      }));
  }

  for (const [name, { says, entries, kinds = BOTH, more = {} }] of Object.entries(BAD)) {
    for (const archive of kinds) {
      test(`unpack: ${name} is refused (${archive})`, () =>
        withHome(async (home) => {
          const bytes = pack(archive, entries);
          await assert.rejects(install(home, archive, bytes, more), (error: unknown) => {
            assert.ok(error instanceof VendorFailure, String(error));
            assert.match(error.message, says);
            assert.notEqual(error.remedy, "");
            return true;
          });
          const cx = contextFor(home, pinOf(archive, bytes, [], more));
          assert.equal(await assertNothingOrAll(cx), "nothing");
          assert.deepEqual(readdirSync(dirname(home)).sort(), ["given", "home"]);
          assert.deepEqual(readdirSync(join(home, "toolchains", ".staging")), []);
          assert.ok(!existsSync("/tmp/escaped"));
        }));
    }
  }

  for (const archive of BOTH) {
    test(`unpack: links that stay inside are made where the pin allows links (${archive})`, () =>
      withHome(async (home) => {
        const bytes = pack(archive, [{ path: "tool-1/bin/clang", type: "2", target: "./tool" }, ...ENTRIES, { path: "tool-1/include", type: "2", target: "lib/deep" }]);
        const folder = await install(home, archive, bytes, LINKS);
        assert.equal(realpathSync(join(folder, "bin", "clang")), realpathSync(join(folder, "bin", "tool")));
        assert.equal(readFileSync(join(folder, "include", "er", "b.h")).length, 70_000);
        assert.deepEqual(await damageOf(folder, TOOL, pinOf(archive, bytes, [], LINKS)), []);
      }));
  }

  test("unpack: what a wheel has beside the toolchain is dropped", () =>
    withHome(async (home) => {
      const folder = await install(home, "zip", pack("zip", [{ path: "tool-1.dist-info/RECORD", content: "x" }, ...ENTRIES]));
      assert.deepEqual(readdirSync(folder).sort(), [".files", ".ok", "bin", "lib"]);
    }));

  test("unpack: a hard link becomes a symbolic one", () =>
    withHome(async (home) => {
      const folder = await install(home, "tar.gz", pack("tar.gz", [...ENTRIES, { path: "tool-1/lib/same", type: "1", target: "tool-1/bin/tool" }]), LINKS);
      assert.equal(realpathSync(join(folder, "lib", "same")), realpathSync(join(folder, "bin", "tool")));
      assert.ok(existsSync(folder));
    }));

  test("unpack: what Windows takes for a device, or cuts short, is refused there", () => {
    const traps = ["con", "tool/NUL", "aux.h", "lib/com1.txt", "lpt¹", "conin$", "a.", "a ", "b/c. /d", "a:stream", "what?", "a*", 'q"', "a|b", "<a>"];
    const plain = ["console", "nul-and-void", "aux-1.h", ".a", "a.b", "com10"];
    const here = process.platform;
    try {
      Object.defineProperty(process, "platform", { value: "win32" });
      for (const path of traps) {
        assert.throws(() => pathParts(path), /Windows takes for something else|is an absolute path/, path);
      }
      for (const path of plain) {
        assert.deepEqual(pathParts(path), [path]);
      }
    } finally {
      Object.defineProperty(process, "platform", { value: here });
    }
  });

  test("unpack: installing again keeps the one before until the new one is whole", () =>
    withHome(async (home) => {
      const bytes = pack("tar.gz");
      const folder = await install(home, "tar.gz", bytes);
      const file = join(dirname(home), "given");
      const pin = pinOf("tar.gz", bytes, []);
      const { ino } = statSync(folder);
      let looks = 0;
      const cx: VendorContext = {
        ...contextFor(home, pin),
        report: () => {
          looks += 1;
          assert.ok(existsSync(join(folder, "bin", "tool")));
        },
      };
      await installToolchain(cx, TOOL, pin, { from: file, again: true });
      assert.ok(looks > 0);
      assert.notEqual(statSync(folder).ino, ino);
      assert.deepEqual(await damageOf(folder, TOOL, pin), []);
      assertTidy(contextFor(home, pin));
      writeFileSync(file, bytes.subarray(0, 300));
      await assert.rejects(installToolchain(cx, TOOL, pin, { from: file, again: true }), VendorFailure);
      assert.deepEqual(await damageOf(folder, TOOL, pin), [], "a failed attempt costs nothing");
    }));
});
