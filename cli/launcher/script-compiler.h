// The script compiler (cli/script/compiler), started beside the compiler core: while that starts and reads the script, this one has read
// the runtime image and the header, on another processor, and waits for C. The core is told which pipes lead there
// (in the environment: their numbers, to it and from it); with the core's end it ends, too.

#ifndef MOCHI_LAUNCHER_SCRIPT_COMPILER_H
#define MOCHI_LAUNCHER_SCRIPT_COMPILER_H

/** The variable's name: cli/script/script-compiler.ts takes it. */
#define MOCHI_SCRIPT_COMPILER "MOCHI_SCRIPT_COMPILER"

/** Starts the one that lies with the core at that path, if there is one. Only a help: the core can start it by itself. */
void mochi_script_compiler_start(const char *core);

#endif
