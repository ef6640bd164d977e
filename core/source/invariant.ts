// Our own bugs. These throw; cli/main.ts catches once and says «internal error» (exit 70).
// A user's mistake is never one of these: it is a diagnostic.

/** A broken promise of the compiler itself, never of the user's program. */
export class InternalError extends Error {
  override readonly name = "InternalError";
}

/** Throws an InternalError that says what was promised, unless it holds. */
export function invariant(condition: boolean, promise: string): asserts condition {
  if (!condition) {
    throw new InternalError(promise);
  }
}

/** For the `default` of an exhaustive switch: forgetting a case does not compile. */
export function unreachable(value: never): never {
  throw new InternalError(`unexpected ${JSON.stringify(value)}`);
}
