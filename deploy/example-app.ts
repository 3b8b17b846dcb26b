// An application for the Compose file: sends invented telemetry with the real SDK every few seconds.
import { setTimeout as sleep } from "node:timers/promises";
import { sendSteps } from "../scripts/demo/send.ts";
import { STEPS } from "../scripts/demo/steps.ts";

const host = process.env["OTEL_EXPORTER_OTLP_ENDPOINT"] ?? "http://localhost";
const rounds = Number(process.env["ROUNDS"] ?? Number.POSITIVE_INFINITY);

for (let round = 0; round < rounds; round++) {
  await sendSteps(STEPS, {
    grpc: `${host}:${process.env["GRPC_PORT"] ?? 4317}`,
    http: `${host}:${process.env["HTTP_PORT"] ?? 4318}`,
  });
  process.stdout.write(`sent ${STEPS.length} records\n`);
  if (round + 1 < rounds) await sleep(5_000);
}
