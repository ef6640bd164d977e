// What a build step throws when the outside world won't let it go on: a missing compiler, a file
// that doesn't compile, a source that can't be fetched. The message says place, cause and remedy.

export class BuildFailure extends Error {
  override readonly name = "BuildFailure";
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
