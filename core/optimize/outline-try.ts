// Makes a function of the body of every `try`, which mochi_try_run calls:
//
//     try attempt { sum = sum + f(x) } catch { … }        becomes
//
//     let variables: object<total_try_variables> = total_try_variables(x, &sum)
//     if !mochi_try_run(&attempt, code total_try, &variables) { … }
//
// The variables around it come in a struct: by value, or as pointers where the body assigns them or
// takes their address. So no C compiler has to know that an error leaves the body in its middle, and a
// target without setjmp differs only in mochi_try_run (runtime/platform/jump.h). No jump leaves a body
// (lower-try.ts). Inner bodies come first.

import type { IrBlock, IrExpression, IrField, IrFunction, IrPlace, IrProgram, IrStatement, IrStruct, IrVariable } from "../aotir/aotir.ts";
import { addressOf, block, declare, deref, newVariable, noneOf, not, readField, readVariable, runtime, voidIr, voidPointerIr } from "../aotir/builder.ts";
import { holdsStatement, mapExpression, mapStatement, rootsOf, walkExpression, walkStatements } from "../aotir/walk.ts";
import { invariant } from "../source/invariant.ts";

type TryStatement = Extract<IrStatement, { kind: "try" }>;

export function outlineTry(program: IrProgram): void {
  const names = new Set(program.functions.map((fn) => fn.name));
  for (const fn of [...program.functions, program.entry].filter(({ body }) => holdsStatement(body, "try"))) {
    fn.body = outlineIn({ program, names, fn }, fn.body);
  }
}

interface Outlining {
  readonly program: IrProgram;
  /** Of all functions. */
  readonly names: Set<string>;
  readonly fn: IrFunction;
}

function outlineIn(cx: Outlining, body: IrBlock): IrBlock {
  return block(
    body.statements.flatMap((statement) => {
      const done = mapStatement(statement, (root) => root, (inner) => outlineIn(cx, inner));
      return done.kind === "try" ? outline(cx, done) : [done];
    }),
  );
}

function outline(cx: Outlining, { span, frame, body, handler }: TryStatement): readonly IrStatement[] {
  const captured = capturesOf(body);
  const name = freshName(cx);
  const fields = fieldsOf(captured);
  const struct: IrStruct = { name: `${name}_variables`, title: `What a try in ${cx.fn.title} uses of the variables around it.`, head: { kind: "none" }, fields };
  const self = newVariable("variables", { kind: "struct", struct });
  const references: IrVariable[] = [];
  const fn: IrFunction = {
    name,
    title: `try in ${cx.fn.title}`,
    module: cx.fn.module,
    span,
    ...(fields.length === 0 ? {} : { self }),
    isTryBody: true,
    references,
    params: [],
    result: voidIr,
    body: bodyAround(captured, fields, struct, self, body, references, span),
    mayRaise: true,
  };
  cx.program.functions.push(fn);
  const values = captured.map(({ variable, isAssigned }) => (isAssigned ? addressOf(variable) : readVariable(variable)));
  const code: IrExpression = { kind: "code", type: { kind: "opaque", c: "mochi_try_body *" }, function: fn };
  const run = (variables: IrExpression): IrStatement => ({ kind: "if", span, condition: not(runtime("mochi_try_run", [addressOf(frame), code, variables])), then: handler });
  if (fields.length === 0) {
    return [run(noneOf(voidPointerIr))];
  }
  const variables = newVariable("variables", { kind: "object", of: self.type });
  return [declare(span, variables, { kind: "new", type: variables.type, struct, fields: values }), run(addressOf(variables))];
}

/** `total_try`, `total_try_2` … */
function freshName({ names, fn }: Outlining): string {
  let name = `${fn.name}_try`;
  for (let number = 2; names.has(name); number++) {
    name = `${fn.name}_try_${number}`;
  }
  names.add(name);
  return name;
}

// ---------------------------------------------------------------- captures

interface Capture {
  readonly variable: IrVariable;
  /** Or its address is taken, or it holds an object: what happens to it in the body must be seen outside. */
  readonly isAssigned: boolean;
}

/** The variables from outside, in the order in which they are met. */
function capturesOf(body: IrBlock): readonly Capture[] {
  const own = new Set<IrVariable>();
  const used = new Set<IrVariable>();
  const assigned = new Set<IrVariable>();
  walkStatements(body, (statement) => {
    if (statement.kind === "declare" || statement.kind === "for") {
      own.add(statement.variable);
    } else if (statement.kind === "assign" && statement.place.kind === "variable") {
      used.add(statement.place.variable);
      assigned.add(statement.place.variable);
    }
    for (const root of rootsOf(statement)) {
      walkExpression(root, (node) => {
        if (node.kind === "variable" || node.kind === "address") {
          used.add(node.variable);
        }
        if (node.kind === "address" || (node.kind === "variable" && node.variable.type.kind === "object")) {
          assigned.add(node.variable);
        }
        invariant(node.kind !== "keep" || own.has(node.variable), "what the body of a try makes lives in there");
      });
    }
  });
  const captures = [...used].filter((variable) => !own.has(variable)).map((variable) => ({ variable, isAssigned: assigned.has(variable) }));
  for (const { variable, isAssigned } of captures) {
    invariant(variable.type.kind !== "array", "an array stands beside the call that takes it");
    variable.byReference ||= isAssigned;
  }
  return captures;
}

function fieldsOf(captured: readonly Capture[]): readonly IrField[] {
  const taken = new Set<string>();
  return captured.map(({ variable, isAssigned }) => {
    let name = variable.name;
    for (let number = 2; taken.has(name); number++) {
      name = `${variable.name}_${number}`;
    }
    taken.add(name);
    return { name, type: isAssigned ? { kind: "pointer", to: variable.type } : variable.type };
  });
}

// ---------------------------------------------------------------- the body

/** The body over variables of its own: copies of what it only reads, pointers to what it assigns. */
function bodyAround(captured: readonly Capture[], fields: readonly IrField[], struct: IrStruct, self: IrVariable, body: IrBlock, references: IrVariable[], span: IrStatement["span"]): IrBlock {
  const copies = new Map<IrVariable, IrVariable>();
  const pointers = new Map<IrVariable, IrVariable>();
  const declarations = captured.map(({ variable, isAssigned }, index) => {
    const field = fields[index] as IrField;
    const local = newVariable(variable.name, field.type, variable.temporary);
    (isAssigned ? pointers : copies).set(variable, local);
    if (isAssigned) {
      references.push(local);
    }
    return declare(span, local, readField(readVariable(self), struct, field.name));
  });
  const change = (root: IrExpression): IrExpression =>
    mapExpression(root, (node) => {
      if (node.kind !== "variable" && node.kind !== "address") {
        return node;
      }
      const pointer = pointers.get(node.variable);
      if (pointer !== undefined) {
        return node.kind === "address" ? readVariable(pointer) : deref(readVariable(pointer));
      }
      const copy = copies.get(node.variable);
      return copy === undefined ? node : readVariable(copy);
    });
  const place = (given: IrPlace): IrPlace => {
    const pointer = given.kind === "variable" ? pointers.get(given.variable) : undefined;
    return pointer === undefined ? given : { kind: "deref", pointer: readVariable(pointer) };
  };
  const within = (inner: IrBlock): IrBlock =>
    block(
      inner.statements.map((statement) => {
        const changed = mapStatement(statement, change, within);
        return changed.kind === "assign" ? { ...changed, place: place(changed.place) } : changed;
      }),
    );
  return block([...declarations, ...within(body).statements]);
}
