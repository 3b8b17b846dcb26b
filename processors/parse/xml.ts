import { joinPath, type Sink } from "./part.ts";

const MAX_NAME = 96;
const MAX_DEPTH = 64;
/** Elements that name a value in an attribute: `<property name="password">…`. */
const CARRIERS: ReadonlySet<string> = new Set(
  "add arg argument attribute constant data entry field header init-param item kv member option pair param parameter prop property setting simpledata string tag variable".split(
    " ",
  ),
);
/** Words that say something behind an owner only: `<customer><name>`. */
/** Elements with a value whose name stands in the element before: `<name>password</name><value>…`. */
const VALUES: ReadonlySet<string> = new Set(["value", "val", "string", "data"]);
const OWNED: ReadonlySet<string> = new Set(["name", "nm", "address", "id", "number", "no"]);

/** An open element. */
interface Open {
  readonly name: string;
  /** The value of its `name` or `key`, where it carries a value of that name. */
  carried: string;
  /** The content of the last `key` or `name` in it. */
  named: string;
}

/** A text that is XML or HTML from its first sign on. */
export function looksLikeXml(text: string, first: number): boolean {
  if (text.charCodeAt(first) !== 0x3c) return false;
  const next = text.charCodeAt(first + 1);
  return (isNameStart(next) || next === 0x3f || next === 0x21) && text.indexOf(">", first) > 0;
}

/**
 * Reads elements, their attributes and CDATA sections (XML 1.0): contents have the name of their element, values that of
 * their attribute. Unknown or broken markup is passed over: it is scanned as text in any case. Each character is looked at a bounded number of times.
 */
export function readXml(text: string, from: number, wants: (key: string, path: string) => boolean, sink: Sink): void {
  const open: Open[] = [newOpen("")];
  let at = text.indexOf("<", from);
  while (at >= 0 && at < text.length) {
    const next = text.charCodeAt(at + 1);
    let end: number;
    if (text.startsWith("<![CDATA[", at)) {
      end = endOf(text, "]]>", at + 9);
      content(text, at + 9, end, open, "none", wants, sink);
      end = Math.min(text.length, end + 3);
    } else if (text.startsWith("<!--", at)) end = Math.min(text.length, endOf(text, "-->", at + 4) + 3);
    else if (next === 0x2f) {
      end = Math.min(text.length, endOf(text, ">", at) + 1);
      if (open.length > 1) open.pop();
    } else if (isNameStart(next)) end = readTag(text, at + 1, open, wants, sink);
    else end = at + 1;
    const following = text.indexOf("<", end);
    if (!text.startsWith("<![CDATA[", following))
      content(text, end, following < 0 ? text.length : following, open, "entities", wants, sink);
    at = following;
  }
}

/** Reads a tag whose name begins at `start`; returns where it ends. */
function readTag(text: string, start: number, open: Open[], wants: Wants, sink: Sink): number {
  let at = nameEnd(text, start);
  const name = local(text.slice(start, at));
  const element = newOpen(name);
  let isEmpty = false;
  const values: (readonly [number, number])[] = [];
  while (at < text.length) {
    while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
    const unit = text.charCodeAt(at);
    if (unit === 0x3e || unit === 0x3c || at >= text.length) break;
    if (unit === 0x2f) {
      at++;
      if (text.charCodeAt(at) !== 0x3e) continue;
      isEmpty = true;
      break;
    }
    const end = nameEnd(text, at);
    if (end === at) {
      at++;
      continue;
    }
    const attribute = local(text.slice(at, end));
    at = end;
    if (text.charCodeAt(at) !== 0x3d) continue;
    const quote = text.charCodeAt(++at);
    if (quote !== 0x22 && quote !== 0x27) continue;
    const close = endOf(text, text[at] ?? '"', at + 1);
    // Whose value it is may be said behind it.
    if (attribute === "value" && element.carried === "") values.push([at + 1, close]);
    else readAttribute(text, at + 1, close, element, attribute, wants, sink);
    at = close + 1;
  }
  for (const [from, to] of values) readAttribute(text, from, to, element, "value", wants, sink);
  if (!isEmpty && open.length < MAX_DEPTH) open.push(element);
  return Math.min(text.length, text.charCodeAt(at) === 0x3e ? at + 1 : at);
}

function newOpen(name: string): Open {
  return { name, carried: "", named: "" };
}

type Wants = (key: string, path: string) => boolean;

function readAttribute(
  text: string,
  start: number,
  end: number,
  element: Open,
  attribute: string,
  wants: Wants,
  sink: Sink,
): void {
  const carries = CARRIERS.has(element.name.toLowerCase());
  if (carries && (attribute === "name" || attribute === "key")) {
    element.carried = text.slice(start, Math.min(end, start + MAX_NAME));
    return;
  }
  const isCarried = carries && attribute === "value" && element.carried !== "";
  const key = isCarried ? element.carried : keyOf(attribute, element.name);
  const path = isCarried ? key : joinPath(element.name, attribute);
  if (end > start && wants(key, path))
    sink({ start, end, key, path, escape: "entities", syntax: "text", strict: true, closed: true });
}

function content(
  text: string,
  start: number,
  end: number,
  open: readonly Open[],
  escape: "none" | "entities",
  wants: Wants,
  sink: Sink,
): void {
  const element = open[open.length - 1];
  const owner = open[open.length - 2];
  if (element === undefined || owner === undefined) return;
  let from = start;
  while (from < end && text.charCodeAt(from) <= 0x20) from++;
  let to = end;
  while (to > from && text.charCodeAt(to - 1) <= 0x20) to--;
  if (to <= from) return;
  const kind = element.name.toLowerCase();
  if (kind === "key" || kind === "name") owner.named = text.slice(from, Math.min(to, from + MAX_NAME));
  const beside = VALUES.has(kind) ? owner.carried || owner.named : "";
  const carried = element.carried || (beside !== "" && wants(beside, beside) ? beside : "");
  const key = carried === "" ? keyOf(element.name, owner.name) : carried;
  const path = carried === "" && owner.name !== "" ? joinPath(owner.name, element.name) : key;
  if (wants(key, path)) sink({ start: from, end: to, key, path, escape, syntax: "text", strict: true, closed: true });
}

/** `name` in `<customer>` is `customer_name`. */
function keyOf(name: string, owner: string): string {
  return owner !== "" && OWNED.has(name.toLowerCase()) ? `${owner}_${name}` : name;
}

function endOf(text: string, sign: string, from: number): number {
  const end = text.indexOf(sign, from);
  return end < 0 ? text.length : end;
}

function nameEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && at - start < MAX_NAME && isNameUnit(text.charCodeAt(at))) at++;
  return at;
}

/** The name without its prefix. */
function local(name: string): string {
  return name.slice(name.lastIndexOf(":") + 1);
}

function isNameStart(unit: number): boolean {
  const lower = unit | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || unit === 0x5f || unit >= 0xc0;
}

function isNameUnit(unit: number): boolean {
  return isNameStart(unit) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2d || unit === 0x2e || unit === 0x3a;
}
