// A fixture: a program under tests/run/<feature>/ and what it must do.
//   fact.mochi   the program; the file's name is the fact
//   fact.out     expected standard output (its absence is a failure)
//   fact.in      standard input; absent: empty
//   fact.args    arguments, one a line
//   fact.exit    expected exit status; absent: 0
//   fact.err     expected standard error; absent: nothing when the status is 0, else anything but nothing
// Deeper folders hold modules that fixtures import; they are no fixtures.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface Fixture {
  /** `strings/trim` */
  readonly name: string;
  readonly feature: string;
  readonly folder: string;
  /** The program's file name, as it appears in its messages. */
  readonly file: string;
  /** Path without extension. */
  readonly stem: string;
}

export interface Expectation {
  readonly out: string | undefined;
  readonly err: string | undefined;
  readonly exit: number;
}

const EXTENSIONS: ReadonlySet<string> = new Set(["mochi", "out", "in", "args", "exit", "err"]);

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function folders(root: string): readonly string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** All fixtures under `root`, sorted; `filter` is a part of their name. */
export function findFixtures(root: string, filter = ""): readonly Fixture[] {
  return folders(root).flatMap((feature) => {
    const folder = join(root, feature);
    return readdirSync(folder)
      .filter((file) => file.endsWith(".mochi"))
      .sort()
      .map((file): Fixture => {
        const fact = file.slice(0, -".mochi".length);
        return { name: `${feature}/${fact}`, feature, folder, file, stem: join(folder, fact) };
      })
      .filter(({ name }) => name.includes(filter));
  });
}

/** Files in fixture folders that belong to no program. */
export function findOrphans(root: string): readonly string[] {
  return folders(root).flatMap((feature) => {
    const folder = join(root, feature);
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => entry.name)
      .filter((file) => {
        const [, stem = "", extension = ""] = /^(.*)\.([^.]*)$/.exec(file) ?? [];
        return !EXTENSIONS.has(extension) || !existsSync(join(folder, `${stem}.mochi`));
      })
      .map((file) => join(folder, file));
  });
}

export function expectationOf({ stem }: Fixture): Expectation {
  return { out: readIfThere(`${stem}.out`), err: readIfThere(`${stem}.err`), exit: Number(readIfThere(`${stem}.exit`) ?? "0") };
}

export function inputOf({ stem }: Fixture): string {
  return readIfThere(`${stem}.in`) ?? "";
}

export function argumentsOf({ stem }: Fixture): readonly string[] {
  const text = readIfThere(`${stem}.args`);
  return text === undefined ? [] : text.replace(/\n$/, "").split("\n");
}
