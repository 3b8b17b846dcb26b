import type { IncomingMessage, ServerResponse } from "node:http";
import type { Budget } from "../core/budget.ts";
import { asRaw } from "../core/bytes.ts";
import type { Handle } from "../core/envelope.ts";
import type { Outcome } from "../core/outcome.ts";
import { Admission, toEnvelope } from "./admit.ts";
import { type Cors, isPreflight } from "./cors.ts";
import { type Body, readBody } from "./http-body.ts";
import { replyBody, replyRefused } from "./http-reply.ts";
import { type ExportRequest, type Paths, readHttpRequest } from "./http-request.ts";
import type { ReceiverEvents } from "./options.ts";
import { exportResponse } from "./responses.ts";
import { refuse } from "./status.ts";

/** What all requests of a receiver share. */
export interface HttpContext {
  readonly handle: Handle;
  readonly budget: Budget;
  readonly events: ReceiverEvents;
  readonly maxBytes: number;
  readonly paths: Paths;
  readonly cors: Cors | undefined;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The sender waits for `100 Continue` before it sends the body. */
  readonly expectsContinue: boolean;
}

/** Serves one HTTP request from its headers to its answer. Never rejects. */
export async function serveHttp(exchange: Exchange, context: HttpContext): Promise<void> {
  const { request, response } = exchange;
  const { cors } = context;
  if (cors !== undefined) {
    if (isPreflight(request.method, request.headers)) {
      response.writeHead(204, cors.preflight(request.headers)).end();
      return;
    }
    for (const [name, value] of Object.entries(cors.headersFor(request.headers))) response.setHeader(name, value);
  }
  const parsed = readHttpRequest(request, context.paths, context.maxBytes);
  if (parsed.kind === "refused") {
    context.events.refused(parsed.signal, "http", parsed.refused.code);
    replyRefused(response, parsed.encoding, parsed.refused);
    return;
  }
  const admission = new Admission(context.budget);
  const onClose = () => {
    if (!response.writableFinished) admission.cancel();
  };
  response.once("close", onClose);
  try {
    await serveExport(exchange, parsed, admission, context);
  } finally {
    admission.close();
  }
}

async function serveExport(
  { request, response, expectsContinue }: Exchange,
  parsed: ExportRequest,
  admission: Admission,
  context: HttpContext,
): Promise<void> {
  const { signal, encoding, compression, length } = parsed;
  const { maxBytes } = context;
  const onReserved = () => {
    if (expectsContinue) response.writeContinue();
  };
  let body: Body | undefined = await readBody(request, admission, { length, maxBytes, onReserved });
  if (body.kind === "failed") {
    context.events.refused(signal, "http", body.code);
    replyRefused(response, encoding, refuse(body.code));
    return;
  }
  context.events.received?.(signal, "http", body.bytes.length);
  // OTLP/HTTP carries no deadline: what ends the wait is the sender that hangs up.
  const deadlineMs = Number.POSITIVE_INFINITY;
  const envelope = toEnvelope(
    { signal, transport: "http", encoding, compression, body: asRaw(body.bytes), maxBytes, deadlineMs },
    admission,
  );
  // From here on the road alone decides how long the body lives.
  body = undefined;
  const outcome = await settle(context.handle(envelope));
  if (outcome.kind === "refused") replyRefused(response, encoding, outcome);
  else replyBody(response, encoding, exportResponse(signal, encoding, outcome));
}

/** The contract says it never rejects; were it broken, the sender must still be told to keep its data. */
async function settle(outcome: Promise<Outcome>): Promise<Outcome> {
  try {
    return await outcome;
  } catch {
    return refuse("internal");
  }
}
