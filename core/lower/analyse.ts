// What has to be known about variables and functions before anything is lowered.
//
// - Captures: the variables of enclosing functions that a nested function uses, itself or through
//   functions nested in it, in order of discovery. A captured variable that is assigned after its
//   initialisation, or captured before its `let` has run, lives in a cell; others are captured by
//   value. Lambdas given to `map`, `filter` … are inlined as loop bodies and count as part of the
//   function around them.
// - Growth (for the sharing bit, see sharing.ts): which plain variables are appended to or narrowed in
//   place, and which functions may do that to something that others see.
// - Globals that only their own initialiser uses: they become its variables.
//
// Surprising: the walk goes down the left side of operator chains without recursion; 100,000
// operands are an ordinary program.

import type { Global, Local, Place, TypedBlock, TypedExpression, TypedFunction, TypedPattern, TypedProgram, TypedStatement } from "../instantiate/typed.ts";
import { queryParts } from "../instantiate/typed-query.ts";
import { growthOf, narrowingOf } from "./growth.ts";
import { growingArgument, selfTailCalls } from "./tail-calls.ts";
import { expressionChildren, placeChildren, statementChildren } from "./walk-typed.ts";

export interface Analysis {
  readonly captures: ReadonlyMap<TypedFunction, readonly Local[]>;
  /** Variables that live in a heap cell. */
  readonly celled: ReadonlySet<Local>;
  /** Celled variables that are captured before their `let`: the cell is made where their block begins. */
  readonly hoisted: ReadonlyMap<TypedBlock, readonly Local[]>;
  /** The variable that a nested function is bound to by its own `let`. */
  readonly selfOf: ReadonlyMap<TypedFunction, Local>;
  readonly closureOf: ReadonlyMap<Local, TypedFunction>;
  /** Variables that are the target of `xs = append(xs, v)` or `xs = xs[a:b]`. */
  readonly grown: ReadonlySet<Local>;
  /** Functions that may append or narrow in place a field, element, global or captured variable. */
  readonly grows: ReadonlySet<TypedFunction>;
  readonly inlined: ReadonlySet<TypedFunction>;
  readonly localGlobals: ReadonlyMap<Global, TypedFunction>;
  /** Variables assigned after their declaration. */
  readonly assigned: ReadonlySet<Local>;
  /** Something takes elements out of lists: loops have to look at the length again. */
  readonly shrinks: boolean;
}

/** Builtins whose lambda arguments are lowered in place. */
export const inlining: ReadonlySet<string> = new Set(["map", "filter", "reduce", "find", "some", "every", "flatMap", "sort"]);

interface Frame {
  readonly function: TypedFunction;
  readonly parent: Frame | undefined;
  readonly declared: Set<Local>;
  readonly captures: Set<Local>;
  readonly blocks: { readonly block: TypedBlock; readonly pending: Set<Local> }[];
}

interface Walk {
  readonly captures: Map<TypedFunction, readonly Local[]>;
  readonly celled: Set<Local>;
  readonly hoisted: Map<TypedBlock, Local[]>;
  readonly selfOf: Map<TypedFunction, Local>;
  readonly closureOf: Map<Local, TypedFunction>;
  readonly grown: Set<Local>;
  readonly growsDirectly: Set<TypedFunction>;
  readonly calls: Map<TypedFunction, Set<TypedFunction>>;
  readonly callsUnknown: Set<TypedFunction>;
  readonly inlined: Set<TypedFunction>;
  readonly users: Map<Global, Set<TypedFunction>>;
  readonly assigned: Set<Local>;
  readonly captured: Set<Local>;
  readonly all: Set<TypedFunction>;
  shrinks: boolean;
}

/** Looks at every function of the program. */
export function analyse(program: TypedProgram): Analysis {
  const walk: Walk = {
    captures: new Map(),
    celled: new Set(),
    hoisted: new Map(),
    selfOf: new Map(),
    closureOf: new Map(),
    grown: new Set(),
    growsDirectly: new Set(),
    calls: new Map(),
    callsUnknown: new Set(),
    inlined: new Set(),
    users: new Map(),
    assigned: new Set(),
    captured: new Set(),
    all: new Set(),
    shrinks: false,
  };
  for (const root of [...program.functions, ...program.initializers, ...program.tests.map((test) => test.function)]) {
    if (!walk.all.has(root)) {
      walkFunction(walk, root, undefined);
    }
  }
  for (const local of walk.captured) {
    if (local.reassigned || walk.assigned.has(local)) {
      walk.celled.add(local);
    }
  }
  return {
    captures: walk.captures,
    celled: walk.celled,
    hoisted: walk.hoisted,
    selfOf: walk.selfOf,
    closureOf: walk.closureOf,
    grown: walk.grown,
    grows: growing(walk),
    inlined: walk.inlined,
    localGlobals: localGlobals(program, walk),
    assigned: walk.assigned,
    shrinks: walk.shrinks,
  };
}

