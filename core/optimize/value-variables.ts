// Variables that hold small, unchanging objects by value, where each round of a loop makes a new one.
//
//     let sum: Vec = new Vec(0.0, 0.0)                  let sum: object<Vec> = Vec(0.0, 0.0)
//     for …                                             for …
//       sum = add(sum, p)                                 sum = add_value(&sum, p)
//     return sum                                        return new Vec(&sum.x, &sum.y)
//
// The object of one round is read while that of the next is made, so that a place in the frame (place-objects.ts)
// would be too early overwritten; a copy is not. Assigning copies, which can't be seen: no field of the type is assigned anywhere in
// the program, and no type has an identity beyond that. Copies are made only of objects that are known to be there: of new
// ones, of results that are always new, of other such variables.
//
// A pointer to the variable must not outlive its value: it may be read through and passed on, but not be kept in
// another variable, object or result. Where it is, the variable stays a pointer. But a variable that is declared with such
// a value and whose address the runtime wants, as for printing, points at a copy of its own:
//
//     let %1: Vec = sum                                 let copy: object<Vec>
//     mochi_print_value(&%1, …)                         let %1: Vec = &(copy = sum)

import type { IrBlock, IrExpression, IrFunction, IrStatement, IrType, IrVariable } from "../aotir/aotir.ts";
import { addressOf, declare, newStruct, newVariable, readField } from "../aotir/builder.ts";
import { sameIrType } from "../aotir/same-type.ts";
import { mapExpression, mapStatement, rootsOf, walkExpression, walkFunction, walkStatements } from "../aotir/walk.ts";
import { invariant } from "../source/invariant.ts";
import { assignedValues } from "./assigned.ts";
import { type Callees, escapeGraph, type Location, type Scope } from "./escape-graph.ts";
import { follow } from "./escape-summaries.ts";
import { type FreshResults, isSmallObject, objectOf, wordsOf } from "./fresh-results.ts";

type ObjectType = IrType & { readonly kind: "object" };

export interface ValueContext {
  readonly fresh: FreshResults;
  readonly callees: Callees;
  /** A field of the type's objects is assigned somewhere. */
  readonly mayChange: (type: IrType) => boolean;
  /** How many words of such variables the frame may hold. */
  readonly room: number;
  /** Told of everything that makes an object which is then held by value. */
  readonly note: (statement: IrStatement, creation: IrExpression) => void;
}

/** Whatever takes longer to find out isn't worth it. */
const MOST_ROUNDS = 8;

export function holdByValue(cx: ValueContext, fn: IrFunction): void {
  const values = assignedValues(fn);
  const looped = assignedInLoops(fn);
  const refused = new Set<IrVariable>();
  walkFunction(fn, (node) => {
    if (node.kind === "address") {
      refused.add(node.variable);
    }
  });
  usedInTries(fn).forEach((variable) => refused.add(variable));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const variables = connected(candidates(cx, values, refused), values, looped);
    if (variables.size === 0 || [...variables].reduce((sum, { type }) => sum + (wordsOf(type) ?? 0), 0) > cx.room) {
      return;
    }
    const held = new Map([...variables].map((variable) => [variable, { ...variable, type: { kind: "object", of: variable.type } as const }]));
    const noted: (readonly [IrStatement, IrExpression])[] = [];
    const copies = new Map<IrVariable, IrVariable>();
    const body = holdIn({ ...cx, note: (statement, creation) => noted.push([statement, creation]), copies }, fn.body, held);
    const lasting = outlived({ ...fn, body }, cx.callees, held, copies);
    if (lasting.length === 0) {
      fn.body = body;
      noted.forEach(([statement, creation]) => {
        cx.note(statement, creation);
      });
      return;
    }
    lasting.forEach((variable) => refused.add(variable));
  }
}

/** Variables that get a new object in a loop that they are declared outside of. */
function assignedInLoops(fn: IrFunction): ReadonlySet<IrVariable> {
  const found = new Set<IrVariable>();
  walkStatements(fn.body, (loop) => {
    if (loop.kind !== "loop" && loop.kind !== "for") {
      return;
    }
    const own = new Set<IrVariable>();
    const assigned = new Set<IrVariable>();
    walkStatements(loop.body, (statement) => {
      if (statement.kind === "declare") {
        own.add(statement.variable);
      } else if (statement.kind === "assign" && statement.place.kind === "variable") {
        assigned.add(statement.place.variable);
      }
    });
    assigned.forEach((variable) => {
      if (!own.has(variable)) {
        found.add(variable);
      }
    });
  });
  return found;
}

/** Variables that the body of a `try` around which they are declared reads; it will be a function of its own. */
function usedInTries(fn: IrFunction): ReadonlySet<IrVariable> {
  const found = new Set<IrVariable>();
  walkStatements(fn.body, (attempt) => {
    if (attempt.kind !== "try") {
      return;
    }
    const own = new Set<IrVariable>();
    walkStatements(attempt.body, (statement) => {
      if (statement.kind === "declare") {
        own.add(statement.variable);
      }
      for (const root of rootsOf(statement)) {
        walkExpression(root, (node) => {
          if (node.kind === "variable" && !own.has(node.variable)) {
            found.add(node.variable);
          }
        });
      }
    });
  });
  return found;
}

