// Totals of outputs: 64-bit integers exactly, doubles with Neumaier's compensation (ZAMM 54, 1974).

import { bump, O_COMPENSATION, O_FLAGS, O_HEARD, O_IS_DOUBLE, O_SUM, O_TOTAL, O_TOUCHED, WIDENED } from "./layout";
import { outputAt } from "./series";

/** What all outputs together were given: the books are right when their totals say the same. */
let givenTotal: i64 = 0;
let givenSum: f64 = 0;
let givenCompensation: f64 = 0;

export function given(): f64 {
  return givenSum + givenCompensation;
}

export function givenLow(): u32 {
  return <u32>givenTotal;
}

export function givenHigh(): i32 {
  return <i32>(givenTotal >> 32);
}

export function addInteger(slot: u32, amount: i64, heard: u32): void {
  const output = outputAt(slot);
  store<u32>(output + O_HEARD, heard);
  const flags = load<u32>(output + O_FLAGS) | O_TOUCHED;
  store<u32>(output + O_FLAGS, flags);
  if ((flags & O_IS_DOUBLE) == 0) {
    const total = load<i64>(output + O_TOTAL);
    const next = total + amount;
    if (((total ^ next) & (amount ^ next)) >= 0) {
      store<i64>(output + O_TOTAL, next);
      givenTotal += amount;
      return;
    }
    widen(output);
  }
  // Both halves of an integer are exact as doubles.
  addSum(output, <f64>(<i32>(amount >> 32)) * 4294967296.0);
  addSum(output, <f64>(<u32>amount));
  giveSum(<f64>(<i32>(amount >> 32)) * 4294967296.0);
  giveSum(<f64>(<u32>amount));
}

/** Adds `amount + rest`, where `rest` is what rounding took from `amount`. */
export function addDouble(slot: u32, amount: f64, rest: f64, heard: u32): void {
  const output = outputAt(slot);
  store<u32>(output + O_HEARD, heard);
  const flags = load<u32>(output + O_FLAGS) | O_TOUCHED;
  store<u32>(output + O_FLAGS, flags);
  if ((flags & O_IS_DOUBLE) == 0) widen(output);
  addSum(output, amount);
  giveSum(amount);
  if (rest != 0) {
    addSum(output, rest);
    giveSum(rest);
  }
}

/** From here on the output is a double: its total moves to the sum. */
function widen(output: usize): void {
  const total = load<i64>(output + O_TOTAL);
  store<u32>(output + O_FLAGS, load<u32>(output + O_FLAGS) | O_IS_DOUBLE);
  store<i64>(output + O_TOTAL, 0);
  const high = <f64>(<i32>(total >> 32)) * 4294967296.0;
  const low = <f64>(<u32>total);
  addSum(output, high);
  addSum(output, low);
  givenTotal -= total;
  giveSum(high);
  giveSum(low);
  if (total != 0) bump(WIDENED);
}

function addSum(output: usize, amount: f64): void {
  const sum = load<f64>(output + O_SUM);
  const next = sum + amount;
  const lost = Math.abs(sum) >= Math.abs(amount) ? sum - next + amount : amount - next + sum;
  store<f64>(output + O_SUM, next);
  store<f64>(output + O_COMPENSATION, load<f64>(output + O_COMPENSATION) + lost);
}

function giveSum(amount: f64): void {
  const next = givenSum + amount;
  givenCompensation += Math.abs(givenSum) >= Math.abs(amount) ? givenSum - next + amount : amount - next + givenSum;
  givenSum = next;
}
