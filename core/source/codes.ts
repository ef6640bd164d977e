// The one table of diagnostics: code, message, help. `mochi explain` prints it, phases report by
// its keys, and a test checks that every row can happen.
//
// `{0}`, `{1}` … are holes, filled by report.ts. The P- and T-rows up to P999 and T065 are the
// reference's (core.md §3.6), message for message, except that a syntax error names what was
// expected in our own words; codes that can never be reported are left out. Rows after that are ours.
// P: syntax · T: types · M: modules · L: not compiled yet · W: warnings.

export interface DiagnosticRow {
  readonly message: string;
  readonly help: string;
}

function row(message: string, help: string): DiagnosticRow {
  return { message, help };
}

export const diagnosticTable = {
  // Syntax.
  P001: row(
    "unexpected {0}, expected {1}",
    "Check for a missing `{` or `}` to close the block.",
  ),
  P011: row(
    "unexpected {0}, expected {1}",
    "`=>` cannot replace a full `{}` block in function bodies.",
  ),
  P031: row(
    "unexpected {0}, expected {1}",
    "`let` must be followed by a variable name.",
  ),
  P040: row(
    "unterminated string literal",
    "Close the string with a matching `\"` before end of file.",
  ),
  P041: row(
    "invalid escape sequence in string literal",
    "Mochi accepts the standard Go escapes: `\\\\`, `\\\"`, `\\n`, `\\r`, `\\t`, `\\b`, `\\f`, `\\v`, `\\a`, `\\xHH`, `\\uHHHH`, `\\UHHHHHHHH`.",
  ),
  P042: row(
    "unterminated block comment",
    "Block comments must be closed with `*/`; they do not nest.",
  ),
  P043: row(
    "invalid numeric literal: missing whitespace before \"{0}\"",
    "Separate the numeric literal from the following identifier with whitespace.",
  ),
  P045: row(
    "integer literal {0} is out of range for a 64-bit signed integer",
    "Use a value in the range [-9223372036854775808, 9223372036854775807].",
  ),
  P046: row(
    "incomplete numeric literal \"{0}\": missing digits after base prefix",
    "`0x`, `0b`, and `0o` must be followed by at least one digit of the chosen base.",
  ),
  P052: row(
    "unexpected {0}, expected {1}",
    "Unbalanced parentheses. Check for missing `(` or `)`.",
  ),
  P055: row(
    "unexpected {0}, expected {1}",
    "Stray `.` dot — expected a selector after it. Did you forget an identifier?",
  ),
  P056: row(
    "unexpected {0}, expected {1}",
    "Unexpected `let` — remove redundant declaration keyword.",
  ),
  P060: row(
    "index expression has no key, range, or step",
    "Use `xs[i]` for a subscript, or supply at least one of start/end/step in a slice like `xs[1:]`, `xs[:3]`, or `xs[::2]`.",
  ),
  P061: row(
    "match case has no result expression or block",
    "Provide a result after `=>`, e.g. `0 => \"zero\"`, or a block: `0 => { ... }`.",
  ),
  P062: row(
    "load/save path is the empty string",
    "Omit the literal entirely to use stdin/stdout (e.g. `load as T` or `save x`), or supply a real path.",
  ),
  P063: row(
    "match case pattern is not a recognised pattern shape",
    "A pattern must be a literal (e.g. `1`, `\"foo\"`, `true`, `none`), an identifier (e.g. `x`, `_`, or a variant name like `Leaf`), or a variant constructor call (e.g. `Node(l, v, r)`). Compound expressions, indexing, field access, casts, and quoted constructors are not patterns.",
  ),
  P064: row(
    "unknown import language: \"{0}\"",
    "The supported languages are `go`, `python`, `typescript`, `zig`, `lua`, `clj`, and `clojure`. Omit the language to use the Mochi default, or check the spelling.",
  ),
  P065: row(
    "expression statement has no observable effect",
    "An expression used as a statement must perform I/O or call a function. Bare values, arithmetic, and field/index access compute a result that nothing reads. Use `let _ = ...` if you need to evaluate for a side effect inside an argument, or remove the line.",
  ),
  P070: row(
    "AST invariant violated: {0}",
    "This is a parser-internal contract violation. Please file an issue at https://github.com/mochilang/mochi/issues with the source that triggered it.",
  ),
  P999: row(
    "unexpected {0}, expected {1}",
    "Parse error occurred. Check syntax near this location.",
  ),

  // Syntax of our own (decisions.md §2, §6 to §9).
  P080: row(
    "nesting is deeper than {0} levels",
    "Split the code: name an inner part with `let`, or move it into a function.",
  ),
  P081: row(
    "invalid format specification `{0}`",
    "The form is `[[fill]align][sign][0][width][,][.precision][type]`, with align one of `< > ^ =` and type one of `d x b o e f g s %`.",
  ),
  P082: row(
    "{0} in an f-string",
    "Write `{{` and `}}` for braces that are text; a hole holds one expression: `{name}` or `{name:>8}`.",
  ),
  P083: row(
    "one value in braces is neither a map nor a set",
    "A map entry is `key: value`; a set of one element needs a comma: `{a,}`.",
  ),
  P084: row(
    "the path of `{0}` is more than one operand",
    "Put the path in parentheses: `{0} (dir + \"/x.csv\")`.",
  ),
  P085: row(
    "`export` cannot stand before {0}",
    "Only `fun`, `type`, `let` and `var` at top level can be exported.",
  ),
  P086: row(
    "`try` has neither `catch` nor `finally`",
    "Add `catch e { ... }` to handle the error, or `finally { ... }` to clean up.",
  ),
  P087: row(
    "a destructuring `{0}` needs a value",
    "Write `{0} [a, b] = xs` or `{0} {\"name\": n} = m`.",
  ),
  P088: row(
    "`...` must come last in a list pattern",
    "Write `[first, ...rest]`; nothing can follow the rest.",
  ),
  P089: row(
    "`spawn` needs a call",
    "Write `spawn f(x)`; the result travels through a channel.",
  ),
  P090: row(
    "a set literal cannot stand directly here",
    "Put the set in parentheses: `({a, b})`.",
  ),
  P091: row(
    "`{0}` cannot stand in a block",
    "It belongs to the whole file: move it to the top level.",
  ),

  // Types.
  T000: row(
    "`let` requires a type or a value",
    "Use `let x = ...` or `let x: int` to declare a variable.",
  ),
  T001: row(
    "assignment to undeclared variable: {0}",
    "Declare `{0}` first using `let`.",
  ),
  T002: row(
    "undefined variable: {0}",
    "Check if the variable was declared in this scope.",
  ),
  T003: row(
    "unknown function: {0}",
    "Ensure the function is defined before it's called.",
  ),
  T004: row(
    "`{0}` is not callable",
    "Use a function or closure in this position.",
  ),
  T005: row(
    "parameter `{0}` is missing a type",
    "Add a type like `x: int` to this parameter.",
  ),
  T006: row(
    "too many arguments: expected {0}, got {1}",
    "Remove extra arguments or update the function definition.",
  ),
  T007: row(
    "argument {0}: expected {1}, got {2}",
    "Ensure the argument type matches the function’s signature.",
  ),
  T008: row(
    "type mismatch: expected {0}, got {1}",
    "Change the value to match the expected type.",
  ),
  T009: row(
    "cannot assign {0} to `{1}` (expected {2})",
    "Make sure the assigned value is compatible with `{1}`.",
  ),
  T010: row(
    "return type mismatch: expected {0}, got {1}",
    "Update the return value to match the function's return type.",
  ),
  T013: row(
    "incompatible types in comparison",
    "Use comparable types like numbers or strings with `<`, `>`.",
  ),
  T015: row(
    "index must be an integer",
    "Use an `int` value for indexing (e.g., `list[0]`).",
  ),
  T017: row(
    "slicing not allowed on map",
    "Maps do not support slicing like `map[a:b]`.",
  ),
  T018: row(
    "type {0} does not support indexing",
    "Only `list<T>` and `map<K,V>` can be indexed.",
  ),
  T019: row(
    "map key type mismatch: expected {0}, got {1}",
    "Make sure the key matches the map’s key type.",
  ),
  T020: row(
    "operator `{0}` cannot be used on types {1} and {2}",
    "Choose an operator that supports these operand types.",
  ),
  T021: row(
    "unsupported operator: `{0}`",
    "Use a valid operator like +, -, ==, or <.",
  ),
  T022: row(
    "cannot iterate over type {0}",
    "Only `list<T>`, `map<K,V>`, or integer ranges are allowed in `for ... in ...` loops.",
  ),
  T023: row(
    "range loop requires integer start and end expressions",
    "Use `for i in 0..10` or ensure both expressions are of type `int`.",
  ),
  T024: row(
    "cannot assign to `{0}` (immutable)",
    "Use `var` to declare mutable variables.",
  ),
  T025: row(
    "unknown type: {0}",
    "Ensure the type is defined before use.",
  ),
  T026: row(
    "unknown field `{0}` on {1}",
    "Check the struct definition for valid fields.",
  ),
  T027: row(
    "{0} is not a struct",
    "Field access is only valid on struct types.",
  ),
  T028: row(
    "fetch URL must be a string",
    "Use a string literal or variable of type string.",
  ),
  T029: row(
    "fetch options must be a map",
    "Pass a map like `{\"method\": \"POST\"}` after `with`.",
  ),
  T030: row(
    "invalid type for fetch option `{0}`: expected {1}, got {2}",
    "Ensure the option value matches the expected type.",
  ),
  T031: row(
    "unknown stream: {0}",
    "Declare the stream before using it.",
  ),
  T032: row(
    "query source must be a list",
    "Use a list value after `in`.",
  ),
  T033: row(
    "`where` condition must be boolean",
    "Ensure the condition evaluates to true or false.",
  ),
  T034: row(
    "join source must be a list",
    "Use a list value after `in`.",
  ),
  T035: row(
    "`on` condition must be boolean",
    "Ensure the condition evaluates to true or false.",
  ),
  T036: row(
    "cannot take length of type {0}",
    "Use `len(...)` only on lists, strings, or maps.",
  ),
  T037: row(
    "count() expects list or group, got {0}",
    "Pass a list or group to count().",
  ),
  T038: row(
    "avg() expects numeric list or group, got {0}",
    "Ensure the list or group contains numbers.",
  ),
  T039: row(
    "function {0} expects {1} arguments, got {2}",
    "Pass exactly {1} arguments to `{0}`.",
  ),
  T040: row(
    "`if` condition must be boolean",
    "Ensure the condition evaluates to true or false.",
  ),
  T041: row(
    "sum() expects numeric list or group, got {0}",
    "Ensure the list or group contains numbers.",
  ),
  T042: row(
    "`having` condition must be boolean",
    "Ensure the condition evaluates to true or false.",
  ),
  T044: row(
    "call to `{0}` produces effect(s) {1}, not allowed in `{2}` predicate",
    "Only pure functions may be called inside `where` and `having` predicates. Refactor the predicate to read pre-computed values, or move the effectful call outside the query.",
  ),
  T045: row(
    "`{0}` outside of loop",
    "Move `{0}` inside a `for` or `while` loop body.",
  ),
  T046: row(
    "invalid cast: `{0}` as `{1}` is not allowed",
    "Only numeric-tower, union-to-variant, map-to-struct, and any-related casts are allowed. Use a parsing function (e.g. `parseIntStr`) for string conversions.",
  ),
  T047: row(
    "cannot unify type parameter `{0}`: {1} vs {2}",
    "Two argument positions require incompatible bindings for the same generic parameter. Pick argument types that agree.",
  ),
  T048: row(
    "type parameter `{0}` escapes function result",
    "The result type still mentions `{0}` after argument unification. Constrain the parameter at a call argument or supply an explicit type argument.",
  ),
  T050: row(
    "non-exhaustive match on union `{0}`: missing variant(s) {1}",
    "Add an arm for each missing variant or use a wildcard `_` arm to cover the remainder.",
  ),
  T051: row(
    "cannot alias immutable aggregate `{0}` into a mutable binding",
    "Aliasing a let-bound list, map, or struct into a `var` would let writes through the alias mutate the original. Clone explicitly (e.g. `[...xs]`, `{...m}`) or bind the source as `var`.",
  ),
  T052: row(
    "cannot alias `{0}` ({1}) into a binding of type {2}",
    "Aliasing widens the source's element type, which would let a write through the alias deposit a value the source cannot hold. Aggregate element, key, and value types are invariant at aliasing sites. Clone explicitly (e.g. `[...xs]`, `{...m}`) or declare the destination with the source's exact element type.",
  ),
  T053: row(
    "struct literal `{0}` is missing required field(s) {1}",
    "Provide a value for every declared field. Mochi structs do not have field defaults.",
  ),
  T054: row(
    "redundant match arm: {0}",
    "Remove the arm or merge it with the earlier arm it duplicates.",
  ),
  T055: row(
    "`{0}` operand must be `int`, got {1}",
    "`skip` and `take` count rows; supply an integer expression.",
  ),
  T056: row(
    "`sort by` expression must be an ordered type, got {0}",
    "Ordered types are int, int64, bigint, bigrat, float, bool, and string. Project a scalar field of an ordered type, or compare with an explicit key.",
  ),
  T057: row(
    "`select distinct` expression must be a hashable type, got {0}",
    "Distinct deduplicates by structural equality. Function values do not have a stable hash. Project a scalar or record of scalars.",
  ),
  T058: row(
    "dereference of optional `{0}` requires a none guard",
    "Narrow with `if {0} != none { ... }` first, or supply a fallback (`?? default`).",
  ),
  T059: row(
    "comparison with `none` requires an optional operand, got {0}",
    "`none` is the empty side of `Option<T>`; comparing it to a non-optional value can never be true. Either change the operand to `T?` or drop the comparison.",
  ),
  T060: row(
    "safe-call `?.{0}` requires an option-typed receiver, got {1}",
    "`a?.f` is only defined when `a : T?`. Drop the `?` for a plain field access, or change the receiver's type.",
  ),
  T061: row(
    "safe-call `?.{0}` requires the wrapped type to be a struct, got {1}",
    "The element side of the option must expose a field named `{0}`.",
  ),
  T062: row(
    "safe-index `?[ ]` requires an option-typed receiver, got {0}",
    "`a?[k]` is only defined when `a : list<T>?` or `a : map<K, V>?`. Drop the `?` for a plain index access.",
  ),
  T063: row(
    "safe-index `?[ ]` requires the wrapped type to be a list or map, got {0}",
    "Only `list<T>` and `map<K, V>` support indexed access after `?[`.",
  ),
  T064: row(
    "unknown effect label `{0}`",
    "Effect annotations may only mention the closed label set: io, fs, net, time, meta.",
  ),
  T065: row(
    "function `{0}` declares effects {1} but its body produces {2}",
    "Either add the missing label(s) to the `!` annotation, or remove the call that produces the extra effect.",
  ),

  // Types, of our own.
  T067: row(
    "type `{0}` is defined by itself",
    "An alias only gives another type a name. Use a struct (`type {0} { ... }`) or a union: those may refer to themselves.",
  ),
  T068: row(
    "`{0}` expects {1}, got {2}",
    "Pass {1} to `{0}`.",
  ),
  T069: row(
    "format `{0}` does not suit a value of type {1}",
    "`d x b o` are for whole numbers, `e f g %`, signs and commas for numbers, `s` for strings. Convert the value first, or drop the format.",
  ),
  T070: row(
    "cannot destructure {1} with `{0}`",
    "`[a, b]` takes a list apart, `{\"name\": n}` a map or struct.",
  ),
  T071: row(
    "`{0}` is only allowed at the top of a file",
    "Move it out of the block.",
  ),
  T072: row(
    "variable `{0}` is not bound by a condition of the rule",
    "Every variable of the head, of a `not` and of a comparison must occur in a positive condition.",
  ),
  T073: row(
    "a fact cannot contain the variable `{0}`",
    "Facts hold constants: strings in quotes, numbers, `true`, `false`. Use a `rule` for what holds in general.",
  ),
  T074: row(
    "the alternatives of a pattern bind different names",
    "Bind the same names in each, or none: `A(x) | B(x)`.",
  ),
  T075: row(
    "`{0}` depends on its own negation",
    "What a rule negates must be computable before the rule's head. Break the circle: {1}.",
  ),

  // Modules (core/modules).
  M001: row(
    "module \"{0}\" not found",
    "Looked for {1}. Check the path; it is relative to the importing file when it begins with `./` or `../`, else to the folder of the entry file.",
  ),
  M002: row(
    "modules import each other: {0}",
    "Move what they share into a module of its own that both import.",
  ),
  M003: row(
    "module `{0}` does not export `{1}`",
    "Put `export` before its declaration, or import another module.",
  ),
  M004: row(
    "cannot read {0}: {1}",
    "Check that the file exists and that you may read it.",
  ),
  M005: row(
    "{0} is not UTF-8: bad byte at offset {1}",
    "Save the file as UTF-8.",
  ),
  M006: row(
    "imports from {0} are not supported",
    "Use `go`, `python`, `typescript` or `c`, or a Mochi module.",
  ),
  M007: row(
    "package folder {0} has no .mochi file",
    "Add a file with the package's code, or correct the path.",
  ),
  M008: row(
    "the path \"{0}\" gives no name for the module",
    "Name it: `import \"{0}\" as name`.",
  ),
  M009: row(
    "{0} declares package `{1}`, but {2} declares package `{3}`",
    "The files of one folder are one package and name it alike.",
  ),
  M010: row(
    "`{0}` already names the module {1}",
    "Give one of the two another name: `import \"…\" as other`.",
  ),

  // What a later version will compile.
  L001: row(
    "{0} is not compiled yet",
    "The program is correct, but this construct has no native code in this version.",
  ),

  // What can't be compiled ahead of time.
  L002: row(
    "`eval` takes a literal",
    "Its text is compiled into the program, so it must be known: `eval(\"1 + 2\")`. What depends on values is written as a function.",
  ),
  L003: row(
    "this target can't load YAML",
    "The library that reads YAML isn't available there. Convert the file to JSON, or build for another target; `save` writes YAML everywhere.",
  ),

  // Warnings.
  W001: row(
    "unused variable `{0}`",
    "Remove it, or name it `_` if only the evaluation matters.",
  ),
  W002: row(
    "unreachable code",
    "Remove it, or move it before the {0}.",
  ),
  W003: row(
    "`{0}` hides the builtin of that name",
    "The definition here wins. Rename it if the builtin was meant.",
  ),
  W004: row(
    "function `{0}` is declared again",
    "The last declaration wins. Rename one of them, or remove the first.",
  ),
  W005: row(
    "this constant expression overflows: {0}",
    "It raises an error at run time. Use `bigint` (`123n`) where numbers get this large.",
  ),
  W006: row(
    "no fact and no rule says anything about `{0}` with {1}",
    "It holds for nothing. A predicate is its name and its number of terms.",
  ),
} as const satisfies Record<string, DiagnosticRow>;

export type DiagnosticCode = keyof typeof diagnosticTable;

/** Whether a text, as a user may type it after `mochi explain`, is a code of the table. */
export function isDiagnosticCode(text: string): text is DiagnosticCode {
  return Object.hasOwn(diagnosticTable, text);
}
