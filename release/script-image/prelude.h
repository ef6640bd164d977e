// The beginning of script/mochi.h: the macros that emitted C uses, in tcc's words.

#define NULL ((void *)0)
#define INT64_C(value) value##L
#define UINT64_C(value) value##UL
#define INT64_MAX INT64_C(9223372036854775807)
#define INT64_MIN (-INT64_MAX - 1)
#define HUGE_VAL 1e999
#define INFINITY 1e999
#define NAN (-(1e999 - 1e999))
#define bool _Bool
#define true 1
#define false 0
#define offsetof(type, member) ((unsigned long)&((type *)0)->member)
#define __builtin_expect(value, expected) (value)
#define __builtin_unreachable() ((void)0)
#define __builtin_memcpy memcpy
