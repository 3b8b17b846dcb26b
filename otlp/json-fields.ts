import { ENUMS, type FieldInfo, MESSAGES } from "./fields.generated.ts";
import { hashName } from "./json-lexer.ts";
import type { IntegerRange } from "./json-number.ts";

/** How a JSON value becomes the content of a field. */
type Form = "string" | "id" | "bytes" | "bool" | "enum" | "double" | "integer" | "message";

/** A field as the JSON reader needs it. */
export interface JsonField {
  /** Index over the fields of all messages. */
  readonly id: number;
  /** Position in its message as one bit. */
  readonly bit: number;
  readonly name: Uint8Array;
  readonly hash: number;
  /** Field number and wire type, packed where the field is. */
  readonly tag: number;
  readonly form: Form;
  readonly layout: "varint" | "zigzag" | "fixed32" | "fixed64";
  readonly range: IntegerRange;
  readonly repeated: boolean;
  readonly packed: boolean;
  /** A default value must be written too: members of a oneof, `optional`, elements. */
  readonly presence: boolean;
  /** Index of the message type; -1 for scalars. */
  readonly message: number;
  readonly idBytes: number;
  readonly enumNames: ReadonlyMap<string, number> | undefined;
}

/** The fields of one message, found by the hash of their JSON name. */
export interface JsonMessage {
  readonly fields: readonly JsonField[];
  /** Open addressing; index into `fields` plus one, 0 where empty. */
  readonly slots: Uint8Array;
}

/** Far more slots than the fifteen fields of the largest message: most lookups take one probe. */
const SLOTS = 64;
const WIRE_TYPES = { varint: 0, fixed64: 1, fixed32: 5, string: 2, bytes: 2, message: 2 } as const;

/** Scalars that are a form of their own; the others are integers. */
const OWN_FORMS: ReadonlySet<string> = new Set<Form>(["string", "bool", "enum", "double", "message"]);

/** Parallel to `MESSAGES`. */
export const JSON_MESSAGES: readonly JsonMessage[] = compile();
export const JSON_FIELD_COUNT = JSON_MESSAGES.reduce((sum, { fields }) => sum + fields.length, 0);

function compile(): JsonMessage[] {
  let id = 0;
  return MESSAGES.map(({ fields: infos }) => {
    const fields = infos.map((info, i) => compileField(info, i, id++));
    const slots = new Uint8Array(SLOTS);
    fields.forEach((field, i) => {
      let slot = field.hash & (SLOTS - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
      slots[slot] = i + 1;
    });
    return { fields, slots };
  });
}

function compileField(info: FieldInfo, position: number, id: number): JsonField {
  const name = new TextEncoder().encode(info.jsonName);
  const { scalar } = info;
  return {
    id,
    bit: 1 << position,
    name,
    hash: hashName(name),
    tag: info.number * 8 + (info.packed ? 2 : WIRE_TYPES[info.kind]),
    form: formOf(info),
    layout: scalar.startsWith("sint")
      ? "zigzag"
      : info.kind === "fixed32" || info.kind === "fixed64"
        ? info.kind
        : "varint",
    range: `${scalar.startsWith("u") || scalar.startsWith("f") ? "uint" : "int"}${scalar.endsWith("64") ? 64 : 32}`,
    repeated: info.repeated,
    packed: info.packed,
    presence: info.repeated || info.optional === true || info.oneof !== undefined,
    message: info.message ?? -1,
    idBytes: info.idBytes ?? 0,
    enumNames: info.enum === undefined ? undefined : new Map(ENUMS[info.enum]?.values),
  };
}

function formOf({ scalar, idBytes }: FieldInfo): Form {
  // OTLP has none; the reader would have to round it to 32 bits.
  if (scalar === "float") throw new Error("The JSON reader does not know `float` fields.");
  if (scalar === "bytes") return idBytes === undefined ? "bytes" : "id";
  return OWN_FORMS.has(scalar) ? (scalar as Form) : "integer";
}

/** The field whose JSON name lies in `bytes` from `start` to `end`. */
export function findField(
  { fields, slots }: JsonMessage,
  hash: number,
  bytes: Uint8Array,
  start: number,
  end: number,
): JsonField | undefined {
  for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
    const index = slots[slot] as number;
    if (index === 0) return undefined;
    const field = fields[index - 1] as JsonField;
    if (field.hash === hash && sameBytes(field.name, bytes, start, end)) return field;
  }
}

function sameBytes(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}
