// Requests for function instances: one per function and concrete argument types.
//
// A request never walks a body; it puts a new instance into the queue and hands out its
// TypedFunction, whose result is not known yet (`never`). The caller has read the result slot and
// is walked again when it is. While argument types are unknown themselves, no instance is made
// (`undefined`): the call will be looked at again.

import type { FunStatement } from "../syntax/ast.ts";
import type { FunctionSymbol } from "../types/declarations.ts";
import { resolveType, withTypeParameters } from "../types/resolve-type.ts";
import { substitute, type TypeVariable } from "../types/substitute.ts";
import { anyType, neverType, type MethodStatement, type StructDeclaration, type Type } from "../types/type.ts";
import { bindTypes, type Bindings } from "./bind-types.ts";
import { moduleAt, newFunction, type Instance, type Program } from "./context.ts";
import { registerResult } from "./open.ts";
import { enqueue } from "./queue.ts";
import { newSlot } from "./slot.ts";
import { hasNever, typeKey, withoutNever } from "./type-shape.ts";
import { walkFunction, walkMethod } from "./walk-function.ts";

/** More instances than this of one function, and its parameters become `any`. */
const maxInstances = 16;

/** What the parameters of a function demand, with its generic parameters as variables. */
interface ParameterTypes {
  readonly typeParams: readonly TypeVariable[];
  /** `undefined` where the program wrote none. */
  readonly params: readonly (Type | undefined)[];
}

export function parameterTypes(program: Program, symbol: FunctionSymbol): ParameterTypes {
  const { signature } = symbol.statement;
  const typeParams = signature.typeParams.map((name, index): TypeVariable => ({ kind: "variable", name: name.text, id: index + 1 }));
  const scope = withTypeParameters(moduleAt(program, symbol.module).scope, new Map(typeParams.map((param) => [param.name, param])));
  const params = signature.params.map((param) => (param.type === undefined ? undefined : resolveType(program.resolve, param.type, scope)));
  return { typeParams, params };
}

/** A parameter type as far as it is known: unbound variables are `never`. */
export function knownSoFar(type: Type, typeParams: readonly TypeVariable[], bindings: Bindings): Type {
  const all = new Map(bindings);
  for (const param of typeParams) {
    if (!all.has(param.id)) {
      all.set(param.id, neverType);
    }
  }
  return substitute(type, all);
}

/** The instance of a function for arguments of these types; missing ones are `any`. */
export function requestFunction(program: Program, symbol: FunctionSymbol, args: readonly (Type | undefined)[]): Instance | undefined {
  const { typeParams, params } = parameterTypes(program, symbol);
  const bindings: Bindings = new Map();
  const crowded = (program.instanceCounts.get(symbol.statement) ?? 0) >= maxInstances;
  params.forEach((param, index) => {
    const arg = args[index];
    if (param !== undefined && arg !== undefined && !crowded) {
      bindTypes(param, arg, bindings);
    }
  });
  const typeArgs: Type[] = [];
  for (const param of typeParams) {
    const bound = knownType(program, bindings.get(param.id) ?? anyType);
    if (bound === undefined) {
      return undefined;
    }
    bindings.set(param.id, bound);
    typeArgs.push(bound);
  }
  const concrete: Type[] = [];
  for (const [index, param] of params.entries()) {
    const untyped = crowded ? anyType : (args[index] ?? anyType);
    const type = param === undefined ? knownType(program, untyped) : substitute(param, bindings);
    if (type === undefined) {
      return undefined;
    }
    concrete.push(type);
    if (param === undefined) {
      typeArgs.push(type);
    }
  }
  return functionInstance(program, symbol, concrete, typeArgs, new Map(typeParams.map((param) => [param.name, bindings.get(param.id) ?? anyType])));
}

function functionInstance(
  program: Program,
  symbol: FunctionSymbol,
  params: readonly Type[],
  typeArgs: readonly Type[],
  generics: ReadonlyMap<string, Type>,
): Instance {
  const { statement, module } = symbol;
  const key = `fun ${module} ${statement.span.file}:${statement.span.start} ${typeArgs.map(typeKey).join(";")}`;
  const known = program.instances.get(key);
  if (known !== undefined) {
    return known;
  }
  program.instanceCounts.set(statement, (program.instanceCounts.get(statement) ?? 0) + 1);
  const types = withTypeParameters(moduleAt(program, module).scope, generics);
  const declared = statement.signature.result === undefined ? undefined : resolveType(program.resolve, statement.signature.result, types);
  const instance = newInstance(
    program,
    { name: statement.name.text, kind: "function", module, span: statement.span, typeArgs },
    declared,
    params,
    (self) => walkFunction(program, self, statement, params, types),
  );
  instance.position = positionOf(program, module, statement);
  program.instances.set(key, instance);
  enqueue(program.queue, instance);
  return instance;
}

/** The one instance of a method. */
export function requestMethod(program: Program, declaration: StructDeclaration, method: MethodStatement): Instance {
  const key = `method ${declaration.module} ${method.span.file}:${method.span.start}`;
  const known = program.instances.get(key);
  if (known !== undefined) {
    return known;
  }
  const { module } = declaration;
  const types = program.structScopes.get(declaration) ?? moduleAt(program, module).scope;
  const declared = method.signature.result === undefined ? undefined : resolveType(program.resolve, method.signature.result, types);
  const params = method.signature.params.map((param) => (param.type === undefined ? anyType : resolveType(program.resolve, param.type, types)));
  const instance = newInstance(
    program,
    { name: `${declaration.name}.${method.name.text}`, kind: "method", module, span: method.span, typeArgs: [] },
    declared,
    params,
    (self) => walkMethod(program, self, declaration, method, params, types),
  );
  instance.position = Infinity;
  program.instances.set(key, instance);
  enqueue(program.queue, instance);
  return instance;
}

/** An instance without a key: a module's initialiser, a test. */
export function newInstance(
  program: Program,
  fields: Pick<Instance["function"], "name" | "kind" | "module" | "span" | "typeArgs">,
  result: Type | undefined,
  params: readonly Type[],
  walk: (instance: Instance) => void,
): Instance {
  const slot = newSlot(fields.name, fields.span, result);
  const fn = newFunction({ ...fields, params: [] }, slot.type);
  registerResult(fn, slot);
  const instance: Instance = {
    function: fn,
    position: Infinity,
    params,
    result: slot,
    slots: new Map(),
    queued: false,
    sawNever: false,
    unknownCalls: false,
    walks: 0,
    walk,
    markChanged() {
      enqueue(program.queue, instance);
    },
  };
  slot.dependents.add(instance);
  if (slot.declared === undefined) {
    slot.open = true;
  }
  return instance;
}

function knownType(program: Program, type: Type): Type | undefined {
  if (!hasNever(type)) {
    return type;
  }
  return program.settled ? withoutNever(type) : undefined;
}

const positions = new WeakMap<object, Map<object, number>>();

/** The index of a top-level statement in its module. */
function positionOf(program: Program, module: number, statement: FunStatement): number {
  const { statements } = moduleAt(program, module).program;
  let known = positions.get(statements);
  if (known === undefined) {
    known = new Map(statements.map((other, index) => [other, index]));
    positions.set(statements, known);
  }
  return known.get(statement) ?? Infinity;
}
