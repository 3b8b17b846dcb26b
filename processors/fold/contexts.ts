import { createHmac } from "node:crypto";
import { ProtoCursor } from "../../otlp/proto-cursor.ts";
import { readAttribute } from "./attributes.ts";
import { METRIC_KINDS, type MetricFacts } from "./labels/decider.ts";
import { AT, CONTEXT, ENTRY, FLAG, type Machine } from "./machine.ts";
import type { Output } from "./output.ts";
import { type Denial, SHARE, type Tenant, type TenantName, type Tenants } from "./tenants.ts";

/** A resource or scope as it is written: its message and its schema URL. Canonical text tells them apart. */
export interface Origin {
  readonly id: number;
  readonly message: Uint8Array;
  readonly schemaUrl: Uint8Array;
  readonly identity: string;
}

interface Resource extends Origin {
  readonly service: string;
  readonly tenant: TenantName;
}

/** Dictionary entries of a resource, a scope and a metric as they came. */
type Spelling = readonly [resource: number, scope: number, metric: number];

/** A metric of a scope of a resource: what all its series share (OTLP data model, "Model details"). */
export interface Context {
  readonly slot: number;
  readonly resource: Resource;
  readonly scope: Origin;
  readonly tenant: Tenant;
  readonly facts: MetricFacts;
  /** Index in `METRIC_KINDS`. */
  readonly kind: number;
  /** As written: 1 delta, 2 cumulative, 0 where the kind has none. */
  readonly temporality: number;
  readonly isMonotonic: boolean;
  /** The longest seen. */
  description: string;
  /** By the canonical entries of their attributes. */
  readonly outputs: Map<string, Output>;
  /** First values so far: their number and a running estimate of their median. */
  firstValues: number;
  medianFirstValue: number;
  /** The first, which stays, then the newest. */
  readonly spellings: Spelling[];
  readonly key: string;
}

const INT64_MAX = 2n ** 63n - 1n;
const DELTA = 1;
/** Orders of attributes, schema URLs and descriptions of one metric that are known by their bytes; others are read again. */
const MAX_SPELLINGS = 16;

/** Contexts by slot; slot 0 is nobody's. */
export class Contexts {
  readonly bySlot: (Context | undefined)[] = [undefined];
  /** Why the last one was not opened, where a limit is why. */
  denied: Denial | undefined;
  readonly #machine: Machine;
  readonly #tenants: Tenants;
  readonly #secret: Uint8Array;
  readonly #byKey = new Map<string, Context>();
  readonly #free: number[] = [];
  #nextOrigin = 1;
  readonly #origins = new Map<string, Origin>();

