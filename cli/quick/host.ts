// What the quick core's C program offers (engine/host.c). Files are descriptors; a number below zero is that of a failed call's error.

interface Host {
  open(path: string, flags: number, mode: number): number;
  close(file: number): number;
  /** At most as many bytes as there is room for; 0 at the end. */
  read(file: number, into: Uint8Array): number;
  /** How many of the bytes were written. */
  write(file: number, bytes: Uint8Array): number;
  sync(file: number): number;
  readFile(path: string): Uint8Array | number;
  /** Mode, user, size, nanoseconds of the last change of its bytes and of itself, inode. */
  status(path: string, throughLinks: boolean): readonly [number, number, number, bigint, bigint, bigint] | number;
  list(path: string): string[] | number;
  realPath(path: string): string | number;
  linkTarget(path: string): string | number;
  access(path: string, how: number): number;
  makeFolder(path: string, mode: number): number;
  /** Completes the path with six characters. */
  makeUniqueFolder(prefix: string): string | number;
  removeFile(path: string): number;
  removeFolder(path: string): number;
  rename(from: string, to: string): number;
  changeMode(path: string, mode: number): number;
  touch(path: string): number;
  /** UTF-8. Of bytes that are none, the decoder makes U+FFFD. */
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
  isUtf8(bytes: Uint8Array): boolean;
  blake3(bytes: Uint8Array): Uint8Array;
  /** 64 hexadecimal digits. */
  sha256(bytes: Uint8Array): string;
  /** Where the quick core lies. */
  folder(): string;
  /** The words behind `mochi`. */
  words(): string[];
  setting(name: string): string | undefined;
  /** In the environment of what this process becomes; undefined takes the variable away. */
  set(name: string, value: string | undefined): void;
  workingFolder(): string | number;
  hostName(): string;
  user(): number;
  process(): number;
  isTerminal(file: number): boolean;
  /** Milliseconds since some moment. */
  clock(): number;
  /** The program takes this process's place, with our words from `first` on. Returns only when that failed. */
  become(program: string, first: number): number;
  exit(status: number): never;
  /** The compiler core takes this process's place and does everything from the beginning. Where MOCHI_QUICK is 1, it is said why. */
  handOver(why: string): never;
}

export const { host } = globalThis as unknown as { readonly host: Host };
