// A notice of something of others' that Mochi carries: what it is, and under which licence. The build writes them
// (release/licences.ts), `mochi licenses` reads them: a file each, with four lines and the licence's text behind an empty one.

export const NOTICE_FOLDER = "licences";

export interface Notice {
  readonly name: string;
  readonly version: string;
  /** In short: `MIT`. */
  readonly licence: string;
  /** What Mochi uses it for. */
  readonly what: string;
  readonly text: string;
}

export function noticeText({ name, version, licence, what, text }: Notice): string {
  return `${name}\n${version}\n${licence}\n${what}\n\n${text}`;
}

export function parseNotice(contents: string): Notice {
  const [name = "", version = "", licence = "", what = ""] = contents.split("\n", 4);
  return { name, version, licence, what, text: contents.slice(contents.indexOf("\n\n") + 2) };
}
