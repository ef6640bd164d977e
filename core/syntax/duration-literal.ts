// Durations as they are written: decimal digits, perhaps a fraction, and a unit (decisions.md §4).
//
// In: the text of a token. Out: nanoseconds. `1.5s` is exact, without a float on the way; digits
// beyond any use are refused before they are computed with.

const units: ReadonlyMap<string, bigint> = new Map([
  ["ns", 1n],
  ["us", 1_000n],
  ["ms", 1_000_000n],
  ["s", 1_000_000_000n],
  ["m", 60_000_000_000n],
  ["h", 3_600_000_000_000n],
]);

/** More digits than these before the point are out of range whatever they are. */
const MAX_DIGITS = 20;
const TOO_LONG = 1n << 64n;

/** An hour has 3.6 · 10¹² nanoseconds: no longer fraction of it is a whole number of them. */
const MAX_FRACTION = 13;

/** Whether the text names a unit of time. */
export function isDurationUnit(text: string): boolean {
  return units.has(text);
}

/** Nanoseconds of a duration literal such as `1.5s`, perhaps beyond 64 bits; undefined when there is a fraction of one. */
export function durationValue(text: string): bigint | undefined {
  const match = /^(\d+)(?:\.(\d+))?(ns|us|ms|s|m|h)$/.exec(text);
  const unit = units.get(match?.[3] ?? "");
  if (!match || unit === undefined) {
    return undefined;
  }
  const whole = (match[1] as string).replace(/^0+(?=\d)/, "");
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (whole.length > MAX_DIGITS) {
    return TOO_LONG;
  }
  if (fraction.length > MAX_FRACTION) {
    return undefined;
  }
  const scaled = BigInt(whole + fraction) * unit;
  const divisor = 10n ** BigInt(fraction.length);
  return scaled % divisor === 0n ? scaled / divisor : undefined;
}
