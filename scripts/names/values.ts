import { allFakers, type Faker } from "@faker-js/faker";
import type { LocaleLists } from "./lists.ts";
import type { Dice } from "./random.ts";

/** A piece of text with its class: 0 none, 1 person, 2 address, 3 place, 4 company. */
export interface Piece {
  readonly text: string;
  readonly kind: number;
}

export interface Source {
  readonly dice: Dice;
  readonly lists: readonly LocaleLists[];
  readonly words: readonly string[];
}

interface Local {
  readonly lists: LocaleLists;
  readonly faker: Faker;
}

/** Scripts in which a capital tells nothing, or that are not Latin: fewer of them, for fewer templates are theirs. */
const OTHER_SCRIPT = /^(?:ar|bn|dv|el|fa|he|hy|ja|ka|ko|ku_ckb|mk|mn|ne|ru|ta|th|uk|ur|zh)/;
const CJK = /^(?:zh|ja|ko)/;

export function newLocal(source: Source, script: "latin" | "cyrillic" | "greek" | "cjk" | "semitic"): Local {
  const wanted = {
    latin: (locale: string) => !OTHER_SCRIPT.test(locale),
    cyrillic: (locale: string) => /^(?:ru|uk|mk)/.test(locale),
    greek: (locale: string) => locale === "el",
    cjk: (locale: string) => CJK.test(locale),
    semitic: (locale: string) => /^(?:ar|he|fa)/.test(locale),
  }[script];
  const usable = source.lists.filter(
    (lists) => wanted(lists.locale) && lists.first.length > 20 && lists.last.length > 20,
  );
  const lists = source.dice.pick(usable);
  const faker = allFakers[lists.locale as keyof typeof allFakers];
  return { lists, faker };
}

const SYLLABLES =
  "a an ba bar be bel bi bo bra cha che da de den do du e el en fa fe fi ga ge gi go gra ha he hi ho ja jo ka ke ki ko kra la le li lo lu ma me mi mo mu na ne ni no nu o or pa pe pi ra re ri ro sa se shi si so ste ta te ti to tra tu u va ve vi vo wa we ya yo za ze zi zo".split(
    " ",
  );
const ENDINGS =
  "ak an ar berg der dez di e ek el en er es escu ez i ia ic in ina ini is ishi ka ko la li man mann mi ne ner ni no off on os ov ova poulos ra ro sen shvili ski son ssen sson sz ta ti to tti ura us va vic yan zadeh".split(
    " ",
  );

