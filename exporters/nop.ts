import { ACCEPTED } from "../core/outcome.ts";
import type { ExporterEvents } from "./events.ts";
import type { Exporter } from "./exporter.ts";

/** A destination that accepts everything and keeps nothing. */
export function nopExporter(id: string, events: ExporterEvents): Exporter {
  return {
    id,
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
    send(batch) {
      events.sent(id, batch.signal, batch.items);
      return Promise.resolve(ACCEPTED);
    },
  };
}
