// Refuses, with one diagnostic each, the constructs that the checker accepts and nothing compiles yet.
//
// Runs over the syntax trees before instantiation. A program that passes uses only what the typed
// tree can say.

import type { Diagnostics } from "../source/diagnostic.ts";
import { report } from "../source/report.ts";
import { walk, type Node } from "../syntax/walk.ts";
import type { Declarations } from "../types/declarations.ts";
import { dataFormat } from "./data-format.ts";

/** Reports L001 for each construct without native code; L003 where YAML is read and the target can't. */
export function refuseUncompiled(declarations: Declarations, diagnostics: Diagnostics, withoutYaml: boolean): void {
  for (const module of declarations.modules) {
    walk(module.program, (node) => {
      if (withoutYaml && node.kind === "load" && dataFormat(node.path, node.options) === "yaml") {
        report(diagnostics, "L003", node.span);
      }
      const construct = uncompiled(node);
      if (construct === undefined) {
        return true;
      }
      report(diagnostics, "L001", node.span, [construct]);
      // What stands inside is refused with it.
      return false;
    });
  }
}

/** What a person calls the construct, when it has no native code. */
function uncompiled(node: Node): string | undefined {
  switch (node.kind) {
    case "generate":
      return "`generate`";
    case "fetch":
    case "fetch-into":
      return "`fetch`";
    case "new-channel":
      return "a channel (`chan<T>(…)`)";
    case "stream":
      return "a `stream`";
    case "on":
      return "an `on` handler";
    case "emit":
      return "`emit`";
    case "agent":
      return "an `agent`";
    case "intent":
      return "an `intent`";
    case "model":
      return "a `model`";
    case "spawn":
      return "`spawn`";
    case "select":
      return "`select`";
    case "extern":
      return node.form === "type" ? undefined : `\`extern ${node.form}\``;
    case "import":
      return node.language === undefined ? undefined : `an import from ${node.language.text}`;
    default:
      return undefined;
  }
}
