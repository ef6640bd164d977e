// What a program's text says about the format of a file that is loaded or saved: options first, then the path's
// extension, as runtime/data/options.c decides once it has the values.

import type { Expression } from "../syntax/ast.ts";

export type DataFormat = "yaml" | "other" | "unknown";

export function dataFormat(path: Expression | undefined, options: Expression | undefined): DataFormat {
  if (options !== undefined && options.kind !== "map") {
    return "unknown";
  }
  const entries = options?.entries ?? [];
  if (entries.some(({ key }) => key.kind !== "string")) {
    return "unknown";
  }
  const format = entries.findLast(({ key }) => key.kind === "string" && key.value === "format")?.value;
  if (format !== undefined) {
    return format.kind !== "string" ? "unknown" : /^ya?ml$/.test(format.value) ? "yaml" : "other";
  }
  return path === undefined ? "other" : formatOfPath(path);
}

function formatOfPath(path: Expression): DataFormat {
  switch (path.kind) {
    case "string":
      return /\.ya?ml$/.test(path.value) ? "yaml" : "other";
    case "paren":
      return formatOfPath(path.inner);
    default:
      return "unknown";
  }
}
