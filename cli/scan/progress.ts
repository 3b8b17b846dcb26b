import { clearLine, cursorTo } from "node:readline";
import type { Source } from "./input.ts";

const EVERY_MS = 100;
const CELLS = 24;

/** A bar on a terminal; nothing elsewhere. */
export class Progress {
  readonly #stream: NodeJS.WriteStream | undefined;
  #source: Source | undefined;
  #last = 0;
  #isShown = false;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream.isTTY ? stream : undefined;
  }

  begin(source: Source): void {
    this.#source = source;
  }

  /** Cheap enough to be called for each block. */
  tick(findings: number): void {
    const now = Date.now();
    if (this.#stream === undefined || this.#source === undefined || now - this.#last < EVERY_MS) return;
    this.#last = now;
    this.hide();
    this.#stream.write(
      `${bar(this.#source)} ${this.#source.name}: ${findings} found`.slice(
        0,
        Math.max(20, (this.#stream.columns || 80) - 1),
      ),
    );
    this.#isShown = true;
  }

  /** Before anything else is written to the terminal. */
  hide(): void {
    if (this.#stream === undefined || !this.#isShown) return;
    clearLine(this.#stream, 0);
    cursorTo(this.#stream, 0);
    this.#isShown = false;
  }
}

function bar(source: Source): string {
  if (source.size === undefined || source.size === 0) return `${(source.read() / 1_048_576).toFixed(1)} MiB`;
  const share = Math.min(1, source.read() / source.size);
  const full = Math.round(share * CELLS);
  return `[${"#".repeat(full)}${".".repeat(CELLS - full)}] ${Math.floor(share * 100)
    .toString()
    .padStart(3)} %`;
}
