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
import { push } from "./lower-growth.ts";
import { prepareYield } from "./lower-query.ts";
import type { FirstRows } from "./lower-query-rows.ts";
import { eachElement } from "./lower-statement.ts";
import { dropColumn, dropKeyTable, findKey, findOrAddKey, newColumn, newKeyTable, noRow, type KeyPart } from "./query-table.ts";
import { isBorrowed, share } from "./sharing.ts";

export function prepareFeed(cx: FunctionContext, feed: Feed, span: Span): FirstRows {
  switch (feed.kind) {
    case "list":
      return prepareList(cx, feed.source, span);
    case "query":
      return prepareYield(cx, feed.query);
    case "set":
      return prepareSet(cx, feed, span);
  }
}

function prepareList(cx: FunctionContext, source: TypedExpression, span: Span): FirstRows {
  const value = lowerExpression(cx, source);
  const list = spill(cx, isBorrowed(source) ? share(value) : value);
  const each: FirstRows["each"] = (consume) => {
    eachElement(cx, list, false, span, (element) => consume(spill(cx, element)));
  };
  return { each, close: () => undefined };
}

function prepareSet(cx: FunctionContext, { op, element, left, right }: Feed & { readonly kind: "set" }, span: Span): FirstRows {
  const lefts = prepareFeed(cx, left, span);
  const rights = prepareFeed(cx, right, span);
  const { each, drop } = setOperation(cx, op, element, lefts.each, rights.each);
  const close = (): void => {
    lefts.close();
    rights.close();
    drop();
  };
  return { each, close };
}

interface SetOperation {
  readonly each: FirstRows["each"];
  readonly drop: () => void;
}

function setOperation(cx: FunctionContext, op: (Feed & { readonly kind: "set" })["op"], element: Type, lefts: FirstRows["each"], rights: FirstRows["each"]): SetOperation {
  if (op === "union all") {
    const each: FirstRows["each"] = (consume) => {
      lefts(consume);
      rights(consume);
    };
    return { each, drop: () => undefined };
  }
  const seen = newSeen(cx, element);
  switch (op) {
    case "union": {
      const each: FirstRows["each"] = (consume) => {
        for (const side of [lefts, rights]) {
          side((row) => seen.add(row, () => consume(row)));
        }
      };
      return { each, drop: seen.drop };
    }
    case "except": {
      const each: FirstRows["each"] = (consume) => {
        rights((row) => seen.add(row, () => undefined));
        lefts((row) => {
          when(cx, binary("==", seen.find(row), noRow), () => consume(row));
        });
      };
      return { each, drop: seen.drop };
    }
    case "intersect":
      return intersection(cx, seen, lefts, rights);
  }
}

/** Rows of the right side, each when it is found for the first time. */
function intersection(cx: FunctionContext, wanted: Seen, lefts: FirstRows["each"], rights: FirstRows["each"]): SetOperation {
  const taken = newColumn(cx, boolType);
  const each: FirstRows["each"] = (consume) => {
    lefts((row) => wanted.add(row, () => push(cx, taken.list, boolType, boolValue(false))));
    rights((row) => {
      const number = spill(cx, wanted.find(row));
      when(cx, binary("!=", number, noRow), () => {
        when(cx, not(readElement(taken.list, number)), () => {
          cx.statements.push(assign(cx.span, { kind: "element", list: taken.list, index: number }, boolValue(true)));
          consume(row);
        });
      });
    });
  };
  const drop = (): void => {
    dropColumn(cx, taken);
    wanted.drop();
  };
  return { each, drop };
}

/** A hash table of rows. */
interface Seen {
  readonly add: (row: IrExpression, onNew: () => void) => void;
  /** The row's number, or none. */
  readonly find: (row: IrExpression) => IrExpression;
  readonly drop: () => void;
}

function newSeen(cx: FunctionContext, type: Type): Seen {
  const column = newColumn(cx, type);
  const table = newKeyTable(cx, [column]);
  const key = (value: IrExpression): readonly KeyPart[] => [{ value, type }];
  return {
    add: (row, onNew) => {
      findOrAddKey(cx, table, key(row), onNew);
    },
    find: (row) => findKey(cx, table, key(row)),
    drop: () => {
      dropKeyTable(cx, table);
      dropColumn(cx, column);
    },
  };
}

function when(cx: FunctionContext, condition: IrExpression, body: () => void): void {
  cx.statements.push({ kind: "if", span: cx.span, condition, then: inBlock(cx, body) });
}
