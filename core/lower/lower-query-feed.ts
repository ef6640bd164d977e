// Sources of rows that are made of queries and set operations (plan/feed.ts): their rows come one by one,
// in the orders of core §5.7. What decides whether a row comes is a hash table of rows seen so far, or of
// those of the other side.

import type { IrExpression } from "../aotir/aotir.ts";
import { assign, binary, boolValue, not, readElement } from "../aotir/builder.ts";
import type { TypedExpression } from "../instantiate/typed.ts";
import type { Feed } from "../plan/feed.ts";
import type { Span } from "../source/span.ts";
import { boolType, type Type } from "../types/type.ts";
import { inBlock, spill, type FunctionContext } from "./context.ts";
import { lowerExpression } from "./lower-expression.ts";
import { push } from "./lower-place.ts";
import { prepareYield } from "./lower-query.ts";
import { eachElement } from "./lower-statement.ts";
import { dropColumn, dropKeyTable, findKey, findOrAddKey, newColumn, newKeyTable, noRow, type KeyPart, type KeyTable } from "./query-table.ts";
import { isBorrowed, share } from "./sharing.ts";

/** Runs the body for each row, which is in a variable. */
export type Yield = (consume: (row: IrExpression) => void) => void;

export function prepareFeed(cx: FunctionContext, feed: Feed, span: Span): Yield {
  switch (feed.kind) {
    case "list":
      return prepareList(cx, feed.source, span);
    case "query":
      return prepareYield(cx, feed.query);
    case "set":
      return prepareSet(cx, feed, span);
  }
}

function prepareList(cx: FunctionContext, source: TypedExpression, span: Span): Yield {
  const value = lowerExpression(cx, source);
  const list = spill(cx, isBorrowed(source) ? share(value) : value);
  return (consume) => {
    eachElement(cx, list, false, span, (element) => consume(spill(cx, element)));
  };
}

function prepareSet(cx: FunctionContext, { op, element, left, right }: Feed & { readonly kind: "set" }, span: Span): Yield {
  const [lefts, rights] = [prepareFeed(cx, left, span), prepareFeed(cx, right, span)];
  switch (op) {
    case "union all":
      return (consume) => {
        lefts(consume);
        rights(consume);
      };
    case "union":
      return (consume) => {
        const seen = newSeen(cx, element);
        for (const side of [lefts, rights]) {
          side((row) => {
            findOrAddKey(cx, seen, part(row, element), () => consume(row));
          });
        }
        drop(cx, seen);
      };
    case "except":
      return (consume) => {
        const unwanted = newSeen(cx, element);
        rights((row) => {
          findOrAddKey(cx, unwanted, part(row, element), () => undefined);
        });
        lefts((row) => {
          const isWanted = binary("==", findKey(cx, unwanted, part(row, element)), noRow);
          cx.statements.push({ kind: "if", span, condition: isWanted, then: inBlock(cx, () => consume(row)) });
        });
        drop(cx, unwanted);
      };
    case "intersect":
      return prepareIntersection(cx, element, lefts, rights, span);
  }
}

/** Rows of the right side, each when it is found for the first time. */
function prepareIntersection(cx: FunctionContext, element: Type, lefts: Yield, rights: Yield, span: Span): Yield {
  return (consume) => {
    const wanted = newSeen(cx, element);
    const taken = newColumn(cx, boolType);
    lefts((row) => {
      findOrAddKey(cx, wanted, part(row, element), () => push(cx, taken.list, boolType, boolValue(false)));
    });
    rights((row) => {
      const number = spill(cx, findKey(cx, wanted, part(row, element)));
      const found = inBlock(cx, () => {
        const first = inBlock(cx, () => {
          cx.statements.push(assign(cx.span, { kind: "element", list: taken.list, index: number }, boolValue(true)));
          consume(row);
        });
        cx.statements.push({ kind: "if", span, condition: not(readElement(taken.list, number)), then: first });
      });
      cx.statements.push({ kind: "if", span, condition: binary("!=", number, noRow), then: found });
    });
    dropColumn(cx, taken);
    drop(cx, wanted);
  };
}

function newSeen(cx: FunctionContext, element: Type): KeyTable {
  return newKeyTable(cx, [newColumn(cx, element)]);
}

function part(value: IrExpression, type: Type): readonly KeyPart[] {
  return [{ value, type }];
}

function drop(cx: FunctionContext, table: KeyTable): void {
  dropKeyTable(cx, table);
  table.columns.forEach((column) => {
    dropColumn(cx, column);
  });
}
