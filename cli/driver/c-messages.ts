// Reading what C compilers say. Emitted C carries `#line`, so their places are Mochi places.

const STORAGE = /No space left on device|cannot open output file|Permission denied|Disk quota|Read-only file system|out of memory|Cannot allocate|File size limit exceeded|File too large|could not write/i;

/** What the compiler says of the world outside: no room, no permission, no memory. Undefined: nothing. */
export function outsideProblem(errors: string): string | undefined {
  return STORAGE.exec(errors)?.[0].toLowerCase();
}

/** The first error with the place that `#line` gave it; everything when there is no such line. */
export function firstError(errors: string): string {
  const first = /^(.*?):(\d+)(?::\d+)?: (?:fatal )?error: (.*)$/m.exec(errors);
  return first === null ? errors.trim() : `${first[1]}:${first[2]}: ${first[3]}`;
}
