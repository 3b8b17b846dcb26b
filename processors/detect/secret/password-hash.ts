import { type Context, type Detector, EVIDENCE, type Match } from "../detector.ts";
import { see } from "../sight.ts";
import type { Work } from "../work.ts";
import { ALPHABETS, isOf } from "./shape.ts";
import { isFiller } from "./value.ts";

/** Hashes as crypt(5), htpasswd, and the frameworks after them write them: scheme, cost, salt and digest. */
const HASH =
  /\$(?:1|apr1|5|6|7|y|gy|sm3|sha1|md5)\$(?:[\w.=,]{1,24}\$)?[A-Za-z0-9./]{1,24}\$[A-Za-z0-9./]{22,100}|\$(?:8|9|14)\$[A-Za-z0-9./_]{8,24}\$[A-Za-z0-9./_-]{40,64}|\$2[abxy]?\$\d\d\$[A-Za-z0-9./]{53}|\$(?:argon2(?:i|d|id)|scrypt|pbkdf2(?:-sha\d{1,3})?)\$(?:v=\d{1,3}\$)?[\w=,]{1,40}\$[A-Za-z0-9+/.]{8,64}\$[A-Za-z0-9+/.]{20,128}|pbkdf2_sha\d{1,3}\$\d{3,8}\$[A-Za-z0-9+/.]{4,64}\$[A-Za-z0-9+/]{20,128}={0,2}|\{S?SHA(?:256|384|512)?\}[A-Za-z0-9+/]{27,128}={0,2}/y;
/** How far behind the beginning of a hash a run of its digest may be the candidate. */
const REACH = 128;

function at(text: string, index: number, { work }: Context): Match | undefined {
  const unit = text.charCodeAt(index);
  // `root:$6$...`, `password_hash=$2b$...`: right behind the sign.
  if (unit === 0x3a || unit === 0x3d) return hashAt(text, index + 1, work) ?? hashAt(text, index + 2, work);
  if (isOf(text, index, ALPHABETS.alpha)) {
    const word =
      hashAt(text, index, work) ??
      (text[index - 1] === "$" || text[index - 1] === "{" ? hashAt(text, index - 1, work) : undefined);
    if (word !== undefined) return word;
  }
  return around(text, index, work);
}

/** The hash whose salt or digest holds the run at `index`. */
function around(text: string, index: number, work: Work | undefined): Match | undefined {
  for (let i = index - 1; i >= 0 && index - i <= REACH; i--) {
    if (text[i] === "$") {
      const match = hashAt(text, i, work);
      if (match !== undefined && match.end > index) return match;
    } else if (text[i] === "}") return hashAt(text, text.lastIndexOf("{", i), work);
    else if (!isOf(text, i, ALPHABETS.any64 | ALPHABETS.dotted | ALPHABETS.pad) && text[i] !== ",") return undefined;
  }
  return undefined;
}

function hashAt(text: string, start: number, work: Work | undefined): Match | undefined {
  const first = text.charCodeAt(start);
  if (first !== 0x24 && first !== 0x7b && !(first === 0x70 && text.startsWith("pbkdf", start))) return undefined;
  see(work);
  HASH.lastIndex = start;
  if (!HASH.test(text)) return undefined;
  const end = HASH.lastIndex;
  if (isOf(text, end, ALPHABETS.alnum) || isFiller(text, end - 20, end)) return undefined;
  return { start, end, prior: 0.85, evidence: EVIDENCE.shape | EVIDENCE.prefix, subtype: "PASSWORD_HASH" };
}

export const detector: Detector = {
  id: "secret_password_hash",
  type: "SECRET",
  description:
    "Hashes of passwords with their scheme and salt: crypt, bcrypt, htpasswd, Argon2, scrypt, PBKDF2, LDAP. They can be guessed at leisure.",
  source: "crypt(5), htpasswd(1), RFC 2307, PHC string format",
  triggers: ["pair", "token", "word"],
  tellsSight: true,
  words: ["apr1$", "argon2", "scrypt$", "pbkdf2", "sha1$", "ssha", "sha}"],
  examples: [
    {
      text: "root:$6$k3Jf8sQzLm1Xv0Pa$yV5gq0c7Kx2NdRb8TtWmEoHuZs4Lj9Fi1Ap6Gv3Xk7Qn0Br5Dy8Mw2Cz4Sf6Ht1Ju9El3Kp5Ro7Vi0Na2Bx8Tq4Wg6:19700:0:99999:7:::",
      finds: [
        "$6$k3Jf8sQzLm1Xv0Pa$yV5gq0c7Kx2NdRb8TtWmEoHuZs4Lj9Fi1Ap6Gv3Xk7Qn0Br5Dy8Mw2Cz4Sf6Ht1Ju9El3Kp5Ro7Vi0Na2Bx8Tq4Wg6",
      ],
    },
    {
      text: "secret 9 $9$q8Zr2mLkVt5Xc0$Pw7Nd3Jb9Hs1Yg4Ke6Uo2Ta8Rf5Xi0Lz7Cm3Bv1Wj4Q",
      finds: ["$9$q8Zr2mLkVt5Xc0$Pw7Nd3Jb9Hs1Yg4Ke6Uo2Ta8Rf5Xi0Lz7Cm3Bv1Wj4Q"],
    },
    { text: "ci:$apr1$q8Zr2mLk$Vt5Xc0Pw7Nd3Jb9Hs1Yg4/", finds: ["$apr1$q8Zr2mLk$Vt5Xc0Pw7Nd3Jb9Hs1Yg4/"] },
    {
      text: "stored hash $2b$12$R9h7cIPz0giD3kqPW2mX6OkT4uVn8sYbLf1Je5Ha0Gw2Cq7Zt9Mx6 for the account",
      finds: ["$2b$12$R9h7cIPz0giD3kqPW2mX6OkT4uVn8sYbLf1Je5Ha0Gw2Cq7Zt9Mx6"],
    },
    { text: "carol:{SHA}q7Vb2nXk9LmP4sRtW1yZ8cDf3gHj=", finds: ["{SHA}q7Vb2nXk9LmP4sRtW1yZ8cDf3gHj="] },
    {
      text: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$Rk9vQmFyQmF6UXV4MTIzNDU2Nzg5MGFiY2RlZg",
      finds: ["$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHRzYWx0$Rk9vQmFyQmF6UXV4MTIzNDU2Nzg5MGFiY2RlZg"],
    },
  ],
  counterExamples: [
    "cost is $1$ or $5$ a month",
    "awk '{print $1$2}' file",
    "$6$ is the prefix of SHA-512 crypt",
    "image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "com.example.Mapper$$SpringCGLIB$$0",
  ],
  at,
};
