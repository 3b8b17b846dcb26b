import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { ERRORS, OperatorError } from "../core/errors.ts";
import { LIMITS } from "../core/limits.ts";
import { ACCEPTED, type Outcome } from "../core/outcome.ts";
import { protobufToJson } from "../otlp/json-write.ts";
import { errorCode } from "./attempt.ts";
import type { ExporterEvents } from "./events.ts";
import type { CleanBatch, Exporter } from "./exporter.ts";
import type { FileSettings } from "./settings.ts";

const NEWLINE = Buffer.from("\n");
const { O_APPEND, O_CREAT, O_TRUNC, O_WRONLY } = constants;

/** Writes one OTLP/JSON request per line, as the collector's file exporter does, and rotates by size. */
export class FileExporter implements Exporter {
  readonly id: string;
  readonly #settings: FileSettings;
  readonly #events: ExporterEvents;
  #file: FileHandle | undefined;
  #sizeBytes = 0;
  #isStopped = false;
  /** Lines are written one after the other; its length is bounded by the requests in flight, which all wait. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(id: string, settings: FileSettings, events: ExporterEvents) {
    this.id = id;
    this.#settings = settings;
    this.#events = events;
  }

  async start(): Promise<void> {
    const { path, append } = this.#settings;
    try {
      await mkdir(dirname(path), { recursive: true });
      await this.#open(append);
    } catch (error) {
      throw new OperatorError(`exporters::${this.id}::path: ${path} cannot be written (${errorCode(error)}).`);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#queue;
    await this.#file?.close();
    this.#file = undefined;
  }

  async send(batch: CleanBatch): Promise<Outcome> {
    this.#events.inFlight(this.id, 1);
    try {
      const line = protobufToJson(batch.bytes, batch.signal);
      const written = this.#queue.then(() => this.#write(line));
      // The next line waits for this one, whatever became of it.
      this.#queue = written.catch(() => {});
      await written;
      this.#events.sent(this.id, batch.signal, batch.items);
      return ACCEPTED;
    } catch (error) {
      this.#events.failed(this.id, batch.signal, batch.items, errorCode(error), false);
      const message = ERRORS.backend_unavailable.text;
      return { kind: "refused", code: "backend_unavailable", message, retryAfterMs: LIMITS.maxRetryHintMs };
    } finally {
      this.#events.inFlight(this.id, -1);
    }
  }

  async #write(line: Uint8Array): Promise<void> {
    if (this.#isStopped) throw new Error("stopped");
    const maxBytes = (this.#settings.rotation?.max_megabytes ?? 0) * 1024 * 1024;
    const lengthBytes = line.length + NEWLINE.length;
    if (maxBytes > 0 && this.#sizeBytes > 0 && this.#sizeBytes + lengthBytes > maxBytes) await this.#rotate();
    const file = this.#file ?? (await this.#open(true));
    try {
      await writeFully(file, [line, NEWLINE], lengthBytes);
      this.#sizeBytes += lengthBytes;
    } catch (error) {
      // A torn line would spoil the next one; a disk that is full still lets a file shrink.
      await file.truncate(this.#sizeBytes).catch(() => {});
      throw error;
    }
  }

  async #open(append: boolean): Promise<FileHandle> {
    const file = await open(this.#settings.path, O_WRONLY | O_CREAT | O_APPEND | (append ? 0 : O_TRUNC), 0o600);
    this.#sizeBytes = (await file.stat()).size;
    this.#file = file;
    return file;
  }

  /** Renames the full file to `name-<time>.ext` and forgets the oldest beyond `max_backups`. */
  async #rotate(): Promise<void> {
    const { path, rotation } = this.#settings;
    await this.#file?.close();
    this.#file = undefined;
    const ext = extname(path);
    const stem = basename(path, ext);
    const folder = dirname(path);
    const pattern = new RegExp(
      `^${escapeRegExp(stem)}-\\d{4}-\\d\\d-\\d\\dT[\\d-]+\\.\\d{3}(?:-\\d+)?${escapeRegExp(ext)}$`,
    );
    const backups = (await readdir(folder)).filter((name) => pattern.test(name)).toSorted();
    const stamp = new Date().toISOString().replaceAll(":", "-").replace("Z", "");
    const twins = backups.filter((name) => name.startsWith(`${stem}-${stamp}`)).length;
    const backup = `${stem}-${stamp}${twins > 0 ? `-${twins}` : ""}${ext}`;
    await rename(path, join(folder, backup));
    const surplus = backups.length + 1 - (rotation?.max_backups ?? 0);
    for (const name of backups.slice(0, Math.max(0, surplus))) await rm(join(folder, name), { force: true });
    await this.#open(true);
  }
}

/** A short write raises no error by itself (a disk that fills up), so what is left is written again until one does. */
async function writeFully(file: FileHandle, parts: readonly Uint8Array[], lengthBytes: number): Promise<void> {
  const { bytesWritten } = await file.writev([...parts]);
  if (bytesWritten === lengthBytes) return;
  let skip = bytesWritten;
  for (const part of parts) {
    const rest = part.subarray(Math.min(skip, part.length));
    skip -= part.length - rest.length;
    for (let at = 0; at < rest.length; ) {
      const written = await file.write(rest, at, rest.length - at);
      if (written.bytesWritten === 0) throw new Error("nothing written");
      at += written.bytesWritten;
    }
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