  constructor(machine: Machine, tenants: Tenants, secret: Uint8Array) {
    this.#secret = secret;
    this.#machine = machine;
    this.#tenants = tenants;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** The metric whose keys were laid out; also when there is no room for it, then with slot 0. */
  read(resourceBytes: number, scopeBytes: number, metricBytes: number): Context {
    const { bytes, words } = this.#machine;
    const resource = this.#resource(resourceBytes);
    const scope = this.#scope(scopeBytes);
    const header = words[(AT.metric + 8) >> 2]!;
    const nameEnd = AT.metric + 20 + words[(AT.metric + 12) >> 2]!;
    const unitEnd = nameEnd + words[(AT.metric + 16) >> 2]!;
    const kind = header & 0xff;
    const name = bytes.toString("utf8", AT.metric + 20, nameEnd);
    const unit = bytes.toString("utf8", nameEnd, unitEnd);
    const description = bytes.toString("utf8", unitEnd, AT.metric + metricBytes);
    const key = JSON.stringify([resource.id, scope.id, header, name, unit]);
    const known = this.#byKey.get(key);
    if (known !== undefined) {
      if (description.length > known.description.length) known.description = description;
      return known;
    }
    return {
      slot: 0,
      resource,
      scope,
      // Until it is opened.
      tenant: this.#tenants.late,
      facts: { service: resource.service, name, unit, kind: METRIC_KINDS[kind]! },
      kind,
      temporality: (header >>> 8) & 0xff,
      isMonotonic: header >>> 16 !== 0,
      description,
      outputs: new Map(),
      firstValues: 0,
      medianFirstValue: 0,
      spellings: [],
      key,
    };
  }

  /** Remembers a metric and this spelling of it; 0 when there is no room. */
  open(resourceBytes: number, scopeBytes: number, metricBytes: number): number {
    const found = this.read(resourceBytes, scopeBytes, metricBytes);
    this.denied = undefined;
    if (found.slot !== 0) {
      // Without room for another spelling the metric is read again each time.
      const mayGrow = this.#tenants.memoryDenial(found.tenant) === undefined;
      return mayGrow ? this.#spell(found, resourceBytes, scopeBytes, metricBytes) || found.slot : found.slot;
    }
    const tenant = this.#tenants.enter(found.resource.tenant);
    this.denied = this.#tenants.denial(tenant, SHARE.contexts) ?? this.#tenants.memoryDenial(tenant);
    const entered = { ...found, tenant };
    const slot = this.denied === undefined ? this.#spell(entered, resourceBytes, scopeBytes, metricBytes) : 0;
    if (slot === 0) this.#tenants.leave(tenant);
    return slot;
  }

  /** The same for one that was here before: what it has is its own, whatever is left for others. */
  reopen(resourceBytes: number, scopeBytes: number, metricBytes: number): number {
    const found = this.read(resourceBytes, scopeBytes, metricBytes);
    if (found.slot !== 0 || this.#tenants.isFull(SHARE.contexts)) return found.slot;
    const tenant = this.#tenants.enter(found.resource.tenant);
    return this.#spell({ ...found, tenant }, resourceBytes, scopeBytes, metricBytes);
  }

  #spell(found: Context, resourceBytes: number, scopeBytes: number, metricBytes: number): number {
    const { run, words } = this.#machine;
    run.setTenant(found.tenant.slot);
    const resource = run.intern(AT.resource, resourceBytes) >>> 0;
    words[(AT.scope + 4) >> 2] = resource;
    const scope = resource === 0 ? 0 : run.intern(AT.scope, scopeBytes) >>> 0;
    words[(AT.metric + 4) >> 2] = scope;
    const metric = scope === 0 ? 0 : run.intern(AT.metric, metricBytes) >>> 0;
    for (const entry of [resource, scope, metric]) if (entry !== 0) run.hold(entry);
    if (metric === 0) {
      for (const entry of [resource, scope]) if (entry !== 0) run.release(entry, false);
      return 0;
    }
    const context = found.slot === 0 ? this.#add(found) : found;
    context.spellings.push([resource, scope, metric]);
    if (context.spellings.length > MAX_SPELLINGS) this.#release(context.spellings.splice(1, 1)[0]!);
    words[(metric + ENTRY.means) >> 2] = context.slot;
    return context.slot;
  }

  #add(found: Context): Context {
    const { words, longs, contextAt } = this.#machine;
    const slot = this.#free.pop() ?? this.bySlot.length;
    const context = { ...found, slot };
    this.bySlot[slot] = context;
    this.#byKey.set(context.key, context);
    const at = contextAt + slot * CONTEXT.bytes;
    words.fill(0, at >> 2, (at + CONTEXT.bytes) >> 2);
    longs[(at + CONTEXT.identity) >> 3] = this.#identityOf(context);
    longs[(at + CONTEXT.skew) >> 3] = INT64_MAX;
    words[(at + CONTEXT.flags) >> 2] =
      (context.temporality === DELTA ? FLAG.delta : 0) |
      (context.isMonotonic ? FLAG.monotonic : 0) |
      (context.tenant.slot << CONTEXT.tenantShift);
    this.#holdOrigin(context.resource, context.tenant);
    this.#holdOrigin(context.scope, context.tenant);
    this.#tenants.take(context.tenant, SHARE.contexts);
    this.#tenants.charge(context.tenant, textsOf(context));
    return context;
  }

  /** The same for the same metric at any time: what is left of its series is found again. */
  #identityOf({ resource, scope, facts, kind, temporality, isMonotonic }: Context): bigint {
    const words = [resource.identity, scope.identity, facts.name, facts.unit, kind, temporality, isMonotonic];
    return createHmac("sha256", this.#secret).update(JSON.stringify(words)).digest().readBigInt64LE();
  }

  /** Forgets a metric that has neither series nor outputs. */
  close(context: Context): void {
    for (const spelling of context.spellings) this.#release(spelling);
    this.#byKey.delete(context.key);
    this.bySlot[context.slot] = undefined;
    this.#free.push(context.slot);
    this.#releaseOrigin(context.resource);
    this.#releaseOrigin(context.scope);
    this.#tenants.charge(context.tenant, -textsOf(context));
    this.#tenants.give(context.tenant, SHARE.contexts);
  }

