// The libraries that fetching and unpacking need: HTTP, tar, zip, xz. A bundle of its own
// (release/bundle-command.ts), because most runs of Mochi fetch nothing, and merely having this code in
// the compiler's bundle costs each of its starts 25 ms. The context says where to load it from.

import { Header, Parser } from "tar";
import { EnvHttpProxyAgent, Pool } from "undici";
import * as xz from "xz-decompress";
import { openPromise } from "yauzl";

type XzModule = typeof import("xz-decompress");

/** A CommonJS package: bundled, its exports are the module's; imported by node itself, its default. */
function xzStream(loaded: Partial<XzModule> & { readonly default?: XzModule }): XzModule["XzReadableStream"] {
  const stream = loaded.XzReadableStream ?? loaded.default?.XzReadableStream;
  if (stream === undefined) {
    throw new Error("the package xz-decompress has no XzReadableStream");
  }
  return stream;
}

export const packages = { EnvHttpProxyAgent, Header, openZip: openPromise, Parser, Pool, XzReadableStream: xzStream(xz) };