function localGlobals(program: TypedProgram, walk: Walk): ReadonlyMap<Global, TypedFunction> {
  const found = new Map<Global, TypedFunction>();
  for (const [global, users] of walk.users) {
    const [user] = users;
    if (users.size === 1 && user !== undefined && !global.checked && program.initializers.includes(user)) {
      found.set(global, user);
    }
  }
  return found;
}

/** The functions that may grow a list which their callers see, through any chain of calls. */
function growing(walk: Walk): ReadonlySet<TypedFunction> {
  const grows = new Set(walk.growsDirectly);
  const callers = new Map<TypedFunction, TypedFunction[]>();
  for (const [caller, callees] of walk.calls) {
    for (const callee of callees) {
      const list = callers.get(callee);
      if (list === undefined) {
        callers.set(callee, [caller]);
      } else {
        list.push(caller);
      }
    }
  }
  const queue = [...grows];
  const add = (fn: TypedFunction): void => {
    if (!grows.has(fn)) {
      grows.add(fn);
      queue.push(fn);
    }
  };
  if (grows.size > 0) {
    walk.callsUnknown.forEach(add);
  }
  for (let fn = queue.pop(); fn !== undefined; fn = queue.pop()) {
    callers.get(fn)?.forEach(add);
  }
  return grows;
}

function walkFunction(walk: Walk, fn: TypedFunction, parent: Frame | undefined): void {
  walk.all.add(fn);
  const frame: Frame = { function: fn, parent, declared: new Set(fn.params), captures: new Set(), blocks: [] };
  for (const call of selfTailCalls(fn)) {
    const growing = growingArgument(fn, call.args);
    if (growing !== undefined) {
      walk.grown.add(growing.param);
      walk.assigned.add(growing.param);
    }
  }
  walkBlock(walk, frame, fn.body);
  walk.captures.set(fn, [...frame.captures]);
}

function walkBlock(walk: Walk, frame: Frame, block: TypedBlock): void {
  const pending = new Set<Local>();
  for (const statement of block.statements) {
    if (statement.kind === "let") {
      pending.add(statement.local);
      frame.declared.add(statement.local);
    }
  }
  frame.blocks.push({ block, pending });
  for (const statement of block.statements) {
    walkStatement(walk, frame, statement);
    if (statement.kind === "let") {
      pending.delete(statement.local);
    }
  }
  frame.blocks.pop();
}

function walkStatement(walk: Walk, frame: Frame, statement: TypedStatement): void {
  switch (statement.kind) {
    case "let":
      if (statement.value?.kind === "closure" && !statement.local.reassigned) {
        walk.selfOf.set(statement.value.function, statement.local);
        walk.closureOf.set(statement.local, statement.value.function);
      }
      break;
    case "for-range":
    case "for-each":
      frame.declared.add(statement.local);
      break;
    case "try":
      if (statement.handler !== undefined) {
        frame.declared.add(statement.handler.local);
      }
      break;
    case "query":
      queryParts(statement.query).locals.forEach((local) => frame.declared.add(local));
      break;
    case "assign":
      notePlace(walk, frame, statement.target, statement.value);
      break;
    default:
      break;
  }
  const children = statementChildren(statement);
  if (children.place !== undefined) {
    for (const expression of placeChildren(children.place)) {
      walkExpression(walk, frame, expression);
    }
  }
  for (const expression of children.expressions) {
    walkExpression(walk, frame, expression);
  }
  for (const block of children.blocks) {
    walkBlock(walk, frame, block);
  }
}

function notePlace(walk: Walk, frame: Frame, place: Place, value: TypedExpression): void {
  if (place.kind === "local") {
    walk.assigned.add(place.local);
    noteLocal(walk, frame, place.local);
  } else if (place.kind === "global") {
    noteGlobal(walk, frame, place.global);
  }
  if (growthOf(place, value) !== undefined || narrowingOf(place, value) !== undefined) {
    if (place.kind === "local") {
      walk.grown.add(place.local);
      if (frame.declared.has(place.local)) {
        return;
      }
    }
    walk.growsDirectly.add(frame.function);
  }
}

