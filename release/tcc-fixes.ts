// What is changed in tcc's pinned source before it is compiled: mistakes of its code generators that programs of ours could
// meet, and, at the end, where its input comes from and its object goes to (cli/script/compiler/compile.c).
// (LGPL: these are our changes, made 2026-11-21.)
// tests/script/tcc-fixes.test.ts has a program for each.

import type { SourceFix } from "./source-fixes.ts";

export const TCC_FIXES: readonly SourceFix[] = [
  {
    file: "arm64-gen.c",
    why: "a struct argument of 9 to 16 bytes is loaded into two registers, of which only the first was made free",
    before: `                gv(RC_R(a[i] / 2));
                arm64_ldrs(a[i] / 2, size);`,
    after: `                gv(RC_R(a[i] / 2));
                if (size > 8)
                    save_reg(TREG_R(a[i] / 2 + 1));
                arm64_ldrs(a[i] / 2, size);`,
  },
  {
    file: "arm64-gen.c",
    why: "a struct argument of floats is loaded into registers none of which was made free",
    before: `                uint32_t j, sz, n = arm64_hfa(&vtop->type, &sz);
                vtop->type.t = VT_PTR;
                gaddrof();
                gv(RC_R30);`,
    after: `                uint32_t j, sz, n = arm64_hfa(&vtop->type, &sz);
                for (j = 0; j < n; j++)
                    save_reg(TREG_F(a[i] / 2 - 8 + j));
                vtop->type.t = VT_PTR;
                gaddrof();
                gv(RC_R30);`,
  },
  {
    file: "arm64-gen.c",
    why: "the upper half of a register with an unsigned int that a function returns may hold anything",
    before: `    {
        int rt = return_type->t;
        int bt = rt & VT_BTYPE;`,
    after: `    if ((return_type->t & (VT_BTYPE | VT_UNSIGNED)) == (VT_INT | VT_UNSIGNED))
        o(0x2a0003e0); // mov w0,w0
    {
        int rt = return_type->t;
        int bt = rt & VT_BTYPE;`,
  },
  {
    file: "x86_64-gen.c",
    why: "the same",
    before: `    gcall_or_jmp(0);
    if (args_size)`,
    after: `    gcall_or_jmp(0);
    if ((vtop->type.ref->type.t & (VT_BTYPE | VT_UNSIGNED)) == (VT_INT | VT_UNSIGNED))
        o(0xc089); /* mov %eax,%eax */
    if (args_size)`,
  },
  {
    file: "arm64-gen.c",
    why: "differences of pointers were divided as unsigned numbers",
    before: `        o(0x4b000000 | l << 31 | x | a << 5 | b << 16); // sub
        break;
    case '/':`,
    after: `        o(0x4b000000 | l << 31 | x | a << 5 | b << 16); // sub
        break;
    case TOK_PDIV:
    case '/':`,
  },
  {
    file: "arm64-gen.c",
    why: "see above",
    before: `    case TOK_UDIV:
    case TOK_PDIV:
        o(`,
    after: `    case TOK_UDIV:
        o(`,
  },
  {
    file: "arm64-gen.c",
    why: "an offset of a symbol that is negative, or 16 MB and more, took the place of the symbol's address",
    before: `		o(0x91000000 | r | (t << 5)); /* add xr, xt, #0 */`,
    after: `		o(0x8b000000 | r | r << 5 | t << 16); /* add xr, xr, xt */`,
  },
  {
    file: "arm64-gen.c",
    why: "every function stored all sixteen registers that arguments may lie in, also those of parameters that it hasn't",
    before: `    o(0xa9b27bfd); // stp x29,x30,[sp,#-224]!
    o(0xad0087e0); // stp q0,q1,[sp,#16]
    o(0xad018fe2); // stp q2,q3,[sp,#48]
    o(0xad0297e4); // stp q4,q5,[sp,#80]
    o(0xad039fe6); // stp q6,q7,[sp,#112]
    o(0xa90923e8); // stp x8,x8,[sp,#144]
    o(0xa90a07e0); // stp x0,x1,[sp,#160]
    o(0xa90b0fe2); // stp x2,x3,[sp,#176]
    o(0xa90c17e4); // stp x4,x5,[sp,#192]
    o(0xa90d1fe6); // stp x6,x7,[sp,#208]
`,
    after: `    {
        // How many registers of both kinds hold parameters.
        int nx, nv;
        nx = nv = func_type->ref->f.func_type == FUNC_ELLIPSIS ? 8 : 0;
        for (i = 1, sym = func_type->ref->next; sym; i++, sym = sym->next) {
            int align, size = type_size(&sym->type, &align);
            if (a[i] < 16) {
                int end = a[i] / 2 + (!(a[i] & 1) && size > 8 ? 2 : 1);
                nx = end > nx ? end : nx;
            }
            else if (a[i] < 32) {
                int hfa = arm64_hfa(&sym->type, 0);
                int end = (a[i] - 16) / 2 + (hfa ? hfa : 1);
                nv = end > nv ? end : nv;
            }
        }
        o(0xa9b27bfd); // stp x29,x30,[sp,#-224]!
        for (i = 0; i < nv; i += 2)
            o(0xad0087e0 + (i << 15) + (i << 10) + i); // stp q(i),q(i+1),[sp,#(16+16*i)]
        if (a[0] == 1)
            o(0xa90923e8); // stp x8,x8,[sp,#144]
        for (i = 0; i < nx; i += 2)
            o(0xa90a07e0 + (i << 15) + (i << 10) + i); // stp x(i),x(i+1),[sp,#(160+8*i)]
    }
`,
  },
  {
    file: "tccpp.c",
    why: "C is compiled while it comes through a pipe, with something else behind it",
    before: `            len = read(bf->fd, bf->buffer, len);`,
    after: `            len = mochi_source_read((char *)bf->buffer, len);`,
  },
  {
    file: "tccelf.c",
    why: "objects stay in memory",
    before: `    unlink(filename);
    fd = open(filename, O_WRONLY | O_CREAT | O_TRUNC | O_BINARY, mode);
    if (fd < 0) {
        tcc_error_noabort("could not write '%s'", filename);
        return -1;
    }
    f = fdopen(fd, "wb");`,
    after: `    (void)fd, (void)mode;
    f = mochi_object_open();
    if (!f) {
        tcc_error_noabort("out of memory");
        return -1;
    }`,
  },
];
