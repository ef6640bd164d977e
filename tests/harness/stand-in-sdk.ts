// A stand-in for Microsoft's SDK, which may not be passed on: the four libraries that x86_64-windows-msvc
// links, made of import libraries for the system's own C library (ucrtbase.dll) and a start-up object
// of ours. What a program of ours asks of an SDK is the lists below: documented functions
// of C and Windows, and five names that Microsoft's compiler uses itself. No real SDK was ever linked here.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { targetOf } from "../../cli/targets/triple.ts";
import { clangCommand, zigProgram } from "../../cli/targets/zig.ts";

const C_FUNCTIONS =
  "__p___argc __p___wargv _configure_wide_argv calloc fmod free frexp ldexp longjmp malloc memchr memcmp memcpy memmove memset pow rand_s realloc round strcmp strlen strncmp trunc wcscat wcscmp" +
  " __intrinsic_setjmpex __p___argv _configure_narrow_argv _crt_atexit _initialize_narrow_environment exit";

const SYSTEM_FUNCTIONS =
  "AddVectoredExceptionHandler CloseHandle CreateDirectoryW CreateFileW CreateThread DeleteFileW DuplicateHandle FindClose FindFirstFileW FindNextFileW FlushFileBuffers GetConsoleMode GetConsoleScreenBufferInfo" +
  " GetCurrentProcess GetCurrentProcessId GetCurrentThread GetEnvironmentVariableW GetFileAttributesW GetFileSizeEx GetFileType GetLastError GetStdHandle GetSystemTimePreciseAsFileTime GlobalMemoryStatusEx MoveFileExW MultiByteToWideChar" +
  " QueryPerformanceCounter QueryPerformanceFrequency ReadConsoleW ReadFile RemoveDirectoryW SetConsoleCtrlHandler SetConsoleOutputCP SetThreadStackGuarantee Sleep SuspendThread TerminateProcess VirtualAlloc VirtualFree" +
  " WaitForSingleObject WideCharToMultiByte WriteFile";

const START = `
int _configure_narrow_argv(int mode);
int _initialize_narrow_environment(void);
int *__p___argc(void);
char ***__p___argv(void);
int _crt_atexit(void (*body)(void));
_Noreturn void exit(int status);
int main(int argc, char **argv);
int _fltused = 1;
int atexit(void (*body)(void)) { return _crt_atexit(body); }
void mainCRTStartup(void) {
  _configure_narrow_argv(1);
  _initialize_narrow_environment();
  exit(main(*__p___argc(), *__p___argv()));
}
`;

/** rax holds a frame's size; each of its pages is touched, and all registers are kept. */
const LANGUAGE = `
__asm__(".globl _setjmp\\n_setjmp: jmp *__imp___intrinsic_setjmpex(%rip)\\n"
        ".globl __chkstk\\n__chkstk: push %rcx\\n push %rax\\n lea 24(%rsp), %rcx\\n"
        "1: cmp $4096, %rax\\n jb 2f\\n sub $4096, %rcx\\n orl $0, (%rcx)\\n sub $4096, %rax\\n jmp 1b\\n"
        "2: sub %rax, %rcx\\n orl $0, (%rcx)\\n pop %rax\\n pop %rcx\\n ret\\n");
`;

function run([program = "", ...args]: readonly string[]): void {
  const result = spawnSync(program, args, { encoding: "utf8" });
  if (result.status !== 0) {
    throw new Error(`${program} ${args.join(" ")}: ${result.error?.message ?? result.stderr}`);
  }
}

/** Where each library lies below the root. */
export const XWIN_LAYOUT = ["crt/lib/x86_64/libcmt.lib", "crt/lib/x86_64/libvcruntime.lib", "sdk/lib/ucrt/x86_64/libucrt.lib", "sdk/lib/um/x86_64/kernel32.Lib"] as const;
export const STUDIO_LAYOUT = [
  "VC/Tools/MSVC/14.38.33130/lib/x64/libcmt.lib",
  "VC/Tools/MSVC/14.38.33130/lib/x64/libvcruntime.lib",
  "Windows Kits/10/Lib/10.0.22621.0/ucrt/x64/libucrt.lib",
  "Windows Kits/10/Lib/10.0.22621.0/um/x64/kernel32.Lib",
] as const;

/** Makes the libraries anew below `root`, in that layout. */
export function makeStandInSdk(zig: string, root: string, layout: typeof XWIN_LAYOUT | typeof STUDIO_LAYOUT): void {
  const work = resolve("dist", "tests", `sdk-work-${process.pid}`);
  mkdirSync(work, { recursive: true });
  const objectOf = (name: string, text: string): string => {
    writeFileSync(join(work, `${name}.c`), text);
    run([...clangCommand({ target: targetOf("x86_64-windows-msvc"), zig }), "-O1", "-c", join(work, `${name}.c`), "-o", join(work, `${name}.obj`)]);
    run([zigProgram(zig), "ar", "rcs", join(work, `${name}.lib`), join(work, `${name}.obj`)]);
    return join(work, `${name}.lib`);
  };
  const importsOf = (name: string, dll: string, functions: string): string => {
    writeFileSync(join(work, `${name}.def`), `LIBRARY ${dll}\nEXPORTS\n${functions.replaceAll(" ", "\n")}\n`);
    run([zigProgram(zig), "dlltool", "-m", "i386:x86-64", "-d", join(work, `${name}.def`), "-l", join(work, `${name}.lib`)]);
    return join(work, `${name}.lib`);
  };
  const made = [objectOf("libcmt", START), objectOf("libvcruntime", LANGUAGE), importsOf("libucrt", "ucrtbase.dll", C_FUNCTIONS), importsOf("kernel32", "KERNEL32.dll", SYSTEM_FUNCTIONS)];
  made.forEach((library, index) => {
    const place = join(root, layout[index] ?? "");
    mkdirSync(dirname(place), { recursive: true });
    copyFileSync(library, place);
  });
  rmSync(work, { recursive: true, force: true });
}
