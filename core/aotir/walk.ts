// The shape of aotir, for passes that treat all nodes alike: what stands inside an expression or a
// statement, and how to rebuild a node around new parts. One place knows the fields of every kind.
//
// Walks over expressions keep their own stack: a chain of 100,000 operands is an ordinary program.

import { unreachable } from "../source/invariant.ts";
import type { IrBlock, IrExpression, IrFunction, IrPlace, IrProgram, IrStatement } from "./aotir.ts";

const noOperands: readonly IrExpression[] = [];

/** The direct operands of an expression in the order of evaluation. What is frequent stands first: cases are compared one by one. */
export function operandsOf(expression: IrExpression): readonly IrExpression[] {
  switch (expression.kind) {
    case "variable":
    case "int":
    case "string":
    case "global":
    case "site":
      return noOperands;
    case "call":
    case "runtime":
      return expression.args;
    case "binary":
      return [expression.left, expression.right];
    case "field":
      return [expression.receiver];
    case "element":
      return [expression.list, expression.index];
    case "new":
      return expression.fields;
    case "not":
    case "negate":
    case "numeric":
    case "tag":
    case "reinterpret":
    case "is-null":
    case "option-some":
    case "option-value":
    case "option-make":
      return [expression.operand];
    case "conditional":
      return [expression.condition, expression.then, expression.otherwise];
    case "call-value":
      return [expression.callee, ...expression.args];
    case "length":
      return [expression.list];
    case "cell":
      return [expression.cell];
    case "deref":
      return [expression.pointer];
    case "new-cell":
      return [expression.value];
    case "keep":
      return [expression.object];
    case "new-closure":
      return expression.captures;
    case "new-list":
    case "array":
      return expression.items;
    case "descriptor":
    case "address":
    case "bool":
    case "float":
    case "none":
    case "zero":
    case "function-value":
    case "code":
    case "size":
    case "c-string":
    case "c-constant":
      return noOperands;
    default:
      return unreachable(expression);
  }
}

/** The same node around other operands, given in the order of `operandsOf`. */
export function withOperands(expression: IrExpression, operands: readonly IrExpression[]): IrExpression {
  const at = (index: number): IrExpression => operands[index] as IrExpression;
  switch (expression.kind) {
    case "call":
    case "runtime":
      return { ...expression, args: operands };
    case "binary":
      return { ...expression, left: at(0), right: at(1) };
    case "field":
      return { ...expression, receiver: at(0) };
    case "not":
    case "negate":
    case "numeric":
    case "tag":
    case "reinterpret":
    case "is-null":
    case "option-some":
    case "option-value":
    case "option-make":
      return { ...expression, operand: at(0) };
    case "conditional":
      return { ...expression, condition: at(0), then: at(1), otherwise: at(2) };
    case "call-value":
      return { ...expression, callee: at(0), args: operands.slice(1) };
    case "element":
      return { ...expression, list: at(0), index: at(1) };
    case "length":
      return { ...expression, list: at(0) };
    case "cell":
      return { ...expression, cell: at(0) };
    case "deref":
      return { ...expression, pointer: at(0) };
    case "new":
      return { ...expression, fields: operands };
    case "new-cell":
      return { ...expression, value: at(0) };
    case "keep":
      return { ...expression, object: at(0) };
    case "new-closure":
      return { ...expression, captures: operands };
    case "new-list":
    case "array":
      return { ...expression, items: operands };
    default:
      return expression;
  }
}

/** Rebuilds an expression from its leaves; `change` sees a node whose operands are already changed, and what it was before. */
export function mapExpression(root: IrExpression, change: (node: IrExpression, before: IrExpression) => IrExpression): IrExpression {
  interface Frame {
    readonly node: IrExpression;
    readonly operands: readonly IrExpression[];
    readonly done: IrExpression[];
    isSame: boolean;
  }
  const rootOperands = operandsOf(root);
  if (rootOperands.length === 0) {
    return change(root, root);
  }
  let frame: Frame = { node: root, operands: rootOperands, done: [], isSame: true };
  const outer: Frame[] = [];
  for (;;) {
    const next = frame.operands[frame.done.length];
    if (next !== undefined) {
      const operands = operandsOf(next);
      if (operands.length === 0) {
        const leaf = change(next, next);
        frame.isSame &&= leaf === next;
        frame.done.push(leaf);
      } else {
        outer.push(frame);
        frame = { node: next, operands, done: [], isSame: true };
      }
      continue;
    }
    const { node } = frame;
    const result = change(frame.isSame ? node : withOperands(node, frame.done), node);
    const parent = outer.pop();
    if (parent === undefined) {
      return result;
    }
    frame = parent;
    frame.isSame &&= result === node;
    frame.done.push(result);
  }
}

/** Calls `visit` for a node before its operands, left to right. Returning false skips the operands. */
export function walkExpression(root: IrExpression, visit: (node: IrExpression) => boolean | void): void {
  const waiting: IrExpression[] = [];
  for (let node: IrExpression | undefined = root; node !== undefined;) {
    const operands: readonly IrExpression[] = visit(node) === false ? noOperands : operandsOf(node);
    for (let index = operands.length - 1; index > 0; index--) {
      waiting.push(operands[index] as IrExpression);
    }
    node = operands[0] ?? waiting.pop();
  }
}

