import { buildLexicon, LEX, type Lexicon } from "../../processors/detect/model/lexicon.ts";
import { newTokens, tokenize, wordHash } from "../../processors/detect/model/tokens.ts";
import { COMPANY_WORDS, EVERYDAY, FOREIGN, STREET_WORDS, TITLE_WORDS } from "./everyday-words.ts";
import { documentationWords, localeLists } from "./lists.ts";
import { templateWords } from "./sentences.ts";

export interface Words {
  readonly common: ReadonlySet<string>;
  /** Small Latin words for slots of templates. */
  readonly plain: readonly string[];
}

/** Ordinary words from our own lists, the templates, faker's word lists and the documentation of dependencies. */
export function wordsOf(root: string): Words {
  const lists = localeLists();
  const english = [
    ...documentationWords(root),
    ...EVERYDAY,
    ...lists
      .filter((one) => one.locale === "en")
      .flatMap((one) =>
        one.words.flatMap((phrase) => phrase.split(/[^A-Za-z']+/)).filter((word) => /^[a-z']{2,}$/.test(word)),
      ),
  ];
  const common = new Set([...english, ...FOREIGN, ...templateWords()].map((word) => word.toLowerCase()));
  const firsts = new Set(lists.flatMap((one) => one.first).map((name) => name.toLowerCase()));
  const plain = [...new Set(english)].filter((word) => /^[a-z]{3,}$/.test(word) && !firsts.has(word)).sort();
  return { common, plain };
}

/** Word by word: `New York` puts both words on the list of cities. */
export function lexiconOf(words: Words): Lexicon {
  const table = new Map<number, number>();
  const empty: Lexicon = { slots: new Uint32Array(2), mask: 1 };
  const tokens = newTokens(64);
  const put = (phrase: string, bit: number): void => {
    tokenize(phrase, 0, phrase.length, tokens, empty);
    for (let i = 0; i < tokens.count; i++) {
      const length = tokens.ends[i]! - tokens.starts[i]!;
      const single = length === 1 && phrase.charCodeAt(tokens.starts[i]!) < 0x3000;
      if ((single && bit !== LEX.common) || (tokens.shapes[i]! >= 14 && tokens.shapes[i] !== 17)) continue;
      const hash = tokens.hashes[i]!;
      table.set(hash, (table.get(hash) ?? 0) | bit);
    }
  };
  const both = (phrase: string, bit: number): void => {
    put(phrase, bit);
    put(phrase.normalize("NFD").replace(/[\u0300-\u036f]/g, ""), bit);
  };
  for (const one of localeLists()) {
    for (const name of one.first) both(name, LEX.first);
    for (const name of one.last) both(name, LEX.last);
    for (const name of one.cities) both(name, LEX.city);
    for (const name of [...one.regions, ...one.countries]) both(name, LEX.region);
    for (const word of [...one.streetSuffixes, ...one.streetPrefixes])
      if (word.length < 14 && !one.locale.startsWith("fr")) put(word, LEX.street);
  }
  for (const word of STREET_WORDS) both(word, LEX.street);
  for (const word of TITLE_WORDS) both(word, LEX.title);
  for (const word of COMPANY_WORDS) both(word, LEX.company);
  for (const word of words.common) table.set(wordHash(word), (table.get(wordHash(word)) ?? 0) | LEX.common);
  return buildLexicon(table);
}
