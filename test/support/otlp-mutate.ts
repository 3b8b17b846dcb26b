import type { Signal } from "../../core/signal.ts";
import { MESSAGES } from "../../otlp/fields.generated.ts";
import type { Rng } from "./rng.ts";
import { encodeWire, everyMessage, field, parseWire, type WireField } from "./wire.ts";

type Lists = ReturnType<typeof everyMessage>;
type Mutation = (rng: Rng, lists: Lists, root: WireField[]) => void;

const KEY_VALUE = MESSAGES.findIndex(({ name }) => name.endsWith(".KeyValue"));
const ANY_VALUE = MESSAGES.findIndex(({ name }) => name.endsWith(".AnyValue"));

function someList(rng: Rng, lists: Lists, message?: number): WireField[] {
  const fitting = message === undefined ? lists : lists.filter((list) => list.message === message);
  return rng.pick(fitting.length > 0 ? fitting : lists).fields;
}

function someField(rng: Rng, lists: Lists): WireField | undefined {
  const list = someList(rng, lists);
  return list.length > 0 ? rng.pick(list) : undefined;
}

function place(rng: Rng, list: WireField[], added: WireField): void {
  list.splice(rng.int(list.length + 1), 0, added);
}

const bytesOf = ({ content }: WireField): Uint8Array => (content instanceof Uint8Array ? content : encodeWire(content));

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  duplicate: (rng, lists) => {
    const list = someList(rng, lists);
    if (list.length > 0) place(rng, list, { ...rng.pick(list) });
  },
  reorder: (rng, lists) => {
    const list = someList(rng, lists);
    for (let i = list.length - 1; i > 0; i--) {
      const k = rng.int(i + 1);
      [list[i], list[k]] = [list[k] as WireField, list[i] as WireField];
    }
  },
  transplant: (rng, lists) => {
    const taken = someField(rng, lists);
    if (taken !== undefined) place(rng, someList(rng, lists), { ...taken, content: bytesOf(taken) });
  },
  overlong: (rng, lists) => {
    const chosen = someField(rng, lists);
    if (chosen === undefined) return;
    if (rng.chance(0.5)) chosen.tagPadding = rng.between(1, 10);
    else chosen.lengthPadding = rng.between(1, 10);
  },
  overlongValue: (rng, lists) => {
    const chosen = someField(rng, lists);
    if (chosen?.wireType !== 0) return;
    const bytes = [...bytesOf(chosen)];
    for (let i = rng.between(1, 10); i > 0; i--) {
      bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) | 0x80;
      bytes.push(rng.chance(0.8) ? 0 : rng.int(128));
    }
    chosen.content = Uint8Array.from(bytes);
  },
  overwriteOneof: (rng, lists) => {
    const member = rng.between(1, 7);
    const wireType = [2, 0, 0, 1, 2, 2, 2][member - 1] ?? 2;
    const content =
      wireType === 0
        ? Uint8Array.of(rng.int(128))
        : wireType === 1
          ? rng.bytes(8)
          : Buffer.from(rng.chance(0.5) ? "" : "later");
    const list = someList(rng, lists, ANY_VALUE);
    place(rng, list, { number: member, wireType, content: member === 5 || member === 6 ? new Uint8Array(0) : content });
  },
  unknown: (rng, lists) => {
    const wireType = rng.pick([0, 1, 2, 5]);
    const content =
      wireType === 0 ? Uint8Array.of(rng.int(128)) : rng.bytes(wireType === 1 ? 8 : wireType === 5 ? 4 : rng.int(20));
    place(rng, someList(rng, lists), {
      number: rng.pick([15, 31, 32, 33, 999, 2 ** 20, 2 ** 29 - 1]),
      wireType,
      content,
    });
  },
  // A value moved to where nobody looks.
  hide: (rng, lists) => {
    const chosen = someField(rng, lists);
    if (chosen !== undefined) chosen.number = rng.pick([rng.between(1, 20), 8, 31, 32, 500, 2 ** 29 - 1]);
  },
  group: (rng, lists) => {
    const list = someList(rng, lists);
    const number = rng.between(1, 20);
    const inner = list.length > 0 ? { ...rng.pick(list) } : field(1, "in a group");
    const at = rng.int(list.length + 1);
    const nothing = new Uint8Array(0);
    list.splice(at, 0, { number, wireType: 3, content: nothing }, inner, { number, wireType: 4, content: nothing });
  },
  wireType: (rng, lists) => {
    const chosen = someField(rng, lists);
    if (chosen === undefined) return;
    const content = bytesOf(chosen);
    chosen.wireType = rng.pick([0, 1, 2, 5, 6, 7]);
    chosen.content =
      chosen.wireType === 1
        ? sized(content, 8)
        : chosen.wireType === 5
          ? sized(content, 4)
          : chosen.wireType === 0
            ? Uint8Array.of(rng.int(128))
            : content;
  },
  valueBeforeKey: (rng, lists) => void someList(rng, lists, KEY_VALUE).reverse(),
  secondKey: (rng, lists) =>
    place(rng, someList(rng, lists, KEY_VALUE), field(1, rng.pick(["", "note", "user.email"]))),
  nest: (rng, lists) => {
    const list = someList(rng, lists, ANY_VALUE);
    let inner: WireField[] = list.splice(0);
    for (let level = rng.pick([1, 2, 30, 31, 32, 33, 34, 60, 120]); level > 0; level--) {
      const value: WireField = { number: 2, wireType: 2, content: inner, message: ANY_VALUE };
      inner = rng.chance(0.5)
        ? [field(5, [{ ...value, number: 1 }])]
        : [field(6, [{ number: 1, wireType: 2, content: [field(1, "k"), value], message: KEY_VALUE }])];
    }
    list.push(...inner);
  },
  lie: (rng, lists) => {
    const chosen = someField(rng, lists);
    if (chosen !== undefined) chosen.lie = rng.pick([-1, 1, -2, 2, 7, -9, 100, 2 ** 31, 2 ** 32, 2 ** 35]);
  },
  // Bytes that are no UTF-8, never inside the text of a canary: a broken canary is none.
  brokenText: (rng, lists) => {
    const texts = lists
      .flatMap((list) => list.fields)
      .filter(({ wireType, content }) => wireType === 2 && content instanceof Uint8Array);
    if (texts.length === 0) return;
    const chosen = rng.pick(texts);
    const broken = Buffer.from(
      rng.pick([[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x80], [0xe2, 0x82]]),
    );
    chosen.content = Buffer.concat(rng.chance(0.5) ? [broken, bytesOf(chosen)] : [bytesOf(chosen), broken]);
  },
  zeroField: (rng, lists) =>
    place(rng, someList(rng, lists), { number: 0, wireType: rng.int(8), content: Uint8Array.of(1) }),
};

