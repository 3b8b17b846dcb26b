import type { Sample } from "./backend.ts";

/** A point of a cumulative counter on its way in: `group` is its series without the labels to fold. */
export interface CounterPoint {
  readonly series: string;
  readonly group: string;
  readonly value: number;
  readonly startNs: bigint;
  readonly timeNs: bigint;
}

/** A way to fold labels of counters, reduced to what it does to numbers. */
export interface Peer {
  /** What leaves at once for a request. */
  request(points: readonly CounterPoint[], nowNs: bigint): readonly Sample[];
  /** What a timer sends. */
  flush(nowNs: bigint): readonly Sample[];
  /** Its process was started again. */
  restart(nowNs: bigint): void;
}

const NOTHING: readonly Sample[] = [];

function stateless(request: Peer["request"]): Peer {
  return { request, flush: () => NOTHING, restart: () => undefined };
}

/** Deletes the label and sends each point on (collector: attributes processor). */
export function dropLabel(): Peer {
  return stateless((points) =>
    points.map(({ group, value, timeNs, startNs }) => ({ series: group, value, timeNs, startNs })),
  );
}

/** Marks the point and leaves its labels (collector: cardinality guardian, for cumulative sums). */
export function tagOnly(): Peer {
  return stateless((points) =>
    points.map(({ series, value, timeNs, startNs }) => ({ series, value, timeNs, startNs })),
  );
}

/** Adds up what one request holds for one output, at the latest of its times. */
export function sumInRequest(): Peer {
  return stateless((points) => addUp(points, ({ group }) => group));
}

/** The same for points of equal times only, by a text key (collector: metrics transform, transform). */
export function groupInBatch(): Peer {
  return stateless((points) => addUp(points, ({ group, timeNs }) => JSON.stringify([group, `${timeNs}`])));
}

function addUp(points: readonly CounterPoint[], keyOf: (point: CounterPoint) => string): Sample[] {
  const groups = new Map<string, CounterPoint[]>();
  for (const point of points) {
    const key = keyOf(point);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [point]);
    else group.push(point);
  }
  return [...groups.values()].map((group) => ({
    series: group[0]!.group,
    value: group.reduce((sum, { value }) => sum + value, 0),
    timeNs: group.reduce((latest, { timeNs }) => (timeNs > latest ? timeNs : latest), 0n),
    startNs: group[0]!.startNs,
  }));
}

/**
 * Stream aggregation with `total` or `total_prometheus`, by the documented rules of VictoriaMetrics: no start times; a
 * fall is a reset; state is dropped after two intervals of silence; `total` counts first samples once it has run for
 * two intervals, `total_prometheus` never does.
 */
export function streamTotal(intervalNs: bigint, startedNs: bigint, countsFirst: boolean): Peer {
  const staleNs = 2n * intervalNs;
  let watchesFromNs = startedNs + staleNs;
  let outputs = new Map<string, { total: number; goneNs: bigint }>();
  let inputs = new Map<string, { value: number; timeNs: bigint; goneNs: bigint }>();
  return {
    request(points, nowNs) {
      for (const { series, group, value, timeNs } of points) {
        const output = outputs.get(group) ?? { total: 0, goneNs: 0n };
        const last = inputs.get(series);
        if (last !== undefined && timeNs < last.timeNs) continue;
        if (last !== undefined) output.total += value >= last.value ? value - last.value : value;
        else if (countsFirst && nowNs > watchesFromNs) output.total += value;
        output.goneNs = nowNs + staleNs;
        outputs.set(group, output);
        inputs.set(series, { value, timeNs, goneNs: nowNs + staleNs });
      }
      return NOTHING;
    },
    flush(nowNs) {
      for (const [key, { goneNs }] of inputs) if (nowNs > goneNs) inputs.delete(key);
      for (const [key, { goneNs }] of outputs) if (nowNs > goneNs) outputs.delete(key);
      // It tells no start time; in its favour its outputs count from zero.
      return [...outputs].map(([series, { total }]) => ({ series, value: total, timeNs: nowNs, startNs: nowNs }));
    },
    restart(nowNs) {
      watchesFromNs = nowNs + staleNs;
      outputs = new Map();
      inputs = new Map();
    },
  };
}
