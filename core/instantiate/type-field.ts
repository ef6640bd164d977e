// `x.f`, `x[i]`, `x[a:b]` and their safe forms, by the type of the receiver.
//
// Surprising: `m.k` on a map is an index with a constant key and may be none; a field of a union
// (the checker knew the variant, the tree keeps the union) is a match over the variants that have it.

import type { Span } from "../source/span.ts";
import type { Expression, FieldExpression, IndexExpression, SliceExpression } from "../syntax/ast.ts";
import { anyType, boolType, intType, neverType, optionOf, stringType, type StructDeclaration, type Type, type UnionDeclaration } from "../types/type.ts";
import { convert, newConvert, orEmpty, read, settle, unwrap } from "./convert.ts";
import { newTemporary, type Cx } from "./context.ts";
import { asMap } from "./convert-record.ts";
import { joinTypes, mapOfRecord, plainType, type RecordType } from "./join.ts";
import { isAnonymous } from "./record-type.ts";
import { lookUp, lookUpExport, type Meaning } from "./scope.ts";
import { externResult } from "./type-foreign.ts";
import { typeExpression } from "./type-expression.ts";
import { boundMethod } from "./type-function-value.ts";
import { fieldOfRows } from "./type-group.ts";
import { typeMeaning } from "./type-name.ts";
import type { TypedArm, TypedExpression, TypedPattern } from "./typed.ts";

/** `x.name`, `alias.name` and `x?.name`. */
export function typeField(cx: Cx, node: FieldExpression, expected: Type | undefined): TypedExpression {
  const member = node.safe ? undefined : moduleMember(cx, node.receiver, node.name.text);
  if (member !== undefined) {
    return typeMeaning(cx, member, node.name.text, node.span, expected);
  }
  const receiver = settle(cx, typeExpression(cx, node.receiver));
  return node.safe ? safely(cx, receiver, node.span, (value) => readField(cx, value, node.name.text, node.span)) : readField(cx, receiver, node.name.text, node.span);
}

/** What `alias.name` means when `alias` is an imported module. */
export function moduleMember(cx: Cx, receiver: Expression, name: string): Meaning | undefined {
  if (receiver.kind !== "name") {
    return undefined;
  }
  const meaning = lookUp(cx, receiver.name);
  switch (meaning?.kind) {
    case "module":
      return lookUpExport(cx, meaning.index, name);
    case "foreign-module": {
      const member = meaning.members.get(name);
      return member === undefined ? undefined : { kind: "foreign", member, result: externResult(cx, `${receiver.name}.${name}`) };
    }
    default:
      return undefined;
  }
}

/** The field of a value; a method of that name is bound to it. */
export function readField(cx: Cx, receiver: TypedExpression, name: string, span: Span): TypedExpression {
  const { type } = receiver;
  switch (type.kind) {
    case "struct": {
      const field = type.declaration.fields.find((known) => known.name === name);
      if (field !== undefined) {
        return { kind: "field", type: field.type, span, receiver, field: name };
      }
      const method = type.declaration.methods.get(name);
      return method === undefined ? readDynamic(cx, receiver, name, span) : boundMethod(cx, receiver, type.declaration, method, span);
    }
    case "union":
      return readVariantField(cx, receiver, type.declaration, name, span);
    case "record": {
      const field = type.fields.find((known) => known.name === name);
      if (field === undefined) {
        return isAnonymous(type) ? (fieldOfRows(cx, receiver, type, name, span) ?? missingField(receiver, type, span)) : readDynamic(cx, receiver, name, span);
      }
      return { kind: "field", type: field.type, span, receiver, field: name };
    }
    case "map":
      return readIndex(cx, receiver, { kind: "string", type: stringType, span, value: name }, span);
    case "option":
      if (isAnonymous(type.inner)) {
        return safely(cx, receiver, span, (value) => readField(cx, value, name, span));
      }
      return readField(cx, type.inner.kind === "map" ? orEmpty(cx, receiver) : unwrap(cx, receiver), name, span);
    case "never":
      return { kind: "convert", mode: "widen", type, span, operand: receiver, name: "", origins: [] };
    default:
      return readDynamic(cx, receiver, name, span);
  }
}

/** No record of the shape has such a field: as with a map, reading it is none. */
function missingField(receiver: TypedExpression, type: RecordType, span: Span): TypedExpression {
  const value: TypedExpression = { kind: "none", type: optionOf(mapOfRecord(type).value), span };
  return { kind: "do", type: value.type, span, body: { statements: [{ kind: "expression", span, value: receiver }] }, value };
}

function readDynamic(cx: Cx, receiver: TypedExpression, name: string, span: Span): TypedExpression {
  cx.program.dynamicNames.add(name);
  return { kind: "any-field", type: anyType, span, receiver: convert(cx, receiver, anyType), field: name };
}

/** One arm for each variant that has the field; the others raise. */
function readVariantField(cx: Cx, receiver: TypedExpression, union: UnionDeclaration, name: string, span: Span): TypedExpression {
  const owners = variantsWith(union, name);
  const type = owners.reduce<Type>((joined, owner) => joinTypes(joined, fieldType(owner, name)), neverType);
  const [only] = owners;
  if (only === undefined) {
    return readDynamic(cx, receiver, name, span);
  }
  if (owners.length === 1) {
    const variant = convert(cx, receiver, { kind: "struct", declaration: only });
    return { kind: "field", type, span, receiver: variant, field: name };
  }
  const subject = newTemporary("subject", receiver.type, span);
  const arms = owners.map((owner): TypedArm => {
    const local = newTemporary(name, fieldType(owner, name), span);
    const fields = owner.fields.map((field): TypedPattern => (field.name === name ? { kind: "bind", type: field.type, local } : { kind: "wildcard", type: field.type }));
    return { span, pattern: { kind: "variant", type: receiver.type, declaration: owner, fields }, value: convert(cx, read(local, span), type) };
  });
  if (owners.length < union.variants.length) {
    const variant = convert(cx, read(subject, span), { kind: "struct", declaration: only });
    const value: TypedExpression = { kind: "field", type: fieldType(only, name), span, receiver: variant, field: name };
    arms.push({ span, pattern: { kind: "wildcard", type: receiver.type }, value: convert(cx, value, type) });
  }
  return { kind: "match", type, span, subject: receiver, local: subject, arms };
}

