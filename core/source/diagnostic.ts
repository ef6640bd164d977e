// Diagnostics are values: a phase collects them in a `Diagnostics` and goes on.
// The prose of every code stands in one table (codes.ts); drawing is render.ts's business.

import type { DiagnosticCode } from "./codes.ts";
import type { Span } from "./span.ts";

export type Severity = "error" | "warning";

/** A further place that explains the first, as in «declared here». */
export interface Note {
  readonly message: string;
  readonly span?: Span;
}

export interface Diagnostic {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** The code's message with its holes filled. */
  readonly message: string;
  /** Where the caret stands; absent only for what has no place in any source. */
  readonly span?: Span;
  /** The remedy; the table's text unless the reporter knew better. */
  readonly help: string;
  readonly notes: readonly Note[];
  /** The column is to be shown in UTF-8 bytes (four lexical errors; core.md §1.2). */
  readonly byteColumn?: boolean;
}

/** The sink that every phase of the front end reports into, in order of discovery. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];

  add(diagnostic: Diagnostic): void {
    this.list.push(diagnostic);
  }

  get hasErrors(): boolean {
    return this.list.some((diagnostic) => diagnostic.severity === "error");
  }
}
