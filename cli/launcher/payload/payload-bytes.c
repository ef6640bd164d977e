// The payload's bytes, as a section of the launcher; see payload.h. The build says which file
// (MOCHI_PAYLOAD) and, because each object format has names of its own, which section (MOCHI_PAYLOAD_SECTION).

#include "payload.h"

#define TEXT_OF(name) #name
#define SYMBOL_IN(prefix, name) TEXT_OF(prefix) name
#define SYMBOL(prefix, name) SYMBOL_IN(prefix, name)
#define PAYLOAD SYMBOL(__USER_LABEL_PREFIX__, "mochi_payload")

__asm__(".section " MOCHI_PAYLOAD_SECTION "\n"
        ".balign 16\n"
        ".globl " PAYLOAD "\n" PAYLOAD ":\n"
        ".incbin \"" MOCHI_PAYLOAD "\"\n"
        ".globl " PAYLOAD "_end\n" PAYLOAD "_end:\n"
        ".byte 0\n"
        ".text\n");
