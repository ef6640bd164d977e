// Node's globals beside Buffer, for the quick core. Nothing is asked of the system when this is evaluated: that
// is done when Mochi is built.

import { host } from "../host.ts";

const environment = new Proxy<NodeJS.ProcessEnv>({}, {
  get: (_, name) => host.setting(String(name)),
  set: (_, name, value) => {
    host.set(String(name), String(value));
    return true;
  },
  deleteProperty: (_, name) => {
    host.set(String(name), undefined);
    return true;
  },
});

const terminal = (file: number) => ({
  get isTTY() {
    return host.isTerminal(file);
  },
});

function workingFolder(): string {
  const folder = host.workingFolder();
  return typeof folder === "string" ? folder : host.handOver("there is no working folder");
}

let begun = 0;

/** The process begins now. */
export function beginClock(): void {
  begun = host.clock();
}

const unoffered = (): never => host.handOver("process");

Object.assign(globalThis, {
  process: {
    env: environment,
    platform: "linux",
    stdout: terminal(1),
    stderr: terminal(2),
    get pid() {
      return host.process();
    },
    getuid: () => host.user(),
    cwd: workingFolder,
    exit: (status: number) => host.exit(status),
    on: unoffered,
    kill: unoffered,
    hrtime: { bigint: unoffered },
  },
  performance: { now: () => host.clock() - begun },
});
