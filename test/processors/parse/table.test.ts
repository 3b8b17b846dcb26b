import { describe, expect, test } from "vitest";
import { planWith } from "../../support/scrubbing.ts";
import { OneText } from "../../support/text-scrubbing.ts";

const text = new OneText();

describe("tables", () => {
  test.each([
    ["commas", ",", "id,first_name,password\n"],
    ["semicolons", ";", "id;first_name;password\n"],
    ["tabs", "\t", "id\tfirst_name\tpassword\n"],
    ["bars", "|", "id|first_name|password\n"],
  ])("T13 columns between %s have the name in the first line", (_name, sign, head) => {
    const rows = `7${sign}Xqvand${sign}hunter22x!\n8${sign}Brdthel${sign}swordfish9\n`;
    expect(text.scrub(head + rows)).toBe(`${head}7${sign}[PERSON]${sign}[SECRET]\n8${sign}[PERSON]${sign}[SECRET]\n`);
  });

  test("T13 quotes hold delimiters, line breaks and doubled quotes; line ends stay as they were", () => {
    const table =
      'id,customer_name,password,note\r\n1,"Brdthel, Xqvand","sword""fish,9","first\nsecond"\r\n2,,"",x\r\n';
    expect(text.scrub(table)).toBe(
      'id,customer_name,password,note\r\n1,"[PERSON]","[SECRET]","first\nsecond"\r\n2,,"",x\r\n',
    );
  });

  test("T13 what goes over the border of a cell is replaced cell by cell", () => {
    const plain = text.scrub("order,street,town,email\n7,Lindenstraße 12,10969 Berlin,x@osprey404.com\n");
    expect(plain.split("\n").map((line) => line.split(",").length)).toEqual([4, 4, 1]);
    expect(plain).not.toContain("Lindenstra");
    expect(plain.endsWith(",[EMAIL_ADDRESS]\n")).toBe(true);
  });

  test.each([
    ["id,password\n1,swordfish9,x\n2,hunter22x\n", "id,password\n1,[SECRET],x\n2,[SECRET]\n"],
    ["id,password,note\n1,swordfish9\n", "id,password,note\n1,[SECRET]\n"],
    ["id,password\n\n1,swordfish9\n", "id,password\n\n1,[SECRET]\n"],
    ["id, password\n1, swordfish9\n", "id, password\n1, [SECRET]\n"],
    ["| id | password |\n| 1 | swordfish9 |\n", "| id | password |\n| 1 | [SECRET] |\n"],
    [
      "| id | password |\n|----|----------|\n| 1  | swordfish9 |\n",
      "| id | password |\n|----|----------|\n| 1  | [SECRET] |\n",
    ],
  ])("T13 rows that are longer or shorter, blanks and bars around cells: %j", (table, clean) => {
    expect(text.scrub(table)).toBe(clean);
  });

  test("T13 rules of keys hold for columns", () => {
    const own = new OneText(planWith("keys: [{ key: crew_ref, action: redact, type: USER_ID }]"));
    expect(own.scrub("step,crew_ref\n1,a-77\n")).toBe("step,crew_ref\n1,[USER_ID]\n");
  });

  test.each([
    "Dear customer, thank you\nfor your email, we have read it",
    "state,count\nready,7\nwaiting,9\n",
    "name: nginx, version\nport, 80",
    "name,version\n",
    "name,version\nonly one cell\n",
    "worker,password policy; checked\nnothing to do",
  ])("T13 %j is left alone", (plain) => {
    expect(text.scrub(plain)).toBe(plain);
  });

  test.each([
    "sku,name,price,stock\nAB-1234,Blue Lamp,19.99,42\nCD-5678,Red Chair,149.00,7",
    "name,address,port,weight\nbackend-1,10.0.0.5,8080,100\nbackend-2,10.0.0.6,8080,100",
    "NAME                       READY   STATUS    RESTARTS   AGE\ncheckout-7d9f8b6c5-x2x9z   1/1     Running   0          5d\nredis-0                    1/1     Running   2          47h",
  ])("T13 rows of machines are no letter head: %j", (plain) => {
    expect(text.scrub(plain)).toBe(plain);
  });

  test("T13 rows are read one by one, and names of columns stay", () => {
    expect(text.scrub("Ada Lovelace,12 Elm Street,Springfield\n".repeat(3))).toBe(
      "[PERSON],[POSTAL_ADDRESS]\n".repeat(3),
    );
    expect(text.scrub("region,city,requests\neu-west-1,Dublin,48213\neu-central-1,Frankfurt,12345")).toMatch(
      /^region,city,requests\n/,
    );
  });

  test("T12 T13 long tables and hostile ones are read in time that grows with their length", () => {
    const rows = (count: number) => `id,street,password\n${'7,"Main Street 5,Berlin,'.repeat(count)}`;
    const own = new OneText();
    for (const one of [rows(2_000), `id,name\n${'"'.repeat(20_000)}`, `id,name\n${",".repeat(50_000)}`])
      expect(own.scrub(one)).not.toBe("");
  });

  test("T13 remarks may stand above the line of names", () => {
    expect(text.scrub("# export of Monday\nid,first_name,password\n7,Xqvand,hunter22x!\n")).toBe(
      "# export of Monday\nid,first_name,password\n7,[PERSON],[SECRET]\n",
    );
  });
});
