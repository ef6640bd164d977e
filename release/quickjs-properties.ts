// What quickjs-fixes.ts changes in how QuickJS compares, finds properties, makes objects and calls: the ways that most of the compiler's
// steps take, made short. Each falls back on QuickJS's own way for the rest.

import type { SourceFix } from "./source-fixes.ts";

export const COMPARISONS: readonly SourceFix[] = [
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
                    JSString *compared = JS_VALUE_GET_STRING(sp[-1]);
                    bool equals = compared == literal || (compared->atom_type != JS_ATOM_TYPE_STRING && js_string_eq(compared, literal));
                    bool holds = equals ^ (opcode == OP_strict_neq);
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
            if (pc[0] == OP_push_atom_value && JS_VALUE_GET_TAG(sp[-1]) == JS_TAG_STRING && JS_VALUE_GET_STRING(sp[-1])->atom_type == JS_ATOM_TYPE_STRING) {
                // The cases of a switch: dup push_atom_value(32) strict_eq if_x8(8)
                JSString *value = JS_VALUE_GET_STRING(sp[-1]);
                bool is_case = true;
                while (is_case && pc[5] == OP_strict_eq && (pc[6] == OP_if_false8 || pc[6] == OP_if_true8)) {
                    bool jumps = (value == rt->atom_array[get_u32(pc + 1)]) == (pc[6] == OP_if_true8);
                    pc += jumps ? 7 + (int8_t)pc[7] : 8;
                    is_case = pc[0] == OP_dup && pc[1] == OP_push_atom_value;
                    pc += is_case;
                }
                if (!is_case) {
                    BREAK;
                }
            }
            sp[0] = sp[-1];
            sp++;
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
                else if (tag1 != tag2 && (tag1 == JS_TAG_UNDEFINED || tag1 == JS_TAG_OBJECT || tag2 == JS_TAG_UNDEFINED || tag2 == JS_TAG_OBJECT)) \\
                    sp[-2] = js_bool(is_neq); \\
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

export const PROPERTIES: readonly SourceFix[] = [
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
  {
    file: "quickjs.c",
    why: "a shape remembers the one that it was last followed by, when a property was added: literals of one place take the same way each time",
    before: `    JSObject *proto;
    uint32_t hash_table[]; /* prop_hash_mask`,
    after: `    JSObject *proto;
    JSShape *next; /* hashed, and never changed or freed */
    uint32_t hash_table[]; /* prop_hash_mask`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    sh->deleted_prop_count = 0;
    sh->is_hashed = false;
    return sh;`,
    after: `    sh->deleted_prop_count = 0;
    sh->next = NULL;
    sh->is_hashed = false;
    return sh;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    JS_REF_COUNT(sh) = 1;
    add_gc_object(ctx->rt, &sh->header, JS_GC_OBJ_TYPE_SHAPE);
    sh->is_hashed = false;
    if (sh->proto) {`,
    after: `    JS_REF_COUNT(sh) = 1;
    add_gc_object(ctx->rt, &sh->header, JS_GC_OBJ_TYPE_SHAPE);
    sh->is_hashed = false;
    sh->next = NULL;
    if (sh->proto) {`,
  },
  {
    file: "quickjs.c",
    why: "see above: one that changes is followed by others",
    before: `    /* update the shape hash */
    if (sh->is_hashed) {
        js_shape_hash_unlink(rt, sh);
        new_shape_hash`,
    after: `    sh->next = NULL;
    /* update the shape hash */
    if (sh->is_hashed) {
        js_shape_hash_unlink(rt, sh);
        new_shape_hash`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `static JSProperty *add_property(JSContext *ctx,
                                JSObject *p, JSAtom prop, int prop_flags)
{
    JSShape *sh, *new_sh;
`,
    after: `/* the shape that follows when the property is added, if that was the last one that did */
static inline JSShape *next_shape(JSShape *sh, JSAtom prop, int prop_flags)
{
    JSShape *next = sh->next;
    if (next && sh->is_hashed) {
        JSShapeProperty *last = &get_shape_prop(next)[next->prop_count - 1];
        if (last->atom == prop && last->flags == prop_flags)
            return next;
    }
    return NULL;
}

static inline JSProperty *follow_shape(JSContext *ctx, JSObject *p, JSShape *next)
{
    if (next->prop_size != p->shape->prop_size) {
        JSProperty *new_prop = js_realloc(ctx, p->prop, sizeof(p->prop[0]) * next->prop_size);
        if (!new_prop)
            return NULL;
        p->prop = new_prop;
    }
    p->shape = next;
    return &p->prop[next->prop_count - 1];
}

static JSProperty *add_property(JSContext *ctx,
                                JSObject *p, JSAtom prop, int prop_flags)
{
    JSShape *sh, *new_sh;

    new_sh = next_shape(p->shape, prop, prop_flags);
    if (new_sh && !p->is_prototype)
        return follow_shape(ctx, p, new_sh);
`,
  },
  {
    file: "quickjs.c",
    why: "see above; many are its owners, none is counted from here on",
    before: `            p->shape = js_dup_shape(new_sh);
            js_free_shape(ctx->rt, sh);
            return &p->prop[new_sh->prop_count - 1];`,
    after: `            p->shape = new_sh;
            JS_REF_COUNT(new_sh) = JS_REF_COUNT(sh) = 1 << 30;
            sh->next = new_sh;
            return &p->prop[new_sh->prop_count - 1];`,
  },
  {
    file: "quickjs.c",
    why: "a property of an object literal goes the same way at once",
    before: `                atom = get_u32(pc);
                pc += 4;

                ret = JS_DefinePropertyValue(ctx, sp[-2], atom, sp[-1],
                                             JS_PROP_C_W_E | JS_PROP_THROW);
                sp--;`,
    after: `                JSShape *next;
                atom = get_u32(pc);
                pc += 4;
                sp--;
                JSObject *object = JS_VALUE_GET_OBJ(sp[-1]);
                next = object->class_id == JS_CLASS_OBJECT ? next_shape(object->shape, atom, JS_PROP_C_W_E) : NULL;
                if (next) {
                    JSProperty *added = follow_shape(ctx, object, next);
                    ret = added ? 0 : -1;
                    if (added)
                        added->u.value = sp[0];
                } else {
                    ret = JS_DefinePropertyValue(ctx, sp[-1], atom, sp[0],
                                                 JS_PROP_C_W_E | JS_PROP_THROW);
                }`,
  },
  {
    file: "quickjs.c",
    why: "the length of a string needs no search for properties",
    before: `                get_length_slow_path:
                    sf->cur_pc = pc;
                    val = JS_GetPropertyInternal`,
    after: `                get_length_slow_path:
                    sf->cur_pc = pc;
                    if (JS_VALUE_GET_TAG(sp[-1]) == JS_TAG_STRING)
                        val = js_int32(JS_VALUE_GET_STRING(sp[-1])->len);
                    else
                    val = JS_GetPropertyInternal`,
  },
  {
    file: "quickjs.c",
    why: "functions of the engine are called without what functions of JavaScript need",
    before: `                ret_val = JS_CallInternal(ctx, call_argv[-1], JS_UNDEFINED,
                                          JS_UNDEFINED, call_argc,
                                          vc(call_argv), 0);
                if (unlikely(JS_IsException(ret_val)))
                    goto exception;
                if (opcode == OP_tail_call)`,
    after: `                if (is_c_function(call_argv[-1]))
                    ret_val = call_c_function(ctx, call_argv[-1], JS_UNDEFINED, call_argc, vc(call_argv));
                else
                ret_val = JS_CallInternal(ctx, call_argv[-1], JS_UNDEFINED,
                                          JS_UNDEFINED, call_argc,
                                          vc(call_argv), 0);
                if (unlikely(JS_IsException(ret_val)))
                    goto exception;
                if (opcode == OP_tail_call)`,
  },
  {
    file: "quickjs.c",
    why: "see above: methods",
    before: `                ret_val = JS_CallInternal(ctx, call_argv[-1], call_argv[-2],
                                          JS_UNDEFINED, call_argc,
                                          vc(call_argv), 0);`,
    after: `                if (is_c_function(call_argv[-1]))
                    ret_val = call_c_function(ctx, call_argv[-1], call_argv[-2], call_argc, vc(call_argv));
                else
                ret_val = JS_CallInternal(ctx, call_argv[-1], call_argv[-2],
                                          JS_UNDEFINED, call_argc,
                                          vc(call_argv), 0);`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `/* argument of OP_special_object */`,
    after: `static inline bool is_c_function(JSValueConst value)
{
    return JS_VALUE_GET_TAG(value) == JS_TAG_OBJECT && JS_VALUE_GET_OBJ(value)->class_id == JS_CLASS_C_FUNCTION;
}

/* most of them need no frame: only constructors ask for the running function, and no trace names the others */
static inline JSValue call_c_function(JSContext *ctx, JSValueConst function, JSValueConst this_obj, int argc, JSValueConst *argv)
{
    JSObject *p = JS_VALUE_GET_OBJ(function);
    if (argc >= p->u.cfunc.length && p->u.cfunc.cproto == JS_CFUNC_generic)
        return p->u.cfunc.c_function.generic(p->u.cfunc.realm, this_obj, argc, argv);
    if (argc >= p->u.cfunc.length && p->u.cfunc.cproto == JS_CFUNC_generic_magic)
        return p->u.cfunc.c_function.generic_magic(p->u.cfunc.realm, this_obj, argc, argv, p->u.cfunc.magic);
    return js_call_c_function(ctx, function, this_obj, argc, argv, 0);
}

/* argument of OP_special_object */`,
  },
  {
    file: "quickjs.c",
    why: "a method of a string is looked for where it is: in the prototype of strings",
    before: `                obj = sp[-1];
                if (likely(JS_VALUE_GET_TAG(obj) == JS_TAG_OBJECT)) {
                    p = JS_VALUE_GET_OBJ(obj);
                    for(;;) {
                        prs = find_own_property(&pr, p, atom);
                        if (prs) {
                            /* found */
                            if (unlikely(prs->flags & JS_PROP_TMASK))
                                goto get_field2_slow_path;`,
    after: `                obj = sp[-1];
                if (JS_VALUE_GET_TAG(obj) == JS_TAG_STRING && !__JS_AtomIsTaggedInt(atom) && atom != JS_ATOM_length)
                    obj = ctx->class_proto[JS_CLASS_STRING];
                if (likely(JS_VALUE_GET_TAG(obj) == JS_TAG_OBJECT)) {
                    p = JS_VALUE_GET_OBJ(obj);
                    for(;;) {
                        prs = find_own_property(&pr, p, atom);
                        if (prs) {
                            /* found */
                            if (unlikely(prs->flags & JS_PROP_TMASK))
                                goto get_field2_slow_path;`,
  },
  {
    file: "quickjs.c",
    why: "atoms are numbered one by one: their last bits are as good as a hash",
    before: `    int shift = 1 + clz_uintptr(mask+1);
    return hash_uintptr(atom) >> shift;`,
    after: `    return atom & mask;`,
  },
  {
    file: "quickjs.c",
    why: "closures have the same two properties, so they begin with the shape that has both",
    before: `    JSShape *mapped_arguments_shape;`,
    after: `    JSShape *mapped_arguments_shape;
    JSShape *closure_shape;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    b = JS_VALUE_GET_PTR(bfunc);
    func_obj = JS_NewObjectClass(ctx, func_kind_to_class_id[b->func_kind]);`,
    after: `    b = JS_VALUE_GET_PTR(bfunc);
    if (b->func_kind == JS_FUNC_NORMAL && !b->has_prototype && ctx->closure_shape) {
        JSProperty props[2];
        props[0].u.value = js_int32(b->defined_arg_count);
        props[1].u.value = JS_AtomToString(ctx, b->func_name == JS_ATOM_NULL ? JS_ATOM_empty_string : b->func_name);
        func_obj = JS_NewObjectFromShape(ctx, ctx->closure_shape, JS_CLASS_BYTECODE_FUNCTION, props);
        return JS_IsException(func_obj) ? func_obj : js_closure2(ctx, func_obj, b, cur_var_refs, sf);
    }
    func_obj = JS_NewObjectClass(ctx, func_kind_to_class_id[b->func_kind]);`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    js_function_set_properties(ctx, func_obj, name_atom,
                               b->defined_arg_count);

    if (b->func_kind & JS_FUNC_GENERATOR) {`,
    after: `    js_function_set_properties(ctx, func_obj, name_atom,
                               b->defined_arg_count);
    if (b->func_kind == JS_FUNC_NORMAL && !b->has_prototype) {
        ctx->closure_shape = JS_VALUE_GET_OBJ(func_obj)->shape;
        JS_REF_COUNT(ctx->closure_shape) = 1 << 30;
    }

    if (b->func_kind & JS_FUNC_GENERATOR) {`,
  },
];
