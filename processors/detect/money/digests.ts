import { createHash } from "node:crypto";

/** SHA-256 twice, as base58check does. */
export function doubleSha256(data: Uint8Array): Uint8Array {
  return createHash("sha256").update(createHash("sha256").update(data).digest()).digest();
}

/** Round constants of Keccak-f[1600], from its degree-8 LFSR (FIPS 202 3.2.5). */
function roundConstants(): bigint[] {
  const constants: bigint[] = [];
  let lfsr = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if ((lfsr & 1) !== 0) constant |= 1n << BigInt((1 << j) - 1);
      lfsr = (lfsr & 0x80) !== 0 ? (lfsr << 1) ^ 0x171 : lfsr << 1;
    }
    constants.push(constant);
  }
  return constants;
}

/** Lanes of 64 bits lie in two words each, the low one first: whole numbers of that size are thirty times dearer. */
const ROUNDS = Int32Array.from(roundConstants().flatMap((one) => [Number(one & 0xffffffffn), Number(one >> 32n)]));
/** Where rho and pi walk the lanes, along one path, and by how many bits each is rotated. */
const PATH = new Int32Array(24);
const TURNS = new Int32Array(24);
for (let t = 0, x = 1, y = 0; t < 24; t++) {
  [x, y] = [y, (2 * x + 3 * y) % 5];
  PATH[t] = x + 5 * y;
  TURNS[t] = (((t + 1) * (t + 2)) / 2) % 64;
}

/** The low word of a lane rotated left by 0 to 63; the high word of the same with `low` and `high` exchanged. */
function rotated(low: number, high: number, by: number): number {
  const n = by & 31;
  const from = by < 32 ? low : high;
  const other = by < 32 ? high : low;
  return n === 0 ? from : (from << n) | (other >>> (32 - n));
}

function permute(a: Int32Array): void {
  const c = new Int32Array(10);
  for (let round = 0; round < 24; round++) {
    for (let i = 0; i < 10; i++) c[i] = a[i]! ^ a[i + 10]! ^ a[i + 20]! ^ a[i + 30]! ^ a[i + 40]!;
    for (let x = 0; x < 5; x++) {
      const before = ((x + 4) % 5) * 2;
      const after = ((x + 1) % 5) * 2;
      const low = c[before]! ^ rotated(c[after]!, c[after + 1]!, 1);
      const high = c[before + 1]! ^ rotated(c[after + 1]!, c[after]!, 1);
      for (let i = x * 2; i < 50; i += 10) {
        a[i]! ^= low;
        a[i + 1]! ^= high;
      }
    }
    let low = a[2]!;
    let high = a[3]!;
    for (let t = 0; t < 24; t++) {
      const at = PATH[t]! * 2;
      const nextLow = a[at]!;
      const nextHigh = a[at + 1]!;
      a[at] = rotated(low, high, TURNS[t]!);
      a[at + 1] = rotated(high, low, TURNS[t]!);
      low = nextLow;
      high = nextHigh;
    }
    for (let y = 0; y < 50; y += 10) {
      for (let i = 0; i < 10; i++) c[i] = a[y + i]!;
      for (let i = 0; i < 10; i++) a[y + i] = c[i]! ^ (~c[(i + 2) % 10]! & c[(i + 4) % 10]!);
    }
    a[0]! ^= ROUNDS[round * 2]!;
    a[1]! ^= ROUNDS[round * 2 + 1]!;
  }
}

/** Keccak-256 with the padding of before SHA-3, as Ethereum and Monero use it. Only for short input. */
export function keccak256(data: Uint8Array): Uint8Array {
  const rate = 136;
  const padded = new Uint8Array((Math.floor(data.length / rate) + 1) * rate);
  padded.set(data);
  padded[data.length] = 1;
  padded[padded.length - 1]! |= 0x80;
  const view = new DataView(padded.buffer);
  const state = new Int32Array(50);
  for (let block = 0; block < padded.length; block += rate) {
    for (let i = 0; i < rate / 4; i++) state[i]! ^= view.getInt32(block + i * 4, true);
    permute(state);
  }
  const out = new Uint8Array(32);
  const outView = new DataView(out.buffer);
  for (let i = 0; i < 8; i++) outView.setInt32(i * 4, state[i]!, true);
  return out;
}
