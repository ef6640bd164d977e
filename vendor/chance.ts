// A number for waits that rivals shouldn't share. Math.random would give all the same: the core is started
// with a fixed seed (CORE_FLAG in release/bundle-command.ts). The clock's nanoseconds differ.

/** From 0 to below 1. */
export function chance(): number {
  return Number(process.hrtime.bigint() % 1009n) / 1009;
}
