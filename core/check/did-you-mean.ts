// «Did you mean …?» as a note: an unknown name and the names that would have been right enter.
// The distance is suggest.ts's; names of one letter get no suggestion, it would only be noise.

import type { Note } from "../source/diagnostic.ts";
import { nearestName } from "../source/suggest.ts";

/** One note with the nearest name, or none. */
export function didYouMean(name: string, known: Iterable<string>): readonly Note[] {
  const nearest = name.length < 2 ? undefined : nearestName(name, known);
  return nearest === undefined ? [] : [{ message: `did you mean \`${nearest}\`?` }];
}
