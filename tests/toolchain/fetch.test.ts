// Fetching from servers that lie, break off, stall and redirect. What is installed is right or nothing,
// and every failure says what was tried and what to do.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer as createNetServer } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, test } from "node:test";
import { redirected } from "../../vendor/download.ts";
import { ensureToolchain } from "../../vendor/ensure-toolchain.ts";
import { PINNED_TOOLCHAINS, type PinnedToolchain } from "../../vendor/toolchain-pins.ts";
import type { VendorContext } from "../../vendor/vendor-context.ts";
import { type Answer, assertNothingOrAll, assertTidy, contextFor, ENTRIES, pack, pinOf, type Server, serving, TOOL, withHome, withServer } from "./vendor-playground.ts";

const BYTES = pack("tar.gz");
const OTHER = Buffer.from(BYTES).fill(7);

/** Asks for the tool while `answer` serves it; `check` sees how that ended. */
function fetching(answer: Answer, check: (ended: string, server: Server, cx: VendorContext) => void | Promise<void>, more: Partial<VendorContext> = {}, pin: Partial<PinnedToolchain> = {}): Promise<void> {
  return withHome((home) =>
    withServer(answer, async (server) => {
      const cx = contextFor(home, pinOf("tar.gz", BYTES, [`${server.url}/tool-1.tar.gz`], pin), more);
      const ensured = await ensureToolchain(cx, TOOL);
      const state = await assertNothingOrAll(cx);
      assert.equal(state, ensured.kind === "folder" ? "all" : "nothing");
      await check(ensured.kind === "folder" ? "installed" : ensured.message, server, cx);
    }),
  );
}

function partPath(home: string): string {
  return join(home, "downloads", TOOL, `${createHash("sha256").update(BYTES).digest("hex")}.part`);
}

/** Puts a part into the home, as an earlier attempt would have left it. */
function leavePart(cx: VendorContext, bytes: Uint8Array, note?: object): void {
  const path = partPath(cx.home);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, bytes);
  if (note !== undefined) {
    writeFileSync(`${path}.json`, JSON.stringify(note));
  }
}

/** As `fetching`, but part of the file is there already. */
function resuming(answer: Answer, part: Uint8Array, tag: string | undefined, check: (ended: string, server: Server) => void): Promise<void> {
  return withHome((home) =>
    withServer(answer, async (server) => {
      const url = `${server.url}/tool-1.tar.gz`;
      const cx = contextFor(home, pinOf("tar.gz", BYTES, [url]));
      leavePart(cx, part, tag === undefined ? undefined : { url, validator: tag });
      const ensured = await ensureToolchain(cx, TOOL);
      assert.equal(await assertNothingOrAll(cx), "all");
      check(ensured.kind === "folder" ? "installed" : ensured.message, server);
      assertTidy(cx);
    }),
  );
}

const HALF = BYTES.subarray(0, 300);

