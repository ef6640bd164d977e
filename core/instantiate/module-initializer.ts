// The top level of a module as a function.
//
// In: a module's declarations. Out: an instance that runs its statements as they stand. The program
// calls the initialisers of imported modules once, in the order of the imports; the module of an
// evaluated text is called wherever `eval` is.

import type { ModuleDeclarations } from "../types/declarations.ts";
import { unitType } from "../types/type.ts";
import type { Instance, Program } from "./context.ts";
import { newInstance } from "./instances.ts";
import { enqueue } from "./queue.ts";
import { newScope } from "./scope.ts";
import { typeStatement } from "./type-statement.ts";
import type { TypedStatement } from "./typed.ts";
import { newCx, newFrame } from "./walk-function.ts";

/** The initialiser of a module, the same at every request. */
export function requestInitializer(program: Program, module: ModuleDeclarations): Instance {
  const key = `module ${module.index}`;
  const known = program.instances.get(key);
  if (known !== undefined) {
    return known;
  }
  const instance = newInstance(
    program,
    { name: moduleName(program, module), kind: "initializer", module: module.index, span: module.program.span, typeArgs: [] },
    unitType,
    [],
    (self) => walkInitializer(program, self, module),
  );
  program.instances.set(key, instance);
  enqueue(program.queue, instance);
  return instance;
}

function moduleName(program: Program, module: ModuleDeclarations): string {
  const path = program.files[module.program.span.file]?.path ?? "";
  const last = path.split("/").at(-1) ?? "";
  return module.program.packageName?.text ?? (last.endsWith(".mochi") ? last.slice(0, -".mochi".length) : last === "" ? "main" : last);
}

function walkInitializer(program: Program, instance: Instance, module: ModuleDeclarations): void {
  const frame = newFrame(instance, "initializer", undefined);
  const cx = newCx(program, instance, frame, module.scope, newScope(undefined, frame));
  const statements: TypedStatement[] = [];
  module.program.statements.forEach((statement, position) => {
    instance.position = position;
    if (frame.flow.reachable) {
      for (const typed of typeStatement(cx, statement)) {
        statements.push(typed);
      }
    }
  });
  instance.function.body = { statements };
}
