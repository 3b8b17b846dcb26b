import { randomBytes } from "node:crypto";
import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Compression } from "../../core/envelope.ts";
import { RoadError } from "../../core/errors.ts";
import { inflate } from "../../otlp/inflate.ts";

const MIB = 1024 * 1024;
const text = Buffer.from("service.name checkout; ".repeat(3_000));
const encoders: readonly (readonly [string, Compression, (b: Uint8Array) => Buffer])[] = [
  ["gzip", "gzip", (b) => gzipSync(b)],
  ["zlib-wrapped deflate", "deflate", (b) => deflateSync(b)],
  ["bare deflate", "deflate", (b) => deflateRawSync(b)],
  ["zstd", "zstd", (b) => zstdCompressSync(b)],
];

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof RoadError) return error.code;
    throw error;
  }
  return "none";
}

describe("inflate", () => {
  it("returns an identity body as it is", () => {
    expect(inflate(text, "identity", MIB)).toBe(text);
    expect(codeOf(() => inflate(text, "identity", text.length - 1))).toBe("too_large");
  });

  for (const [name, compression, encode] of encoders) {
    it(`G3 restores ${name} of every size around a buffer boundary`, () => {
      for (const size of [0, 1, 63, 64, 65, 255, 256, 257, 16_384, 65_536, 65_792, 300_001]) {
        const body = size < 300 ? randomBytes(size) : Buffer.alloc(size, text);
        expect(Buffer.compare(inflate(encode(body), compression, MIB), body)).toBe(0);
      }
    });

    it(`H14 a second ${name} stream is decoded or refused, never dropped`, () => {
      const two = Buffer.concat([encode(text), encode(Buffer.from("the second part"))]);
      if (compression === "deflate") expect(codeOf(() => inflate(two, compression, MIB))).toBe("malformed_encoding");
      else expect(Buffer.from(inflate(two, compression, MIB)).toString()).toBe(`${text.toString()}the second part`);
    });

    it(`H14 garbage, zeros or a started stream after ${name} are refused`, () => {
      const tails = [[0], [0, 0, 0, 0], [0x1f], [0x1f, 0x8b], [65, 66, 67], [0x28, 0xb5, 0x2f, 0xfd]];
      for (const tail of tails) {
        const body = Buffer.concat([encode(text), Buffer.from(tail)]);
        expect(codeOf(() => inflate(body, compression, MIB))).toBe("malformed_encoding");
      }
    });

    it(`a truncated or damaged ${name} body is refused at every length`, () => {
      const whole = encode(text);
      for (let n = 0; n < whole.length; n++) {
        expect(codeOf(() => inflate(whole.subarray(0, n), compression, MIB))).toBe("malformed_encoding");
      }
      expect(codeOf(() => inflate(Buffer.from("no stream at all"), compression, MIB))).toBe("malformed_encoding");
    });

    it(`a ${name} body is held to the byte limit exactly`, () => {
      const body = encode(text);
      expect(inflate(body, compression, text.length).length).toBe(text.length);
      expect(codeOf(() => inflate(body, compression, text.length - 1))).toBe("too_large");
    });

    it(`a ${name} bomb is refused by its ratio before the byte limit`, () => {
      const bomb = encode(Buffer.alloc(16 * MIB));
      expect(bomb.length * 200).toBeLessThan(16 * MIB);
      expect(codeOf(() => inflate(bomb, compression, 64 * MIB))).toBe("too_large");
    });

    it(`a ${name} body under 1 MiB may have any ratio`, () => {
      expect(inflate(encode(Buffer.alloc(MIB)), compression, 64 * MIB).length).toBe(MIB);
    });
  }

  it("a gzip trailer that lies about the size changes nothing", () => {
    const body = gzipSync(text);
    const second = gzipSync(Buffer.alloc(10, "x"));
    for (const lie of [0, 1, 64, 0xffff_ffff]) {
      const lying = Buffer.from(body);
      lying.writeUInt32LE(lie, lying.length - 4);
      expect(codeOf(() => inflate(lying, "gzip", MIB))).toBe("malformed_encoding");
    }
    expect(inflate(Buffer.concat([body, second]), "gzip", MIB).length).toBe(text.length + 10);
  });

  it("a bomb of many members or frames counts as one", () => {
    const member = gzipSync(Buffer.alloc(MIB));
    const frame = zstdCompressSync(Buffer.alloc(MIB));
    const members = Buffer.concat(Array.from({ length: 8 }, () => member));
    const frames = Buffer.concat(Array.from({ length: 8 }, () => frame));
    expect(codeOf(() => inflate(members, "gzip", 64 * MIB))).toBe("too_large");
    expect(codeOf(() => inflate(frames, "zstd", 64 * MIB))).toBe("too_large");
  });

  it("a zstd window beyond 32 MiB is refused", () => {
    // No content size in the header, so the window counts.
    const header = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (27 - 10) << 3]);
    const raw = Buffer.from([0x09, 0x00, 0x00, 0x41]);
    expect(codeOf(() => inflate(Buffer.concat([header, raw]), "zstd", MIB))).toBe("malformed_encoding");
    header[5] = (25 - 10) << 3;
    expect(Buffer.from(inflate(Buffer.concat([header, raw]), "zstd", MIB)).toString()).toBe("A");
  });

  it("an error text never holds input", () => {
    try {
      inflate(Buffer.from("canary-value"), "gzip", MIB);
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain("canary");
      expect((error as Error).cause).toBeUndefined();
    }
  });
});
