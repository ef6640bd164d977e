// node:os for the quick core.

import { host } from "../host.ts";

export const hostname = (): string => host.hostName();
