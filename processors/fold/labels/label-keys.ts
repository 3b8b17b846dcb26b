import { LABEL_KEYS } from "./label-keys.generated.ts";

/** Keys of labels by what the conventions say about them; names with `*` at the end are families. */
export interface LabelKeys {
  /** Tell the writers of series apart: folded only where a policy names them. */
  readonly singleWriter: readonly string[];
  /** Enumerations and attributes that are few by definition: never folded but by policy. */
  readonly bounded: readonly string[];
  /** Few where instrumentation is good: shapes decide that are nothing else, and statistics. */
  readonly open: readonly string[];
}

/** `single_writer` and `bounded` are left alone by everything but policy. */
export type KeyClass = "single_writer" | "bounded" | "open" | "unknown";

/** Looks keys up in the conventions, in their own spelling and in Prometheus' (`http_route`). */
export class KnownLabels {
  readonly #exact = new Map<string, KeyClass>();
  readonly #families: { readonly start: string; readonly kind: KeyClass }[] = [];

  constructor(keys: LabelKeys = LABEL_KEYS) {
    this.#add(keys.open, "open");
    this.#add(keys.bounded, "bounded");
    this.#add(keys.singleWriter, "single_writer");
  }

  #add(names: readonly string[], kind: KeyClass): void {
    for (const name of names) {
      if (name.endsWith("*")) {
        const start = name.slice(0, -1);
        this.#families.push({ start, kind }, { start: underscored(start), kind });
      } else {
        this.#exact.set(underscored(name), kind);
        this.#exact.set(name, kind);
      }
    }
  }

  classOf(key: string): KeyClass {
    return this.#exact.get(key) ?? this.#families.find(({ start }) => key.startsWith(start))?.kind ?? "unknown";
  }
}

function underscored(name: string): string {
  return name.replaceAll(".", "_");
}
