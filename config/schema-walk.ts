import type { AnySchema } from "./schema.ts";

/** The parts of a schema that hold other schemas, in the library's spelling. */
interface Inner {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Inner>>;
  readonly wrapped?: Inner;
  readonly item?: Inner;
  readonly value?: Inner;
}

/** The schema at a path of keys and indexes; undefined where the schema says nothing. */
export function schemaAt(schema: AnySchema, steps: readonly (string | number)[]): AnySchema | undefined {
  let here: Inner | undefined = unwrap(schema);
  for (const step of steps) {
    const entry: Inner | undefined = here?.entries?.[String(step)];
    const inner: Inner | undefined =
      entry ?? (typeof step === "number" ? here?.item : here?.type === "record" ? here.value : undefined);
    if (inner === undefined) return undefined;
    here = unwrap(inner);
  }
  return here as unknown as AnySchema;
}

/** The keys a map may have; empty where any are allowed. */
export function keysOf(schema: AnySchema | undefined): string[] {
  return Object.keys((schema as Inner | undefined)?.entries ?? {});
}

/** The written form is text, `5s` say, whatever it becomes. */
export function isWrittenAsText(schema: AnySchema | undefined): boolean {
  return schema?.type === "string";
}

function unwrap(schema: Inner): Inner {
  return schema.wrapped === undefined ? schema : unwrap(schema.wrapped);
}
