// aotir, the compiler's own IR: structured, typed, monomorphic, one step above C.
//
// Promised after lowering, and checked by verify.ts after every pass:
// - Every expression has the C-level type `type`; operands have exactly the types their node asks
//   for. There are no implicit conversions.
// - Expressions may have effects only where they are a statement's root or its only operand with
//   effects: C leaves the order of evaluation open, so lowering has put everything else into
//   variables first. What «effects» means for a runtime call stands in aotir/runtime-abi.ts.
// - What may raise says so with a site.
// - Captures are explicit (`cell`, `capture`), matches are `switch` and `if`.
// - Variables are declared before use in an enclosing block; names are unique within a function
//   only after emission, identity is the object.

import type { Span } from "../source/span.ts";
import type { Type } from "../types/type.ts";

// ---------------------------------------------------------------- types

/** C-level types; value.h says what each is in C. Structural equality by `sameIrType`. */
export type IrType =
  | { readonly kind: "void" | "unit" | "bool" | "i32" | "u32" | "i64" | "f64" | "string" | "any" | "bigint" | "bigrat" }
  /** none is a flag beside the value. */
  | { readonly kind: "option"; readonly of: "i64" | "f64" | "bool" }
  /** `element` is the type of the elements in `data`. */
  | { readonly kind: "list"; readonly element: IrType }
  | { readonly kind: "map"; readonly key: IrType; readonly value: IrType }
  | { readonly kind: "set"; readonly element: IrType }
  /** Pointer to an emitted struct. */
  | { readonly kind: "struct"; readonly struct: IrStruct }
  /** `mochi_variant *`. */
  | { readonly kind: "union"; readonly union: IrUnion }
  | { readonly kind: "function"; readonly params: readonly IrType[]; readonly result: IrType }
  /** Pointer to a heap cell that holds a captured, reassigned variable. */
  | { readonly kind: "cell"; readonly value: IrType }
  /** What a pointer of type `of` (struct, cell) points at: the object itself, in a variable or on its way there. */
  | { readonly kind: "object"; readonly of: IrType }
  /** Pointer to a slot. */
  | { readonly kind: "pointer"; readonly to: IrType }
  /** `const mochi_any *` and the like: an array in a variable of this function. */
  | { readonly kind: "array"; readonly element: IrType; readonly length: number }
  /** A C type that only the runtime knows: `mochi_try`, `const mochi_site *` … */
  | { readonly kind: "opaque"; readonly c: string };

/** A struct, variant, record, or the captures of a closure. */
export interface IrStruct {
  /** Mangled; unique in the program. */
  readonly name: string;
  /** For the comment above it. */
  readonly title: string;
  /** Starts with `mochi_variant` (and this tag), or with `mochi_function`, or with nothing. */
  readonly head: { readonly kind: "none" } | { readonly kind: "variant"; readonly tag: number } | { readonly kind: "closure" };
  /** Filled once, after all structs have names: structs may refer to each other. */
  fields: readonly IrField[];
  /** The Mochi type it represents, for the descriptor; absent for closures. */
  readonly source?: Type;
  /** What `any` can call by name (`TypedProgram.dynamicMethods`); emission wraps them for boxed arguments. */
  methods?: readonly IrMethod[];
}

/** `function` takes the receiver first, then `params`. */
export interface IrMethod {
  readonly name: string;
  readonly function: IrFunction;
  readonly params: readonly Type[];
  readonly result: Type;
}

export interface IrField {
  readonly name: string;
  readonly type: IrType;
}

export interface IrUnion {
  readonly name: string;
  variants: readonly IrStruct[];
  readonly source: Type;
}

// ---------------------------------------------------------------- program

export interface IrProgram {
  readonly structs: readonly IrStruct[];
  readonly unions: readonly IrUnion[];
  readonly globals: readonly IrGlobal[];
  /** Passes may add some, or drop what is called no more. */
  readonly functions: IrFunction[];
  /** Runs the initialisers, or the selected test; `void (void)`. */
  readonly entry: IrFunction;
  /** What is linked beside the core: "gc", "bigint", "try", "stack" (deep recursion is possible), "deep-data" (so are deeply nested values) … */
  readonly features: ReadonlySet<string>;
  /** How queries and rules are run, for people (`--dump=plan`). */
  readonly plans: readonly IrPlan[];
  /** What became of the objects that functions make (`--dump=escape`); filled by optimize/place-objects.ts. */
  readonly placements: IrPlacement[];
}

export interface IrPlacement {
  readonly span: Span;
  readonly function: string;
  /** What is made. */
  readonly what: string;
  /** Where it lives: in the program's data, in the frame, in a variable or result, or for some reason on the heap. */
  readonly fate: "static" | "frame" | "by value" | "stored" | "returned" | "outlives its loop" | "outlives its try" | "the frame is full";
}

