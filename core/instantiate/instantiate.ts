// A checked program becomes the typed tree of what the entry module reaches.
//
// In: the declaration tables and the source files (for the texts that messages quote). Out: a
// TypedProgram whose promises typed.ts states and verify-typed.ts checks.
//
// How: every function instance is walked in rounds until no type widens any more. Types start from
// «unknown» (`never`) and only ever widen, so this ends. When nothing changes, the program settles:
// what is still unknown becomes `any`, and those that met it are walked again. Then re-declared
// globals whose types agree are made one variable, and the walk is repeated for their readers.
// The last tree of every instance was therefore built with final types. If a walk has learned that a
// record literal can't be the struct that it was taken for (shapes.ts), all begins anew.

import { invariant } from "../source/invariant.ts";
import { Diagnostics } from "../source/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { BindingTarget, Name, TestStatement } from "../syntax/ast.ts";
import { newResolveContext } from "../check/declare.ts";
import type { Declarations, ModuleDeclarations, TypeScope } from "../types/declarations.ts";
import { resolveType } from "../types/resolve-type.ts";
import { sameType, unitType, type StructDeclaration } from "../types/type.ts";
import { moduleAt, type GlobalVariable, type Instance, type MutableGlobal, type Program } from "./context.ts";
import { markChecked } from "./initialization.ts";
import { newInstance, requestMethod } from "./instances.ts";
import { requestInitializer } from "./module-initializer.ts";
import { registerGlobal } from "./open.ts";
import { dequeue, enqueue } from "./queue.ts";
import { collectFunctions } from "./reachable.ts";
import { newScope } from "./scope.ts";
import { beginAttempt, newShapes, type Shapes } from "./shapes.ts";
import { newSlot, settleSlot } from "./slot.ts";
import { hasNever } from "./type-shape.ts";
import { typeBlock } from "./type-statement.ts";
import type { DynamicMethod, TypedFunction, TypedProgram, TypedTest } from "./typed.ts";
import { newCx, newFrame } from "./walk-function.ts";

/** A walk that goes on after this many rounds is a bug of ours. */
const maxWalks = 400;

export function instantiate(declarations: Declarations, files: readonly SourceFile[], diagnostics = new Diagnostics()): TypedProgram {
  const shapes = newShapes();
  const refused = new Set<string>();
  let typed: TypedProgram | undefined;
  while (beginAttempt(shapes)) {
    typed = attempt(declarations, files, diagnostics, shapes, refused);
  }
  invariant(typed !== undefined, "the last attempt to find types succeeds");
  return typed;
}

/** Walks the program with what is known about its shapes. `undefined` if that was too little. */
function attempt(declarations: Declarations, files: readonly SourceFile[], diagnostics: Diagnostics, shapes: Shapes, refused: Set<string>): TypedProgram | undefined {
  const program: Program = {
    declarations,
    files,
    diagnostics,
    resolve: newResolveContext(declarations),
    instances: new Map(),
    queue: [],
    instanceCounts: new Map(),
    globals: [],
    structScopes: structScopes(declarations),
    dynamicNames: new Set(),
    refused,
    logic: new Map(),
    shapes,
    settled: false,
  };
  (program.globals as GlobalsOfModule[]).push(...declarations.modules.map((module) => moduleGlobals(program, module)));
  const evaluated = new Set(declarations.evals.values());
  const initializers = declarations.order.filter((index) => !evaluated.has(index)).map((index) => requestInitializer(program, moduleAt(program, index)));
  const tests = moduleAt(program, declarations.entry).program.statements.filter((statement) => statement.kind === "test");
  const testInstances = tests.map((test) => testInstance(program, moduleAt(program, declarations.entry), test));
  findTypes(program);
  if (shapes.learned) {
    return undefined;
  }
  return assemble(program, initializers, tests.map((test, index): TypedTest => ({ name: test.name, span: test.span, function: (testInstances[index] as Instance).function })));
}

// ---------------------------------------------------------------- rounds

function findTypes(program: Program): void {
  walkAll(program);
  if (program.shapes.learned) {
    return;
  }
  program.settled = true;
  for (const instance of program.instances.values()) {
    if (instance.sawNever) {
      instance.markChanged();
    }
  }
  walkAll(program);
  if (mergeGlobals(program)) {
    walkAll(program);
  }
}

function walkAll(program: Program): void {
  do {
    for (let instance = dequeue(program.queue); instance !== undefined; instance = dequeue(program.queue)) {
      instance.sawNever = false;
      instance.unknownCalls = false;
      invariant(++instance.walks < maxWalks, `the types of ${instance.function.name} do not settle`);
      instance.walk(instance);
      if (program.settled && instance.walks === 1 && instance.result.type.kind === "never") {
        // New, and it never returns: its callers took it for one that may.
        instance.result.dependents.forEach((dependent) => dependent.markChanged());
      }
    }
    requestDynamicMethods(program);
  } while (program.queue.some((bucket) => bucket.length > 0));
}

