// How test results are shown: one line per file or group, failures in full when they happen,
// and at the end Node's own summary lines (tests, pass, fail, duration), with nothing behind them.

import type { TestEvent } from "node:test/reporters";

interface Failed {
  readonly name: string;
  readonly file: string;
  readonly why: string;
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error) {
    const place = /\n\s+at .*?((?:tests|core|cli|vendor|release)\/[^\s)]+:\d+)/.exec(cause.stack ?? "")?.[1];
    const isAssertion = "code" in cause && cause.code === "ERR_ASSERTION";
    return isAssertion ? `${cause.message}${place === undefined ? "" : `\n(${place})`}` : (cause.stack ?? cause.message);
  }
  return String(cause);
}

function indent(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}

// biome-ignore lint/style/noDefaultExport: Node asks for it
export default async function* reporter(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const summary: string[] = [];
  const seen = new Map<string, Failed>();
  for await (const event of source) {
    switch (event.type) {
      case "test:fail": {
        const { name, details, file } = event.data;
        const error: unknown = details.error;
        const isGroup = error instanceof Error && "failureType" in error && error.failureType === "subtestsFailed";
        if (!isGroup) {
          const failed = { name, file: file ?? "", why: reason(error) };
          seen.set(`${failed.file}\0${name}`, failed);
          yield `✖ ${name}\n${indent(failed.why)}\n`;
        }
        break;
      }
      case "test:pass":
        if (event.data.nesting === 0) {
          yield `✔ ${event.data.name} (${Math.round(event.data.details.duration_ms)} ms)\n`;
        }
        break;
      case "test:stdout":
      case "test:stderr":
        yield event.data.message;
        break;
      case "test:diagnostic":
        if (event.data.nesting === 0 && /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(event.data.message)) {
          summary.push(`ℹ ${event.data.message}`);
        }
        break;
      default:
        break;
    }
  }
  if (seen.size > 0) {
    yield `\nfailed:\n${[...seen.values()].map(({ name }) => `  ✖ ${name}`).join("\n")}\n\n`;
  }
  yield `${summary.join("\n")}\n`;
}
