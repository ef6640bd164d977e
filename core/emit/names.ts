// Readable C names that never meet a keyword, a name of the runtime or the C library, or each other.
//
// Two tables work against each other. A name at file scope avoids all names at file scope and every
// local ever given out; a local avoids the names at file scope given so far and those of its own
// function. So nothing shadows anything, whatever the order of emission, and no name needs an ugly
// prefix to be safe. The second `x` of a scope is `x_2`.

const reserved: ReadonlySet<string> = new Set(
  (
    // Keywords of C11 and C23, and of C++ where headers may be read as such.
    "auto break case char const continue default do double else enum extern float for goto if inline int long register " +
    "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while " +
    "alignas alignof bool constexpr false nullptr static_assert thread_local true typeof typeof_unqual " +
    "asm fortran class new delete template this namespace " +
    // Macros, types and variables that the headers behind mochi.h may define.
    "NULL EOF INFINITY NAN I complex assert errno stdin stdout stderr environ offsetof setjmp longjmp jmp_buf sigsetjmp " +
    "linux unix i386 main signgam timezone daylight tzname optarg optind opterr optopt va_start va_end va_arg va_list " +
    "size_t ptrdiff_t wchar_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t uintmax_t " +
    "CHAR_BIT INT_MAX INT_MIN LONG_MAX SIZE_MAX BUFSIZ RAND_MAX EXIT_SUCCESS EXIT_FAILURE HUGE_VAL M_PI M_E " +
    "frame result self"
  ).split(" "),
);

/** Functions of the C library: a local may shadow none of them under every compiler's -Wshadow. */
const library: ReadonlySet<string> = new Set(
  (
    "abs acos asin atan atan2 atoi ceil clock close cos cosh div exit exp fabs floor fmod free frexp fork gamma getc gets index " +
    "isalpha isdigit j0 j1 jn kill labs link log log10 malloc memcpy memcmp memset mktime modf open pause pipe pow printf putc puts " +
    "qsort raise rand random read realloc remove rename rewind rindex round signal sin sinh sleep sqrt srand stat strcat strchr strcmp " +
    "strcpy strlen strstr system tan tanh time times trunc truncate ungetc unlink wait write y0 y1 yn abort access acct alarm brk dup"
  ).split(" "),
);

/** The text in characters that C has for names. */
function transliterated(text: string): string {
  let name = "";
  for (const character of text) {
    if (/[A-Za-z0-9_]/.test(character)) {
      name += character;
    } else if (/[\p{L}\p{N}]/u.test(character)) {
      name += `u${(character.codePointAt(0) as number).toString(16)}`;
    } else if (!name.endsWith("_")) {
      name += "_";
    }
  }
  return name;
}

const NINE = 57, UNDERSCORE = 95;
const OURS = "mochi_";

/** A C identifier that resembles `text`; not yet unique. */
export function identifier(text: string): string {
  let name = /^\w+$/.test(text) ? text : transliterated(text);
  const first = name.charCodeAt(0);
  if (name === "" || first <= NINE) {
    name = `n${name}`;
  }
  // Underscore first is the C implementation's; `mochi_` is the runtime's.
  if (first === UNDERSCORE || name.slice(0, OURS.length).toLowerCase() === OURS) {
    name = `v_${name.replace(/^_+/, "")}`;
  }
  return reserved.has(name) ? `${name}_` : name;
}

/** Names at file scope. */
export interface FileNames {
  readonly used: Set<string>;
  /** Every local name of every function so far. */
  readonly locals: Set<string>;
  readonly counters: Map<string, number>;
}

export function newFileNames(): FileNames {
  return { used: new Set(library), locals: new Set(), counters: new Map() };
}

function firstFree(base: string, counters: Map<string, number>, isTaken: (name: string) => boolean): string {
  let count = counters.get(base) ?? 1;
  let name = count === 1 ? base : `${base}_${count}`;
  while (isTaken(name)) {
    count++;
    name = `${base}_${count}`;
  }
  counters.set(base, count + 1);
  return name;
}

/** A new name at file scope, as near to `text` as possible. */
export function fileName(names: FileNames, text: string): string {
  const name = firstFree(identifier(text), names.counters, (candidate) => names.used.has(candidate) || names.locals.has(candidate));
  names.used.add(name);
  return name;
}

/** Names within one function. */
export interface LocalNames {
  readonly file: FileNames;
  readonly used: Set<string>;
  readonly counters: Map<string, number>;
}

export function newLocalNames(file: FileNames): LocalNames {
  return { file, used: new Set(), counters: new Map() };
}

export function localName(names: LocalNames, text: string): string {
  const name = firstFree(identifier(text), names.counters, (candidate) => names.file.used.has(candidate) || names.used.has(candidate));
  names.used.add(name);
  names.file.locals.add(name);
  return name;
}

/** `t1`, `t2` …: values that have no name in the source. */
export function temporaryName(names: LocalNames): string {
  let count = names.counters.get("t ") ?? 1;
  while (names.used.has(`t${count}`) || names.file.used.has(`t${count}`)) {
    count++;
  }
  names.counters.set("t ", count + 1);
  const name = `t${count}`;
  names.used.add(name);
  names.file.locals.add(name);
  return name;
}

/** Member names of a struct: a name space of their own, where only keywords and macros disturb. */
export function memberNames(fields: readonly string[], taken: readonly string[]): readonly string[] {
  const used = new Set(taken);
  return fields.map((field) => {
    let base = identifier(field);
    while (used.has(base)) {
      base += "_";
    }
    used.add(base);
    return base;
  });
}

/** A short readable name for a text constant: its first letters and digits. */
export function slug(text: string): string {
  return (text.match(/[A-Za-z0-9]+/g) ?? []).slice(0, 4).join("_").slice(0, 24);
}
