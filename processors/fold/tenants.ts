import { createHmac } from "node:crypto";
import type { LedgerOptions } from "./contract.ts";
import type { Kinds } from "./kinds.ts";
import { AT, type Machine } from "./machine.ts";

/** What the tenants of a pipeline share, each in slots of a fixed number. */
export const SHARE = { contexts: 0, series: 1, outputs: 2, tombstones: 3 } as const;
type Shared = (typeof SHARE)[keyof typeof SHARE];

/**
 * A tenant takes more while what it holds is less than so many times what is free (dynamic thresholds; Choudhury and Hahne,
 * "Dynamic queue length thresholds for shared-memory packet switches", 1998). Alone it stops at seven eighths, two that
 * want all stop at seven fifteenths each: whoever comes finds room, without a share being set aside for each who might.
 */
const TIMES_FREE = 7;

/** Why a tenant gets no more: all of it is its own, or others hold some. */
export type Denial = "limit" | "tenant_limit";

/** What a tenant is known by: keyed hashes. */
export interface TenantName {
  /** 128 bits in hexadecimal; no text for those that name none. */
  readonly name: string;
  /** 32 bits of another hash, for people; alike in replicas that share a key. */
  readonly mark: string;
}

/** One tenant, and what it holds. */
export interface Tenant extends TenantName {
  readonly slot: number;
  /** Of each that is shared. */
  readonly held: number[];
  /** Bytes outside of the machine: points that are no numbers, texts of metrics and outputs. */
  hostBytes: number;
}

/** A tenant as it is shown. */
export interface TenantView {
  /** `unnamed` for those that name none, `others` for those beyond the limit of tenants, else a keyed hash. */
  readonly mark: string;
  readonly series: number;
  readonly outputs: number;
  /** By our own accounting. */
  readonly bytes: number;
}

/** Those whose resources name no tenant are one. */
const UNNAMED: TenantName = { name: "", mark: "unnamed" };
const OTHERS: TenantName = { name: "others", mark: "others" };
/** Slots of the two. */
const FIRST_NAMED = 2;
const NAME_BYTES = 16;
const MARK_BYTES = 4;

type TenantOptions = Pick<
  LedgerOptions,
  | "tenantAttributes"
  | "maxTenants"
  | "maxSeries"
  | "maxSeriesPerTenant"
  | "maxOutputs"
  | "maxOutputsPerTenant"
  | "secret"
  | "markKey"
  | "maxBytes"
>;

/** Bytes reckoned for one, beside what its texts take: records, places in tables, objects. */
const SERIES_COST = 128;
const OUTPUT_COST = 600;
const CONTEXT_COST = 1_024;

/** Of those that are known and of those before them of which something is left. */
export function tenantSlots({
  maxTenants,
  tenantAttributes,
}: Pick<LedgerOptions, "maxTenants" | "tenantAttributes">): number {
  return FIRST_NAMED + (tenantAttributes.length === 0 ? 0 : 2 * maxTenants);
}

/** So many and what is kept for others beside one that takes them all. */
export function withReserve(most: number, options: Pick<LedgerOptions, "tenantAttributes">): number {
  return options.tenantAttributes.length === 0 ? most : most + Math.ceil(most / TIMES_FREE);
}

/** Metrics of resources that are remembered: one for four series. */
export function maxContextsOf({ maxSeries }: Pick<LedgerOptions, "maxSeries">): number {
  return Math.max(1_024, maxSeries >> 2);
}

/**
 * Who holds how much. Nobody is ever asked to give anything back: a tenant over its share takes nothing new until sources
 * of its own have ended.
 */
export class Tenants {
  /** Tenants whose metrics share the room of all who came too late. */
  refused = 0;
  readonly #options: TenantOptions;
  /** What one may have, what there is, what all have. */
  readonly #most: readonly number[];
  readonly #total: readonly number[];
  readonly #held = [0, 0, 0, 0];
  readonly #byName = new Map<string, Tenant>();
  readonly #bySlot: (Tenant | undefined)[] = [tenantOf(UNNAMED, 0), tenantOf(OTHERS, 1)];
  readonly #free: number[] = [];
  readonly #machine: Machine;
  readonly #kinds: Kinds;
  readonly #isShared: boolean;
  /** Texts outside of the machine. */
  #textBytes = 0;

  constructor(options: TenantOptions, machine: Machine, kinds: Kinds) {
    this.#options = options;
    this.#machine = machine;
    this.#kinds = kinds;
    const { maxSeries, maxSeriesPerTenant, maxOutputs, maxOutputsPerTenant } = options;
    const series = Math.min(maxSeries, maxSeriesPerTenant);
    const outputs = Math.min(maxOutputs, maxOutputsPerTenant);
    const contexts = maxContextsOf(options);
    this.#most = [contexts, series, outputs, series];
    this.#total = [contexts, maxSeries, maxOutputs, maxSeries].map((most) => withReserve(most, options));
    this.#isShared = options.tenantAttributes.length > 0;
  }

  /** The keys of attributes that name tenants; the first that a resource has decides. */
  get attributes(): readonly string[] {
    return this.#options.tenantAttributes;
  }

  /** Tenants that name themselves, now. */
  get size(): number {
    return this.#byName.size;
  }

  /** What a tenant is called whose attribute this is, as key and value in their one spelling; unnamed without one. */
  nameOf(attribute: string | undefined): TenantName {
    if (attribute === undefined) return UNNAMED;
    const { secret, markKey } = this.#options;
    const hash = (key: Uint8Array, bytes: number): string =>
      createHmac("sha256", key).update(`tenant ${attribute}`, "latin1").digest().toString("hex", 0, bytes);
    return { name: hash(secret, NAME_BYTES), mark: hash(markKey, MARK_BYTES) };
  }