/** A method that may be called on `any` needs an instance for every struct that has it. */
function requestDynamicMethods(program: Program): void {
  if (program.dynamicNames.size === 0) {
    return;
  }
  for (const declaration of program.structScopes.keys()) {
    for (const [name, method] of declaration.methods) {
      if (program.dynamicNames.has(name)) {
        requestMethod(program, declaration, method);
      }
    }
  }
}

// ---------------------------------------------------------------- modules

type GlobalsOfModule = Map<string, GlobalVariable[]>;

function moduleGlobals(program: Program, module: ModuleDeclarations): GlobalsOfModule {
  const globals: GlobalsOfModule = new Map();
  module.program.statements.forEach((statement, position) => {
    if (statement.kind !== "let") {
      return;
    }
    const declared = statement.type === undefined || statement.target.kind !== "bind-name" ? undefined : resolveType(program.resolve, statement.type, module.scope);
    for (const name of namesOf(statement.target)) {
      const slot = newSlot(name.text, name.span, declared);
      const global: MutableGlobal = { name: name.text, module: module.index, type: slot.type, span: name.span, reassigned: false, checked: false };
      registerGlobal(global, slot);
      const variable: GlobalVariable = { name, module: module.index, position, statement, slot, same: undefined, global };
      const earlier = globals.get(name.text);
      if (earlier === undefined) {
        globals.set(name.text, [variable]);
      } else {
        earlier.push(variable);
      }
    }
  });
  return globals;
}

function namesOf(target: BindingTarget): readonly Name[] {
  switch (target.kind) {
    case "bind-name":
      return target.name.text === "_" ? [] : [target.name];
    case "bind-list":
      return [...target.items.flatMap(namesOf), ...(target.rest === undefined || target.rest.text === "_" ? [] : [target.rest])];
    case "bind-map":
      return target.entries.flatMap((entry) => namesOf(entry.target));
  }
}

/** A `test` block as a function: it sees all variables of the module. */
function testInstance(program: Program, module: ModuleDeclarations, test: TestStatement): Instance {
  const instance = newInstance(program, { name: test.name, kind: "test", module: module.index, span: test.span, typeArgs: [] }, unitType, [], (self) => {
    const frame = newFrame(self, "test", undefined);
    const cx = newCx(program, self, frame, module.scope, newScope(undefined, frame));
    self.function.body = typeBlock(cx, test.body);
  });
  instance.position = module.program.statements.indexOf(test);
  program.instances.set(`test ${module.index} ${test.span.start}`, instance);
  enqueue(program.queue, instance);
  return instance;
}

/** Where the names in each struct's fields and methods are looked up. */
function structScopes(declarations: Declarations): ReadonlyMap<StructDeclaration, TypeScope> {
  const scopes = new Map<StructDeclaration, TypeScope>();
  for (const scope of [...declarations.modules.map((module) => module.scope), ...declarations.blockScopes.values()]) {
    for (const symbol of scope.types.values()) {
      if (symbol.kind === "struct") {
        scopes.set(symbol.declaration, scope);
      }
    }
  }
  return scopes;
}

// ---------------------------------------------------------------- globals

/** Re-declarations of a global with the same type are the same variable. Returns whether there were any. */
function mergeGlobals(program: Program): boolean {
  let found = false;
  for (const module of program.globals) {
    for (const variables of module.values()) {
      variables.forEach((variable, index) => {
        const earlier = variables[index - 1];
        settleSlot(variable.slot);
        if (earlier !== undefined && sameType(earlier.slot.type, variable.slot.type)) {
          variable.same = earlier.same ?? earlier;
          found = true;
          for (const slot of [variable.slot, variable.same.slot]) {
            slot.dependents.forEach((dependent) => dependent.markChanged());
          }
        }
      });
    }
  }
  return found;
}

// ---------------------------------------------------------------- the result

function assemble(program: Program, initializers: readonly Instance[], tests: readonly TypedTest[]): TypedProgram {
  const methods = dynamicMethods(program);
  const roots = [...initializers.map((instance) => instance.function), ...tests.map((test) => test.function), ...methods.map((method) => method.function)];
  const functions = collectFunctions(roots);
  const globals = program.globals.flatMap((module) => [...module.values()].flat().filter((variable) => variable.same === undefined));
  for (const { global, slot } of globals) {
    global.type = slot.type;
    invariant(!hasNever(slot.type) || slot.dependents.size === 0, `the type of ${slot.name} is not known`);
  }
  const typed: TypedProgram = {
    functions,
    globals: globals.map((variable) => variable.global),
    initializers: initializers.map((instance) => instance.function),
    tests,
    dynamicMethods: methods,
    shapes: program.shapes,
  };
  markChecked(typed);
  return typed;
}

function dynamicMethods(program: Program): readonly DynamicMethod[] {
  const methods: DynamicMethod[] = [];
  for (const declaration of program.structScopes.keys()) {
    for (const [name, method] of declaration.methods) {
      if (program.dynamicNames.has(name)) {
        methods.push({ name, declaration, function: requestMethod(program, declaration, method).function as TypedFunction });
      }
    }
  }
  return methods;
}

