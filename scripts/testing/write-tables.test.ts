import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { collectOutcomes, fillTable } from "./write-tables";

const root = path.resolve(import.meta.dirname, "../..");

const PAGE = `before
<!-- results T: by npm -->
| # | threat | measure | tests | result |
|---|---|---|---|---|
| T1 | escape | fence | 9 | passed |
| T10 | bomb | limits | | |
| T20 | preview | origin | *with the previews* | |
| T31 | secrets | none | | |

old caption
<!-- /results -->
after
`;

it("fills the table by the ids that tests' names begin with, and keeps what was written by hand", () => {
  const report = {
    testResults: [
      {
        assertionResults: [
          { title: "T1 root", status: "passed" },
          { title: "T1 limits", status: "passed" },
          { title: "T10 a bomb", status: "failed" },
          { title: "T31 skipped", status: "skipped" },
          { title: "no id", status: "passed" },
        ],
      },
    ],
  };
  expect(fillTable(PAGE, collectOutcomes(report), "new caption")).toBe(`before
<!-- results T: by npm -->
| # | threat | measure | tests | result |
|---|---|---|---|---|
| T1 | escape | fence | 2 | passed |
| T10 | bomb | limits | 1 | **1 failed** |
| T20 | preview | origin | *with the previews* | |
| T31 | secrets | none | 0 | not run |

new caption
<!-- /results -->
after
`);
  expect(() => fillTable("no table", new Map(), "")).toThrow("no table");
});

it("every threat of the table has a test with its id, or says why not", async () => {
  const page = await readFile(path.join(root, "docs/security.md"), "utf8");
  const rows = [...page.matchAll(/^\| (T\d+) \|.*\| ([^|]*) \| [^|]*\|$/gm)].map(([, id = "", tests = ""]) => ({
    id,
    isElsewhere: tests.startsWith("*"),
  }));
  const ids = Array.from({ length: 34 }, (_, index) => `T${index + 1}`).filter((id) => id !== "T33");
  expect(rows.map(({ id }) => id)).toEqual(ids);
  const folder = path.join(root, "tests/security");
  const files = (await readdir(folder)).filter((file) => file.endsWith(".test.ts"));
  const sources = (await Promise.all(files.map((file) => readFile(path.join(folder, file), "utf8")))).join("\n");
  const tested = new Set([...sources.matchAll(/\bit(?:\.\w+\([^)]*\))?\(\s*"(T\d+) /g)].map(([, id]) => id));
  expect(rows.filter(({ id, isElsewhere }) => !isElsewhere && !tested.has(id))).toEqual([]);
  expect(rows.filter(({ isElsewhere }) => isElsewhere).map(({ id }) => id)).toEqual(["T20", "T21", "T22"]);
});