/** Variables of which every value can be copied. */
function candidates(cx: ValueContext, values: ReadonlyMap<IrVariable, readonly IrExpression[]>, refused: ReadonlySet<IrVariable>): ReadonlySet<IrVariable> {
  const found = new Set([...values.keys()].filter((variable) => isSmallObject(variable.type) && !cx.mayChange(variable.type) && !refused.has(variable)));
  const isCopied = (value: IrExpression, type: IrType): boolean => {
    switch (value.kind) {
      case "new":
        return value.type.kind !== "object";
      case "call":
        return cx.fresh.functions.has(value.function) && sameIrType(value.type, type);
      case "reinterpret":
        return value.operand.kind !== "variable" && isCopied(value.operand, type);
      case "conditional":
        return isCopied(value.then, type) && isCopied(value.otherwise, type);
      case "variable":
        return found.has(value.variable) && sameIrType(value.type, type);
      default:
        return false;
    }
  };
  for (let size = -1, round = 0; size !== found.size; round++) {
    if (round > MOST_ROUNDS) {
      return new Set();
    }
    size = found.size;
    for (const variable of found) {
      if (values.get(variable)?.every((value) => isCopied(value, variable.type)) !== true) {
        found.delete(variable);
      }
    }
  }
  return found;
}

/** Of the candidates, those that loops assign, and all that exchange values with them. */
function connected(found: ReadonlySet<IrVariable>, values: ReadonlyMap<IrVariable, readonly IrExpression[]>, looped: ReadonlySet<IrVariable>): ReadonlySet<IrVariable> {
  const chosen = new Set([...found].filter((variable) => looped.has(variable)));
  for (let size = -1, round = 0; size !== chosen.size; round++) {
    if (round > MOST_ROUNDS) {
      return new Set();
    }
    size = chosen.size;
    for (const variable of found) {
      const sources = (values.get(variable) ?? []).flatMap(variablesIn);
      if (chosen.has(variable)) {
        sources.forEach((source) => chosen.add(source));
      } else if (sources.some((source) => chosen.has(source))) {
        chosen.add(variable);
      }
    }
  }
  return chosen;
}

/** The variables that a copied value may be. */
function variablesIn(value: IrExpression): readonly IrVariable[] {
  switch (value.kind) {
    case "variable":
      return [value.variable];
    case "conditional":
      return [...variablesIn(value.then), ...variablesIn(value.otherwise)];
    default:
      return [];
  }
}

// ---------------------------------------------------------------- rewriting

type Held = ReadonlyMap<IrVariable, IrVariable & { readonly type: ObjectType }>;

interface Holding extends ValueContext {
  /** Objects that are copies of a held variable, and which. */
  readonly copies: Map<IrVariable, IrVariable>;
}

function holdIn(cx: Holding, block: IrBlock, held: Held): IrBlock {
  const read = (root: IrExpression): IrExpression =>
    mapExpression(root, (node) => {
      const variable = node.kind === "variable" ? held.get(node.variable) : undefined;
      return variable === undefined ? node : addressOf(variable);
    });
  const copy = (statement: IrStatement, value: IrExpression, type: ObjectType): IrExpression => {
    switch (value.kind) {
      case "variable": {
        const variable = held.get(value.variable);
        invariant(variable !== undefined, "what exchanges values with a variable is held as it is");
        return { kind: "variable", type: variable.type, variable };
      }
      case "conditional":
        return { ...value, condition: read(value.condition), then: copy(statement, value.then, type), otherwise: copy(statement, value.otherwise, type), type };
      default:
        cx.note(statement, value);
        return objectOf(read(value), type, cx.fresh.valueOf);
    }
  };
  return {
    statements: block.statements.flatMap((statement): IrStatement | IrStatement[] => {
      if (statement.kind === "declare") {
        const variable = held.get(statement.variable);
        if (variable !== undefined) {
          return { ...statement, variable, ...(statement.value === undefined ? {} : { value: copy(statement, statement.value, variable.type) }) };
        }
        const source = statement.value?.kind === "variable" ? held.get(statement.value.variable) : undefined;
        if (source !== undefined && statement.value?.kind === "variable") {
          const object = newVariable("copy", source.type);
          cx.copies.set(object, statement.value.variable);
          return [
            declare(statement.span, object),
            { ...statement, value: { kind: "keep", type: source.type.of, variable: object, object: { kind: "variable", type: source.type, variable: source } } },
          ];
        }
      } else if (statement.kind === "assign" && statement.place.kind === "variable") {
        const variable = held.get(statement.place.variable);
        if (variable !== undefined) {
          return { ...statement, place: { kind: "variable", variable }, value: copy(statement, statement.value, variable.type) };
        }
      } else if (statement.kind === "return" && statement.value?.kind === "variable") {
        const pointer = read(statement.value);
        const { type } = pointer;
        if (pointer.kind === "address" && type.kind === "struct") {
          return { ...statement, value: newStruct(type.struct, type.struct.fields.map((field) => readField(pointer, type.struct, field.name))) };
        }
      }
      return mapStatement(statement, read, (inner) => holdIn(cx, inner, held));
    }),
  };
}

/** The variables whose address is kept longer than an expression, or whose copies are kept longer than their block. */
function outlived(fn: IrFunction, callees: Callees, held: Held, copies: ReadonlyMap<IrVariable, IrVariable>): readonly IrVariable[] {
  const graph = escapeGraph(fn, callees);
  const lasts = (object: IrVariable, mayHold: (holder: Location, own: Scope) => boolean): boolean => {
    const location = graph.variables.get(object);
    invariant(location?.scope !== undefined, "what holds an object is declared");
    const { scope } = location;
    let found = false;
    follow(graph, location, "address", (holder) => {
      found ||= !mayHold(holder, scope);
    });
    return found;
  };
  return [
    ...[...held].flatMap(([variable, object]) => (lasts(object, () => false) ? [variable] : [])),
    ...[...copies].flatMap(([object, variable]) => (lasts(object, ({ scope }, own) => scope !== undefined && isInside(scope, own)) ? [variable] : [])),
  ];
}

function isInside(scope: Scope, outer: Scope): boolean {
  let at: Scope | undefined = scope;
  while (at !== undefined && at !== outer) {
    at = at.parent;
  }
  return at === outer;
}
