import { pathIdentifiers } from "../parse/path-template.ts";
import { hasMark, isParameter } from "./segment.ts";
import type { SpanFact } from "./span-attributes.ts";

/** What a span's attributes say; empty where it has none. */
export type Facts = (fact: SpanFact) => string;

/**
 * The name that the semantic conventions ask for, where the present one breaks them: it holds something a scrub replaced,
 * the request's path in the place of its route, or a whole query with its values. Undefined where the name may stay, or
 * where the attributes hold nothing of low cardinality to name the span after. A target that is itself an identifier,
 * or holds one, is never used.
 *
 * Sources: semantic conventions for HTTP, database, RPC and messaging spans, "Name".
 */
export function conventionalName(name: string, facts: Facts, idsAreOurs: boolean): string | undefined {
  const marked = hasMark(name, idsAreOurs);
  return httpName(name, marked, facts) ?? databaseName(name, marked, facts) ?? (marked ? otherName(facts) : undefined);
}

/** Whether a name ends with its route already: whoever named it knows better than any tree. */
export function holdsRoute(name: string, route: string): boolean {
  if (route === "" || !name.endsWith(route) || !isBounded(route)) return false;
  const before = name.charCodeAt(name.length - route.length - 1);
  return name.length === route.length || before === 0x20;
}

/** Whether a name is `/{rpc.service}/{rpc.method}`, as gRPC spells its methods in paths. */
export function isRpcPath(name: string, facts: Facts): boolean {
  const method = facts("rpcMethod");
  if (method === "" || name.charCodeAt(0) !== 0x2f || !isTarget(method)) return false;
  const service = facts("rpcService");
  return name === (method.includes("/") ? `/${method}` : `/${service}/${method}`) && isTarget(name);
}

/** `{http.request.method} {http.route}`. */
function httpName(name: string, marked: boolean, facts: Facts): string | undefined {
  const route = facts("route");
  const method = facts("method");
  if (route === "" || method === "" || !isBounded(route) || holdsRoute(name, route)) return undefined;
  const slash = pathStart(name);
  // A name with another path than its route's means something else.
  if (slash < 0 ? !marked : !isInstance(route, name.slice(slash))) return undefined;
  return `${method === "_OTHER" ? "HTTP" : method} ${route}`;
}

/** `{db.query.summary}`, else `{operation} {collection or namespace}`. */
function databaseName(name: string, marked: boolean, facts: Facts): string | undefined {
  if (facts("dbSystem") === "" || !(marked || isQuery(name, facts("dbText")))) return undefined;
  const summary = facts("dbSummary");
  if (isTarget(summary) && summary.length <= MAX_SUMMARY) return summary;
  const operation = facts("dbOperation");
  const target = [facts("dbCollection"), facts("dbNamespace")].find(isTarget);
  if (!isTarget(operation)) return target === undefined ? facts("dbSystem") : target;
  return target === undefined ? operation : `${operation} ${target}`;
}

const MAX_SUMMARY = 255;
const LEAST_QUERY = 16;

/** A name that is the query, or begins like it, with values in it. */
function isQuery(name: string, text: string): boolean {
  return name.length >= LEAST_QUERY && text.startsWith(name.slice(0, LEAST_QUERY)) && /[\d'"]/.test(name);
}

/** RPC: `{service}/{method}`; messaging: `{operation} {destination template, or destination}`. */
function otherName(facts: Facts): string | undefined {
  const method = facts("rpcMethod");
  if (isTarget(method)) {
    const service = facts("rpcService");
    return method.includes("/") || !isTarget(service) ? method : `${service}/${method}`;
  }
  const operation = facts("messagingOperation");
  const destination = [facts("messagingTemplate"), facts("messagingDestination")].find(isTarget);
  return isTarget(operation) && destination !== undefined ? `${operation} ${destination}` : undefined;
}

function isTarget(text: string): boolean {
  return text !== "" && !hasMark(text, true) && isBounded(text);
}

/** No identifier by shape: instrumentations put raw paths where routes belong. */
function isBounded(text: string): boolean {
  return pathIdentifiers(text, 0, text.length).length === 0;
}

/** Where a path begins in a name: behind the host of a URL, at its start, or behind a space; -1 where it has none. */
export function pathStart(name: string, from = 0): number {
  const scheme = name.indexOf("://", from);
  if (scheme > 0) return name.indexOf("/", scheme + 3);
  for (let at = name.indexOf("/", from); at >= 0; at = name.indexOf("/", at + 1))
    if (at === 0 || name.charCodeAt(at - 1) === 0x20) return at;
  return -1;
}

/** Whether a path is one of those a route stands for, segment by segment; a last `*` stands for any number. */
export function isInstance(route: string, path: string): boolean {
  const wanted = (route.startsWith("/") ? route : `/${route}`).split("/");
  const given = path.split(/[?#\s]/, 1)[0]?.split("/") ?? [];
  for (let i = 0; i < wanted.length; i++) {
    const segment = wanted[i] ?? "";
    if (i === wanted.length - 1 && /^\*|^\{\*|\*\}?$|\.\.\./.test(segment)) return given.length > i;
    if (given[i] === undefined || (given[i] !== segment && (segment === "" || !isParameter(segment)))) return false;
  }
  return given.length === wanted.length;
}
