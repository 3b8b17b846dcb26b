import { array, assert, constantFrom, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { isParameterised, readSql, SqlLexer } from "../../../processors/parse/sql.ts";
import { planWith } from "../../support/scrubbing.ts";
import { OneText } from "../../support/text-scrubbing.ts";

const SEED = 20_260_304;
const one = new OneText();
const sql = (text: string): string => one.scrub(text, "sql");

describe("T7 literals become ?", () => {
  test.each([
    [
      "SELECT * FROM users WHERE email = 'ada@example.org' AND age > 36",
      "SELECT * FROM users WHERE email = ? AND age > ?",
    ],
    ["INSERT INTO t (a, b) VALUES ('O''Brien', 'x\\'y'), (1.5e-3, -2)", "INSERT INTO t (a, b) VALUES (?, ?), (?, -?)"],
    ["SELECT $$it's$$, $tag$a $$ b$tag$, E'\\n', N'x', X'ff', U&'\\0041', 0x1F", "SELECT ?, ?, ?, ?, ?, ?, ?"],
    ["SELECT * FROM t WHERE a IN (1,2,3) AND b LIKE 'x%'", "SELECT * FROM t WHERE a IN (?,?,?) AND b LIKE ?"],
    [
      'UPDATE users SET name = "Ada Lovelace" WHERE name IN ("a", "b")',
      "UPDATE users SET name = ? WHERE name IN (?, ?)",
    ],
    ["SELECT 'cut of", "SELECT ?"],
    ["SELECT a FROM t WHERE b = 12345", "SELECT a FROM t WHERE b = ?"],
    ["SELECT [a b] FROM `t 1` WHERE [c[d] = 'x'", "SELECT [a b] FROM `t 1` WHERE [c[d] = ?"],
    ["/* job 'x' */ SELECT 'y' -- isn't\n, 'z'", "/* job 'x' */ SELECT ? -- isn't\n, ?"],
    [
      "SELECT a FROM t WHERE id = 6f1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f AND b IN (af1c2d3e-4b5a-4c7d-8e9f-0a1b2c3d4e5f)",
      "SELECT a FROM t WHERE id = ? AND b IN (?)",
    ],
    ["MATCH (n:User {name: 'Ada'}) RETURN n", "MATCH (n:User {name: ?}) RETURN n"],
  ])("%s", (text, expected) => {
    expect(sql(text)).toBe(expected);
  });
});

describe("T7 parameterised queries are not changed by a byte", () => {
  test.each([
    "SELECT id, status FROM orders WHERE status = ? AND updated_at > ? ORDER BY id LIMIT 20",
    "SELECT * FROM t1 WHERE a = $1 AND b = :name AND c = @p1 AND d = %s AND e = ?1 AND f::text = %(g)s",
    'SELECT "a"."b", "c d" FROM "schema"."table" AS "x" WHERE "a"."b" = $1 GROUP BY 1, 2 ORDER BY 1 DESC',
    'INSERT INTO "users" ("name", "email") VALUES ($1, $2)',
    "SELECT TOP (10) a FROM t2 OFFSET 20 ROWS FETCH NEXT 10 ROWS ONLY",
    "CREATE TABLE t3 (a VARCHAR(255), b DECIMAL(10,2))",
    "SELECT h3_index, utf8mb4 FROM `2024` WHERE x = '' AND y = '?'",
    "CALL refresh_stock(?)",
  ])("%s", (text) => {
    expect(sql(text)).toBe(text);
  });
});

test.each(["6f1c2d3e4b5a4c7d", "ef1c2d3e4b5a4c7d", "c4d19e52-a16b-4f08-9b4d-2ea85c70f1da"])(
  "T7 what an identifier in hex begins with does not decide about it: %s",
  (id) => {
    expect(sql(`GET ${id} x`)).toBe("GET ? x");
    expect(sql(`SELECT a[${id}], [${id}@x]`)).toBe("SELECT a[?], [?@x]");
    expect(sql(`SELECT facade0123 FROM t_${id}, effaceddeadbeef_1`)).toBe(
      `SELECT facade0123 FROM t_${id.replace("-4f08-9b4d-2ea85c70f1da", "-?-?-?")}, effaceddeadbeef_1`,
    );
  },
);

test("T7 a literal that is kept is still scanned, and stays one value", () => {
  const kept = new OneText(planWith("types: { SQL_LITERAL: keep }"));
  expect(kept.scrub("SELECT 1 FROM t WHERE a = 'mail ada@example.org' AND b = 4111111111111111", "sql")).toBe(
    "SELECT 1 FROM t WHERE a = 'mail [EMAIL_ADDRESS]' AND b = '[CREDIT_CARD]'",
  );
});

test("T7 a hashed literal is a quoted token of its content", () => {
  const hashed = new OneText(planWith("types: { SQL_LITERAL: hash }"));
  const token = (text: string): string | undefined => /= '(tk1h_[a-z0-9_]+)'$/.exec(hashed.scrub(text, "sql"))?.[1];
  expect(token("SELECT a FROM t WHERE b = 'x1'")).toBeDefined();
  expect(token("SELECT a FROM t WHERE b = 'x1'")).toBe(token("SELECT c FROM u WHERE d = N'x1'"));
});

test("T7 a query in JSON is read as JSON", () => {
  expect(one.scrub('{"find":"users","filter":{"user.email":"nobody"}}', "sql")).toBe(
    '{"find":"users","filter":{"user.email":"[EMAIL_ADDRESS]"}}',
  );
});

const token = constantFrom(
  "SELECT",
  "a",
  "t1",
  "FROM",
  "WHERE",
  "=",
  "(",
  ")",
  ",",
  "?",
  "$1",
  ":p",
  "AND",
  "LIMIT",
  "`q`",
  '"q"',
  "-- c\n",
  "/* c */",
  "'s3cr3t'",
  "'it''s3cr3t'",
  "$$s3cr3t$$",
  "4711",
  "E's3cr3t\\''",
  "||",
  ".",
);

test("T5 everything outside literals stays, token by token, and no literal is left", () => {
  assert(
    property(array(token, { maxLength: 30 }), (tokens) => {
      const text = tokens.join(" ");
      const out = sql(text);
      expect(out).not.toContain("s3cr3t");
      const isLiteral = (one: string): boolean => /s3cr3t/.test(one);
      const rest = tokens.filter((one) => !isLiteral(one) && one !== "4711" && one !== '"q"').join(" ");
      expect(
        out
          .split(" ")
          .filter((one) => one !== "?" && one !== "4711" && one !== '"q"')
          .join(" "),
      ).toBe(
        rest
          .split(" ")
          .filter((one) => one !== "?")
          .join(" "),
      );
    }),
    { seed: SEED, numRuns: 500 },
  );
});

test("T9 bytes and text are lexed alike", () => {
  const lexer = new SqlLexer();
  assert(
    property(
      array(constantFrom("'", '"', "\\", "a", "1", " ", "$", "-", "/", "*", "[", "]", ".", "="), { maxLength: 40 }),
      (signs) => {
        const text = signs.join("");
        let literals = 0;
        readSql(text, 0, text.length, () => literals++);
        const bytes = Buffer.from(text);
        if (isParameterised(lexer, bytes, 0, bytes.length)) expect(literals).toBe(0);
        lexer.begin(bytes, 0, bytes.length);
        for (let at = 0; lexer.next(); at = lexer.end) {
          expect(lexer.start).toBeGreaterThanOrEqual(at);
          expect(lexer.end).toBeGreaterThan(lexer.start);
          expect(lexer.end).toBeLessThanOrEqual(bytes.length);
        }
      },
    ),
    { seed: SEED, numRuns: 1_000 },
  );
});
