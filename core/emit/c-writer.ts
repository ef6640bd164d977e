// Collects lines of C: indentation, braces and `#line`.
//
// `at` says which line of Mochi the next statement belongs to; a directive is written only when
// the C compiler would believe another one. Line counting is therefore part of every write, and a
// text handed to `line` holds exactly one line. Everything is kept as an array of lines and joined
// once, so that a million lines cost what they are.

const spaces: readonly string[] = Array.from({ length: 64 }, (_, depth) => "  ".repeat(depth));

export class CWriter {
  readonly lines: string[] = [];
  private depth = 0;
  private file = "";
  /** What the C compiler believes the next physical line to be; 0 when nothing was said yet. */
  private believed = 0;

  /** One line at the present indentation. */
  line(text: string): void {
    this.lines.push(text === "" ? "" : (spaces[this.depth] ?? "  ".repeat(this.depth)) + text);
    this.believed++;
  }

  /** A line that opens a block: `text {`. */
  open(text: string): void {
    this.line(text === "" ? "{" : `${text} {`);
    this.depth++;
  }

  /** Closes a block; `text` follows the brace on its line. */
  close(text = ""): void {
    this.depth--;
    this.line(`}${text}`);
  }

  /** Closes a block and opens the next on one line: `} else {`. */
  reopen(text: string): void {
    this.depth--;
    this.line(`} ${text} {`);
    this.depth++;
  }

  /** A label, one step to the left of the statements. */
  label(name: string): void {
    this.depth--;
    this.line(`${name}:;`);
    this.depth++;
  }

  /** The next line of C comes from this line of Mochi. `file` is a C string literal. */
  at(file: string, line: number): void {
    if (this.believed !== line || this.file !== file) {
      this.lines.push(`#line ${line} ${file}`);
      this.file = file;
      this.believed = line;
    }
  }

  /** Forgets what `at` said: the text that follows belongs to no Mochi file. */
  detach(): void {
    this.file = "";
    this.believed = 0;
  }

  append(other: CWriter): void {
    for (const line of other.lines) {
      this.lines.push(line);
    }
    this.detach();
  }

  get empty(): boolean {
    return this.lines.length === 0;
  }
}
