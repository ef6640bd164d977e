// The type of `e` in `catch e`: a struct of the language's own, with `code` and `message`.

import { intType, stringType, type StructDeclaration, type Type } from "../types/type.ts";

const nowhere = { file: 0, start: 0, end: 0 };

/** Module −1: no program declares it. */
const errorDeclaration: StructDeclaration = {
  name: "Error",
  module: -1,
  serial: 0,
  fields: [
    { name: "code", type: intType },
    { name: "message", type: stringType },
  ],
  methods: new Map(),
  tag: 0,
  statement: {
    kind: "type",
    span: nowhere,
    exported: false,
    name: { text: "Error", span: nowhere },
    definition: { kind: "struct", fields: [], methods: [] },
  },
};

export const errorStruct: Type = { kind: "struct", declaration: errorDeclaration };