export interface IrPlan {
  readonly span: Span;
  /** What it is a plan of. */
  readonly title: string;
  /** Lines. */
  readonly print: () => string;
}

export interface IrGlobal {
  readonly name: string;
  readonly title: string;
  readonly type: IrType;
  /** A constant initialiser; else the type's zero. */
  initial?: IrExpression;
}

/** A local variable or parameter. Identity is the object. */
export interface IrVariable {
  readonly name: string;
  readonly type: IrType;
  /** Made by the compiler; shown as `t1`, `t2` … */
  readonly temporary: boolean;
  /** Declared around a `try` that assigns it: the `try`'s body reaches it through a pointer. */
  byReference: boolean;
}

export interface IrFunction {
  /** Mangled; unique. */
  readonly name: string;
  /** As the user sees it, for comments, traces and `<fun name>`. */
  readonly title: string;
  readonly module: number;
  readonly span: Span;
  /** A closure's code takes its own `self` (a closure struct) first, the body of a `try` the variables around it; ordinary functions have none. */
  readonly self?: IrVariable;
  /** The body of a `try` in another function, whose frame in the trace it shares. */
  readonly isTryBody?: true;
  /** Its variables that point at those around the `try` that it assigns. */
  readonly references?: readonly IrVariable[];
  readonly params: readonly IrVariable[];
  readonly result: IrType;
  body: IrBlock;
  /** Filled by optimize/effects.ts; assume true before. */
  mayRaise: boolean;
}

export interface IrBlock {
  readonly statements: readonly IrStatement[];
}

// ---------------------------------------------------------------- statements

export type IrStatement = { readonly span: Span } & (
  | { readonly kind: "declare"; readonly variable: IrVariable; readonly value?: IrExpression }
  | { readonly kind: "assign"; readonly place: IrPlace; readonly value: IrExpression }
  /** Evaluated for its effects. */
  | { readonly kind: "do"; readonly value: IrExpression }
  | { readonly kind: "if"; readonly condition: IrExpression; readonly then: IrBlock; readonly otherwise?: IrBlock }
  /** Forever, until `break`; `while (c)` has its condition. */
  | { readonly kind: "loop"; readonly condition?: IrExpression; readonly body: IrBlock; readonly label: IrLabel }
  /** `for (variable = start; variable < end; variable++)`; i64 or u32; start and end have no effects and `end` does not change. */
  | { readonly kind: "for"; readonly variable: IrVariable; readonly start: IrExpression; readonly end: IrExpression; readonly body: IrBlock; readonly label: IrLabel }
  | { readonly kind: "switch"; readonly value: IrExpression; readonly cases: readonly { readonly values: readonly bigint[]; readonly body: IrBlock }[]; readonly otherwise?: IrBlock }
  /** Leaves the block, loop or round that the label names. */
  | { readonly kind: "break"; readonly label: IrLabel }
  | { readonly kind: "continue"; readonly label: IrLabel }
  /** A labelled block: `break label` goes to its end. Match arms that share a body use these. */
  | { readonly kind: "block"; readonly body: IrBlock; readonly label?: IrLabel }
  | { readonly kind: "return"; readonly value?: IrExpression }
  /** `body` is left at its end, by no jump; when it raises, `handler` runs, and `frame` knows what. The pass outline-try makes a function of the body, so emission meets none. */
  | { readonly kind: "try"; readonly frame: IrVariable; readonly body: IrBlock; readonly handler: IrBlock }
  /** After what never returns. */
  | { readonly kind: "unreachable" }
);

/** Identity is the object. */
export interface IrLabel {
  readonly name: string;
}

export type IrPlace =
  | { readonly kind: "variable"; readonly variable: IrVariable }
  | { readonly kind: "global"; readonly global: IrGlobal }
  | { readonly kind: "field"; readonly receiver: IrExpression; readonly struct: IrStruct; readonly field: string }
  /** `index` (u32) is known to be in range. */
  | { readonly kind: "element"; readonly list: IrExpression; readonly index: IrExpression }
  | { readonly kind: "cell"; readonly cell: IrExpression }
  | { readonly kind: "deref"; readonly pointer: IrExpression };

// ---------------------------------------------------------------- expressions

/** Primitive operators: C's own on equal types; integer `+ - *` wrap (checked ones are runtime calls). */
export type IrOperator = "+" | "-" | "*" | "/" | "==" | "!=" | "<" | "<=" | ">" | ">=" | "&&" | "||";

