import { describe, expect, it } from "vitest";
import { OneText } from "../support/text-scrubbing.ts";

const text = new OneText();

describe("values behind names in running text", () => {
  it.each([
    ["rejected customer_name=Orvanna Teskolin\n\tat x", "rejected customer_name=[PERSON]\n\tat x"],
    ["rejected shipping_address=Wrenhof 12, 48231 Larkau\nend", "rejected shipping_address=[POSTAL_ADDRESS]\nend"],
    ['level=info shippingAddress="Wrenhof 12, 48231 Larkau" n=1', 'level=info shippingAddress="[POSTAL_ADDRESS]" n=1'],
    [
      "GET / HTTP/1.1\r\nX-full-name: Orvanna Teskolin\r\nAccept: */*",
      "GET / HTTP/1.1\r\nX-full-name: [PERSON]\r\nAccept: */*",
    ],
  ])("reads %j to the end of its value", (before, after) => {
    expect(text.scrub(before)).toBe(after);
  });

  it.each([
    "host.name=Orvanna Teskolin=2",
    "wwn 16:cc:33:56:14:90:5d:cb up",
    '{"social_security_number":"","note":"offset 1948947494 partition 59"}',
    "connection pool exhausted, waiting for a free slot, sku ABC-1314-ZY",
    "在庫を更新しました (118 ms)",
    "日本語テキスト",
  ])("leaves %j as it is", (line) => {
    expect(text.scrub(line)).toBe(line);
  });

  it("leaves a remark behind an address, and a placeholder beside one", () => {
    expect(text.scrub("shipped to 845 Chapel Road, NN7 6ZZ Netherby (attempt 2), done")).toBe(
      "shipped to [POSTAL_ADDRESS] (attempt 2), done",
    );
  });

  it("reads character references in plain text", () => {
    expect(text.scrub("mail to orvanna&#64;example&#46;org, attempt 2")).toBe("mail to [EMAIL_ADDRESS], attempt 2");
  });
});
