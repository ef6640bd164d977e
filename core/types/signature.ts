// The function type that a written signature means.
//
// Missing parameter types are `any`. A missing result is the caller's to decide: the reference has
// `unit` before the declaration is reached and `any` after it. Effects are not part of this step.

import type { Signature } from "../syntax/ast.ts";
import type { TypeScope } from "./declarations.ts";
import { resolveType, withTypeParameters, type ResolveContext } from "./resolve-type.ts";
import type { TypeVariable } from "./substitute.ts";
import { anyType, functionOf, type FunctionType, type Type } from "./type.ts";

export interface ResolvedSignature {
  readonly type: FunctionType;
  readonly typeParams: readonly TypeVariable[];
  /** Where the types of the body are looked up. */
  readonly scope: TypeScope;
}

/** Resolves a signature whose generic parameters become variables numbered from `nextVariable()`. */
export function resolveSignature(
  cx: ResolveContext,
  signature: Signature,
  scope: TypeScope,
  missingResult: Type,
  nextVariable: () => number,
): ResolvedSignature {
  const typeParams = signature.typeParams.map((param): TypeVariable => ({ kind: "variable", name: param.text, id: nextVariable() }));
  const inner = withTypeParameters(scope, new Map(typeParams.map((param) => [param.name, param])));
  const params = signature.params.map((param) => (param.type === undefined ? anyType : resolveType(cx, param.type, inner)));
  const result = signature.result === undefined ? missingResult : resolveType(cx, signature.result, inner);
  return { type: functionOf(params, result), typeParams, scope: inner };
}
