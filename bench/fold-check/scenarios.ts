import { CALM, type Hazards } from "./hazards.ts";

/** A day in the life of counters with an identifier in a label. */
export interface Scenario {
  readonly name: string;
  readonly hazards: Hazards;
}

/** Thirty exports of processes older than the proxy, one resource each, cut into one to three requests. */
const LONG: Hazards = { ...CALM, exports: 30, old: 1 };

export const SCENARIOS: readonly Scenario[] = [
  { name: "steady series", hazards: LONG },
  { name: "two new ids in every export", hazards: { ...LONG, newIds: 2 } },
  { name: "processes restart", hazards: { ...LONG, restart: 0.1 } },
  { name: "requests retried, late, lost", hazards: { ...LONG, twice: 0.1, late: 0.1, lost: 0.05 } },
  { name: "a collector batches", hazards: { ...LONG, merged: 0.3 } },
  { name: "20 to 40 minutes of silence", hazards: { ...LONG, pause: 0.05 } },
  { name: "the proxy is killed", hazards: { ...LONG, amnesia: 0.05 } },
  {
    name: "all of it",
    hazards: { ...LONG, newIds: 2, restart: 0.1, twice: 0.1, late: 0.1, lost: 0.05, pause: 0.02, amnesia: 0.02 },
  },
];
