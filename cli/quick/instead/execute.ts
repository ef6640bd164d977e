// cli/driver/execute.ts for the quick core: the program takes our place, or the compiler core does.

import { flushOutput } from "../node/fs.ts";
import { host } from "../host.ts";

export async function execute(program: string, args: readonly string[]): Promise<number> {
  flushOutput();
  // The words themselves, not texts made of them: they may be no UTF-8.
  host.become(program, host.words().length - args.length);
  return host.handOver("the program can't be started");
}
