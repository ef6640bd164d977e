// node:path for the quick core, which runs on Linux only.

function normalize(path: string): string {
  const isAbsolute = path.startsWith("/");
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") {
      parts.pop();
    } else if (part !== "" && part !== "." && !(part === ".." && isAbsolute)) {
      parts.push(part);
    }
  }
  const body = parts.join("/");
  const slash = path.endsWith("/") ? "/" : "";
  return isAbsolute ? `/${body}${body === "" ? "" : slash}` : `${body === "" ? "." : body}${slash}`;
}

export function isAbsolute(path: string): boolean {
  return path.startsWith("/");
}

export function join(...parts: readonly string[]): string {
  return normalize(parts.filter((part) => part !== "").join("/"));
}

/** Absolute, without a slash at its end. */
export function resolve(...parts: readonly string[]): string {
  const from = parts.findLastIndex((part) => part.startsWith("/"));
  const whole = normalize((from < 0 ? [process.cwd(), ...parts] : parts.slice(from)).filter((part) => part !== "").join("/"));
  return whole.length > 1 && whole.endsWith("/") ? whole.slice(0, -1) : whole;
}

function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") {
    end -= 1;
  }
  return path.slice(0, end);
}

/** What is before the slash before the last name; of several slashes there, the last goes. */
export function dirname(path: string): string {
  const slash = withoutSlashes(path).lastIndexOf("/");
  if (slash <= 0) {
    return path.startsWith("/") ? "/" : ".";
  }
  return slash === 1 && path.startsWith("/") ? "//" : path.slice(0, slash);
}

export function basename(path: string): string {
  const whole = withoutSlashes(path);
  return whole.slice(whole.lastIndexOf("/") + 1);
}
