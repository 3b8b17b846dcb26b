import { findAnnounced, phrases } from "../announced.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";

/** Latitude and longitude within range, with at least three decimals: 100 m and closer. */
function isPair(value: string): boolean {
  const numbers = value.match(/-?\d{1,3}\.\d{3,15}/g) ?? [];
  return (
    numbers.length >= 2 &&
    Math.abs(Number(numbers[0])) <= 180 &&
    Math.abs(Number(numbers[1])) <= 180 &&
    Math.min(Math.abs(Number(numbers[0])), Math.abs(Number(numbers[1]))) <= 90
  );
}

function isDegrees(value: string): boolean {
  return Math.abs(Number(value)) <= 180;
}

const PAIR = {
  subtype: "PAIR",
  pattern: /\d{1,3}\.\d{3,15}[ ]?°?[NS]?[ ]?[,; ][ ]?-?\d{1,3}\.\d{3,15}(?: ?°? ?[EW])?/y,
  validate: isPair,
  prior: 0.5,
  checksum: false,
} as const;
const SINGLE = {
  subtype: "COORDINATE",
  pattern: /\d{1,3}\.\d{3,15}/y,
  validate: isDegrees,
  prior: 0.5,
  checksum: false,
} as const;

const TABLE = phrases([
  [
    "coordinates, coords, coord, gps, geo, latlng, latlon, lat lon, lat long, lat lng, position, geolocation, koordinaten, coordonnées, coordenadas, coordinate, location",
    [PAIR],
  ],
  ["pickup, dropoff, waypoint, geofence, standort, ubicación, posizione, localização, whereabouts", [PAIR]],
  ["latitude, lat, breitengrad, latitud, latitudine", [PAIR, SINGLE]],
  ["longitude, lon, lng, long, längengrad, longitud, longitudine", [SINGLE]],
]);