/** The expressions inside a place. */
export function placeOperands(place: IrPlace): readonly IrExpression[] {
  switch (place.kind) {
    case "variable":
    case "global":
      return noOperands;
    case "field":
      return [place.receiver];
    case "element":
      return [place.list, place.index];
    case "cell":
      return [place.cell];
    case "deref":
      return [place.pointer];
    default:
      return unreachable(place);
  }
}

export function withPlaceOperands(place: IrPlace, operands: readonly IrExpression[]): IrPlace {
  const at = (index: number): IrExpression => operands[index] as IrExpression;
  switch (place.kind) {
    case "variable":
    case "global":
      return place;
    case "field":
      return { ...place, receiver: at(0) };
    case "element":
      return { ...place, list: at(0), index: at(1) };
    case "cell":
      return { ...place, cell: at(0) };
    case "deref":
      return { ...place, pointer: at(0) };
    default:
      return unreachable(place);
  }
}

/** The root expressions of a statement, without those of the blocks inside it. */
export function rootsOf(statement: IrStatement): readonly IrExpression[] {
  switch (statement.kind) {
    case "declare":
    case "return":
      return statement.value === undefined ? noOperands : [statement.value];
    case "assign":
      return [...placeOperands(statement.place), statement.value];
    case "do":
    case "switch":
      return [statement.value];
    case "if":
      return [statement.condition];
    case "loop":
      return statement.condition === undefined ? noOperands : [statement.condition];
    case "for":
      return [statement.start, statement.end];
    case "break":
    case "continue":
    case "block":
    case "try":
    case "unreachable":
      return noOperands;
    default:
      return unreachable(statement);
  }
}

/** The blocks directly inside a statement. */
export function blocksOf(statement: IrStatement): readonly IrBlock[] {
  switch (statement.kind) {
    case "if":
      return statement.otherwise === undefined ? [statement.then] : [statement.then, statement.otherwise];
    case "loop":
    case "for":
    case "block":
      return [statement.body];
    case "switch": {
      const bodies = statement.cases.map((entry) => entry.body);
      return statement.otherwise === undefined ? bodies : [...bodies, statement.otherwise];
    }
    case "try":
      return [statement.body, statement.handler];
    default:
      return [];
  }
}

/** Rebuilds a statement: `change` maps root expressions, `inner` maps the blocks inside. */
export function mapStatement(
  statement: IrStatement,
  change: (root: IrExpression) => IrExpression,
  inner: (block: IrBlock) => IrBlock,
): IrStatement {
  switch (statement.kind) {
    case "declare":
    case "return":
      return statement.value === undefined ? statement : { ...statement, value: change(statement.value) };
    case "assign":
      return {
        ...statement,
        place: withPlaceOperands(statement.place, placeOperands(statement.place).map(change)),
        value: change(statement.value),
      };
    case "do":
      return { ...statement, value: change(statement.value) };
    case "if":
      return {
        ...statement,
        condition: change(statement.condition),
        then: inner(statement.then),
        ...(statement.otherwise === undefined ? {} : { otherwise: inner(statement.otherwise) }),
      };
    case "loop":
      return {
        ...statement,
        ...(statement.condition === undefined ? {} : { condition: change(statement.condition) }),
        body: inner(statement.body),
      };
    case "for":
      return { ...statement, start: change(statement.start), end: change(statement.end), body: inner(statement.body) };
    case "switch":
      return {
        ...statement,
        value: change(statement.value),
        cases: statement.cases.map((entry) => ({ values: entry.values, body: inner(entry.body) })),
        ...(statement.otherwise === undefined ? {} : { otherwise: inner(statement.otherwise) }),
      };
    case "block":
      return { ...statement, body: inner(statement.body) };
    case "try":
      return { ...statement, body: inner(statement.body), handler: inner(statement.handler) };
    case "break":
    case "continue":
    case "unreachable":
      return statement;
    default:
      return unreachable(statement);
  }
}

/** Calls `visit` for every statement of a block, outer ones before inner ones. */
export function walkStatements(block: IrBlock, visit: (statement: IrStatement) => void): void {
  const stack: IrBlock[] = [block];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const statement of next.statements) {
      visit(statement);
      const inner = blocksOf(statement);
      for (let index = inner.length - 1; index >= 0; index--) {
        stack.push(inner[index] as IrBlock);
      }
    }
  }
}

/** Whether a statement of one of these kinds stands in the block, or in the blocks inside it. */
export function holdsStatement({ statements }: IrBlock, ...kinds: readonly IrStatement["kind"][]): boolean {
  return statements.some((statement) => kinds.includes(statement.kind) || blocksOf(statement).some((inner) => holdsStatement(inner, ...kinds)));
}

/** Calls `visit` for every expression node in a function's body. */
export function walkFunction(fn: IrFunction, visit: (node: IrExpression) => void): void {
  walkStatements(fn.body, (statement) => {
    for (const root of rootsOf(statement)) {
      walkExpression(root, visit);
    }
  });
}

/** The methods that a call by name on an `any` may reach. */
export function dynamicMethods({ structs }: IrProgram): readonly IrFunction[] {
  return structs.flatMap(({ methods }) => methods?.map((method) => method.function) ?? []);
}

/** The functions an expression names: what must be emitted for it. */
export function functionOf(expression: IrExpression): IrFunction | undefined {
  return expression.kind === "call" || expression.kind === "code" || expression.kind === "function-value" || expression.kind === "new-closure"
    ? expression.function
    : undefined;
}
