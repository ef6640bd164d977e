// Turns a code and its arguments into a diagnostic: the only way phases should make one.
//
// In: the sink, a code of the table, a span, the arguments of the message's holes. The row's
// message and help are filled with the same arguments. A reporter that knows a better remedy
// or wants to point at a second place says so in `extra`.

import { diagnosticTable, type DiagnosticCode } from "./codes.ts";
import type { Diagnostic, Diagnostics, Note } from "./diagnostic.ts";
import type { Span } from "./span.ts";

export interface ReportExtra {
  /** Instead of the row's message. */
  readonly message?: string;
  /** Instead of the row's help. */
  readonly help?: string;
  readonly notes?: readonly Note[];
  /** The column counts UTF-8 bytes: the lexical errors that core.md §1.2 defines so. */
  readonly byteColumn?: boolean;
}

/** Adds the diagnostic of `code` with its holes filled. Warnings are the codes that begin with W. */
export function report(
  diagnostics: Diagnostics,
  code: DiagnosticCode,
  span: Span | undefined,
  args: readonly (string | number)[] = [],
  extra: ReportExtra = {},
): void {
  diagnostics.add(newDiagnostic(code, span, args, extra));
}

/** The diagnostic that `report` would add. */
export function newDiagnostic(
  code: DiagnosticCode,
  span: Span | undefined,
  args: readonly (string | number)[] = [],
  extra: ReportExtra = {},
): Diagnostic {
  const row = diagnosticTable[code];
  return {
    severity: code.startsWith("W") ? "warning" : "error",
    code,
    message: extra.message ?? fillHoles(row.message, args),
    ...(span === undefined ? {} : { span }),
    help: extra.help ?? fillHoles(row.help, args),
    notes: extra.notes ?? [],
    ...(extra.byteColumn === true ? { byteColumn: true } : {}),
  };
}

/** Replaces `{0}`, `{1}` … by the arguments; what has no argument stays as it is. */
export function fillHoles(template: string, args: readonly (string | number)[]): string {
  return template.replace(/\{(\d+)\}/g, (hole, index: string) => {
    const value = args[Number(index)];
    return value === undefined ? hole : String(value);
  });
}

/** `` `a` ``, `` `a` and `b` ``, `` `a`, `b`, and `c` ``: the way names are listed in messages. */
export function listNames(names: readonly string[]): string {
  const quoted = names.map((name) => `\`${name}\``);
  if (quoted.length <= 2) {
    return quoted.join(" and ");
  }
  return `${quoted.slice(0, -1).join(", ")}, and ${quoted[quoted.length - 1] ?? ""}`;
}
