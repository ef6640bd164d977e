// Reading what C compilers say. Emitted C carries `#line`, so their places are Mochi places.

/** The first error with the place that `#line` gave it; everything when there is no such line. */
export function firstError(errors: string): string {
  const first = /^(.*?):(\d+)(?::\d+)?: (?:fatal )?error: (.*)$/m.exec(errors);
  return first === null ? errors.trim() : `${first[1]}:${first[2]}: ${first[3]}`;
}
