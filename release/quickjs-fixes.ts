// What is changed in QuickJS-ng's pinned source before it is compiled for the quick core. The engine runs one program there, our compiler,
// which the build has type-checked, in a process that lives for milliseconds; so it may rely on more, and do without more, than an
// engine for everybody's programs: nothing is ever freed, no variable is read before it has its value, nobody interrupts.
// Here: what a heap image needs, and what need not be checked. tests/release/quickjs-fixes.test.ts compares with Node.

import { LIBRARY } from "./quickjs-library.ts";
import { MEMORY } from "./quickjs-memory.ts";
import { COMPARISONS, PROPERTIES } from "./quickjs-properties.ts";
import type { SourceFix } from "./source-fixes.ts";

const HEAP_IMAGE: readonly SourceFix[] = [
  {
    file: "quickjs.h",
    why: "values of eight bytes, not sixteen: the heap lies below 4 GB (cli/quick/engine/heap.c), so a pointer and a type fit",
    before: `#if INTPTR_MAX < INT64_MAX
#define JS_NAN_BOXING 1 /* Use NAN boxing for 32bit builds. */
#endif`,
    after: `#define JS_NAN_BOXING 1`,
  },
  {
    file: "quickjs.h",
    why: "see above",
    before: `#define JS_VALUE_GET_PTR(v) (void *)(intptr_t)(v)`,
    after: `#define JS_VALUE_GET_PTR(v) (void *)(uintptr_t)(uint32_t)(v)`,
  },
  {
    file: "quickjs.c",
    why: "the heap image doesn't say when it was made",
    before: `    ctx->time_origin = js__now_ms();
`,
    after: `    ctx->time_origin = 0;
`,
  },
  {
    file: "quickjs.c",
    why: "the heap image is part of a build, which gives the same bytes twice; nothing in the core draws random numbers",
    before: `    ctx->random_state = js__gettimeofday_us();
`,
    after: `    ctx->random_state = 1;
`,
  },
];

const UNCHECKED: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "nobody interrupts: calls and jumps needn't ask",
    before: `    if (unlikely(--ctx->interrupt_counter <= 0)) {
        return __js_poll_interrupts(ctx);
    } else {
        return 0;
    }`,
    after: `    (void)__js_poll_interrupts;
    return 0;`,
  },
  {
    file: "quickjs.c",
    why: "no variable is read before it has its value (local ones)",
    before: `                    if (s->vars[var_idx].is_lexical) {
                        dbuf_putc(bc, OP_get_loc_check);
                    } else {`,
    after: `                    {`,
  },
  {
    file: "quickjs.c",
    why: "nor written (local ones)",
    before: `                            dbuf_putc(bc, OP_put_loc_check);`,
    after: `                            dbuf_putc(bc, OP_put_loc);`,
  },
  {
    file: "quickjs.c",
    why: "nor modified (local ones)",
    before: `                    if (s->vars[var_idx].is_lexical)
                        get_op = OP_get_loc_check;
                    else
                        get_op = OP_get_loc;`,
    after: `                    get_op = OP_get_loc;`,
  },
  {
    file: "quickjs.c",
    why: "nor read (those of functions around)",
    before: `                    if (s->closure_var[idx].is_lexical) {
                        dbuf_putc(bc, OP_get_var_ref_check);
                    } else {`,
    after: `                    {`,
  },
  {
    file: "quickjs.c",
    why: "nor written (those of functions around)",
    before: `                            dbuf_putc(bc, OP_put_var_ref_check);`,
    after: `                            dbuf_putc(bc, OP_put_var_ref);`,
  },
  {
    file: "quickjs.c",
    why: "nor modified (those of functions around)",
    before: `                    if (s->closure_var[idx].is_lexical)
                        get_op = OP_get_var_ref_check;
                    else
                        get_op = OP_get_var_ref;`,
    after: `                    get_op = OP_get_var_ref;`,
  },
  {
    file: "quickjs.c",
    why: "so nothing tells a variable without a value from others",
    before: `                                /* XXX: should check if variable can be used
                                   before initialization */
                                dbuf_putc(&bc_out, OP_set_loc_uninitialized);
                                dbuf_put_u16(&bc_out, scope_idx);`,
    after: "",
  },
  {
    file: "quickjs.c",
    why: "what an element is assigned by is a number or a string, never an object that would have to say its name first",
    before: `            emit_op(s, OP_swap); // obj key -> key obj
            emit_op(s, OP_dup);
            emit_op(s, OP_is_undefined_or_null);
            label_next = emit_goto(s, OP_if_true, -1);
            emit_op(s, OP_swap);
            emit_op(s, OP_to_propkey);
            emit_op(s, OP_swap);
            emit_label(s, label_next);
            emit_op(s, OP_swap);`,
    after: `            (void)label_next;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `        if (op == '=' && opcode == OP_get_array_el) {
            emit_op(s, OP_swap); // obj key val -> obj val key
            emit_op(s, OP_to_propkey);
            emit_op(s, OP_swap);
        }
`,
    after: "",
  },
];


export const QUICKJS_FIXES: readonly SourceFix[] = [...HEAP_IMAGE, ...MEMORY, ...UNCHECKED, ...COMPARISONS, ...PROPERTIES, ...LIBRARY];
