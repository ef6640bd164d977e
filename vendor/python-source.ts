// An archive of sources that is published for Python, through `pip download`.
// Enters: the pin. Leaves: the archive, at the path; the caller checks its bytes once more.
// The surprising part: pip asks each source archive for its metadata before it hands it over, which runs the build backend that the archive names, from
// packages that it fetches for the purpose. Nothing that wasn't verified may run here, so pip is given the archive's hash
// (`--require-hashes`: other bytes are refused before they are opened) and, in the place of the backend, a stand-in that says the
// two lines pip wants to hear (`--no-build-isolation`, PYTHONPATH). No code of the archive and of no other package runs.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { PythonSource } from "./pinned-source.ts";
import { type Environment, pipDownload } from "./pip-source.ts";

/** A package `setuptools` that knows this one project only. */
function standIn({ pip: { project, version } }: PythonSource): string {
  const folder = `${project.replaceAll("-", "_")}-${version}.dist-info`;
  return `import os

def get_requires_for_build_wheel(config_settings=None):
    return []

def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    folder = os.path.join(metadata_directory, "${folder}")
    os.mkdir(folder)
    with open(os.path.join(folder, "METADATA"), "w") as file:
        file.write("Metadata-Version: 2.1\\nName: ${project}\\nVersion: ${version}\\n")
    return "${folder}"
`;
}

/** Puts the archive at `path`; undefined when that went well, else the reason. */
export async function downloadPythonSource(pin: PythonSource, path: string, environment: Environment = process.env): Promise<string | undefined> {
  const folder = mkdtempSync(join(dirname(path), ".backend-"));
  try {
    const backend = join(folder, "setuptools");
    mkdirSync(backend);
    writeFileSync(join(backend, "__init__.py"), "");
    writeFileSync(join(backend, "build_meta.py"), standIn(pin));
    const wanted = join(folder, "wanted.txt");
    writeFileSync(wanted, `${pin.pip.project}==${pin.pip.version} --hash=sha256:${pin.sha256}\n`);
    return await pipDownload({ ...environment, PYTHONPATH: folder }, pin.file, ["--no-binary=:all:", "--no-build-isolation", "--require-hashes", "--requirement", wanted], path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
