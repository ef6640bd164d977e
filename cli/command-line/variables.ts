// The environment variables that mean something to Mochi itself; docs/ says what. `mochi env` shows those that are set.

export const VARIABLES = [
  "MOCHI_HOME",
  "MOCHI_CACHE_DIR",
  "MOCHI_BACKGROUND",
  "MOCHI_QUICK",
  "MOCHI_CC",
  "CC",
  "MOCHI_ZIG",
  "MOCHI_WASI_SDK",
  "MOCHI_COSMOCC",
  "MOCHI_MSVC_SYSROOT",
  "MOCHI_MIRROR",
  "MOCHI_VENDOR",
  "MOCHI_OFFLINE",
  "MOCHI_BASE_URL",
  "HTTPS_PROXY",
  "HTTP_PROXY",
  "NO_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "SOURCE_DATE_EPOCH",
  "NO_COLOR",
] as const;
