// From the entry file to all modules of a program, in the order in which they are initialised.
//
// In: a host that reads files, the path of the entry. Out: every file that was read (spans number
// them), every module with its program, what its imports mean, and the order: depth first as the
// imports stand, the entry last (decisions.md §9). A folder is one module: the statements of its
// files follow each other in the order of their names. Reported here: what is missing or
// unreadable, cycles with their path, foreign languages that nothing will ever compile. A module that
// could not be loaded is left out of its importer's table; the program is broken then anyway.

import type { Diagnostics } from "../source/diagnostic.ts";
import { invariant } from "../source/invariant.ts";
import { report } from "../source/report.ts";
import { lineOf, newSourceFile, type SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { nearestName } from "../source/suggest.ts";
import type { CallExpression, ImportStatement, Program } from "../syntax/ast.ts";
import { parse } from "../syntax/parser.ts";
import { findEvalCalls, keepResult } from "./evals.ts";
import type { FileRead, ModuleHost } from "./host.ts";
import { baseName, folderOf, joinPath } from "./path.ts";

/** One file, or one folder of files, of a program. */
export interface Module {
  readonly index: number;
  /** The file's path, or the folder's. */
  readonly path: string;
  /** What the module is called in messages: its last path segment. */
  readonly name: string;
  /** Numbers of its files in `ModuleGraph.files`. */
  readonly files: readonly number[];
  readonly program: Program;
  /** Alias → index of the imported Mochi module. */
  readonly imports: ReadonlyMap<string, number>;
  /** Alias → import of a C, Go, Python or TypeScript module. */
  readonly foreign: ReadonlyMap<string, ImportStatement>;
}

export interface ModuleGraph {
  readonly files: readonly SourceFile[];
  readonly modules: readonly Module[];
  /** Indexes into `modules`: `order[i]` is initialised i-th, the entry last. Evaluated modules run where they are called, and stand before their caller. */
  readonly order: readonly number[];
  readonly entry: number;
  /** `eval` of a constant → index of the module that its text is. */
  readonly evals: ReadonlyMap<CallExpression, number>;
}

interface Loader {
  readonly host: ModuleHost;
  readonly diagnostics: Diagnostics;
  /** Where paths that don't begin with `./` or `../` start. */
  readonly root: string;
  readonly files: SourceFile[];
  readonly modules: Module[];
  readonly order: number[];
  readonly evals: Map<CallExpression, number>;
  /** Index by path, of the modules that are complete. */
  readonly loaded: Map<string, number>;
  /** The paths of the modules whose imports are being loaded, outermost first. */
  readonly loading: string[];
  /** Paths that were reported, so that a second import of them says nothing. */
  readonly broken: Set<string>;
}

/** A module's files, read but not parsed. */
interface Found {
  readonly path: string;
  readonly files: readonly { readonly path: string; readonly read: FileRead }[];
}

/** Loads a program. The entry exists in the graph even if it can't be read: then it is empty. */
export function loadModules(host: ModuleHost, entry: string, diagnostics: Diagnostics): ModuleGraph {
  const loader: Loader = {
    host,
    diagnostics,
    root: folderOf(entry),
    files: [],
    modules: [],
    order: [],
    evals: new Map(),
    loaded: new Map(),
    loading: [],
    broken: new Set(),
  };
  const found = findEntry(host, entry);
  const index = found === undefined ? undefined : loadModule(loader, found, undefined);
  if (index === undefined) {
    if (!diagnostics.hasErrors) {
      report(diagnostics, "M001", undefined, [entry, ""], { message: `file not found: ${entry}`, help: missingEntryHelp(host, entry) });
    }
    return emptyGraph(entry);
  }
  return { files: loader.files, modules: loader.modules, order: loader.order, entry: index, evals: loader.evals };
}

function findEntry(host: ModuleHost, entry: string): Found | undefined {
  const read = host.readFile(entry);
  if (read.kind !== "missing") {
    const names = read.kind === "unreadable" ? host.listFolder(entry) : undefined;
    return names === undefined ? { path: entry, files: [{ path: entry, read }] } : folderModule(host, entry, names);
  }
  const names = host.listFolder(entry);
  return names === undefined ? undefined : folderModule(host, entry, names);
}

function folderModule(host: ModuleHost, path: string, names: readonly string[]): Found {
  return {
    path,
    files: names.map((name) => {
      const file = joinPath(path, name);
      return { path: file, read: host.readFile(file) };
    }),
  };
}

function missingEntryHelp(host: ModuleHost, entry: string): string {
  const names = host.listFolder(folderOf(entry)) ?? [];
  const nearest = nearestName(entry.slice(entry.lastIndexOf("/") + 1), names);
  return nearest === undefined ? "Check the path." : `Did you mean \`${joinPath(folderOf(entry), nearest)}\`?`;
}

function emptyGraph(entry: string): ModuleGraph {
  const program: Program = { kind: "program", span: { file: 0, start: 0, end: 0 }, statements: [] };
  const module: Module = { index: 0, path: entry, name: baseName(entry), files: [0], program, imports: new Map(), foreign: new Map() };
  return { files: [newSourceFile(entry, "")], modules: [module], order: [0], entry: 0, evals: new Map() };
}

// ---------------------------------------------------------------- one module

/** Parses a module, loads what it imports, and gives it its place in the order. */
function loadModule(loader: Loader, found: Found, importSpan: Span | undefined): number | undefined {
  const { diagnostics } = loader;
  if (found.files.length === 0) {
    report(diagnostics, "M007", importSpan, [found.path]);
    return undefined;
  }
  const files: number[] = [];
  const programs: Program[] = [];
  for (const { path, read } of found.files) {
    const text = textOf(diagnostics, path, read, importSpan);
    if (text === undefined) {
      continue;
    }
    const file = loader.files.length;
    const source = newSourceFile(path, text);
    loader.files.push(source);
    files.push(file);
    programs.push(parse(file, source, diagnostics));
  }
  const first = programs[0];
  if (first === undefined) {
    return undefined;
  }
  checkPackageNames(loader, programs);
  const program: Program = programs.length === 1 ? first : { ...first, statements: programs.flatMap((part) => part.statements) };
  const index = addModule(loader, found.path, files, program);
  loader.loaded.set(found.path, index);
  return index;
}

/** Loads what a parsed module needs, then gives it its place. */
function addModule(loader: Loader, path: string, files: readonly number[], program: Program): number {
  loader.loading.push(path);
  const { imports, foreign } = loadImports(loader, program);
  loadEvals(loader, program, files);
  loader.loading.pop();
  const index = loader.modules.length;
  loader.modules.push({ index, path, name: baseName(path), files, program, imports, foreign });
  loader.order.push(index);
  return index;
}

/** The constant texts that a module evaluates become modules, named after the place of the call. */
function loadEvals(loader: Loader, program: Program, files: readonly number[]): void {
  for (const { call, text } of findEvalCalls(program, files.map((file) => sourceAt(loader, file).text))) {
    const caller = sourceAt(loader, call.span.file);
    const path = `${caller.path}:${lineOf(caller, call.span.start)} eval`;
    const file = loader.files.length;
    const source = newSourceFile(path, text);
    loader.files.push(source);
    loader.evals.set(call, addModule(loader, path, [file], keepResult(parse(file, source, loader.diagnostics, true))));
  }
}

function sourceAt(loader: Loader, file: number): SourceFile {
  const source = loader.files[file];
  invariant(source !== undefined, `there is no file ${file}`);
  return source;
}

function textOf(diagnostics: Diagnostics, path: string, read: FileRead, importSpan: Span | undefined): string | undefined {
  switch (read.kind) {
    case "text":
      return read.text;
    case "missing":
      report(diagnostics, "M004", importSpan, [path, "it has vanished"]);
      return undefined;
    case "unreadable":
      report(diagnostics, "M004", importSpan, [path, read.reason]);
      return undefined;
    case "invalid-utf8":
      report(diagnostics, "M005", importSpan, [path, read.offset]);
      return undefined;
  }
}

function checkPackageNames(loader: Loader, programs: readonly Program[]): void {
  let named: Program | undefined;
  for (const program of programs) {
    if (program.packageName === undefined) {
      continue;
    }
    if (named?.packageName !== undefined && named.packageName.text !== program.packageName.text) {
      const names = [pathOf(loader, program), program.packageName.text, pathOf(loader, named), named.packageName.text];
      report(loader.diagnostics, "M009", program.packageName.span, names);
    }
    named ??= program;
  }
}

function pathOf(loader: Loader, program: Program): string {
  return loader.files[program.span.file]?.path ?? "";
}

// ---------------------------------------------------------------- imports

function loadImports(loader: Loader, program: Program): Pick<Module, "imports" | "foreign"> {
  const imports = new Map<string, number>();
  const foreign = new Map<string, ImportStatement>();
  for (const statement of program.statements) {
    if (statement.kind !== "import") {
      continue;
    }
    const alias = aliasOf(loader, statement);
    if (statement.language !== undefined) {
      if (uncompiledLanguages.has(statement.language.text)) {
        report(loader.diagnostics, "M006", statement.span, [statement.language.text]);
      } else if (alias !== undefined) {
        foreign.set(alias, statement);
      }
      continue;
    }
    const index = loadImport(loader, statement);
    if (index === undefined || alias === undefined) {
      continue;
    }
    const other = imports.get(alias);
    if (other !== undefined && other !== index) {
      report(loader.diagnostics, "M010", statement.span, [alias, loader.modules[other]?.path ?? ""]);
    }
    imports.set(alias, index);
  }
  return { imports, foreign };
}

/** Languages of the reference that this compiler recognises and refuses. */
const uncompiledLanguages: ReadonlySet<string> = new Set(["zig", "lua", "clj", "clojure"]);

/** The name after `as`, or the last part of the path. */
function aliasOf(loader: Loader, statement: ImportStatement): string | undefined {
  if (statement.alias !== undefined) {
    return statement.alias.text;
  }
  const name = baseName(statement.path);
  if (/^[A-Za-z_]\w*$/.test(name) || /^[\p{L}\p{So}_][\p{L}\p{So}\p{N}_]*$/u.test(name)) {
    return name;
  }
  report(loader.diagnostics, "M008", statement.pathSpan, [statement.path]);
  return undefined;
}

function loadImport(loader: Loader, statement: ImportStatement): number | undefined {
  const importer = loader.files[statement.span.file]?.path ?? "";
  const isRelative = /^\.\.?(\/|$)/.test(statement.path);
  const target = joinPath(isRelative ? folderOf(importer) : loader.root, statement.path);
  const file = target.endsWith(".mochi") ? target : `${target}.mochi`;
  for (const path of [file, target]) {
    const index = loader.loaded.get(path);
    if (index !== undefined) {
      return index;
    }
    const at = loader.loading.indexOf(path);
    if (at >= 0) {
      const cycle = [...loader.loading.slice(at), path].map((step) => baseName(step)).join(" → ");
      report(loader.diagnostics, "M002", statement.pathSpan, [cycle]);
      return undefined;
    }
    if (loader.broken.has(path)) {
      return undefined;
    }
  }
  const found = findModule(loader.host, file, target);
  if (found === undefined) {
    reportMissing(loader, statement, file, target);
    loader.broken.add(file);
    return undefined;
  }
  const index = loadModule(loader, found, statement.pathSpan);
  if (index === undefined) {
    loader.broken.add(found.path);
  }
  return index;
}

/** `x.mochi` before the folder `x`. */
function findModule(host: ModuleHost, file: string, folder: string): Found | undefined {
  const read = host.readFile(file);
  if (read.kind !== "missing") {
    return { path: file, files: [{ path: file, read }] };
  }
  const names = folder === file ? undefined : host.listFolder(folder);
  return names === undefined ? undefined : folderModule(host, folder, names);
}

function reportMissing(loader: Loader, statement: ImportStatement, file: string, folder: string): void {
  const places = file === folder ? `\`${file}\`` : `\`${file}\` and the folder \`${folder}\``;
  const siblings = (loader.host.listFolder(folderOf(file)) ?? []).map(baseName);
  const nearest = nearestName(baseName(file), siblings);
  const extra = nearest === undefined ? {} : { notes: [{ message: `did you mean "${statement.path.replace(/[^/]*$/, nearest)}"?` }] };
  report(loader.diagnostics, "M001", statement.pathSpan, [statement.path, places], extra);
}
