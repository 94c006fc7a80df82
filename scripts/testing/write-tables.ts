import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

const reportSchema = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) })),
});

interface Outcome {
  passed: number;
  failed: number;
}

/** Outcomes by the id a test's name begins with, such as `T10`. Skipped tests are none. */
export function collectOutcomes(report: unknown): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const { assertionResults } of reportSchema.parse(report).testResults)
    for (const { title, status } of assertionResults) {
      const id = /^([A-Z]\d+) /.exec(title)?.[1];
      if (!id || (status !== "passed" && status !== "failed")) continue;
      const outcome = outcomes.get(id) ?? { passed: 0, failed: 0 };
      outcome[status] += 1;
      outcomes.set(id, outcome);
    }
  return outcomes;
}

const BEGIN = /<!-- results\b[^>]*-->/;
const END = "<!-- /results -->";
/** A cell in italics says why there is no test; it is its author's. */
const BY_HAND = /^\*.+\*$/;

/**
 * Fills the last two columns, tests and result, of the table between a page's `<!-- results -->` marks, and says below it of
 * which run they are. The other columns are written by hand. @throws Error when the page has no such table.
 */
export function fillTable(page: string, outcomes: ReadonlyMap<string, Outcome>, caption: string): string {
  const begin = BEGIN.exec(page);
  const end = begin ? page.indexOf(END, begin.index) : -1;
  if (!begin || end < 0) throw new Error(`no table between <!-- results --> and ${END}`);
  const start = begin.index + begin[0].length;
  const rows = page
    .slice(start, end)
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => fillRow(line, outcomes));
  return `${page.slice(0, start)}\n${rows.join("\n")}\n\n${caption}\n${page.slice(end)}`;
}

function fillRow(line: string, outcomes: ReadonlyMap<string, Outcome>): string {
  const cells = line
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
  const [id = ""] = cells;
  if (!/^[A-Z]\d+$/.test(id) || BY_HAND.test(cells.at(-2) ?? "")) return line;
  const { passed, failed } = outcomes.get(id) ?? { passed: 0, failed: 0 };
  const result = passed + failed === 0 ? "not run" : failed > 0 ? `**${failed} failed**` : "passed";
  return `| ${[...cells.slice(0, -2), passed + failed, result].join(" | ")} |`;
}

/** Fills a page's table from vitest's report of a run. */
export async function writeTable(
  page: string,
  report: string,
  run: { form: "long" | "short"; day: string; engine: string; kernel: string; cgroup: string },
): Promise<void> {
  const outcomes = collectOutcomes(JSON.parse(await readFile(report, "utf8")));
  const caption = `Run of ${run.day}, ${run.form} form, on Docker ${run.engine}, Linux ${run.kernel}, cgroup ${run.cgroup}, ${process.arch}.`;
  await writeFile(page, fillTable(await readFile(page, "utf8"), outcomes, caption));
}