/** Degrees, minutes and seconds; decimal degrees with the letters of both axes. */
const DEGREES =
  /\d{1,3}° ?\d{1,2}['′’] ?(?:\d{1,2}(?:\.\d{1,6})?["″”]|\d{1,2}(?:\.\d{1,6})?'')? ?[NS][ ,;/]{0,3}\d{1,3}° ?\d{1,2}['′’] ?(?:\d{1,2}(?:\.\d{1,6})?["″”]|\d{1,2}(?:\.\d{1,6})?'')? ?[EWO](?![A-Za-z])|\d{1,2}\.\d{2,10} ?° ?[NS][ ,;/]{0,3}\d{1,3}\.\d{2,10} ?° ?[EWO](?![A-Za-z])/y;
/** Well-known text of OGC 06-103r4: longitude first, a blank between. */
const POINT = /point ?z?m? ?\( ?(-?\d{1,3}\.\d{3,15} -?\d{1,3}\.\d{3,15})/iy;
/** NMEA 0183 sentences with a position. */
const NMEA = /G[PNLA](?:GGA|RMC|GLL)(?:,\d{0,6}(?:\.\d{1,3})?(?:,[AV])?)?,(\d{4}\.\d{2,7},[NS],\d{5}\.\d{2,7},[EW])/y;
/** Addresses of maps: `maps.example/?q=52.520008,13.404954`, `/maps/@52.520008,13.404954,15z`. */
const MAP = /maps[./][^\s"'<>]{0,120}?[@=/](-?\d{1,2}\.\d{3,15}(?:,|%2C)-?\d{1,3}\.\d{3,15})/iy;
const DEGREE = 0xb0;

function at(text: string, index: number, context: Context): Match | undefined {
  const unit = text.charCodeAt(index);
  if (unit === DEGREE) return degrees(text, index);
  for (const pattern of [POINT, NMEA, MAP]) {
    pattern.lastIndex = index;
    const value = pattern.exec(text)?.[1];
    if (value === undefined) continue;
    const start = text.indexOf(value, index);
    return { start, end: start + value.length, prior: 0.7, evidence: EVIDENCE.shape | EVIDENCE.contextWord };
  }
  // `long 118.2, short 22.1`: a word of its own, unless a sign or a latitude says otherwise.
  if (
    (unit | 0x20) === 0x6c &&
    /^long [-\d]/i.test(text.slice(index, index + 6)) &&
    !/lat/i.test(text.slice(Math.max(0, index - REACH_BACK), index))
  )
    return undefined;
  const match = findAnnounced(text, index, TABLE, context.work);
  return match === undefined ? undefined : withSign(text, match);
}

const REACH_BACK = 40;

/** From the first sign of a degree; the digits in front of it belong to the place. */
function degrees(text: string, index: number): Match | undefined {
  let start = index;
  while (start > 0 && index - start < 14 && /[\d. ]/.test(text[start - 1] ?? "")) start--;
  while (start < index && text[start] !== undefined && !/\d/.test(text[start] ?? "")) start++;
  for (let from = start; from < index; from++) {
    if (from > 0 && /[\d.]/.test(text[from - 1] ?? "")) continue;
    DEGREES.lastIndex = from;
    if (DEGREES.test(text)) return { start: from, end: DEGREES.lastIndex, prior: 0.96, evidence: EVIDENCE.shape };
  }
  return undefined;
}

/** The minus sign is part of the place. */
function withSign(text: string, match: Match): Match {
  return text[match.start - 1] === "-" || text[match.start - 1] === "+" ? { ...match, start: match.start - 1 } : match;
}

function whole(text: string, start: number, end: number, _context: Context): Match | undefined {
  const value = text.slice(start, end);
  if (value.length > 64) return undefined;
  const evidence = EVIDENCE.shape | EVIDENCE.key;
  if (/^-?\d{1,3}\.\d{2,15}$/.test(value) && isDegrees(value)) return { start, end, prior: 0.5, evidence };
  if (/^[[(]?-?\d{1,3}\.\d{2,15} ?[,; ] ?-?\d{1,3}\.\d{2,15}[\])]?$/.test(value))
    return { start, end, prior: 0.6, evidence };
  return undefined;
}

export const detector: Detector = {
  id: "geo_coordinates",
  type: "GEO_COORDINATES",
  description: "Coordinates with three decimals and more, where a word or key announces them.",
  source: "ISO 6709; RFC 5870; OGC 06-103r4; NMEA 0183",
  triggers: TABLE.triggers,
  foreignUnits: new Set([...TABLE.units, DEGREE]),
  words: [...TABLE.words, "point(", "point (", "maps.", "maps/", "gpgga", "gprmc", "gpgll", "gngga", "gnrmc", "gngll"],
  needsDigits: 1,
  hints: ["geo"],
  examples: [
    { text: "gps: 52.520008, 13.404954 fixed", finds: ["52.520008, 13.404954"] },
    { text: "lat=52.520008 lon=-13.404954", finds: ["52.520008", "-13.404954"] },
    { text: "pickup=52.520008,13.404954 done", finds: ["52.520008,13.404954"] },
    { text: "seen at 48°51'30.1\"N 2°17'40.2\"E today", finds: ["48°51'30.1\"N 2°17'40.2\"E"] },
    { text: "at 52.5200° N, 13.4050° E", finds: ["52.5200° N, 13.4050° E"] },
    { text: "ST_GeomFromText('POINT(-13.404954 52.520008)', 4326)", finds: ["-13.404954 52.520008"] },
    { text: "https://maps.example/?q=-33.868820,151.209296&z=15", finds: ["-33.868820,151.209296"] },
    { text: "$GPGGA,120001,5231.20,N,01324.30,E,1,08", finds: ["5231.20,N,01324.30,E"] },
    { text: "-33.8688", key: "geo.location.lat", finds: ["-33.8688"] },
  ],
  counterExamples: [
    "position 1.5",
    "latency 52.520008 ms",
    "52.520008, 13.404954",
    "long 1234.5678",
    "long 118.2041 short 22.1182",
    "heated to 21.50° N",
  ],
  at,
  whole,
};