describe("fetch", { concurrency: 4 }, () => {
  test("fetch: an honest server is asked once, and then never again", () =>
    fetching(serving(BYTES), async (ended, { asked }, cx) => {
      assert.equal(ended, "installed");
      assert.equal((await ensureToolchain({ ...cx, offline: true }, TOOL)).kind, "folder");
      assert.deepEqual(asked, ["/tool-1.tar.gz"]);
      assertTidy(cx);
    }));

  test("fetch: a server that breaks off is asked for the rest", () =>
    withHome((home) => {
      const breakOff: Answer = (_request, response) => {
        response.writeHead(200, { "content-length": BYTES.length, etag: '"1"' }).write(HALF);
        const timer = setInterval(() => {
          if (statSync(partPath(home), { throwIfNoEntry: false })?.size === HALF.length) {
            clearInterval(timer);
            response.destroy();
          }
        }, 5);
      };
      return withServer(
        (request, response, count) => (count === 0 ? breakOff : serving(BYTES))(request, response, count),
        async ({ url, asked }) => {
          const cx = contextFor(home, pinOf("tar.gz", BYTES, [`${url}/a`]));
          assert.equal((await ensureToolchain({ ...cx, network: { ...cx.network, idleMs: 2000 } }, TOOL)).kind, "folder");
          assert.deepEqual(asked, ["/a", '/a bytes=300- "1"']);
        },
      );
    }));

  test("fetch: a server that always breaks off at once is given up", () =>
    fetching(
      (_request, response) => response.destroy(),
      (ended, { asked }) => {
        assert.match(ended, /^tool 1 can't be fetched:\n {8}http:\S+tool-1.tar.gz: the server broke off in mid-file$/);
        assert.equal(asked.length, 3);
      },
    ));

  test("fetch: a server that ends too early without saying so is asked for the rest", () =>
    fetching(
      (request, response, count) => (count === 0 ? response.writeHead(200).end(HALF) : serving(BYTES)(request, response, count)),
      (ended) => assert.equal(ended, "installed"),
    ));

  test("fetch: a server that hangs up as soon as it has sent all, faster than we write, has sent all", () => {
    const large = pack("tar.gz", [...ENTRIES, { path: "tool-1/lib/noise", content: randomBytes(100_000) }]);
    return withHome((home) =>
      withServer(
        (_request, response) => response.writeHead(200, { "content-length": large.length, connection: "close" }).end(large),
        async ({ url, asked }) => {
          const cx = contextFor(home, pinOf("tar.gz", large, [url]), {});
          assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
          assert.equal(asked.length, 1);
        },
      ),
    );
  });

  test("fetch: a server that stalls in mid-file is given up in time, and what came is kept", () =>
    fetching(
      (_request, response, count) => (count === 0 ? response.writeHead(200, { "content-length": BYTES.length }).write(HALF) : undefined),
      (ended, _server, cx) => {
        assert.match(ended, /the server accepted the connection and then said nothing$/);
        assert.equal(statSync(partPath(cx.home)).size, 300);
      },
    ));

  test("fetch: a server that sends a byte now and then is given up in time", () =>
    fetching(
      (_request, response) => {
        response.writeHead(200, { "content-length": BYTES.length });
        const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write("x")), 20);
      },
      (ended) => assert.match(ended, /the server sends too slowly$/),
      { network: { connectMs: 2000, idleMs: 100, leastBytes: 5000, retries: 0, backoffMs: 1 } },
    ));

  test("fetch: a server that never answers is given up in time", () =>
    fetching(
      () => undefined,
      (ended) => assert.match(ended, /said nothing$/),
    ));

  test("fetch: the wrong bytes are thrown away", () =>
    fetching(serving(OTHER), (ended, _server, cx) => {
      assert.match(ended, /SHA-256 [0-9a-f]{64} instead of [0-9a-f]{64}$/);
      assertTidy(cx);
    }));

  test("fetch: the wrong bytes are thrown away when no size is pinned", () => {
    const unsized = (({ size: _size, ...artifact }) => artifact)(pinOf("tar.gz", BYTES, []).artifacts[0] ?? assert.fail());
    return withHome((home) =>
      withServer(serving(OTHER), async ({ url }) => {
        const cx = contextFor(home, pinOf("tar.gz", BYTES, [], { artifacts: [{ ...unsized, urls: [url] }] }));
        const ensured = await ensureToolchain(cx, TOOL);
        assert.match(ensured.kind === "unavailable" ? ensured.message : "", /SHA-256/);
        assert.equal(await assertNothingOrAll(cx), "nothing");
      }),
    );
  });

  test("fetch: a file of another size isn't even fetched", () =>
    fetching(serving(Buffer.alloc(5_000_000)), (ended) => assert.match(ended, new RegExp(`the server has 5000000 bytes instead of ${BYTES.length}$`))));

  test("fetch: lies about the length, and bytes that were packed again, are found out", async () => {
    // By hand: node's own server would not send such answers.
    const raw = (head: string, body: Uint8Array): Answer => (_request, response) => {
      response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n`), body]));
    };
    await fetching(raw("content-length: 10", BYTES), (ended) => assert.match(ended, /the server has 10 bytes instead of \d+$/));
    await fetching(raw(`content-length: ${BYTES.length}`, BYTES.subarray(0, 50)), (ended) => assert.match(ended, /the server broke off in mid-file$/));
    await fetching(raw("content-length: 1\r\ncontent-length: 2", BYTES), (ended) => assert.match(ended, /can't be fetched/));
    await fetching(raw("transfer-encoding: chunked", Buffer.from("zz\r\nno chunk")), (ended) => assert.match(ended, /can't be fetched/));
    await fetching(raw("x: y", BYTES), (ended) => assert.equal(ended, "installed"));
    const packed = gzipSync(BYTES);
    await fetching(
      (_request, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed),
      (ended) => assert.match(ended, /bytes|SHA-256/),
    );
    // A server that calls the archive's own packing an encoding sends the right bytes all the same.
    await fetching(
      (_request, response) => response.writeHead(200, { "content-encoding": "x-gzip", "content-length": BYTES.length }).end(BYTES),
      (ended) => assert.equal(ended, "installed"),
    );
  });

  test("fetch: a server that answers a range with the right place and the wrong bytes is found out", () =>
    fetching(
      (request, response, count) => {
        if (request.headers.range === undefined) {
          response.writeHead(200, { "content-length": BYTES.length });
          response.write(BYTES.subarray(0, 200), () => (count === 0 ? response.destroy() : response.end(BYTES.subarray(200))));
        } else {
          const start = Number(/(\d+)-/.exec(request.headers.range)?.[1]);
          response.writeHead(206, { "content-range": `bytes ${start}-${BYTES.length - 1}/${BYTES.length}` }).end(OTHER.subarray(start));
        }
      },
      (ended, _server, cx) => {
        assert.match(ended, /^(installed|.*SHA-256 [0-9a-f]{64} instead of )/s);
        assertTidy(cx);
      },
    ));

  test("fetch: a server that sends without end is stopped", () =>
    fetching(
      (_request, response) => {
        const more = (): void => {
          response.write(Buffer.alloc(1000), (error) => (error == null ? setImmediate(more) : undefined));
        };
        more();
      },
      (ended, _server, cx) => {
        assert.match(ended, /the server sends more than \d+ bytes$/);
        assertTidy(cx);
      },
    ));

  test("fetch: status 500 is tried again, status 404 is not", async () => {
    await fetching(
      (request, response, count) => (count < 2 ? response.writeHead(500).end("no") : serving(BYTES)(request, response, count)),
      (ended) => assert.equal(ended, "installed"),
    );
    await fetching(
      (_request, response) => response.writeHead(500).end("no"),
      (ended, { asked }) => assert.deepEqual([/HTTP status 500$/.test(ended), asked.length], [true, 3]),
    );
    await fetching(
      (_request, response) => response.writeHead(404).end("no"),
      (ended, { asked }) => assert.deepEqual([/HTTP status 404$/.test(ended), asked.length], [true, 1]),
    );
  });

  test("fetch: redirects are followed, but not in circles, to nowhere, or out of the web", async () => {
    await fetching(
      (request, response, count) => (request.url === "/there" ? serving(BYTES)(request, response, count) : response.writeHead(302, { location: "/there" }).end()),
      (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ["/tool-1.tar.gz", "/there"]]),
    );
    for (const [location, says] of [
      ["/tool-1.tar.gz", /redirects in circles$/],
      ["file:///etc/passwd", /redirects to file:\/\/, which is not secure$/],
      ["http://[", /redirects to nowhere$/],
    ] as const) {
      await fetching(
        (_request, response) => response.writeHead(302, { location }).end(),
        (ended) => assert.match(ended, says),
      );
    }
  });

  test("fetch: https is never left for plain http", () => {
    const secure = new URL("https://one.invalid/a");
    assert.equal(redirected(secure, "http://one.invalid/a"), "the server redirects to http://one.invalid, which is not secure");
    assert.equal(redirected(secure, "ftp://one.invalid/a"), "the server redirects to ftp://one.invalid, which is not secure");
    assert.equal(String(redirected(secure, "//two.invalid/b")), "https://two.invalid/b");
    assert.equal(String(redirected(new URL("http://mirror.invalid/a"), "https://one.invalid/a")), "https://one.invalid/a");
  });

  test("fetch: the pinned addresses are all https", () => {
    const addresses = Object.values(PINNED_TOOLCHAINS).flatMap(({ artifacts }) => artifacts.flatMap(({ urls }) => urls));
    assert.deepEqual([addresses.length > 10, addresses.filter((url) => !url.startsWith("https://"))], [true, []]);
  });

  test("fetch: a part is continued", () =>
    resuming(serving(BYTES), HALF, '"1"', (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ['/tool-1.tar.gz bytes=300- "1"']])));

  test("fetch: a whole file that was never unpacked isn't fetched again", () =>
    resuming(serving(BYTES), BYTES, undefined, (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", []])));

  test("fetch: a part of a file that has changed since is thrown away", () =>
    resuming(serving(BYTES, '"2"'), OTHER.subarray(0, 300), '"1"', (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ['/tool-1.tar.gz bytes=300- "1"']])));

  test("fetch: a part with the wrong bytes is found out by the hash, and fetched anew", () =>
    resuming(serving(BYTES), OTHER.subarray(0, 300), undefined, (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ["/tool-1.tar.gz bytes=300-", "/tool-1.tar.gz"]])));

  test("fetch: a part that is too long is thrown away", () =>
    resuming(serving(BYTES), Buffer.alloc(BYTES.length + 1), undefined, (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ["/tool-1.tar.gz"]])));

  test("fetch: a server that continues elsewhere than asked is not believed", () =>
    resuming(
      (request, response, count) => (count === 0 ? response.writeHead(206, { "content-range": `bytes 100-${BYTES.length - 1}/${BYTES.length}` }).end(BYTES.subarray(100)) : serving(BYTES)(request, response, count)),
      HALF,
      undefined,
      (ended, { asked }) => assert.deepEqual([ended, asked], ["installed", ["/tool-1.tar.gz bytes=300-", "/tool-1.tar.gz"]]),
    ));

  test("fetch: a server without ranges sends it all again", () =>
    resuming((_request, response) => response.writeHead(200, { "content-length": BYTES.length }).end(BYTES), HALF, undefined, (ended) => assert.equal(ended, "installed")));

  test("fetch: the second address serves when the first can't, and the mirror comes first", () =>
    withHome((home) =>
      withServer(
        (request, response, count) => (request.url === "/good/tool-1.tar.gz" ? serving(BYTES)(request, response, count) : response.writeHead(404).end()),
        async ({ url, asked }) => {
          const pin = pinOf("tar.gz", BYTES, [`${url}/bad/tool-1.tar.gz`, `${url}/good/tool-1.tar.gz`]);
          const cx = contextFor(home, pin, { environment: { MOCHI_MIRROR: `${url}/mirror/` } });
          assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
          assert.deepEqual(asked, ["/mirror/tool-1.tar.gz", "/bad/tool-1.tar.gz", "/good/tool-1.tar.gz"]);
        },
      ),
    ));

  test("fetch: a mirror may be a folder; its bytes are checked as any others", () =>
    withHome(async (home) => {
      const mirror = join(home, "..", "mirror");
      mkdirSync(mirror);
      const cx = contextFor(home, pinOf("tar.gz", BYTES, []), { environment: { MOCHI_MIRROR: mirror } });
      writeFileSync(join(mirror, "tool-1.tar.gz"), OTHER);
      const ensured = await ensureToolchain(cx, TOOL);
      assert.match(ensured.kind === "unavailable" ? ensured.message : "", /SHA-256/);
      writeFileSync(join(mirror, "tool-1.tar.gz"), BYTES);
      assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
    }));

  test("fetch: offline, nothing is asked, and the message says what to bring", () =>
    fetching(
      serving(BYTES),
      async (ended, { url, asked }, cx) => {
        assert.equal(ended, "tool 1 for x86_64-linux is not installed, and offline it can't be fetched");
        assert.deepEqual(asked, []);
        const ensured = await ensureToolchain(cx, TOOL);
        const remedy = ensured.kind === "unavailable" ? ensured.remedy : "";
        assert.ok(remedy.includes(`${url}/tool-1.tar.gz (SHA-256 ${createHash("sha256").update(BYTES).digest("hex")})`), remedy);
        assert.match(remedy, /mochi toolchain install tool --from FILE/);
        assert.match(remedy, /mochi vendor use FILE/);
      },
      { offline: true },
    ));

  test("fetch: with a clock that was set back, all goes on", () =>
    withHome((home) =>
      withServer(serving(BYTES), async ({ url }) => {
        const cx = contextFor(home, pinOf("tar.gz", BYTES, [`${url}/tool-1.tar.gz`]));
        leavePart(cx, HALF);
        const locks = join(home, "toolchains", ".locks");
        mkdirSync(locks, { recursive: true, mode: 0o700 });
        const later = new Date(Date.now() + 10 ** 10);
        for (const path of [join(home, "downloads"), join(home, "downloads", TOOL), join(home, "toolchains"), locks]) {
          utimesSync(path, later, later);
        }
        assert.equal((await ensureToolchain(cx, TOOL)).kind, "folder");
        assertTidy(cx);
      }),
    ));
});

describe("fetch through a proxy", () => {
  test("fetch: HTTP_PROXY is used, NO_PROXY excepts from it", () =>
    withHome((home) =>
      withServer(serving(BYTES), async (origin) => {
        await withServer(serving(BYTES), async (proxy) => {
          const url = `${origin.url}/tool-1.tar.gz`;
          const pin = pinOf("tar.gz", BYTES, [url]);
          const excepted = contextFor(home, pin, { environment: { HTTP_PROXY: "http://127.0.0.1:1", NO_PROXY: "127.0.0.1" } });
          assert.equal((await ensureToolchain(excepted, TOOL)).kind, "folder");
          assert.deepEqual(origin.asked, ["/tool-1.tar.gz"]);
          const ways: readonly Readonly<Record<string, string>>[] = [{ HTTP_PROXY: proxy.url }, { http_proxy: proxy.url }, { http_proxy: proxy.url, HTTP_PROXY: "http://127.0.0.1:1", NO_PROXY: "example.org" }];
          for (const [at, environment] of ways.entries()) {
            assert.equal((await ensureToolchain(contextFor(`${home}${at + 2}`, pin, { environment }), TOOL)).kind, "folder");
            assert.deepEqual([proxy.asked, origin.asked.length], [Array.from({ length: at + 1 }, () => url), 1]);
          }
        });
      }),
    ));

  test("fetch: https goes through a tunnel; a proxy that makes none, or never answers, is given up in time", () =>
    withHome(async (home) => {
      for (const answer of ["HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n", ""]) {
        const asked: string[] = [];
        const proxy = createNetServer((socket) =>
          socket.on("error", () => undefined).once("data", (data) => {
            asked.push(data.toString("latin1").split("\r\n")[0] ?? "");
            socket.write(answer);
          }),
        );
        await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
        const environment = { HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` };
        const cx = contextFor(home, pinOf("tar.gz", BYTES, ["https://mochi.invalid/a"]), { environment, network: { connectMs: 100, idleMs: 100, leastBytes: 1, retries: 0, backoffMs: 1 } });
        const ensured = await ensureToolchain(cx, TOOL);
        proxy.close();
        assert.match(ensured.kind === "unavailable" ? ensured.message : "", answer === "" ? /and then said nothing$/ : /Proxy response \(403\)/);
        assert.deepEqual(asked, ["CONNECT mochi.invalid:443 HTTP/1.1"]);
      }
    }));
});

