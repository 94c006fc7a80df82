import type { CDPSession, Page } from "@playwright/test";
import { expect, TEXTS, test } from "./fixtures";
import { focusTerminal, openLesson, readScreen, readShellId, typeLine, waitForPrompt, waitForRow } from "./lesson";

test("a reload in the middle of vim comes back to the same shell and the same screen", async ({ page }) => {
  await openLesson(page);
  const shell = await readShellId(page);
  await typeLine(page, "printf '나루 %s번째 줄 naru\\n' 1 2 3 > 한글.txt; vim 한글.txt");
  await waitForRow(page, /^나루 3번째 줄 naru$/);
  await page.keyboard.press("o");
  await page.keyboard.insertText("아직 저장하지 않은 줄");
  await waitForRow(page, /^아직 저장하지 않은 줄$/);
  const before = await readScreen(page);

  await page.reload();
  await expect.poll(() => readScreen(page), { timeout: 30_000 }).toEqual(before);
  await focusTerminal(page);
  await page.keyboard.press("Escape");
  await typeLine(page, ":wq");
  await waitForPrompt(page);
  await typeLine(page, "cat 한글.txt");
  await waitForRow(page, /^아직 저장하지 않은 줄$/);
  expect(await readShellId(page)).toBe(shell);
});

test("Ctrl-C into endless output gives a prompt within a second of the key", async ({ page }) => {
  await openLesson(page);
  await typeLine(page, "clear; yes");
  await expect.poll(async () => (await readScreen(page)).filter((row) => row === "y").length).toBeGreaterThan(10);
  await watchForPrompt(page);
  await page.keyboard.press("Control+c");
  const tookMs = await page.evaluate(() => (window as unknown as { untilPrompt: Promise<number> }).untilPrompt);
  expect(tookMs).toBeLessThan(1_000);
  await readShellId(page);
});

test("Hangul composed by an input method reaches the shell once, syllable by syllable", async ({ page, context }) => {
  await openLesson(page);
  await focusTerminal(page);
  const keyboard = await context.newCDPSession(page);
  await page.keyboard.type("echo '<");
  await composeSyllables(keyboard);
  await page.keyboard.type(">' | tee 봄 | od -An -tx1; wc -c < 봄");
  await page.keyboard.press("Enter");
  // < 한 글 봄 > and a line end: three bytes a syllable
  await waitForRow(page, /^ *3c ed 95 9c ea b8 80 eb b4 84 3e 0a$/);
  await waitForRow(page, /^12$/);
});

test("Hangul typed ahead of a busy page arrives whole and in order", async ({ page, context }) => {
  await openLesson(page);
  await focusTerminal(page);
  const keyboard = await context.newCDPSession(page);
  for (const round of [1, 2, 3]) {
    await typeLine(page, "clear");
    await page.keyboard.type(`echo ${round} '<`);
    const isBusy = page.evaluate(() => {
      const end = performance.now() + 700;
      while (performance.now() < end);
    });
    // all of it waits in the browser, so that keys come before the timers of the syllables
    await Promise.all([isBusy, composeSyllables(keyboard), page.keyboard.type("> 끝'\n")]);
    await waitForRow(page, new RegExp(`^${round} <한글봄> 끝$`));
  }
});

test("a paste of several lines waits for Enter and then runs each once", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLesson(page);
  await page.evaluate(() =>
    navigator.clipboard.writeText("echo first-$((1+1))\necho 둘째-$((2+2))\necho third-$((3+3))"),
  );
  await focusTerminal(page);
  await page.keyboard.press("Control+V");
  await waitForRow(page, /^echo third-\$\(\(3\+3\)\)$/);
  expect(await readScreen(page)).not.toContain("first-2");
  await page.keyboard.press("Enter");
  await waitForRow(page, /^third-6$/);
  const screen = await readScreen(page);
  for (const line of ["first-2", "둘째-4", "third-6"]) expect(screen.filter((row) => row === line)).toEqual([line]);
});

test("two terminals are two shells, and both are there again after a reload", async ({ page }) => {
  await openLesson(page);
  const first = await readShellId(page);
  await page.getByRole("button", { name: TEXTS.en.terminal.add }).click();
  await expect(page.getByRole("tab")).toHaveCount(2);
  await waitForPrompt(page);
  const second = await readShellId(page);
  expect(second).not.toBe(first);

  await page.reload();
  await expect(page.getByRole("tab")).toHaveCount(2);
  await waitForPrompt(page);
  expect(await readShellId(page)).toBe(second);
  await page.getByRole("tab").first().click();
  await waitForPrompt(page);
  expect(await readShellId(page)).toBe(first);
});

test("a shell that ended says so and gives way to a new one", async ({ page }) => {
  await openLesson(page);
  const first = await readShellId(page);
  await typeLine(page, "exit 3");
  await expect(page.getByText("The shell ended (exit code 3).")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByText("The shell ended (exit code 3).")).toBeHidden();
  await waitForPrompt(page);
  expect(await readShellId(page)).not.toBe(first);
});

/** Composes 한글봄 as an input method does, without waiting for the page between its steps. */
async function composeSyllables(keyboard: CDPSession): Promise<void> {
  const steps: Promise<unknown>[] = [];
  for (const jamo of [
    ["ㅎ", "하", "한"],
    ["ㄱ", "그", "글"],
    ["ㅂ", "보", "봄"],
  ]) {
    for (const text of jamo)
      steps.push(
        keyboard.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length }),
      );
    steps.push(keyboard.send("Input.insertText", { text: jamo.at(-1) ?? "" }));
  }
  await Promise.all(steps);
}

/** Sets a clock in the page itself, so that the way to the browser and back is not part of what is measured. */
function watchForPrompt(page: Page): Promise<void> {
  return page.evaluate(() => {
    const isPrompt = () =>
      [...document.querySelectorAll("[role=tabpanel]:not([hidden]) .xterm-rows > div")]
        .map((row) => row.textContent?.trimEnd() ?? "")
        .filter((row) => row !== "")
        .at(-1)
        ?.endsWith("$") ?? false;
    const untilPrompt = new Promise<number>((resolve) => {
      const onKey = (event: KeyboardEvent) => {
        if (event.key !== "c") return;
        window.removeEventListener("keydown", onKey, true);
        const pressedAt = performance.now();
        const look = () => (isPrompt() ? resolve(performance.now() - pressedAt) : void requestAnimationFrame(look));
        look();
      };
      window.addEventListener("keydown", onKey, true);
    });
    Object.assign(window, { untilPrompt });
  });
}
