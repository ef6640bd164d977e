// The compiler core: where it is, and becoming it.
//
// Today it lies beside the launcher: `mochi-core`, an executable file (a script for node). A release
// will carry it as the launcher's payload, unpacked once into MOCHI_HOME/core/<build id>/mochi-core:
// only `find_core` has to learn that, nobody else knows where the core comes from.

#ifndef MOCHI_LAUNCHER_CORE_PROCESS_H
#define MOCHI_LAUNCHER_CORE_PROCESS_H

/** Replaces this process by the core with the same arguments. Returns an exit status only when that fails (said on standard error). */
int mochi_core_become(int count, char **arguments, char **environment);

#endif
