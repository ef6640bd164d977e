// Documentation comments: the `///` lines directly above a declaration.
//
// In: a cursor on the declaration's first token. Out: their text, if there are any. The lexer
// drops comments and only flags the token behind them, so the text is cut out of the source here.

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
    lines.push(line.slice(3).trim());
  }
  return lines.length === 0 ? undefined : lines.reverse().join("\n");
}
