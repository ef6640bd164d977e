// The garbage collectors that a program can link, by the names of `--gc`.

export const COLLECTORS = ["precise", "bdw", "arena", "none"] as const;

export type Collector = (typeof COLLECTORS)[number];

/** What libmochi links when a program names none (runtime/memory/gc-default.c). */
export const DEFAULT_COLLECTOR: Collector = "precise";

/** The C text that makes a program link `collector`. */
export function collectorChoice(collector: Collector): string {
  return collector === DEFAULT_COLLECTOR ? "" : `const mochi_gc_backend_functions *const mochi_gc_backend = &mochi_gc_${collector};\n`;
}
