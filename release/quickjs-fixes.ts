// What is changed in QuickJS-ng's pinned source before it is compiled for the quick core. The engine runs one program there, our compiler,
// which the build has type-checked, in a process that lives for milliseconds; so it may rely on more, and do without more, than an
// engine for everybody's programs: nothing is ever freed, no variable is read before it has its value, nobody interrupts.
// Groups, in this order: what a heap image needs; memory; what need not be checked; comparisons; properties.

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
    why: "the heap image is part of a build, which gives the same bytes twice; nothing in the core draws random numbers",
    before: `    ctx->random_state = js__gettimeofday_us();
`,
    after: `    ctx->random_state = 1;
`,
  },
];

/**
 * Nothing is freed: counting references was a quarter of all instructions, and writing the counts made
 * private copies of the image's pages. What remains counted are shapes, records of maps and open variables, whose owners count them themselves.
 */
const MEMORY: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "no references to values are counted",
    before: `    if (JS_VALUE_HAS_REF_COUNT(v)) {
        void *p = JS_VALUE_GET_PTR(v);
        JS_REF_COUNT(p)++;
    }
    return unsafe_unconst(v);`,
    after: `    return unsafe_unconst(v);`,
  },
  {
    file: "quickjs.c",
    why: "no value is freed",
    before: `    if (JS_VALUE_HAS_REF_COUNT(v)) {
        void *p = JS_VALUE_GET_PTR(v);
        if (--JS_REF_COUNT(p) <= 0) {
            js_free_value_rt(rt, v);
        }
    }
}`,
    after: `    (void)js_free_value_rt;
}`,
  },
  {
    file: "quickjs.c",
    why: "no string is freed",
    before: `    if (--JS_REF_COUNT(str) <= 0)
        js_free_string0(rt, str);`,
    after: "",
  },
  {
    file: "quickjs.c",
    why: "no references to atoms are counted (of a runtime)",
    before: `    JSAtomStruct *p;

    if (!__JS_AtomIsConst(v)) {
        p = rt->atom_array[v];
        JS_REF_COUNT(p)++;
    }
    return v;`,
    after: `    return v;`,
  },
  {
    file: "quickjs.c",
    why: "no references to atoms are counted (of a context)",
    before: `    JSRuntime *rt;
    JSAtomStruct *p;

    if (!__JS_AtomIsConst(v)) {
        rt = ctx->rt;
        p = rt->atom_array[v];
        JS_REF_COUNT(p)++;
    }
    return v;`,
    after: `    return v;`,
  },
  {
    file: "quickjs.c",
    why: "no atom is freed",
    before: `    p = rt->atom_array[i];
    if (--JS_REF_COUNT(p) > 0)
        return;
    JS_FreeAtomStruct(rt, p);`,
    after: "",
  },
  {
    file: "quickjs.c",
    why: "a string may have other owners, whatever its count says: nothing is appended in place",
    before: `    if (JS_REF_COUNT(p1) == 1 && p1->is_wide_char == p2->is_wide_char
    &&  js_malloc_usable_size`,
    after: `    if (0
    &&  js_malloc_usable_size`,
  },
  {
    file: "quickjs.c",
    why: "a rope may have other owners, whatever its count says: it keeps the string that it became",
    before: `    if (JS_REF_COUNT(r) > 1) {
        /* update the rope`,
    after: `    {
        /* update the rope`,
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
];


