import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../support/source-files.ts";

const PAGES = globSync(["*.md", "docs/**/*.md", ".changes/*.md"], { cwd: ROOT });
const LINK = /\]\(([^)\s]+)\)/g;

/** A heading's anchor, as GitHub makes it. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

function anchorsIn(page: string): string[] {
  return [...readFileSync(join(ROOT, page), "utf8").matchAll(/^#+ (.*)$/gm)].map((heading) =>
    anchorOf(heading[1] ?? ""),
  );
}

function isBroken(page: string, link: string): boolean {
  if (/^[a-z]+:/.test(link)) return false;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && target.endsWith(".md") && !anchorsIn(target).includes(anchor);
}

test("every link between pages leads to a file and a heading that exist", () => {
  expect(PAGES.length).toBeGreaterThan(10);
  const links = PAGES.flatMap((page) =>
    [...readFileSync(join(ROOT, page), "utf8").matchAll(LINK)].map((link) => ({ page, link: link[1] ?? "" })),
  );
  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(({ page, link }) => isBroken(page, link))).toEqual([]);
});
