// The instances that have to be walked, those with the fewest walks first.
//
// The order decides how often a caller of many functions is walked: behind a chain of five hundred
// functions whose results depend on each other, each of them is walked twice and their common
// caller three times, where first come first served would walk it five hundred times.

import type { Instance } from "./context.ts";

/** Index: how many walks the instances in it have behind them. The last found comes first. */
export type Queue = Instance[][];

export function enqueue(queue: Queue, instance: Instance): void {
  if (instance.queued) {
    return;
  }
  instance.queued = true;
  const bucket = queue[instance.walks];
  if (bucket === undefined) {
    queue[instance.walks] = [instance];
  } else {
    bucket.push(instance);
  }
}

export function dequeue(queue: Queue): Instance | undefined {
  for (const bucket of queue) {
    // Buckets that nobody has been in yet are holes.
    const instance = (bucket as Instance[] | undefined)?.pop();
    if (instance !== undefined) {
      instance.queued = false;
      return instance;
    }
  }
  return undefined;
}
