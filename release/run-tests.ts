import type { BuildContext } from "./build-context.ts";
export function bundleTests(_cx: BuildContext): void {}
export function runTests(_cx: BuildContext): void {}
export function updateGoldens(_cx: BuildContext): void {}
