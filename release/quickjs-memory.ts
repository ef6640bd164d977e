// What quickjs-fixes.ts changes in QuickJS's memory: nothing is freed, but what its owner gives back at once. Counting references was a quarter
// of all instructions, and writing the counts made private copies of the heap image's pages. What remains counted are
// shapes, records of maps and open variables, whose owners count them themselves.

import type { SourceFix } from "./source-fixes.ts";

export const MEMORY: readonly SourceFix[] = [
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
  {
    file: "quickjs.c",
    why: "blocks are taken one behind the other, whatever their size; what is given back serves the next of its size",
    before: `typedef struct JSArenaState {
`,
    after: `typedef struct JSArenaState {
    JSMallocBlockHeader *free_block[JS_ARENA_BLOCK_SIZE_COUNT];
    uint8_t *top, *end;
`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `        JSArena *ar;
        struct list_head *el, *head;

        block_size_idx = arena_get_size_index(total_size);
        block_size = arena_block_sizes[block_size_idx];
        head = &rt->arena_state.free_arena_list[block_size_idx];
        el = head->next;
        if (unlikely(el == head)) {
            ar = arena_new(rt, block_size_idx);
            if (!ar)
                return NULL;
        } else {
            ar = list_entry(el, JSArena, free_link);
        }
        block_idx = ar->first_free_block;
        b = arena_get_block(ar, block_idx, block_size);
        ar->first_free_block = b->u.free_next;
        b->u.block_idx = block_idx;
        ar->n_used_blocks++;
        if (unlikely(ar->n_used_blocks == ar->n_blocks))
            list_del(&ar->free_link);
        return b->user_data;`,
    after: `        JSArenaState *s = &rt->arena_state;

        (void)arena_new, (void)block_idx;
        block_size_idx = arena_get_size_index(total_size);
        b = s->free_block[block_size_idx];
        if (b) {
            memcpy(&s->free_block[block_size_idx], b->user_data, sizeof(b));
            return b->user_data;
        }
        block_size = arena_block_sizes[block_size_idx];
        if (unlikely((size_t)(s->end - s->top) < block_size)) {
            s->top = rt->mf.js_malloc(rt->malloc_state.opaque, 1 << 17);
            s->end = s->top ? s->top + (1 << 17) : s->top;
            if (!s->top)
                return NULL;
        }
        b = (JSMallocBlockHeader *)s->top;
        s->top += block_size;
        b->u.block_idx = 0;
        b->block_size_idx = block_size_idx;
        return b->user_data;`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `        unsigned int block_idx = b->u.block_idx;
        unsigned int block_size_idx = b->block_size_idx;
        unsigned int block_size = arena_block_sizes[block_size_idx];
        JSArena *ar = (JSArena *)((uint8_t *)b -
                                  (size_t)block_size * block_idx -
                                  sizeof(JSArena));
        b->u.free_next = ar->first_free_block;
        ar->first_free_block = block_idx;
        if (unlikely(ar->n_used_blocks == ar->n_blocks))
            list_add(&ar->free_link,
                     &rt->arena_state.free_arena_list[block_size_idx]);
        ar->n_used_blocks--;
        if (unlikely(ar->n_used_blocks == 0)) {
            list_del(&ar->link);
            list_del(&ar->free_link);
            rt->mf.js_free(rt->malloc_state.opaque, ar);
        }`,
    after: `        memcpy(b->user_data, &rt->arena_state.free_block[b->block_size_idx], sizeof(b));
        rt->arena_state.free_block[b->block_size_idx] = b;`,
  },
  {
    file: "quickjs.c",
    why: "what is allocated isn't summed up: there is no limit but the machine's (blocks of zeros)",
    before: `    s = &rt->malloc_state;
    /* When malloc_limit is 0 (unlimited), malloc_limit - 1 will be SIZE_MAX. */
    if (unlikely(s->malloc_size + (count * size) > s->malloc_limit - 1))
        return NULL;

    ptr = js_arena_calloc(rt, count, size);
    if (!ptr)
        return NULL;

    s->malloc_count++;
    s->malloc_size += js_arena_usable_size(rt, ptr) + MALLOC_OVERHEAD;
    return ptr;`,
    after: `    (void)s, (void)ptr;
    return js_arena_calloc(rt, count, size);`,
  },
  {
    file: "quickjs.c",
    why: "nor here",
    before: `    s = &rt->malloc_state;
    /* When malloc_limit is 0 (unlimited), malloc_limit - 1 will be SIZE_MAX. */
    if (unlikely(s->malloc_size + size > s->malloc_limit - 1))
        return NULL;

    ptr = js_arena_malloc(rt, size);
    if (!ptr)
        return NULL;

    s->malloc_count++;
    s->malloc_size += js_arena_usable_size(rt, ptr) + MALLOC_OVERHEAD;
    return ptr;`,
    after: `    (void)s, (void)ptr;
    return js_arena_malloc(rt, size);`,
  },
  {
    file: "quickjs.c",
    why: "nor here",
    before: `    s = &rt->malloc_state;
    size_t free_size = js_arena_usable_size(rt, ptr) + MALLOC_OVERHEAD;
    if (unlikely(free_size > s->malloc_size)) {
        printf("js_free_rt: malloc_size underflow: freeing %zu but only %zu tracked\\n", free_size, s->malloc_size);
        abort();
    }
    s->malloc_count--;
    s->malloc_size -= free_size;
    js_arena_free(rt, ptr);`,
    after: `    (void)s;
    js_arena_free(rt, ptr);`,
  },
  {
    file: "quickjs.c",
    why: "nor here",
    before: `    old_size = js_arena_usable_size(rt, ptr);
    s = &rt->malloc_state;
    /* When malloc_limit is 0 (unlimited), malloc_limit - 1 will be SIZE_MAX. */
    if (s->malloc_size + size - old_size > s->malloc_limit - 1)
        return NULL;

    ptr = js_arena_realloc(rt, ptr, size);
    if (!ptr)
        return NULL;

    s->malloc_size += js_arena_usable_size(rt, ptr) - old_size;
    return ptr;`,
    after: `    (void)s, (void)old_size;
    return js_arena_realloc(rt, ptr, size);`,
  },
  {
    file: "quickjs.c",
    why: "nothing is collected, so nobody looks for all objects",
    before: `    list_add_tail(&h->link, &rt->gc_obj_list);
}`,
    after: `    init_list_head(&h->link);
}`,
  },
  {
    file: "quickjs.c",
    why: "see above",
    before: `    force_gc = ((rt->malloc_state.malloc_size + size) >
                rt->malloc_gc_threshold);`,
    after: `    force_gc = false;`,
  },
  {
    file: "quickjs.c",
    why: "most objects have more than two properties",
    before: `#define JS_PROP_INITIAL_SIZE 2`,
    after: `#define JS_PROP_INITIAL_SIZE 4`,
  },
  {
    file: "quickjs.c",
    why: "a text that grows piece by piece leaves all its former selves behind: it becomes a rope early",
    before: `#define JS_STRING_ROPE_SHORT2_LEN 8192`,
    after: `#define JS_STRING_ROPE_SHORT2_LEN 512`,
  },
  {
    file: "quickjs.c",
    why: "see above: what is added to a rope's end",
    before: `#define JS_STRING_ROPE_SHORT_LEN  512`,
    after: `#define JS_STRING_ROPE_SHORT_LEN  256`,
  },
];
