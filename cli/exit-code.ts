// The exit codes that docs/cli.md promises. `mochi run` otherwise passes on the program's own.

export const EXIT_OK = 0;
/** Errors in the program, a failed test, or an outside world that refuses. */
export const EXIT_ERROR = 1;
/** The command line is wrong. */
export const EXIT_USAGE = 2;
/** A bug of ours (sysexits.h: EX_SOFTWARE). */
export const EXIT_INTERNAL = 70;
/** A program that a signal ended exits with this plus the signal's number. */
export const EXIT_SIGNAL_BASE = 128;
