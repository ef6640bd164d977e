// cli/driver/build-for-here.ts for the quick core: scripts in script mode, nothing else.

import { isForImage } from "../../driver/backend.ts";
import { type BuiltProgram, buildProgram } from "../../driver/build-program.ts";
import type { ProgramRequest } from "../../driver/program-request.ts";
import type { Stopwatch } from "../../driver/stopwatch.ts";
import { host } from "../host.ts";

export async function buildForHere(request: ProgramRequest, buildId: string, stopwatch: Stopwatch): Promise<BuiltProgram | undefined> {
  return isForImage(request) ? buildProgram(request, buildId, stopwatch) : host.handOver("script mode doesn't serve it");
}
