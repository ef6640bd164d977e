// Parentheses are kept in the AST because the checker's rules depend on them; values do not.

import type { Expression } from "../syntax/ast.ts";

export function stripParens(node: Expression): Expression {
  let at = node;
  while (at.kind === "paren") {
    at = at.inner;
  }
  return at;
}
