import { hasContext, wordSet } from "../context-words.ts";
import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { hintBit } from "../hints.ts";
import { see } from "../sight.ts";
import { freeLeft, isAlnum } from "../units.ts";
import { spend } from "../work.ts";
import { base58check, isBech32, isEip55, isMonero } from "./address-codes.ts";

const CRYPTO_HINT = hintBit("crypto");

const WORDS = wordSet(
  "wallet, crypto, ethereum, eth, erc, bitcoin, btc, blockchain, token, contract, address, polygon, metamask, deposit, withdraw, withdrawal, payout, transfer, usdt, usdc, solana, sol, bnb, bsc, tron",
);
const SOLANA = wordSet("solana, sol, phantom, spl");

/** Longest address: Cardano's and Monero's integrated ones. */
const MAX_LENGTH = 128;
const BECH32 =
  /^(?:bc|tb|ltc|addr|stake|cosmos|osmo|juno|terra|kava|secret|bnb|zs|u|erd|one|inj|sei|celestia|dydx|lnbc)1[02-9ac-hj-np-z]{14,120}$/i;

/** Units of work: of decoding and hashing what has the length of an address. */
const COST = 8_000;

function at(text: string, index: number, context: Context): Match | undefined {
  let end = index;
  while (end < text.length && end - index <= MAX_LENGTH && isAlnum(text.charCodeAt(end))) end++;
  const length = end - index;
  if (length < 25 || length > MAX_LENGTH || text[end] === "_" || !freeEdge(text, index)) return undefined;
  spend(context.work, COST);
  see(context.work);
  const value = text.slice(index, end);
  if (!/\d/.test(value.slice(0, 32))) return undefined;
  const subtype = kindOf(value);
  const key = (context.hints & CRYPTO_HINT) !== 0;
  const evidence = EVIDENCE.shape | (key ? EVIDENCE.key : 0);
  if (subtype !== undefined) return { start: index, end, prior: 0.85, evidence: evidence | EVIDENCE.checksum, subtype };
  const loose = looseKind(text, index, end, key);
  return loose === undefined
    ? undefined
    : { start: index, end, prior: 0.5, evidence: evidence | (key ? 0 : EVIDENCE.contextWord), subtype: loose };
}

function freeEdge(text: string, index: number): boolean {
  return freeLeft(text, index) || text[index - 1] === "_";
}

/** By checksum. */
function kindOf(value: string): string | undefined {
  if (value.startsWith("0x")) return isMixedHex(value) && isEip55(value.slice(2)) ? "ETH" : undefined;
  if (BECH32.test(value)) return isBech32(value) ? value.slice(0, value.lastIndexOf("1")).toUpperCase() : undefined;
  if ((value.length === 95 || value.length === 106) && /^[48]/.test(value)) return isMonero(value) ? "XMR" : undefined;
  if (value.length > 36) return undefined;
  if (value.startsWith("r")) return base58check(value, "ripple") === undefined ? undefined : "XRP";
  const payload = base58check(value);
  if (payload === undefined) return undefined;
  const kinds: Readonly<Record<string, string>> = {
    "1": "BTC",
    "3": "BTC",
    m: "BTC",
    n: "BTC",
    "2": "BTC",
    L: "LTC",
    M: "LTC",
    D: "DOGE",
    X: "DASH",
    T: "TRX",
    t: "ZEC",
  };
  return kinds[value[0] ?? ""] ?? "BASE58CHECK";
}

function isMixedHex(value: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(value) && /[a-f]/.test(value.slice(2)) && /[A-F]/.test(value);
}

/** Without a checksum: only beside a word or key. */
function looseKind(text: string, start: number, end: number, key: boolean): string | undefined {
  const value = text.slice(start, end);
  if (/^0x(?:[0-9a-f]{40}|[0-9A-F]{40})$/.test(value))
    return key || hasContext(text, start, end, WORDS) ? "ETH" : undefined;
  if (/^[1-9A-HJ-NP-Za-km-z]{43,44}$/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value))
    return key || hasContext(text, start, end, SOLANA) ? "SOL" : undefined;
  return undefined;
}

export const detector: Detector = {
  tellsSight: true,
  id: "crypto",
  type: "CRYPTO",
  description:
    "Wallet addresses by checksum: base58check (Bitcoin and its kin, Tron, Ripple), bech32 and bech32m, EIP-55, Monero. One-case Ethereum and Solana addresses beside a word or key.",
  source: "BIP 13, 173, 350; EIP-55; XRPL and Monero documentation",
  triggers: ["token", "mixed"],
  hints: ["crypto"],
  examples: [
    { text: "sent to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now", finds: ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"] },
    { text: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", finds: ["bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"] },
    {
      text: "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
      finds: ["bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"],
    },
    { text: "to=0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", finds: ["0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"] },
    {
      text: "wallet 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
      finds: ["0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"],
    },
    { text: "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", finds: ["rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"] },
  ],
  counterExamples: [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
    "sha 0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "3f786850e387550fdab836ed7e6dc881de23001b",
  ],
  at,
};
