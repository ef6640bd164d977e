// The `///` lines directly above a declaration: its documentation.

import type { Cursor } from "./cursor.ts";

/** The text of the doc comment that ends on the line above the current token, without the slashes. */
export function docBefore(cx: Cursor): string | undefined {
  if (!cx.hasDoc()) {
    return undefined;
  }
  const gap = cx.text.slice(cx.previousEnd, cx.start).split("\n");
  const lines: string[] = [];
  for (let i = gap.length - 2; i >= 0; i--) {
    const line = (gap[i] as string).trim();
    if (!line.startsWith("///")) {
      break;
    }
    lines.unshift(line.slice(3).trim());
  }
  return lines.length === 0 ? undefined : lines.join("\n");
}
