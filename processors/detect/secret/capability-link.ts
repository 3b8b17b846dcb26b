import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { ALPHABETS, runEnd } from "./shape.ts";
import { isTokenLike } from "./value.ts";

/** Segments behind which a path holds what lets its reader in, and nothing else. */
const LINK =
  /(?:reset-?password|reset_password|password[-_/]?resets?|passwords?\/(?:reset|edit|new|change)|reset|forgot-password|recover(?:y)?|invit(?:e|es|ation|ations)|accept-invit(?:e|ation)|magic(?:[-_]?link)?s?|activat(?:e|ion)|confirm(?:ation)?(?:[-_]?email)?|verif(?:y|ication)(?:[-_]?email)?|unsubscribe|opt-?out|(?:web)?hooks?|one-time-login|autologin|share[-_]?links?|signup|join)\/(?:[a-z]{2,12}\/)?(?=[\w=-]{16})/iy;
/** Segments that also lead to things with a number: only what looks drawn at random is taken. */
const OPEN = /^(?:(?:web)?hooks?|share|join|signup|activat|confirm|verif|invit)/i;
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const LONGEST = 512;

function at(text: string, index: number, _context: Context): Match | undefined {
  const before = text[index - 1];
  if (before !== "/" && before !== " " && before !== '"') return undefined;
  LINK.lastIndex = index;
  if (!LINK.test(text)) return undefined;
  const start = LINK.lastIndex;
  const end = runEnd(text, start, ALPHABETS.dotted, LONGEST);
  const value = text.slice(start, end).replace(/\.(?:html?|php|json|aspx?)$/, "");
  if (!isTokenLike(value, true) || (OPEN.test(text.slice(index, start)) && UUID.test(value))) return undefined;
  return {
    start,
    end: start + value.length,
    prior: 0.7,
    evidence: EVIDENCE.shape | EVIDENCE.contextWord,
    subtype: "LINK",
  };
}

export const detector: Detector = {
  id: "secret_capability_link",
  type: "SECRET",
  description:
    "Tokens in paths of links that let their reader in: to set a password, accept an invitation, sign in once, activate, unsubscribe, post to a hook.",
  source: "OWASP Forgot Password Cheat Sheet, URL tokens",
  triggers: ["word"],
  words: [
    "reset/",
    "reset-password/",
    "reset_password/",
    "resetpassword/",
    "password/",
    "password-reset",
    "password_reset",
    "password/reset",
    "passwords/",
    "forgot-password/",
    "recover/",
    "recovery/",
    "invite/",
    "invites/",
    "invitation/",
    "invitations/",
    "accept-invit",
    "magic/",
    "magic-link",
    "magiclink",
    "magic_link",
    "activate/",
    "activation/",
    "confirm/",
    "confirm-email/",
    "confirmation/",
    "verify/",
    "verify-email/",
    "verification/",
    "unsubscribe/",
    "optout/",
    "opt-out/",
    "hook/",
    "hooks/",
    "webhook/",
    "webhooks/",
    "one-time-login/",
    "autologin/",
    "share-link",
    "sharelink",
    "join/",
    "signup/",
  ],
  examples: [
    { text: "GET /reset-password/q7Vb2nXk9LmP4sRtW1yZ8cDf 200", finds: ["q7Vb2nXk9LmP4sRtW1yZ8cDf"] },
    { text: "https://app.example/invite/Zk3v9Qw-rTyU8iOpA_dF?x=1", finds: ["Zk3v9Qw-rTyU8iOpA_dF"] },
    {
      text: "https://id.example.org/password/reset/8f14e45fceea167a5a36dedd4bea2543",
      finds: ["8f14e45fceea167a5a36dedd4bea2543"],
    },
    { text: "POST /hooks/8f14e45fceea167a5a36dedd4bea2543 204", finds: ["8f14e45fceea167a5a36dedd4bea2543"] },
  ],
  counterExamples: [
    "GET /invite/accepted 200",
    "GET /reset-password/confirm-your-address 200",
    "POST /webhooks/deployment-notifications 204",
    "GET /verify/3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    "GET /confirm/1182304411882304411",
    "import x from 'lib/hooks/useSubscription2Factory'",
  ],
  knownMisses: ["tokens shorter than sixteen characters"],
  at,
};
