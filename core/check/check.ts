// The strict checker: declaration tables enter, diagnostics leave.
//
// It decides whether a program is right and says why not; it makes no tree. Modules are checked in
// the order in which they are initialised, so that what they export has its type. Within a module
// the order is the reference's: effect annotations, method signatures, then the statements as they
// stand. Unknown type names come last, then warnings about variables that nobody reads.

import type { Diagnostics } from "../source/diagnostic.ts";
import type { Statement } from "../syntax/ast.ts";
import type { Declarations, ModuleDeclarations } from "../types/declarations.ts";
import { bindExtern, bindFunctions, bindImport, checkEffectAnnotations, checkFunction } from "./check-declaration.ts";
import { checkPredicates } from "./check-logic.ts";
import { checkStatement } from "./check-statement.ts";
import { checkMethodSignatures, checkTypeMethods } from "./check-type.ts";
import { fail, newChecker, type Checker } from "./context.ts";
import { inferEffects } from "./effects.ts";
import { neverFallsThrough } from "./flow.ts";
import type { Scope } from "./scope.ts";

/** Checks a whole program. */
export function check(declarations: Declarations, diagnostics: Diagnostics): void {
  const effects = inferEffects(declarations);
  const checked = new Map<number, Scope>();
  const counters = { fresh: 0, rigid: 0, suggestions: 50 };
  for (const index of declarations.order) {
    const module = declarations.modules[index];
    if (module !== undefined) {
      const cx = newChecker(declarations, diagnostics, module, effects, checked, counters);
      checkModule(cx, module);
      checked.set(index, cx.scope);
    }
  }
  for (const diagnostic of declarations.deferred.values()) {
    diagnostics.add(diagnostic);
  }
}

function checkModule(cx: Checker, module: ModuleDeclarations): void {
  const { program } = module;
  bindFunctions(cx, program);
  checkEffectAnnotations(cx, program);
  program.statements.forEach((statement) => {
    if (statement.kind === "import") {
      bindImport(cx, statement);
    } else if (statement.kind === "type") {
      checkMethodSignatures(cx, statement);
    }
  });
  let unreachableFrom: string | undefined;
  for (const statement of program.statements) {
    if (unreachableFrom !== undefined && isCode(statement)) {
      fail(cx, "W002", statement.span, [unreachableFrom]);
      unreachableFrom = undefined;
    }
    checkTopStatement(cx, statement);
    if (neverFallsThrough(statement)) {
      unreachableFrom = statement.kind === "return" ? "`return`" : "statement above";
    }
  }
  checkPredicates(cx, program);
  warnUnused(cx);
}

function checkTopStatement(cx: Checker, statement: Statement): void {
  switch (statement.kind) {
    case "fun":
      return checkFunction(cx, statement);
    case "type":
      return checkTypeMethods(cx, statement);
    case "import":
      return;
    case "extern":
      return bindExtern(cx, statement);
    default:
      return checkStatement(cx, statement);
  }
}

/** Whether a statement is something that runs where it stands. */
function isCode(statement: Statement): boolean {
  switch (statement.kind) {
    case "fun":
    case "type":
    case "import":
    case "extern":
    case "test":
    case "stream":
    case "agent":
    case "model":
    case "fact":
    case "rule":
      return false;
    default:
      return true;
  }
}

function warnUnused(cx: Checker): void {
  for (const { name, span, used } of cx.locals.values()) {
    if (!used) {
      fail(cx, "W001", span, [name]);
    }
  }
}