function sized(bytes: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  out.set(bytes.subarray(0, size));
  return out;
}

const KINDS = Object.keys(MUTATIONS);

/** A request with one to three faults of structure or meaning, and now and then flipped bits, cuts or swapped bytes. */
export function mutate(rng: Rng, bytes: Uint8Array, signal: Signal): Uint8Array {
  const root = parseWire(bytes, signal);
  for (let i = rng.pick([0, 1, 1, 1, 2, 3]); i > 0; i--) {
    MUTATIONS[rng.pick(KINDS)]?.(rng, everyMessage(root), root);
  }
  const out = encodeWire(root);
  return rng.chance(0.35) ? damage(rng, out) : out;
}

function damage(rng: Rng, bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  switch (rng.int(4)) {
    case 0:
      return bytes.subarray(0, rng.int(bytes.length));
    case 1: {
      const at = rng.int(bytes.length);
      return Buffer.concat([bytes.subarray(0, at), rng.bytes(rng.between(1, 4)), bytes.subarray(at + rng.int(4))]);
    }
    default: {
      const out = Buffer.from(bytes);
      for (let i = rng.between(1, 3); i > 0; i--) {
        const at = rng.int(out.length);
        out[at] = (out[at] ?? 0) ^ (1 << rng.int(8));
      }
      return out;
    }
  }
}
