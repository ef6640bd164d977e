// P065: an expression that stands as a statement must do something that can be seen.
//
// The rule is about shape (core.md §2.2): a call, fetch, load, save or generate anywhere in what
// is evaluated; the bodies of lambdas and of queries don't count. Left spines are walked in a loop.

import type { Expression, Statement } from "./ast.ts";

/** Whether evaluating the expression can have an effect. */
export function isObservable(expression: Expression): boolean {
  let at = expression;
  for (;;) {
    switch (at.kind) {
      case "call":
      case "fetch":
      case "load":
      case "save":
      case "generate":
        return true;
      case "binary":
        if (isObservable(at.right)) {
          return true;
        }
        at = at.left;
        break;
      case "field":
        at = at.receiver;
        break;
      case "index":
        if (isObservable(at.index)) {
          return true;
        }
        at = at.receiver;
        break;
      case "slice":
        if ([at.start, at.end, at.step].some(isPresentAndObservable)) {
          return true;
        }
        at = at.receiver;
        break;
      case "unary":
        at = at.operand;
        break;
      case "paren":
        at = at.inner;
        break;
      case "cast":
        at = at.value;
        break;
      case "list":
      case "set":
        return at.items.some(isObservable);
      case "map":
        return at.entries.some((entry) => isObservable(entry.key) || isObservable(entry.value));
      case "struct":
        return at.fields.some((field) => isObservable(field.value));
      case "format":
        return at.holes.some((hole) => isObservable(hole.value));
      case "if-expression":
        if (isObservable(at.then)) {
          return true;
        }
        if (at.otherwise === undefined) {
          return false;
        }
        at = at.otherwise;
        break;
      case "match":
        if (at.arms.some((arm) => (arm.body.kind === "block" ? arm.body.statements.some(isObservableStatement) : isObservable(arm.body)))) {
          return true;
        }
        at = at.subject;
        break;
      case "int":
      case "bigint":
      case "float":
      case "duration":
      case "bool":
      case "string":
      case "none":
      case "name":
      case "fun-expression":
      case "query":
      case "logic-query":
      case "new-set":
      case "new-channel":
        return false;
    }
  }
}

function isPresentAndObservable(expression: Expression | undefined): boolean {
  return expression !== undefined && isObservable(expression);
}

function isObservableStatement(statement: Statement): boolean {
  return statement.kind !== "expression" || isObservable(statement.expression);
}