function noteLocal(walk: Walk, frame: Frame, local: Local): void {
  for (let at: Frame | undefined = frame; at !== undefined && !at.declared.has(local); at = at.parent) {
    if (walk.selfOf.get(at.function) === local) {
      return;
    }
    at.captures.add(local);
    walk.captured.add(local);
    const outer = at.parent;
    const entry = outer?.blocks.find((candidate) => candidate.pending.has(local));
    if (outer !== undefined && outer.declared.has(local) && entry !== undefined && !walk.celled.has(local)) {
      walk.celled.add(local);
      walk.hoisted.set(entry.block, [...(walk.hoisted.get(entry.block) ?? []), local]);
    }
  }
}

function noteGlobal(walk: Walk, frame: Frame, global: Global): void {
  const users = walk.users.get(global);
  if (users === undefined) {
    walk.users.set(global, new Set([frame.function]));
  } else {
    users.add(frame.function);
  }
}

function noteCall(walk: Walk, frame: Frame, callee: TypedFunction): void {
  const callees = walk.calls.get(frame.function);
  if (callees === undefined) {
    walk.calls.set(frame.function, new Set([callee]));
  } else {
    callees.add(callee);
  }
}

function walkExpression(walk: Walk, frame: Frame, root: TypedExpression): void {
  const rights: TypedExpression[] = [];
  let expression = root;
  while (expression.kind === "binary") {
    rights.push(expression.right);
    expression = expression.left;
  }
  walkNode(walk, frame, expression);
  for (let right = rights.pop(); right !== undefined; right = rights.pop()) {
    walkExpression(walk, frame, right);
  }
}

function walkNode(walk: Walk, frame: Frame, expression: TypedExpression): void {
  switch (expression.kind) {
    case "local":
      noteLocal(walk, frame, expression.local);
      return;
    case "global":
      noteGlobal(walk, frame, expression.global);
      return;
    case "function":
      noteCall(walk, frame, expression.function);
      return;
    case "closure":
      noteCall(walk, frame, expression.function);
      walkFunction(walk, expression.function, frame);
      return;
    case "call":
      noteCall(walk, frame, expression.function);
      break;
    case "call-any":
      walk.shrinks = true;
      walk.callsUnknown.add(frame.function);
      break;
    case "call-value":
      walk.callsUnknown.add(frame.function);
      break;
    case "safe":
      frame.declared.add(expression.local);
      break;
    case "match":
      frame.declared.add(expression.local);
      expression.arms.forEach((arm) => {
        declarePattern(frame, arm.pattern);
      });
      break;
    case "call-builtin":
      walk.shrinks ||= expression.name === "pop" || expression.name === "removeAt";
      if (inlining.has(expression.name)) {
        walkInlining(walk, frame, expression.args);
        return;
      }
      break;
    default:
      break;
  }
  const children = expressionChildren(expression);
  // The statements of a `do` come before its value.
  for (const block of children.blocks) {
    walkBlock(walk, frame, block);
  }
  for (const child of children.expressions) {
    walkExpression(walk, frame, child);
  }
}

function walkInlining(walk: Walk, frame: Frame, args: readonly TypedExpression[]): void {
  for (const arg of args) {
    if (arg.kind === "closure") {
      walk.inlined.add(arg.function);
      arg.function.params.forEach((param) => frame.declared.add(param));
      walkBlock(walk, frame, arg.function.body);
    } else {
      if (arg.type.kind === "fun") {
        walk.callsUnknown.add(frame.function);
      }
      walkExpression(walk, frame, arg);
    }
  }
}

function declarePattern(frame: Frame, pattern: TypedPattern): void {
  switch (pattern.kind) {
    case "bind":
      frame.declared.add(pattern.local);
      break;
    case "some":
    case "any-is":
      declarePattern(frame, pattern.inner);
      break;
    case "variant":
      pattern.fields.forEach((field) => {
        declarePattern(frame, field);
      });
      break;
    case "list":
      pattern.items.forEach((item) => {
        declarePattern(frame, item);
      });
      if (pattern.rest !== undefined && pattern.rest !== "ignored") {
        frame.declared.add(pattern.rest);
      }
      break;
    case "or":
      pattern.options.forEach((option) => {
        declarePattern(frame, option);
      });
      break;
    default:
      break;
  }
}