const COMPARISONS: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "two atoms are equal when they are one; most strings that are compared are names of kinds, which are atoms",
    before: `static bool js_string_eq(JSString *p1, JSString *p2) {
    if (p1->len != p2->len)
        return false;`,
    after: `static inline bool js_string_eq(JSString *p1, JSString *p2) {
    if (p1 == p2)
        return true;
    if (p1->len != p2->len || (p1->atom_type == JS_ATOM_TYPE_STRING && p2->atom_type == JS_ATOM_TYPE_STRING))
        return false;`,
  },
  {
    file: "quickjs.c",
    why: "a comparison with a string literal, and the jump behind it, are one step: switches over kinds are long chains of them",
    before: `        CASE(OP_push_atom_value):
            *sp++ = JS_AtomToValue(ctx, get_u32(pc));
            pc += 4;
            BREAK;`,
    after: `        CASE(OP_push_atom_value):
            {
                JSString *literal = rt->atom_array[get_u32(pc)];
                opcode = pc[4];
                pc += 4;
                if ((opcode == OP_strict_eq || opcode == OP_strict_neq) && JS_VALUE_GET_TAG(sp[-1]) == JS_TAG_STRING) {
                    bool holds = js_string_eq(JS_VALUE_GET_STRING(sp[-1]), literal) ^ (opcode == OP_strict_neq);
                    opcode = pc[1];
                    pc += 2;
                    if (opcode == OP_if_false8 || opcode == OP_if_true8) {
                        sp--;
                        pc += holds == (opcode == OP_if_true8) ? (int8_t)pc[0] : 1;
                    } else {
                        pc--;
                        sp[-1] = js_bool(holds);
                    }
                    BREAK;
                }
                *sp++ = JS_MKPTR(JS_TAG_STRING, literal);
            }
            BREAK;
        CASE(OP_dup):
            sp[0] = sp[-1];
            sp++;
            if (pc[0] == OP_push_atom_value) {
                pc++;
                goto *dispatch_table[OP_push_atom_value];
            }
            BREAK;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `        CASE(OP_dup):
            sp[0] = js_dup(sp[-1]);
            sp++;
            BREAK;
        CASE(OP_dup2)`,
    after: `        CASE(OP_dup2)`,
  },
  {
    file: "quickjs.c",
    why: "values of different types are told apart at once",
    before: `            OP_CMP(OP_strict_eq, ==, js_strict_eq_slow(ctx, sp, 0));
            OP_CMP(OP_strict_neq, !=, js_strict_eq_slow(ctx, sp, 1));`,
    after: `#define OP_STRICT(is_neq) { \\
                int tag1 = JS_VALUE_GET_TAG(sp[-2]), tag2 = JS_VALUE_GET_TAG(sp[-1]); \\
                if (tag1 == tag2 && (tag1 == JS_TAG_INT || tag1 == JS_TAG_BOOL)) \\
                    sp[-2] = js_bool((JS_VALUE_GET_INT(sp[-2]) == JS_VALUE_GET_INT(sp[-1])) ^ is_neq); \\
                else if (tag1 == tag2 && tag1 == JS_TAG_OBJECT) \\
                    sp[-2] = js_bool((JS_VALUE_GET_PTR(sp[-2]) == JS_VALUE_GET_PTR(sp[-1])) ^ is_neq); \\
                else if (tag1 == tag2 && tag1 == JS_TAG_STRING) \\
                    sp[-2] = js_bool(js_string_eq(JS_VALUE_GET_STRING(sp[-2]), JS_VALUE_GET_STRING(sp[-1])) ^ is_neq); \\
                else \\
                    js_strict_eq_slow(ctx, sp, is_neq); \\
                sp--; \\
            }
            CASE(OP_strict_eq):
                OP_STRICT(false);
                BREAK;
            CASE(OP_strict_neq):
                OP_STRICT(true);
                BREAK;`,
  },
];

const PROPERTIES: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "a method of an array is found as one of an object: only indexes are special in arrays",
    before: `                        if (unlikely(p->is_exotic)) {
                            /* XXX: should avoid the slow path for arrays
                               and typed arrays by ensuring that 'prop' is
                               not numeric */
                            obj = JS_MKPTR(JS_TAG_OBJECT, p);
                            goto get_field2_slow_path;
                        }`,
    after: `                        if (unlikely(p->is_exotic && (p->class_id != JS_CLASS_ARRAY || __JS_AtomIsTaggedInt(atom)))) {
                            obj = JS_MKPTR(JS_TAG_OBJECT, p);
                            goto get_field2_slow_path;
                        }`,
  },
  {
    file: "quickjs.c",
    why: "an array's elements are taken from it without an iterator, since nobody replaces the iterators of arrays: in the place of the iterator's method lies the next index",
    before: `            if (js_for_of_start(ctx, sp, false))
                goto exception;`,
    after: `            // Before a drop it is \`yield*\`, which calls the method.
            if (JS_VALUE_GET_TAG(sp[-1]) == JS_TAG_OBJECT && JS_VALUE_GET_OBJ(sp[-1])->class_id == JS_CLASS_ARRAY && *pc != OP_drop)
                sp[0] = js_int32(0);
            else if (js_for_of_start(ctx, sp, false))
                goto exception;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    if (likely(!JS_IsUndefined(sp[offset]))) {
        value = JS_IteratorNext`,
    after: `    if (JS_VALUE_GET_TAG(sp[offset + 1]) == JS_TAG_INT && !JS_IsUndefined(sp[offset])) {
        JSObject *array = JS_VALUE_GET_OBJ(sp[offset]);
        uint32_t index = JS_VALUE_GET_INT(sp[offset + 1]), length = array->u.array.count;
        if (unlikely(!array->fast_array) && js_get_length32(ctx, &length, sp[offset]))
            return -1;
        done = index >= length;
        if (done)
            sp[offset] = JS_UNDEFINED;
        else
            value = array->fast_array ? array->u.array.u.values[index] : JS_GetPropertyUint32(ctx, sp[offset], index);
        if (JS_IsException(value))
            return -1;
        sp[offset + 1] = js_int32(index + 1);
    } else if (likely(!JS_IsUndefined(sp[offset]))) {
        value = JS_IteratorNext`,
  },
];

export const QUICKJS_FIXES: readonly SourceFix[] = [...HEAP_IMAGE, ...MEMORY, ...UNCHECKED, ...COMPARISONS, ...PROPERTIES];
