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

const ROUNDS = roundConstants();
const MASK = (1n << 64n) - 1n;

function rotate(lane: bigint, by: number): bigint {
  const n = BigInt(by % 64);
  return ((lane << n) | (lane >> (64n - n))) & MASK;
}

function permute(a: bigint[]): void {
  for (const constant of ROUNDS) {
    const c = [0, 1, 2, 3, 4].map((x) => a[x]! ^ a[x + 5]! ^ a[x + 10]! ^ a[x + 15]! ^ a[x + 20]!);
    for (let i = 0; i < 25; i++) a[i] = a[i]! ^ c[(i + 4) % 5]! ^ rotate(c[(i + 1) % 5]!, 1);
    // Rho and pi walk the lanes along one path.
    let lane = a[1]!;
    for (let t = 0, x = 1, y = 0; t < 24; t++) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      const next = a[x + 5 * y]!;
      a[x + 5 * y] = rotate(lane, ((t + 1) * (t + 2)) / 2);
      lane = next;
    }
    for (let y = 0; y < 25; y += 5) {
      const row = a.slice(y, y + 5);
      for (let x = 0; x < 5; x++) a[y + x] = row[x]! ^ (~row[(x + 1) % 5]! & MASK & row[(x + 2) % 5]!);
    }
    a[0] = a[0]! ^ constant;
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
  const state = Array.from({ length: 25 }, () => 0n);
  for (let block = 0; block < padded.length; block += rate) {
    for (let i = 0; i < rate / 8; i++) state[i] = state[i]! ^ view.getBigUint64(block + i * 8, true);
    permute(state);
  }
  const out = new Uint8Array(32);
  const outView = new DataView(out.buffer);
  for (let i = 0; i < 4; i++) outView.setBigUint64(i * 8, state[i]!, true);
  return out;
}
