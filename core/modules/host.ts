// The outside world, as far as the front end needs it. cli/ implements it over the file system;
// tests implement it over a map. Paths use `/`, are relative to where the user stands or absolute,
// and appear in diagnostics exactly as they were formed.

export type FileRead =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "missing" }
  | { readonly kind: "unreadable"; readonly reason: string }
  /** `offset` in bytes of the first byte that is no UTF-8. */
  | { readonly kind: "invalid-utf8"; readonly offset: number };

export interface ModuleHost {
  readFile(path: string): FileRead;
  /** Names of the `.mochi` files in a folder, sorted by bytes; undefined when it is no folder. */
  listFolder(path: string): readonly string[] | undefined;
}
