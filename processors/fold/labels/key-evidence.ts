/** What a label's key says about its values. */
export const EVIDENCE = {
  none: 0,
  /** One of few: codes, ports, versions, sizes. Only what is nothing else than an identifier folds. */
  bounded: 1,
  /** Ends like an identifier: values fold that hold a digit. */
  identifier: 2,
  /** Names somebody or something of which there is no end (`user_id`, `orderId`): every value folds. */
  entity: 3,
} as const;
export type Evidence = (typeof EVIDENCE)[keyof typeof EVIDENCE];

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Last words of keys whose values are identifiers. */
const IDENTIFIERS = words(
  "id ids uid uuid guid ulid ksuid oid eid pid sid gid cid uniqueid identifier number no num nr token nonce fingerprint " +
    "serial hash digest sha md5 checksum etag ref reference key handle imei imsi iccid msisdn ssn iban email mail phone " +
    "mobile ip ipaddr ipaddress mac addr address timestamp ts epoch time date datetime",
);
/** Of those, the ones that may as well stand for one of few, so that only numbers and shapes count. */
const IDS = words("id ids uid uuid guid ulid ksuid oid uniqueid identifier");

/** What there is no end of. */
const ENTITIES = words(
  "user account customer member person contact subscriber visitor guest patient student employee order cart basket checkout " +
    "invoice payment transaction txn charge refund transfer receipt booking reservation ticket session request req " +
    "correlation trace span conversation message msg event upload download comment click impression installation trip " +
    "ride delivery shipment parcel tracking caller callee lead loan claim wallet coupon voucher cookie enduser sender recipient",
);
/** What there are few of: a number behind these is no identifier. */
const FEW = words(
  "shard partition part worker cpu core thread broker cluster zone az region slot gpu rack disk drive stage type status " +
    "category plan lane level tier group pool node replica bucket queue topic channel port code exit error version api " +
    "model class kind mode role product_line feature flag experiment variant color colour size screen page step column " +
    "line app application service system site datacenter dc numa bank die cgroup interface iface if sensor fan phase layer " +
    "head chunk segment block band controller consumer dag store rule",
);
/** Last words of keys whose values are one of few. */
const BOUNDED = words(
  "le quantile port code status type class kind mode level severity version release revision route method zone region " +
    "az shard partition replica slot index idx ordinal rank size bytes count limit min max bucket buckets bound bounds " +
    "window interval ttl percentile cpu core numa gpu signal errno exitcode weight priority page step stage state reason " +
    "commit locale language lang currency country arch os platform env environment tier role scheme protocol direction unit",
);

/** `http.requestID` and `request_id` are the same words: camel case, dots, dashes and underscores part them. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}

/** What a key says about its values, by its last words. */
export function keyEvidence(key: string): Evidence {
  const parts = wordsOf(key.length > 256 ? key.slice(-256) : key);
  const last = parts.at(-1) ?? "";
  const before = parts.at(-2) ?? "";
  const fused = parts.length === 1 ? fusedEntity(last) : undefined;
  if (fused !== undefined) return fused;
  if (BOUNDED.has(last)) return EVIDENCE.bounded;
  if (!IDENTIFIERS.has(last)) return EVIDENCE.none;
  if (!IDS.has(last))
    return last === "key" || last === "address" || last === "addr" ? EVIDENCE.none : identifierOf(before);
  if (last === "id" && FEW.has(before)) return EVIDENCE.bounded;
  if (ENTITIES.has(before) || last === "uuid" || last === "guid" || last === "ulid" || last === "ksuid")
    return EVIDENCE.entity;
  return EVIDENCE.identifier;
}

/** `port_number` and `build_hash` say two things: few wins. */
function identifierOf(before: string): Evidence {
  return FEW.has(before) || BOUNDED.has(before) || before === "git" ? EVIDENCE.bounded : EVIDENCE.identifier;
}

/** `userid`, `requestid`, `orderno`: one word without a joint. */
function fusedEntity(word: string): Evidence | undefined {
  for (const end of ["uuid", "guid", "id"]) {
    if (word.endsWith(end) && ENTITIES.has(word.slice(0, -end.length))) return EVIDENCE.entity;
  }
  return undefined;
}
