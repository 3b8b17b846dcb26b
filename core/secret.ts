import { inspect } from "node:util";

/** Holder for key material. Prints as `[secret]` wherever it is written. */
export class Secret {
  readonly #bytes: Uint8Array;
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }
  /** The only way to the bytes. */
  reveal(): Uint8Array {
    return this.#bytes;
  }
  toString(): string {
    return "[secret]";
  }
  toJSON(): string {
    return "[secret]";
  }
  [inspect.custom](): string {
    return "[secret]";
  }
}
