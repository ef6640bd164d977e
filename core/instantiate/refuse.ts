// Refuses, with one diagnostic each, the constructs that the checker accepts and nothing compiles yet.
//
// Foreign names are refused where they are used; `extern` alone declares, and asks nothing of anybody.
//
// Runs over the syntax trees before instantiation. A program that passes uses only what the typed
// tree can say.

import type { Diagnostics } from "../source/diagnostic.ts";
import { report } from "../source/report.ts";
import { walk, type Node } from "../syntax/walk.ts";
import type { FieldExpression } from "../syntax/ast.ts";
import { builtins } from "../types/builtins.ts";
import type { Declarations, ModuleDeclarations } from "../types/declarations.ts";
import { foreignMembers, type ForeignMember } from "../types/foreign.ts";
import { dataFormat } from "./data-format.ts";

/** Reports L001 for each construct without native code; L003 where YAML is read and the target can't. */
export function refuseUncompiled(declarations: Declarations, diagnostics: Diagnostics, withoutYaml: boolean): void {
  for (const module of declarations.modules) {
    walk(module.program, (node) => {
      if (withoutYaml && node.kind === "load" && dataFormat(node.path, node.options) === "yaml") {
        report(diagnostics, "L003", node.span);
      }
      const construct = uncompiled(node) ?? foreign(module, node);
      if (construct === undefined) {
        return true;
      }
      report(diagnostics, "L001", node.span, [construct]);
      // What stands inside is refused with it.
      return false;
    });
  }
}

/** A use of what only a foreign language could do. Declaring it does no harm. */
function foreign(module: ModuleDeclarations, node: Node): string | undefined {
  switch (node.kind) {
    case "call": {
      const { callee } = node;
      const member = callee.kind === "field" ? memberOf(module, callee) : undefined;
      const builtin = member?.kind === "function" ? builtins.get(member.builtin) : undefined;
      const fits = builtin === undefined || (node.args.length >= builtin.min && node.args.length <= builtin.max);
      return fits || callee.kind !== "field" ? undefined : `\`${callee.name.text}\` with ${node.args.length} arguments`;
    }
    case "field": {
      if (node.receiver.kind !== "name") {
        return undefined;
      }
      const { name } = node.receiver;
      const dotted = `${name}.${node.name.text}`;
      const imported = module.foreign.get(name);
      const isForeign = imported === undefined ? module.externs.has(dotted) || module.externs.has(name) : foreignMembers(imported) !== undefined && memberOf(module, node) === undefined;
      return isForeign ? `\`${dotted}\`` : undefined;
    }
    case "name":
      return module.externs.has(node.name) ? `\`${node.name}\`` : undefined;
    default:
      return undefined;
  }
}

function memberOf(module: ModuleDeclarations, node: FieldExpression): ForeignMember | undefined {
  const imported = node.receiver.kind === "name" ? module.foreign.get(node.receiver.name) : undefined;
  return imported === undefined ? undefined : foreignMembers(imported)?.get(node.name.text);
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
    case "import":
      return node.language === undefined || foreignMembers(node) !== undefined ? undefined : `an import from ${node.language.text}`;
    default:
      return undefined;
  }
}
