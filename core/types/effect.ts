// The labels that a function's type may carry.
//
// Surprising: «write» (assigns what its caller can see) is no label of the language. It counts in
// `where` and `having` but is never printed and never compared with an annotation.

/** The labels of the language in the order in which they are printed. */
export const effectLabels = ["io", "fs", "net", "time", "meta"] as const;
export type EffectLabel = (typeof effectLabels)[number];
export const writeEffect = "write";
export type Effect = EffectLabel | typeof writeEffect;