  #release(spelling: Spelling): void {
    for (const entry of spelling) this.#machine.run.release(entry, false);
  }

  /** How many metrics have an origin, and the tenant of the first, whose it is as long as there are any. */
  readonly #users = new Map<Origin, { count: number; readonly tenant: Tenant }>();

  #holdOrigin(origin: Origin, tenant: Tenant): void {
    const users = this.#users.get(origin);
    if (users !== undefined) {
      users.count++;
      return;
    }
    this.#origins.set(origin.identity, origin);
    this.#users.set(origin, { count: 1, tenant });
    this.#tenants.charge(tenant, bytesOf(origin));
  }

  #releaseOrigin(origin: Origin): void {
    const users = this.#users.get(origin);
    if (users === undefined || --users.count > 0) return;
    this.#users.delete(origin);
    this.#tenants.charge(users.tenant, -bytesOf(origin));
    this.#origins.delete(origin.identity);
  }

  #resource(resourceBytes: number): Resource {
    const messageEnd = AT.resource + 8 + this.#machine.words[(AT.resource + 4) >> 2]!;
    return this.#origin("r", AT.resource + 8, messageEnd, AT.resource + resourceBytes) as Resource;
  }

  #scope(scopeBytes: number): Origin {
    const messageEnd = AT.scope + 12 + this.#machine.words[(AT.scope + 8) >> 2]!;
    return this.#origin("s", AT.scope + 12, messageEnd, AT.scope + scopeBytes);
  }

  #origin(sort: "r" | "s", start: number, end: number, schemaEnd: number): Origin {
    const { bytes } = this.#machine;
    const { identity, service, tenant } = describe(sort, bytes, start, end, this.#tenants.attributes);
    const known = this.#origins.get(identity);
    if (known !== undefined) return known;
    return {
      id: this.#nextOrigin++,
      message: Uint8Array.from(bytes.subarray(start, end)),
      schemaUrl: Uint8Array.from(bytes.subarray(end, schemaEnd)),
      identity,
      service,
      tenant: this.#tenants.nameOf(tenant),
    } as Origin;
  }
}

/** Its texts, and its identity, which is about as long. */
function bytesOf({ message, schemaUrl, identity }: Origin): number {
  return message.length + schemaUrl.length + identity.length;
}

/** The texts of a metric, twice: its key has them too. Its description is at most a kilobyte and reckoned with the rest. */
function textsOf({ facts }: Context): number {
  return 2 * (facts.name.length + facts.unit.length);
}

/** What tells resources and scopes apart, whatever the order of their attributes; schema URLs do not. */
interface Description {
  readonly identity: string;
  readonly service: string;
  /** The attribute that names the tenant, in its one spelling. */
  readonly tenant: string | undefined;
}

function describe(
  sort: "r" | "s",
  bytes: Buffer,
  start: number,
  end: number,
  tenantAttributes: readonly string[],
): Description {
  const cursor = new ProtoCursor(bytes, start, end);
  const attributeField = sort === "r" ? 1 : 3;
  const attributes = new Map<string, string>();
  const empty = new Set<string>();
  let service = "";
  let name = "";
  let version = "";
  while (cursor.next()) {
    if (cursor.number === attributeField) {
      const { key, value, canonical } = readAttribute(bytes, cursor.valueStart, cursor.valueEnd);
      attributes.set(key, Buffer.from(canonical).toString("latin1"));
      if (key === "service.name" && value.kind === "string") service = value.text;
      if (value.kind === "string" && value.text === "") empty.add(key);
      else empty.delete(key);
    } else if (sort === "s" && cursor.number === 1) name = bytes.toString("utf8", cursor.valueStart, cursor.valueEnd);
    else if (sort === "s" && cursor.number === 2) version = bytes.toString("utf8", cursor.valueStart, cursor.valueEnd);
  }
  const naming = tenantAttributes.find((key) => attributes.has(key) && !empty.has(key));
  return {
    identity: JSON.stringify([sort, name, version, ...[...attributes.values()].sort()]),
    service,
    tenant: naming === undefined ? undefined : attributes.get(naming),
  };
}