/** The variants of a union that have a field. */
export function variantsWith(union: UnionDeclaration, name: string): StructDeclaration[] {
  return union.variants.filter((variant) => variant.fields.some((field) => field.name === name));
}

export function fieldType(declaration: StructDeclaration, name: string): Type {
  return declaration.fields.find((field) => field.name === name)?.type ?? anyType;
}

// ---------------------------------------------------------------- index and slice

export function typeIndex(cx: Cx, node: IndexExpression): TypedExpression {
  const receiver = settle(cx, typeExpression(cx, node.receiver));
  const index = settle(cx, typeExpression(cx, node.index));
  return node.safe ? safely(cx, receiver, node.span, (value) => readIndex(cx, value, index, node.span)) : readIndex(cx, receiver, index, node.span);
}

/** `receiver[index]`; on a map the key may be missing. */
function readIndex(cx: Cx, receiver: TypedExpression, index: TypedExpression, span: Span): TypedExpression {
  const { type } = receiver;
  switch (type.kind) {
    case "list":
      return { kind: "index", type: type.element, span, receiver, index: asInt(cx, index) };
    case "string":
      return { kind: "index", type: stringType, span, receiver, index: asInt(cx, index) };
    case "map": {
      const found: TypedExpression = { kind: "index", type: optionOf(type.value), span, receiver, index: asKey(cx, index, type.key) };
      return found;
    }
    case "option":
      if (isAnonymous(type.inner)) {
        return index.kind === "string" ? readField(cx, receiver, index.value, span) : readIndex(cx, asMap(cx, receiver, "it is indexed by a computed key"), index, span);
      }
      return readIndex(cx, type.inner.kind === "map" ? orEmpty(cx, receiver) : unwrap(cx, receiver), index, span);
    case "never":
      return { kind: "convert", mode: "widen", type, span, operand: receiver, name: "", origins: [] };
    case "struct":
    case "record":
      if (index.kind === "string") {
        return readField(cx, receiver, index.value, span);
      }
      if (isAnonymous(type)) {
        return readIndex(cx, asMap(cx, receiver, "it is indexed by a computed key"), index, span);
      }
      break;
    default:
      break;
  }
  return { kind: "index", type: anyType, span, receiver: convert(cx, receiver, anyType), index: convert(cx, index, anyType) };
}

/** A key of another type than the map's can't be found, but may be looked for. */
export function asKey(cx: Cx, index: TypedExpression, key: Type): TypedExpression {
  return key.kind === "never" ? index : convert(cx, index, key);
}

export function asInt(cx: Cx, index: TypedExpression): TypedExpression {
  return convert(cx, index, index.type.kind === "never" ? index.type : intType);
}

export function typeSlice(cx: Cx, node: SliceExpression): TypedExpression {
  const whole = settle(cx, typeExpression(cx, node.receiver));
  const there = whole.type.kind === "option" ? unwrap(cx, whole) : whole;
  const receiver = ["list", "string", "never"].includes(there.type.kind) ? there : convert(cx, there, anyType);
  const bound = (part: Expression | undefined): TypedExpression | undefined => (part === undefined ? undefined : asInt(cx, typeExpression(cx, part)));
  const start = bound(node.start);
  const end = bound(node.end);
  const step = bound(node.step);
  return {
    kind: "slice",
    type: receiver.type,
    span: node.span,
    receiver,
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(step === undefined ? {} : { step }),
  };
}

// ---------------------------------------------------------------- safe access

/** `subject?…`: none stays none, a value is used as `use` says. */
export function safely(cx: Cx, subject: TypedExpression, span: Span, use: (value: TypedExpression) => TypedExpression): TypedExpression {
  const local = newTemporary("value", plainType(subject.type), subject.span);
  if (subject.type.kind === "option") {
    const value = use(read(local, subject.span));
    const type = value.type.kind === "never" ? value.type : optionOf(value.type);
    if (type.kind === "any") {
      return safelyAny(cx, subject, span, use);
    }
    return { kind: "safe", type, span, subject, local, body: convert(cx, value, type) };
  }
  return subject.type.kind === "any" ? safelyAny(cx, subject, span, use) : use(subject);
}

function safelyAny(cx: Cx, subject: TypedExpression, span: Span, use: (value: TypedExpression) => TypedExpression): TypedExpression {
  const whole = newTemporary("value", subject.type, subject.span);
  const known = read(whole, subject.span);
  const value = convert(cx, use(subject.type.kind === "option" ? newConvert(cx, "narrowed", known, subject.type.inner) : known), anyType);
  const choice: TypedExpression = {
    kind: "if",
    type: anyType,
    span,
    condition: { kind: "is-none", type: boolType, span, operand: known },
    then: { kind: "none", type: anyType, span },
    otherwise: value,
  };
  return { kind: "do", type: anyType, span, body: { statements: [{ kind: "let", span, local: whole, value: subject }] }, value: choice };
}

