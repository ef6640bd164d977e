// What is known at a point of a function: can it be reached, which variables hold a value for
// certain, which may not have been assigned yet.
//
// A Flow is an immutable value; the walk keeps the current one in its frame, forks it at branches
// and joins it behind them. Variables are Slots, so the knowledge survives shadowing.

import type { Slot } from "./slot.ts";

export interface Flow {
  readonly reachable: boolean;
  /** Of option type, and shown to have a value. */
  readonly present: ReadonlySet<Slot>;
  /** Declared without a value, and perhaps not assigned yet. */
  readonly unassigned: ReadonlySet<Slot>;
}

const noSlots: ReadonlySet<Slot> = new Set();

export const entryFlow: Flow = { reachable: true, present: noSlots, unassigned: noSlots };

/** What holds behind a point that is never passed: everything. */
export const deadFlow: Flow = { reachable: false, present: noSlots, unassigned: noSlots };

/** What holds where two paths meet. */
export function joinFlows(left: Flow, right: Flow): Flow {
  if (!left.reachable) {
    return right;
  }
  if (!right.reachable || left === right) {
    return left;
  }
  return {
    reachable: true,
    present: left.present === right.present ? left.present : intersection(left.present, right.present),
    unassigned: left.unassigned === right.unassigned ? left.unassigned : new Set([...left.unassigned, ...right.unassigned]),
  };
}

/** The flow after these slots have been shown to hold a value. */
export function withPresent(flow: Flow, slots: Iterable<Slot>): Flow {
  const present = new Set(flow.present);
  for (const slot of slots) {
    present.add(slot);
  }
  return present.size === flow.present.size ? flow : { ...flow, present };
}

/** The flow without knowledge about the slots that `drop` names. */
export function withoutPresent(flow: Flow, drop: (slot: Slot) => boolean): Flow {
  if (flow.present.size === 0) {
    return flow;
  }
  const present = new Set([...flow.present].filter((slot) => !drop(slot)));
  return present.size === flow.present.size ? flow : { ...flow, present };
}

/** The flow after a store into the slot of a value that is or is not none. */
export function afterStore(flow: Flow, slot: Slot, present: boolean): Flow {
  let next = flow;
  if (next.unassigned.has(slot)) {
    const unassigned = new Set(next.unassigned);
    unassigned.delete(slot);
    next = { ...next, unassigned };
  }
  if (next.present.has(slot) === present) {
    return next;
  }
  // Only what may be none is worth a note; most variables never are.
  return present ? (slot.type.kind === "option" ? withPresent(next, [slot]) : next) : withoutPresent(next, (other) => other === slot);
}

/** The flow after a declaration without a value. */
export function withUnassigned(flow: Flow, slot: Slot): Flow {
  return flow.unassigned.has(slot) ? flow : { ...flow, unassigned: new Set([...flow.unassigned, slot]) };
}

function intersection(left: ReadonlySet<Slot>, right: ReadonlySet<Slot>): ReadonlySet<Slot> {
  return new Set([...left].filter((slot) => right.has(slot)));
}
