import type { Page } from "@playwright/test";
import { expect, TEXTS, test } from "./fixtures";
import { focusTerminal, readScreen, readShellId, typeLine, waitForPrompt, waitForRow } from "./lesson";

const t = TEXTS.ko;

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, locale: "ko-KR" });

test("a phone reads, types and edits one at a time, with the keys its keyboard lacks", async ({ page }) => {
  await page.goto("/ko/learn/docker/container-life");
  await expectNoSidewaysScroll(page);
  const tab = (name: string) =>
    page.getByRole("navigation", { name: t.lesson.paneSwitch }).getByRole("button", { name, exact: true });
  await expect(page.locator("#step-title")).toBeVisible();
  await tab(t.lesson.tabTerminal).tap();
  await expect(page.locator("#step-title")).toBeHidden();
  await page.getByRole("button", { name: t.sandbox.startShort, exact: true }).tap();
  await waitForPrompt(page);
  await expectNoSidewaysScroll(page);
  const shell = await readShellId(page);

  const key = (name: string) => page.getByRole("toolbar", { name: t.terminal.keyBar }).getByRole("button", { name });
  await typeLine(page, "cat");
  await typeLine(page, "메아리");
  await expect.poll(async () => (await readScreen(page)).filter((row) => row === "메아리").length).toBe(2);
  await focusTerminal(page);
  await key(t.terminal.keyCtrl).tap();
  await expect(key(t.terminal.keyCtrl)).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.type("c");
  await waitForPrompt(page);
  await expect(key(t.terminal.keyCtrl)).toHaveAttribute("aria-pressed", "false");

  await typeLine(page, "vim new.txt");
  await waitForRow(page, /^~$/);
  await page.keyboard.type("iabc");
  await waitForRow(page, /^abc$/);
  await key("Esc").tap();
  await typeLine(page, ":x");
  await waitForPrompt(page);
  await key(t.terminal.up).tap();
  await waitForRow(page, /\$ vim new\.txt$/);

  await tab(t.lesson.tabFiles).tap();
  await page.getByRole("treeitem", { name: "new.txt" }).tap();
  await expect(page.locator(".monaco-editor .view-lines")).toContainText("abc");
  await expectNoSidewaysScroll(page);
  await tab(t.lesson.tabRead).tap();
  await expect(page.locator("#step-title")).toBeVisible();
  await tab(t.lesson.tabTerminal).tap();
  await focusTerminal(page);
  await page.keyboard.press("Control+c");
  await waitForPrompt(page);
  expect(await readShellId(page)).toBe(shell);
});

test("landing and courses fit a phone", async ({ page }) => {
  for (const path of ["/ko", "/en", "/ko/courses", "/en/courses", "/en/nowhere"]) {
    await page.goto(path);
    await expect(page.locator("h1")).toBeVisible();
    await expectNoSidewaysScroll(page);
  }
});

async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth] as const);
  expect(content).toBeLessThanOrEqual(view);
}
