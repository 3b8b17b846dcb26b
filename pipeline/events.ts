import type { ExporterEvents } from "../exporters/events.ts";
import type { ReceiverEvents } from "../receiver/options.ts";
import type { Events } from "../telemetry/events.ts";
import type { Telemetry } from "../telemetry/telemetry.ts";

/** What exporters tell, in telemetry's words. Records a backend rejected are counted with the answer to the sender. */
export function exporterEvents(events: Events): ExporterEvents {
  return {
    sent: (exporter, signal, items) => events.sent(exporter, signal, items),
    failed: (exporter, signal, items, code) => events.sendFailed(exporter, signal, items, code),
    dropped: (exporter, signal, items, reason) => events.sendFailed(exporter, signal, items, reason),
    inFlight: (exporter, delta) => events.inFlight(exporter, delta),
  };
}

/** What receivers tell, in telemetry's words. */
export function receiverEvents(telemetry: Telemetry): ReceiverEvents {
  return {
    refused: (signal, transport, code) => telemetry.events.refusedUnread(signal, transport, code),
    tlsReloadFailed: () => telemetry.log.error("tls_reload_failed", {}),
  };
}