  /** The tenant of this name; beyond the limit of tenants one for all who come too late. */
  enter(known: TenantName): Tenant {
    if (known.name === UNNAMED.name) return this.#bySlot[0]!;
    const tenant = this.#byName.get(known.name);
    if (tenant !== undefined) return tenant;
    if (this.#byName.size >= this.#options.maxTenants || known.name === OTHERS.name) return this.#bySlot[1]!;
    const entered = tenantOf(known, this.#freeSlot());
    this.#bySlot[entered.slot] = entered;
    this.#byName.set(known.name, entered);
    return entered;
  }

  /** Rather one of which nothing is left: attributes stay while another tenant has them too. */
  #freeSlot(): number {
    const at = this.#free.findIndex((slot) => this.#bytesAt(slot) === 0);
    if (at >= 0) return this.#free.splice(at, 1)[0]!;
    const isNew = this.#bySlot.length < tenantSlots(this.#options);
    return isNew ? this.#bySlot.length : this.#free.pop()!;
  }

  #bytesOf({ slot, held, hostBytes }: Tenant): number {
    const objects = held[SHARE.outputs]! * OUTPUT_COST + held[SHARE.contexts]! * CONTEXT_COST;
    return this.#bytesAt(slot) + hostBytes + held[SHARE.series]! * SERIES_COST + objects;
  }

  #bytesAt(slot: number): number {
    return this.#machine.words[(this.#machine.tenantAt + slot * 8) >> 2]!;
  }

  at(slot: number): Tenant {
    return this.#bySlot[slot] ?? this.late;
  }

  /** The one of those who came too late. */
  get late(): Tenant {
    return this.#bySlot[1]!;
  }

  /** What all of them have. */
  inUse(what: Shared): number {
    return this.#held[what]!;
  }

  /** Whether nobody finds room. */
  isFull(what: Shared): boolean {
    return this.#held[what]! >= this.#total[what]!;
  }

  /** Why a tenant may not have one more; undefined where it may. */
  denial(tenant: Tenant, what: Shared): Denial | undefined {
    const own = tenant.held[what]!;
    const held = this.#held[what]!;
    const most = this.#most[what]!;
    const free = this.#total[what]! - held;
    if (own < most && free > 0 && (!this.#isShared || own < TIMES_FREE * free)) return undefined;
    return own === held && own >= most && !this.#isSet(what) ? "limit" : "tenant_limit";
  }

  /** Bytes in use, but for what is left of ended sources. */
  get usedBytes(): number {
    const objects = this.#held[SHARE.outputs]! * OUTPUT_COST + this.#held[SHARE.contexts]! * CONTEXT_COST;
    return this.#machine.run.usedBytes() + this.#kinds.bytes + this.#textBytes + objects;
  }

  /** So many bytes of texts more are a tenant's, or fewer. */
  charge(tenant: Tenant, bytes: number): void {
    tenant.hostBytes += bytes;
    this.#textBytes += bytes;
  }

  /** Why a tenant may not take more memory; undefined where it may. */
  memoryDenial(tenant: Tenant): Denial | undefined {
    const free = this.#options.maxBytes - this.usedBytes;
    if (free < 0) return "limit";
    if (!this.#isShared) return undefined;
    const { words, tenantAt, maxEntries } = this.#machine;
    const ownEntries = words[((tenantAt + tenant.slot * 8) >> 2) + 1]!;
    const freeEntries = maxEntries - words[AT.dictionaryEntries >> 2]!;
    if (this.#bytesOf(tenant) < TIMES_FREE * free && ownEntries < TIMES_FREE * freeEntries) return undefined;
    return tenant.held[SHARE.series] === this.#held[SHARE.series] ? "limit" : "tenant_limit";
  }

  /** Whether somebody set what one tenant may have. */
  #isSet(what: Shared): boolean {
    const { maxSeries, maxOutputs } = this.#options;
    if (what === SHARE.contexts) return false;
    return this.#most[what]! < (what === SHARE.outputs ? maxOutputs : maxSeries);
  }

  take(tenant: Tenant, what: Shared): void {
    tenant.held[what]!++;
    this.#held[what]!++;
    if (what === SHARE.contexts && tenant === this.late) this.refused++;
  }

  /** A tenant that holds nothing any more is forgotten. */
  give(tenant: Tenant, what: Shared): void {
    this.#held[what]!--;
    if (--tenant.held[what]! === 0) this.leave(tenant);
  }

  /** Forgets a tenant that holds nothing. */
  leave(tenant: Tenant): void {
    if (tenant.slot < FIRST_NAMED || tenant.held.some((count) => count > 0)) return;
    if (this.#bySlot[tenant.slot] !== tenant) return;
    this.#bySlot[tenant.slot] = undefined;
    this.#byName.delete(tenant.name);
    this.#free.push(tenant.slot);
  }

  /** Those that name themselves, by slot. */
  named(): ReadonlyMap<number, TenantName> {
    return new Map([...this.#byName.values()].map((tenant) => [tenant.slot, tenant]));
  }

  /** All that hold metrics, those with most series first. */
  views(): TenantView[] {
    return this.#bySlot
      .flatMap((tenant) => (tenant === undefined || tenant.held[SHARE.contexts] === 0 ? [] : [tenant]))
      .map((tenant) => ({
        mark: tenant.mark,
        series: tenant.held[SHARE.series]!,
        outputs: tenant.held[SHARE.outputs]!,
        bytes: this.#bytesOf(tenant),
      }))
      .sort((a, b) => b.series - a.series);
  }
}

function tenantOf({ name, mark }: TenantName, slot: number): Tenant {
  return { name, mark, slot, held: [0, 0, 0, 0], hostBytes: 0 };
}
