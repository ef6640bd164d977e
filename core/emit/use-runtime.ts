// Notes what a program uses of libmochi: which headers it includes and what it links.

import { invariant } from "../source/invariant.ts";
import type { EmitContext } from "./context.ts";
import { type RuntimeFunction, runtimeAbi } from "../aotir/runtime-abi.ts";

/** What may not stand in every program, by the header that declares it. */
const featureOfHeader: ReadonlyMap<string, string> = new Map([
  ["data/data.h", "data"],
  ["errors/try.h", "try"],
  ["values/bigint.h", "bigint"],
]);

/** The row of a runtime function; from now on its header is included and its features are linked. */
export function useRuntime(cx: EmitContext, name: string): RuntimeFunction {
  const row = runtimeAbi.get(name);
  invariant(row !== undefined, `the runtime has a function ${name}`);
  cx.headers.add(row.header);
  if (row.allocates) {
    cx.features.add("gc");
  }
  const feature = featureOfHeader.get(row.header);
  if (feature !== undefined) {
    cx.features.add(feature);
  }
  return row;
}
