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
  ["latitude, lat, breitengrad, latitud, latitudine", [PAIR, SINGLE]],
  ["longitude, lon, lng, long, längengrad, longitud, longitudine", [SINGLE]],
]);

function at(text: string, index: number, context: Context): Match | undefined {
  const match = findAnnounced(text, index, TABLE, context.work);
  return match === undefined ? undefined : withSign(text, match);
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
  source: "ISO 6709; RFC 5870",
  triggers: TABLE.triggers,
  foreignUnits: TABLE.units,
  words: TABLE.words,
  needsDigits: 1,
  hints: ["geo"],
  examples: [
    { text: "gps: 52.520008, 13.404954 fixed", finds: ["52.520008, 13.404954"] },
    { text: "lat=52.520008 lon=-13.404954", finds: ["52.520008", "-13.404954"] },
    { text: "-33.8688", key: "geo.location.lat", finds: ["-33.8688"] },
  ],
  counterExamples: ["position 1.5", "latency 52.520008 ms", "52.520008, 13.404954", "long 1234.5678"],
  at,
  whole,
};