/** A `python3` whose pip brings these bytes, under the name of the wheel, to where it is told; it writes down what it was asked. */
function fakePip(folder: string, bytes: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "wheel"), bytes);
  const script = `#!/bin/sh
case "$*" in *--version) exit 0;; esac
echo "$*" >> '${folder}/asked'
for word; do case $word in --dest=*) dest=\${word#--dest=};; esac; done
/bin/cp '${folder}/wheel' "$dest/tool-1.zip"
`;
  writeFileSync(join(folder, "python3"), script, { mode: 0o755 });
}

test("fetch: a wheel comes through pip, and is checked as anything else", () =>
  withHome(async (home) => {
    const bytes = pack("zip");
    const pin = pinOf("zip", bytes, []);
    const wheel = { requirement: "tool==1", platform: "any" };
    const bin = join(home, "..", "bin");
    const cx = contextFor(home, { ...pin, artifacts: pin.artifacts.map((artifact) => ({ ...artifact, pip: wheel })) }, { environment: { PATH: bin } });
    const attempt = async (): Promise<string> => {
      const ensured = await ensureToolchain(cx, TOOL);
      return ensured.kind === "folder" ? "installed" : ensured.message;
    };
    assert.match(await attempt(), /pip download tool==1: there is no pip here$/);
    fakePip(bin, OTHER);
    assert.match(await attempt(), /pip download tool==1: \d+ bytes instead of \d+$/);
    fakePip(bin, bytes);
    assert.equal(await attempt(), "installed");
    assert.match(readFileSync(join(bin, "asked"), "utf8"), /^-m pip download --no-deps .* --dest=\S+ --only-binary=:all: --platform=any tool==1\n/);
    assertTidy(cx);
  }));
