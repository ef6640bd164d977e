// What quickjs-fixes.ts changes in QuickJS's functions of arrays, strings, maps and regular expressions: ways of their own for the values
// that the compiler hands them.

import type { SourceFix } from "./source-fixes.ts";

export const LIBRARY: readonly SourceFix[] = [
  {
    file: "quickjs.c",
    why: "the last element is taken from an ordinary array at once",
    before: `    int64_t len, newLen;
    JSValue *arrp;
    uint32_t count32;

    obj = JS_ToObject(ctx, this_val);
    if (js_get_length64(ctx, &len, obj))
        goto exception;
    newLen = 0;`,
    after: `    int64_t len, newLen;
    JSValue *arrp;
    uint32_t count32;

    if (!shift && JS_VALUE_GET_TAG(this_val) == JS_TAG_OBJECT) {
        JSObject *p = JS_VALUE_GET_OBJ(this_val);
        if (p->class_id == JS_CLASS_ARRAY && p->fast_array && p->u.array.count > 0
        &&  (get_shape_prop(p->shape)->flags & JS_PROP_WRITABLE)
        &&  JS_VALUE_GET_TAG(p->prop[0].u.value) == JS_TAG_INT
        &&  JS_VALUE_GET_INT(p->prop[0].u.value) == p->u.array.count) {
            p->prop[0].u.value = js_int32(--p->u.array.count);
            return p->u.array.u.values[p->u.array.count];
        }
    }
    obj = JS_ToObject(ctx, this_val);
    if (js_get_length64(ctx, &len, obj))
        goto exception;
    newLen = 0;`,
  },
  {
    file: "quickjs.c",
    why: "a text of bytes is found in another by the C library",
    before: `    if (len >= v_len && inc * (stop - start) >= 0) {
        for (i = start;; i += inc) {`,
    after: `    if (inc > 0 && len >= v_len && stop >= start && !p->is_wide_char && !p1->is_wide_char) {
        uint8_t *found = memmem(str8(p) + start, len - start, str8(p1), v_len);
        ret = found ? found - str8(p) : -1;
    } else if (len >= v_len && inc * (stop - start) >= 0) {
        for (i = start;; i += inc) {`,
  },
  {
    file: "quickjs.c",
    why: "atoms know their hash",
    before: `        h = hash_string(JS_VALUE_GET_STRING(key), 0);
        break;
    case JS_TAG_STRING_ROPE:
        h = hash_string_rope(key, 0);
        break;`,
    after: `        if (JS_VALUE_GET_STRING(key)->atom_type == JS_ATOM_TYPE_STRING)
            h = JS_VALUE_GET_STRING(key)->hash;
        else
            h = hash_string(JS_VALUE_GET_STRING(key), JS_ATOM_TYPE_STRING) & JS_ATOM_HASH_MASK;
        break;
    case JS_TAG_STRING_ROPE:
        h = hash_string_rope(key, JS_ATOM_TYPE_STRING) & JS_ATOM_HASH_MASK;
        tag = JS_TAG_STRING;
        break;`,
  },
  {
    file: "quickjs.c",
    why: "the key that is looked for is mostly the very one that is there, and an object is equal to itself only",
    before: `        mr = list_entry(el, JSMapRecord, hash_link);
        if (js_same_value_zero(ctx, mr->key, key))
            return mr;`,
    after: `        mr = list_entry(el, JSMapRecord, hash_link);
        if (mr->key == key || (JS_VALUE_GET_TAG(key) != JS_TAG_OBJECT && js_same_value_zero(ctx, mr->key, key)))
            return mr;`,
  },
  {
    file: "quickjs.c",
    why: "addresses are multiples of eight: their last bits say nothing",
    before: `        h = (uintptr_t)JS_VALUE_GET_PTR(key) * 3163;`,
    after: `        h = ((uintptr_t)JS_VALUE_GET_PTR(key) >> 3) * 3163;`,
  },
];