/** A name that is on no list. */
function coined(dice: Dice): string {
  let name = "";
  for (let i = 1 + dice.below(3); i > 0; i--) name += dice.pick(SYLLABLES);
  name += dice.pick(ENDINGS);
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function folded(text: string, dice: Dice): string {
  return dice.chance(0.25) ? text.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : text;
}

export function firstName(local: Local, dice: Dice): string {
  if (dice.chance(0.12)) return coined(dice);
  const name = folded(dice.pick(local.lists.first), dice);
  return dice.chance(0.04) ? `${name}-${dice.pick(local.lists.first)}` : name;
}

export function lastName(local: Local, dice: Dice): string {
  if (dice.chance(0.2)) return coined(dice);
  const name = folded(dice.pick(local.lists.last), dice);
  if (dice.chance(0.04)) return `${name}-${dice.pick(local.lists.last)}`;
  if (dice.chance(0.03))
    return `${dice.pick(["van", "van der", "van den", "de", "de la", "von", "da", "dos", "di", "del", "bin", "al", "O'", "Mc", "ter"])} ${name}`
      .replace("' ", "'")
      .replace("Mc ", "Mc");
  return name;
}

export function fullName(source: Source, local: Local): string {
  const { dice } = source;
  if (CJK.test(local.lists.locale)) return `${dice.pick(local.lists.last)}${dice.pick(local.lists.first)}`;
  const other = dice.chance(0.2) ? newLocal(source, "latin") : local;
  const first = firstName(
    other.lists.locale === local.lists.locale || OTHER_SCRIPT.test(local.lists.locale) ? local : other,
    dice,
  );
  const last = lastName(local, dice);
  const roll = dice.next();
  if (roll < 0.74) return `${first} ${last}`;
  if (roll < 0.8) return first;
  if (roll < 0.84) return `${first} ${String.fromCharCode(65 + dice.below(26))}. ${last}`;
  if (roll < 0.87) return `${first.charAt(0)}. ${last}`;
  if (roll < 0.91) return `${first} ${firstName(local, dice)} ${last}`;
  if (roll < 0.95) return `${first} ${last} ${lastName(local, dice)}`;
  if (roll < 0.97) return `${last}, ${first}`;
  return `${first} ${last}`.toUpperCase();
}

export function city(local: Local, source: Source): string {
  const { dice } = source;
  const { cities } = local.lists;
  const roll = dice.next();
  if (roll < 0.1) return coined(dice);
  if (roll < 0.18)
    return `${dice.pick(["North", "South", "East", "West", "New", "Port", "Lake", "Saint", "San", "Santa", "Bad", "Fort", "Upper", "Lower", "El", "La", "Le"])} ${lastName(local, dice)}`;
  if (roll < 0.26)
    return `${lastName(local, dice)}${dice.pick(["ville", "ton", "burg", "berg", "stad", "dorf", "hausen", "mouth", "borough", "chester", "field", "haven", "by", "sund", "vik", "furt"])}`;
  const name = folded(cities.length > 0 ? dice.pick(cities) : local.faker.location.city(), dice);
  const cased = dice.next();
  return cased < 0.12 ? name.toUpperCase() : name;
}

export function country(local: Local, source: Source): string {
  const { dice } = source;
  const own = local.lists.countries;
  const english = source.lists.find((lists) => lists.locale === "en")?.countries ?? own;
  return dice.pick(own.length > 0 && dice.chance(0.3) ? own : english);
}

export function zip(local: Local, dice: Dice): string {
  const digits = (count: number): string => Array.from({ length: count }, () => dice.below(10)).join("");
  const letter = (): string => String.fromCharCode(65 + dice.below(26));
  const roll = dice.next();
  if (roll < 0.3) return local.faker.location.zipCode();
  if (roll < 0.59) return digits(5);
  if (roll < 0.67) return `${digits(5)}-${digits(4)}`;
  if (roll < 0.75) return digits(4);
  if (roll < 0.84)
    return `${letter()}${dice.chance(0.7) ? letter() : ""}${digits(1 + dice.below(2))} ${digits(1)}${letter()}${letter()}`;
  if (roll < 0.88) return `${letter()}${digits(1)}${letter()} ${digits(1)}${letter()}${digits(1)}`;
  if (roll < 0.91) return `${digits(4)} ${letter()}${letter()}`;
  if (roll < 0.94) return `${digits(3)} ${digits(2)}`;
  if (roll < 0.97) return `${digits(2)}-${digits(3)}`;
  return digits(6);
}

const TYPES =
  "Street St St. Avenue Ave Ave. Road Rd Rd. Lane Drive Dr Boulevard Blvd Court Place Square Terrace Way Circle Highway Parkway Crescent Close Row Grove Gardens Hill Trail Quay Parade".split(
    " ",
  );
const FRONT =
  "Rue|Rue de|Rue du|Rue de la|Avenue|Avenue de|Boulevard|Place|Chemin de|Allée|Impasse|Quai|Via|Viale|Piazza|Corso|Strada|Calle|Calle de|Avenida|Avda.|Paseo|Plaza|Camino|C/|Rua|Rua da|Travessa|Praça|Alameda|ul.|Ulica|al.|Aleja|Jalan|Jl.|Strada|Bulevardul|Đường".split(
    "|",
  );
const BACK =
  "straße strasse str. weg allee platz gasse ring straat laan plein weg gracht kade dreef singel steenweg gatan vägen gränd gata gate veien vegen vej gade allé katu tie kuja utca tér".split(
    " ",
  );
const LATE = " utca| út| tér| Sokak| Caddesi| ulice| náměstí| Straße| Weg| Allee| gate| vei".split("|");

export function street(local: Local, source: Source): string {
  const { dice } = source;
  const roll = dice.next();
  const name = dice.chance(0.55)
    ? lastName(local, dice)
    : dice.chance(0.4)
      ? firstName(local, dice)
      : word(source, true);
  if (OTHER_SCRIPT.test(local.lists.locale)) {
    if (/^(?:ru|uk)/.test(local.lists.locale))
      return `${dice.pick(["ул.", "улица", "проспект", "пер.", "вул."])} ${name}`;
    return local.faker.location.street();
  }
  if (roll < 0.25)
    return folded(
      local.lists.streets.length > 0 ? dice.pick(local.lists.streets) : local.faker.location.street(),
      dice,
    );
  if (roll < 0.5) return `${dice.chance(0.2) ? `${word(source, true)} ` : ""}${name} ${dice.pick(TYPES)}`;
  if (roll < 0.72) return `${dice.pick(FRONT)} ${name}${dice.chance(0.2) ? ` ${lastName(local, dice)}` : ""}`;
  if (roll < 0.88) return `${name}${dice.pick(BACK)}`;
  if (roll < 0.94) return `${name}${dice.pick(LATE)}`;
  if (roll < 0.97) return `${1 + dice.below(120)}${dice.pick(["st", "nd", "rd", "th"])} ${dice.pick(TYPES)}`;
  return `${name} ${word(source, true)}`;
}

function buildingNumber(dice: Dice): string {
  const roll = dice.next();
  const number = String(1 + dice.below(dice.chance(0.7) ? 200 : 19_999));
  if (roll < 0.84) return number;
  if (roll < 0.92) return `${number}${dice.pick(["a", "b", "A", "B", "C", " bis", "/2", "-4"])}`;
  return number.padStart(3, "0");
}

function secondary(dice: Dice): string {
  const number = 1 + dice.below(999);
  return dice.pick([
    `Apt. ${number}`,
    `Apt ${number}`,
    `Suite ${number}`,
    `Ste ${number}`,
    `Unit ${number}`,
    `Flat ${number}`,
    `Floor ${number % 30}`,
    `# ${number}`,
    `#${number}`,
    `Apartment ${number}B`,
    `Room ${number}`,
    `${number % 9}. Stock`,
    `${number % 9}º piso`,
    `Appt ${number}`,
    `bus ${number % 40}`,
    `lgh ${number}`,
    `Bldg ${number % 40}`,
    `m. ${number % 99}`,
  ]);
}

export function streetWithNumber(local: Local, source: Source): string {
  const { dice } = source;
  const name = street(local, source);
  const number = buildingNumber(dice);
  const roll = dice.next();
  let out =
    roll < 0.42
      ? `${number} ${name}`
      : roll < 0.84
        ? `${name} ${number}`
        : roll < 0.88
          ? `${number}, ${name}`
          : roll < 0.93
            ? `${number} ${name} ${buildingNumber(dice)}`
            : `${1 + dice.below(99)}${dice.pick(["/", " ", "-", " "])}${number} ${name}`;
  if (dice.chance(0.2)) out += `${dice.pick([", ", " ", "\n", " "])}${secondary(dice)}`;
  else if (dice.chance(0.04)) out = `${secondary(dice)}${dice.pick([", ", " ", "\n"])}${out}`;
  return out;
}

function region(local: Local, source: Source): string {
  const { dice } = source;
  if (dice.chance(0.5))
    return Array.from({ length: 2 + dice.below(2) }, () => String.fromCharCode(65 + dice.below(26))).join("");
  return local.lists.regions.length > 0 ? dice.pick(local.lists.regions) : country(local, source);
}

function military(dice: Dice, local: Local): string {
  const end = `${dice.pick(["APO", "FPO", "DPO"])} ${dice.pick(["AA", "AE", "AP"])} ${10_000 + dice.below(89_999)}`;
  const number = (): string => String(dice.below(9_999)).padStart(3 + dice.below(2), "0");
  return `${dice.pick([`PSC ${number()}, Box ${number()}`, `CMR ${number()} Box ${number()}`, `Unit ${number()} Box ${number()}`, `${dice.pick(["USS", "USNS", "USNV", "USCGC"])} ${lastName(local, dice)}`])}${dice.pick(["\n", ", ", " "])}${end}`;
}

/** A whole address on one line or several, in one of the orders that posts ask for, or in the disorder that people write. */
export function address(local: Local, source: Source): string {
  const { dice } = source;
  if (dice.chance(0.06)) return military(dice, local);
  if (dice.chance(0.03))
    return `${dice.pick(["P.O. Box", "PO Box", "Postfach", "BP", "Apartado", "Casella Postale", "Postbus", "Boîte postale"])} ${dice.below(9_999)}${dice.pick([", ", "\n"])}${zip(local, dice)} ${city(local, source)}`;
  const line = streetWithNumber(local, source);
  const town = city(local, source);
  const code = zip(local, dice);
  const state = region(local, source);
  const land = country(local, source);
  const gap = dice.pick([", ", "\n", "\n", " ", ",\n", ", ", "\n "]);
  const tail = dice.chance(0.25) ? `${gap}${land}` : "";
  const roll = dice.next();
  if (roll < 0.26) return `${line}${gap}${code} ${town}${tail}`;
  if (roll < 0.46) return `${line}${gap}${town}, ${state} ${code}${tail}`;
  if (roll < 0.58) return `${line}${gap}${town} ${code}${tail}`;
  if (roll < 0.66) return `${line}${gap}${town}${gap}${code}${tail}`;
  if (roll < 0.76) return `${line}${gap}${town}${gap}${land} ${code}`;
  if (roll < 0.86) return `${line}${gap}${town}${tail}`;
  if (roll < 0.88)
    return `${line}\n${town}\n, ${state.slice(0, 2).toUpperCase()}\n ${dice.chance(0.5) ? `${land} ` : ""}${code}`;
  if (roll < 0.92) return `${line} ${town} ${state}`;
  if (roll < 0.96) return `${code} ${town}, ${line}`;
  return line;
}

export function word(source: Source, capital: boolean): string {
  const one = source.dice.pick(source.words);
  return capital ? one.charAt(0).toUpperCase() + one.slice(1) : one;
}

const KINDS =
  "Ltd|Ltd.|LLC|Inc|Inc.|Corp.|GmbH|AG|S.A.|SARL|S.r.l.|B.V.|AB|Oy|PLC|Group|Holding|Technologies|Bank|Systems|Software|Airlines|Foods|Media|Consulting|Logistics|Insurance|Partners|& Co|and Sons|& Sons".split(
    "|",
  );

export function company(local: Local, source: Source): string {
  const { dice } = source;
  const roll = dice.next();
  if (roll < 0.3) return `${lastName(local, dice)} ${dice.pick(KINDS)}`;
  if (roll < 0.4) return `${lastName(local, dice)}, ${lastName(local, dice)} and ${lastName(local, dice)}`;
  if (roll < 0.48) return `${lastName(local, dice)}-${lastName(local, dice)}`;
  if (roll < 0.6) return `${word(source, true)} ${word(source, true)} ${dice.pick(KINDS)}`;
  if (roll < 0.7)
    return `${dice.pick(["University of", "Bank of", "City of", "Ministry of", "Institute of"])} ${city(local, source)}`;
  if (roll < 0.8) return `${word(source, true)}${word(source, false)}`;
  if (roll < 0.88)
    return `${city(local, source)} ${dice.pick(["University", "Airport", "FC", "Museum", "Police Department", "Hospital", "Times"])}`;
  if (roll < 0.94)
    return Array.from({ length: 2 + dice.below(3) }, () => String.fromCharCode(65 + dice.below(26))).join("");
  return `${word(source, true)} ${dice.pick(KINDS)}`;
}
