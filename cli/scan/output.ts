const FLUSH_CHARS = 64 * 1024;

/** Writes text in larger pieces and waits for a reader that is slower. */
export class Output {
  readonly #stream: NodeJS.WritableStream;
  #text = "";
  #isGone = false;
  #resume: (() => void) | undefined;

  constructor(stream: NodeJS.WritableStream) {
    this.#stream = stream;
    const goOn = (): void => this.#resume?.();
    stream.on("drain", goOn);
    // Who reads may stop reading (`| head`): that is no fault of the scan.
    stream.on("error", () => {
      this.#isGone = true;
      goOn();
    });
  }

  /** Nobody reads any more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  put(text: string): void {
    this.#text += text;
  }

  /** To be awaited now and then: memory stays bounded by it. */
  async settle(all = false): Promise<void> {
    if (this.#text.length < (all ? 1 : FLUSH_CHARS)) return;
    const text = this.#text;
    this.#text = "";
    if (this.#isGone || this.#stream.write(text)) return;
    await new Promise<void>((resolve) => (this.#resume = resolve));
  }
}
