import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { Context } from "../contexts.ts";
import { ENTRY, type Machine } from "../machine.ts";
import type { PointLabels } from "../point-labels.ts";

/** Words of a digest: 128 bits. */
export const DIGEST_WORDS = 4;
const DIGEST_BYTES = 4 * DIGEST_WORDS;
const FIRST_ROOM = 4_096;

/**
 * What series are called in a snapshot: HMAC-SHA-256 over their metric and their attributes in the order of keys, cut to
 * 128 bits. Who has the file and not the key cannot tell whether it knows a value.
 */
export class Digests {
  /** By slot of the series. */
  readonly #words: Uint32Array;
  readonly #machine: Machine;
  readonly #key: KeyObject;
  readonly #contexts = new WeakMap<Context, Buffer>();
  #room = Buffer.allocUnsafe(FIRST_ROOM);
  /** Entries of the point at hand by their keys. */
  readonly #entries: number[] = [];
  readonly #keys: string[] = [];

  constructor(machine: Machine, key: Uint8Array, maxSeries: number) {
    this.#machine = machine;
    this.#key = createSecretKey(key);
    this.#words = new Uint32Array((maxSeries + 2) * DIGEST_WORDS);
  }

  /** The digest of the point at hand. */
  of(context: Context, labels: PointLabels): Uint32Array {
    const first = labels.identityAt >> 2;
    return this.ofEntries(context, labels, this.#machine.words.subarray(first, first + labels.identityCount));
  }

  /** The digest of a set of canonical entries. */
  ofEntries(context: Context, labels: PointLabels, set: ArrayLike<number>): Uint32Array {
    this.#sort(labels, set);
    const { bytes, words } = this.#machine;
    let at = this.#contextOf(context).copy(this.#room);
    for (const entry of this.#entries) {
      const start = entry + ENTRY.bytes;
      const length = words[(entry + ENTRY.length) >> 2]!;
      if (at + 4 + length > this.#room.length) this.#grow(at + 4 + length);
      this.#room.writeUInt32LE(length, at);
      bytes.copy(this.#room, at + 4, start, start + length);
      at += 4 + length;
    }
    return wordsOf(this.#hmac(this.#room.subarray(0, at)));
  }

  /** By keys, which occur once each: entries lie anywhere. */
  #sort(labels: PointLabels, set: ArrayLike<number>): void {
    const count = set.length;
    this.#entries.length = this.#keys.length = count;
    for (let i = 0; i < count; i++) {
      const entry = set[i]!;
      const { key } = labels.attribute(entry);
      let at = i;
      for (; at > 0 && this.#keys[at - 1]! > key; at--) {
        this.#keys[at] = this.#keys[at - 1]!;
        this.#entries[at] = this.#entries[at - 1]!;
      }
      this.#keys[at] = key;
      this.#entries[at] = entry;
    }
  }

  #contextOf(context: Context): Buffer {
    let digest = this.#contexts.get(context);
    if (digest === undefined) {
      const { resource, scope, facts, kind, temporality, isMonotonic } = context;
      const words = [resource.identity, scope.identity, facts.name, facts.unit, kind, temporality, isMonotonic];
      digest = this.#hmac(Buffer.from(JSON.stringify(words))).subarray(0, DIGEST_BYTES);
      this.#contexts.set(context, digest);
    }
    return digest;
  }

  #hmac(message: Uint8Array): Buffer {
    return createHmac("sha256", this.#key).update(message).digest();
  }

  #grow(bytes: number): void {
    const larger = Buffer.allocUnsafe(bytes * 2);
    this.#room.copy(larger);
    this.#room = larger;
  }

  /** From now on this is the digest of a series. */
  keep(series: number, digest: Uint32Array): void {
    this.#words.set(digest, series * DIGEST_WORDS);
  }

  read(series: number): Uint32Array {
    return this.#words.subarray(series * DIGEST_WORDS, (series + 1) * DIGEST_WORDS);
  }

  has(series: number, digest: Uint32Array): boolean {
    const at = series * DIGEST_WORDS;
    for (let i = 0; i < DIGEST_WORDS; i++) if (this.#words[at + i] !== digest[i]) return false;
    return true;
  }
}

function wordsOf(digest: Buffer): Uint32Array {
  const words = new Uint32Array(DIGEST_WORDS);
  for (let i = 0; i < DIGEST_WORDS; i++) words[i] = digest.readUInt32LE(4 * i);
  return words;
}
