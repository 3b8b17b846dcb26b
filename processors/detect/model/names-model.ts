import { NAMES_MODEL } from "./names-model.generated.ts";
import { decodeModel, type Model } from "./tagger.ts";

/** Decoded when the first text asks for it, and kept: a constant that is made late, since clean traffic needs none. */
export const model: () => Model = late(() => decodeModel(NAMES_MODEL));

function late<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
