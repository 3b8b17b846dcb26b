import { readFields } from "./read-fields.ts";
import { resourceAttributes } from "./resource.ts";

interface Stretch {
  readonly start: number;
  readonly end: number;
  name: string | undefined;
}

/** The `service.name` that what stands at an offset of one Export request belongs to; read when first asked for. */
export class ServiceNames {
  readonly #buffer: Buffer;
  #stretches: readonly Stretch[] | undefined;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  /** Empty where the resource has none, or the message cannot be read. */
  at(offset: number): string {
    this.#stretches ??= (readFields(this.#buffer) ?? [])
      .filter(({ number, wireType }) => number === 1 && wireType === 2)
      .map(({ valueStart, end }) => ({ start: valueStart, end, name: undefined }));
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#stretches[middle]!.end <= offset) low = middle + 1;
      else high = middle;
    }
    const stretch = this.#stretches[low];
    if (stretch === undefined || offset < stretch.start) return "";
    stretch.name ??= resourceAttributes(this.#buffer, stretch.start, stretch.end).get("service.name") ?? "";
    return stretch.name;
  }
}
