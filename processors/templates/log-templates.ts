import { hash } from "node:crypto";
import { NAME_CHANGES, type Report } from "../../core/report.ts";
import { FieldSteps } from "../../otlp/field-steps.ts";
import { type RecordReader, RecordWalk } from "../../otlp/records.ts";
import { resourceAttributes } from "../../otlp/resource.ts";
import { delimited, type Rewrite } from "../../otlp/rewrite.ts";
import type { CleanStep } from "../clean-step.ts";
import { ServiceShelf } from "../service-shelf.ts";
import { Drain } from "./drain.ts";
import { maskLine } from "./mask.ts";

/** The name the collector's `drain` processor writes. */
const TEMPLATE = "log.record.template";
/** No name below `log.record.template`: a name that is also a namespace breaks backends that nest by dots. */
const TEMPLATE_ID = "log.record.template_id";
const ID_CHARS = 16;
const MAX_SERVICES = 512;
/** Templates and lines of all services together; a few hundred bytes each. */
const MAX_ENTRIES = 65_536;
/** Entries of a map body that hold the message. */
const MESSAGE_KEYS: readonly Buffer[] = [Buffer.from("message"), Buffer.from("msg")];

// LogRecord (logs.proto), KeyValue and AnyValue (common.proto).
const BODY = 5;
const ATTRIBUTES = 6;
const ATTRIBUTES_TAG = Buffer.from([0x32]);
const KEY = 1;
const VALUE = 2;
const KEY_TAG = Buffer.from([0x0a]);
const VALUE_TAG = Buffer.from([0x12]);
const STRING_VALUE = 1;
const STRING_VALUE_TAG = Buffer.from([0x0a]);
const KVLIST_VALUE = 6;
const LOG_TEMPLATE = NAME_CHANGES.indexOf("log_template");

/**
 * Adds to each log record the template of its body and an id of that template, behind the scrub: values are masked by
 * shape, then lines of a service that differ in few words share a template. The id depends on the template's text alone,
 * so it is the same in every process; a template that becomes more general is another one and has another id.
 */
export class LogTemplates implements CleanStep, RecordReader {
  readonly signal = "logs";
  readonly #services = new ServiceShelf(() => new Drain(attributesOf), {
    maxServices: MAX_SERVICES,
    maxEntries: MAX_ENTRIES,
  });
  readonly #walk = new RecordWalk();
  readonly #record = new FieldSteps();
  readonly #inner = new FieldSteps();
  readonly #entry = new FieldSteps();
  readonly #value = new FieldSteps();
  #drain: Drain<Uint8Array> = this.#services.get("");
  #buffer: Buffer = Buffer.alloc(0);
  #added = 0;

  run(bytes: Uint8Array, report: Report, take: (bytes: number) => Uint8Array): Uint8Array | undefined {
    this.#buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#added = 0;
    const changed = this.#walk.run(bytes, this, take);
    if (this.#added > 0) (report.names ??= new Uint32Array(NAME_CHANGES.length))[LOG_TEMPLATE] = this.#added;
    return changed;
  }

  resource(_bytes: Uint8Array, start: number, end: number): true {
    this.#drain = this.#services.get(resourceAttributes(this.#buffer, start, end).get("service.name") ?? "");
    return true;
  }

  record(bytes: Uint8Array, start: number, end: number, rewrite: Rewrite): void {
    const fields = this.#record.over(bytes, start, end);
    let body: string | undefined;
    while (fields.next()) {
      if (fields.is(BODY)) body = this.#message(fields.valueStart, fields.valueEnd);
      else if (fields.is(ATTRIBUTES) && this.#isTemplate(fields.valueStart, fields.valueEnd)) return;
    }
    const line = body === undefined ? undefined : maskLine(body);
    if (line === undefined) return;
    rewrite.edit(end, end, this.#drain.of(line));
    this.#added++;
  }

  /** The text of a body: itself, or a map's `message` or `msg`. */
  #message(start: number, end: number): string | undefined {
    const value = this.#inner.over(this.#buffer, start, end);
    let text: string | undefined;
    while (value.next()) {
      if (value.is(STRING_VALUE)) text = this.#buffer.toString("utf8", value.valueStart, value.valueEnd);
      else if (value.is(KVLIST_VALUE)) text = this.#messageOfMap(value.valueStart, value.valueEnd);
    }
    return text;
  }

  #messageOfMap(start: number, end: number): string | undefined {
    const list = new FieldSteps().over(this.#buffer, start, end);
    while (list.next()) {
      if (!list.is(1)) continue;
      const entry = this.#entry.over(this.#buffer, list.valueStart, list.valueEnd);
      let isMessage = false;
      while (entry.next()) {
        if (entry.is(KEY)) isMessage = MESSAGE_KEYS.some((key) => this.#isText(key, entry.valueStart, entry.valueEnd));
        if (!isMessage || !entry.is(VALUE)) continue;
        const value = this.#value.over(this.#buffer, entry.valueStart, entry.valueEnd);
        while (value.next())
          if (value.is(STRING_VALUE)) return this.#buffer.toString("utf8", value.valueStart, value.valueEnd);
      }
    }
    return undefined;
  }

  /** Whether a KeyValue is a template that was there already. */
  #isTemplate(start: number, end: number): boolean {
    const entry = this.#entry.over(this.#buffer, start, end);
    while (entry.next())
      if (entry.is(KEY) && this.#isText(TEMPLATE_BYTES, entry.valueStart, entry.valueEnd)) return true;
    return false;
  }

  #isText(wanted: Buffer, start: number, end: number): boolean {
    return end - start === wanted.length && this.#buffer.compare(wanted, 0, wanted.length, start, end) === 0;
  }
}

const TEMPLATE_BYTES = Buffer.from(TEMPLATE);

/** Both attributes as fields of a LogRecord. */
function attributesOf(template: string): Uint8Array {
  const id = hash("sha256", template, "hex").slice(0, ID_CHARS);
  return Buffer.concat([...attribute(TEMPLATE, template), ...attribute(TEMPLATE_ID, id)]);
}

function attribute(key: string, text: string): Uint8Array[] {
  const value = Buffer.concat([STRING_VALUE_TAG, delimited(Buffer.from(text))]);
  return [
    ATTRIBUTES_TAG,
    delimited(Buffer.concat([KEY_TAG, delimited(Buffer.from(key)), VALUE_TAG, delimited(value)])),
  ];
}
