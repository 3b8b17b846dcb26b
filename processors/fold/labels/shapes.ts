/**
 * What a value may be an identifier by. A closed list: its names are labels of metrics. Shapes before `short_number` fold
 * from their first value on; the others only under a key that speaks of identifiers.
 */
export const SHAPES = [
  "none",
  "uuid",
  "ulid",
  "hex",
  "random",
  "base64",
  "jwt",
  "number",
  "snowflake",
  "epoch",
  "time",
  "ipv4",
  "ipv6",
  "mac",
  "email",
  "phone",
  "prefixed",
  // Values that hold identifiers beside words: a template keeps the words.
  "pod",
  "arn",
  "path",
  "url",
  "name",
  "text",
  // What the scrub left.
  "token",
  "typed",
  // Too little by themselves.
  "short_number",
  "short_hex",
  "date",
  "word",
  "other",
] as const;
export type ShapeName = (typeof SHAPES)[number];

/** Position of each shape in `SHAPES`: shapes travel as small numbers. */
export const SHAPE = Object.freeze(
  Object.fromEntries(SHAPES.map((name, index) => [name, index])) as Record<ShapeName, number>,
);

/** Whether a shape is an identifier whatever its key. */
export function isStrong(shape: number): boolean {
  return shape > SHAPE.none && shape < SHAPE.short_number;
}

/** Whether a template of the value keeps more than the shape's name. */
export function holdsWords(shape: number): boolean {
  return shape >= SHAPE.pod && shape <= SHAPE.text;
}

/** Shapes that are nothing else even under a key of versions, codes or counts. */
export function isUnmistakable(shape: number): boolean {
  return shape === SHAPE.uuid || shape === SHAPE.ulid || shape === SHAPE.jwt || shape === SHAPE.email;
}
