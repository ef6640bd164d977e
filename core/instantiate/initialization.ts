// Which globals may be read before their initialiser has run: only their reads are checked (−3).
//
// The initialisers are followed in the order in which they run. Each function is entered once, at
// the first statement that calls or mentions it, with what is initialised by then: later it can
// only be more. A function that is merely mentioned counts as called; that errs on the safe side.

import type { Global, TypedFunction, TypedProgram } from "./typed.ts";
import { forEachNode } from "./walk-typed.ts";

export function markChecked(program: TypedProgram): void {
  const done = new Set<Global>();
  const entered = new Set<TypedFunction>();
  const enter = (first: TypedFunction): void => {
    const pending = [first];
    for (let fn = pending.pop(); fn !== undefined; fn = pending.pop()) {
      if (entered.has(fn)) {
        continue;
      }
      entered.add(fn);
      if (fn.kind === "initializer") {
        run(fn);
      } else {
        follow(fn.body, pending);
      }
    }
  };
  const follow = (root: object, pending: TypedFunction[]): void => {
    forEachNode(root, (node) => {
      switch (node.kind) {
        case "global":
          node.global.checked ||= !done.has(node.global);
          break;
        case "call":
        case "function":
        case "closure":
          pending.push(node.function);
          break;
        case "call-any":
        case "any-field": {
          const name = node.kind === "call-any" ? node.method : node.field;
          pending.push(...program.dynamicMethods.filter((method) => method.name === name).map((method) => method.function));
          break;
        }
        default:
          break;
      }
    });
  };
  const run = (initializer: TypedFunction): void => {
    for (const statement of initializer.body.statements) {
      const pending: TypedFunction[] = [];
      if (statement.kind === "assign" && statement.initializes === true && statement.target.kind === "global") {
        follow(statement.value, pending);
        pending.forEach(enter);
        done.add(statement.target.global);
      } else {
        follow(statement, pending);
        pending.forEach(enter);
      }
    }
  };
  program.initializers.forEach(run);
  program.tests.forEach((test) => enter(test.function));
}
