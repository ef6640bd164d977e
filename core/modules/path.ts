// Paths of modules as text.
//
// `/` separates on every system; nothing is asked of a file system here, so two paths are the same
// module exactly when their tidied texts are the same.

/** The folder part: `a/b.mochi` → `a`, `b.mochi` → `.`, `/b.mochi` → `/`. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "." : slash === 0 ? "/" : path.slice(0, slash);
}

/** Joins and tidies: no `.` segments, `..` taken back where something stands before it. */
export function joinPath(folder: string, path: string): string {
  const whole = path.startsWith("/") ? path : `${folder}/${path}`;
  const absolute = whole.startsWith("/");
  const segments: string[] = [];
  for (const segment of whole.split("/")) {
    if (segment === "" || segment === ".") {
      continue;
    }
    if (segment === ".." && segments.length > 0 && segments[segments.length - 1] !== "..") {
      segments.pop();
    } else if (segment !== ".." || !absolute) {
      segments.push(segment);
    }
  }
  const joined = segments.join("/");
  return absolute ? `/${joined}` : joined === "" ? "." : joined;
}

/** The last segment without its extension: the name that an import gets by itself. */
export function baseName(path: string): string {
  const last = path.replace(/\/+$/, "").split("/").pop() ?? "";
  const dot = last.lastIndexOf(".");
  return dot > 0 ? last.slice(0, dot) : last;
}
