import { Student } from "@/tests/student";
import { baseUrl, expect, openSandbox, TEXTS, test } from "./fixtures";
import { openLesson, readScreen, readShellId, typeLine, waitForPrompt, waitForRow } from "./lesson";
import { openLink } from "./link";

const LAST = 3_000;
/** About a millisecond a line; `halfway` is there from the middle on, for whoever waits outside. */
const COUNT = `rm -f halfway; for i in $(seq ${LAST}); do echo "<$i>"; [ $i = ${LAST / 2} ] && touch halfway; /bin/true; done`;

test("a link cut while output flows loses no byte and doubles none", async () => {
  const student = await Student.arrive(baseUrl);
  const { sandboxId, session } = await openSandbox(student);
  const observer = student.openTerminal(sandboxId, "observer");
  const before = student.openTerminal(sandboxId);
  await before.run("true");
  const since = before.text.length;
  before.type(`${COUNT}\r`);
  await before.waitFor("<300>", { since });
  const position = before.position;
  const head = before.text.slice(since);
  before.close();
  await observer.run("until [ -e halfway ]; do read -t 0.05 < /dev/zero; done");

  const after = student.openTerminal(sandboxId, "t1", { from: position });
  await after.waitFor(`<${LAST}>`, { timeoutMs: 60_000 });
  expect(after.inbox.items.filter(({ type }) => type === "screen")).toEqual([]);
  const numbers = [...(head + after.text).matchAll(/<(\d+)>\r$/gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
  after.close();
  observer.close();
  session.close();
  await student.stopSandbox(sandboxId);
});

test("a browser whose link drops for a while says so, comes back by itself and goes on in the same shell", async ({
  page,
}) => {
  const link = await openLink();
  try {
    await openLesson(page, { locale: "en" });
    await page.goto(`${link.url}${new URL(page.url()).pathname}`);
    await waitForPrompt(page);
    const shell = await readShellId(page);
    await typeLine(page, COUNT);
    await waitForRow(page, /^<\d\d\d>$/);
    link.cut();
    await expect(page.getByText(TEXTS.en.terminal.reconnecting)).toBeVisible();
    await page.keyboard.type("x");
    await expect(page.getByText(TEXTS.en.terminal.inputDropped)).toBeVisible();
    await expect.poll(() => link.refused, { timeout: 30_000 }).toBeGreaterThan(4);
    link.mend();
    await waitForRow(page, new RegExp(`^<${LAST}>$`), 60_000);
    await expect(page.getByText(TEXTS.en.terminal.reconnecting)).toBeHidden();
    const numbers = (await readScreen(page)).flatMap((row) => row.match(/^<(\d+)>$/)?.[1] ?? []).map(Number);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.map((_, index) => LAST - numbers.length + 1 + index));
    expect(await readShellId(page)).toBe(shell);
  } finally {
    await link.close();
  }
});