export type IrExpression = { readonly type: IrType } & (
  | { readonly kind: "int"; readonly value: bigint }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "string"; readonly value: string }
  /** The type's zero: unit, nil any, none of an option, string or pointer type (a none string, NULL). */
  | { readonly kind: "none" }
  /** The empty string, 0, false: what a declared but unassigned variable starts with. */
  | { readonly kind: "zero" }
  | { readonly kind: "variable"; readonly variable: IrVariable }
  | { readonly kind: "global"; readonly global: IrGlobal }
  /** `exact`: integer `+ - *` that the optimiser has proved not to overflow. */
  | { readonly kind: "binary"; readonly op: IrOperator; readonly left: IrExpression; readonly right: IrExpression; readonly exact?: true }
  | { readonly kind: "not"; readonly operand: IrExpression }
  | { readonly kind: "negate"; readonly operand: IrExpression }
  /** Lazy; both arms without effects that need statements. */
  | { readonly kind: "conditional"; readonly condition: IrExpression; readonly then: IrExpression; readonly otherwise: IrExpression }
  /** Between i64, u32, i32, f64, bool; never fails. */
  | { readonly kind: "numeric"; readonly operand: IrExpression }
  /** `site` marks a call that may raise and shows its place in debug frames. */
  | { readonly kind: "call"; readonly function: IrFunction; readonly args: readonly IrExpression[]; readonly site?: IrSite }
  | { readonly kind: "call-value"; readonly callee: IrExpression; readonly args: readonly IrExpression[]; readonly site: IrSite }
  /** `name` and the argument types are those of aotir/runtime-abi.ts. */
  | { readonly kind: "runtime"; readonly name: string; readonly args: readonly IrExpression[] }
  | { readonly kind: "field"; readonly receiver: IrExpression; readonly struct: IrStruct; readonly field: string }
  | { readonly kind: "element"; readonly list: IrExpression; readonly index: IrExpression }
  /** u32; NULL lists have length 0 only if `nullable`. */
  | { readonly kind: "length"; readonly list: IrExpression; readonly nullable: boolean }
  | { readonly kind: "cell"; readonly cell: IrExpression }
  | { readonly kind: "deref"; readonly pointer: IrExpression }
  /** A union's tag, u32. */
  | { readonly kind: "tag"; readonly operand: IrExpression }
  /** Between a union and its variant's struct, or from what the runtime returns as `void *`; never fails. */
  | { readonly kind: "reinterpret"; readonly operand: IrExpression }
  | { readonly kind: "is-null"; readonly operand: IrExpression }
  | { readonly kind: "option-some"; readonly operand: IrExpression }
  | { readonly kind: "option-value"; readonly operand: IrExpression }
  | { readonly kind: "option-make"; readonly operand: IrExpression }
  /** Address of a variable, to pass a slot to the runtime; of an object, a pointer of its type. */
  | { readonly kind: "address"; readonly variable: IrVariable }
  /** A new struct, on the heap unless the type is `object`; fields in the struct's order, all given. `fixed`: they are constant and stay so, it is static data. */
  | { readonly kind: "new"; readonly struct: IrStruct; readonly fields: readonly IrExpression[]; readonly fixed?: true }
  | { readonly kind: "new-cell"; readonly value: IrExpression }
  /** The object is stored in the variable; a pointer to it there, of its own type. */
  | { readonly kind: "keep"; readonly variable: IrVariable; readonly object: IrExpression }
  /** `mochi_try_body *`: the code of a function that outline-try made. */
  | { readonly kind: "code"; readonly function: IrFunction }
  /** A function as a static closure object (an adapter without captures is emitted). */
  | { readonly kind: "function-value"; readonly function: IrFunction }
  /** A closure object (on the heap unless the type is `object`): code and captures, in the order of `struct.fields`. */
  | { readonly kind: "new-closure"; readonly function: IrFunction; readonly struct: IrStruct; readonly captures: readonly IrExpression[] }
  /** A list from items; constant when all items are. `descriptor` is the element's. `fixed`: nobody writes to it or keeps it. */
  | { readonly kind: "new-list"; readonly descriptor: Type; readonly items: readonly IrExpression[]; readonly fixed?: true }
  /** An array variable's initialiser, as arguments for the runtime. */
  | { readonly kind: "array"; readonly items: readonly IrExpression[] }
  /** `const mochi_type *` of a Mochi type. */
  | { readonly kind: "descriptor"; readonly of: Type }
  /** `const mochi_site *`. */
  | { readonly kind: "site"; readonly site: IrSite }
  /** Size in bytes of a slot, u32. */
  | { readonly kind: "size"; readonly of: IrType }
  /** `const char *`. */
  | { readonly kind: "c-string"; readonly value: string }
  /** Pointer to a static constant of a runtime struct: `declare` is its C type (`mochi_format_spec`), `c` its initialiser in braces. */
  | { readonly kind: "c-constant"; readonly c: string; readonly declare: string }
);

/** A place in the source, with the function it is in. Equal sites are emitted once. */
export interface IrSite {
  readonly span: Span;
  readonly function: string;
}
