/** 2,048 registers: a standard error of 1.04 / sqrt(2048), 2.3 %. */
const PRECISION = 11;
const REGISTERS = 1 << PRECISION;
export const HLL_ERROR = 1.04 / Math.sqrt(REGISTERS);
export const HLL_BYTES = REGISTERS;
/** 2^-rank: raising to a power is what counting would otherwise spend its time on. */
const POWERS: Float64Array = Float64Array.from({ length: 66 }, (_, rank) => 2 ** -rank);
const ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

/** Counts distinct 64-bit hashes in 2 KiB (Flajolet et al., 2007, with linear counting for small sets). */
export class HyperLogLog {
  readonly #registers = new Uint8Array(REGISTERS);

  add(low: number, high: number): void {
    const register = high >>> (32 - PRECISION);
    const rest = ((high << PRECISION) | (low >>> (32 - PRECISION))) >>> 0;
    const rank = rest === 0 ? 33 + Math.clz32(low << PRECISION) : Math.clz32(rest) + 1;
    if (rank > this.#registers[register]!) this.#registers[register] = rank;
  }

  /** Takes in everything another sketch has seen. */
  merge(other: HyperLogLog): void {
    const theirs = other.#registers;
    for (let i = 0; i < REGISTERS; i++) if (theirs[i]! > this.#registers[i]!) this.#registers[i] = theirs[i]!;
  }

  count(): number {
    return count(this.#registers);
  }
}

function count(registers: Uint8Array): number {
  let sum = 0;
  let zeros = 0;
  for (const rank of registers) {
    if (rank === 0) zeros++;
    sum += POWERS[rank]!;
  }
  const estimate = (ALPHA * REGISTERS * REGISTERS) / sum;
  // Below this linear counting is the better estimator (same paper, section 4).
  return estimate <= 2.5 * REGISTERS && zeros > 0 ? REGISTERS * Math.log(REGISTERS / zeros) : estimate;
}
