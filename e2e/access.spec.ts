import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, LOCALES, TEXTS, test } from "./fixtures";
import { focusTerminal, openLesson, waitForGreen, waitForPrompt } from "./lesson";

const t = TEXTS.en;

test("a step is done by keyboard alone, from the first page to the next step", async ({ page }) => {
  test.setTimeout(300_000);
  await page.goto("/en");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: t.site.skipToContent })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("#content")).toBeFocused();
  await tabTo(page, page.getByRole("button", { name: t.landing.start }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/en\/learn\/virtualization\/virtualization/);
  await waitForPrompt(page);

  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.keyboard.press("F6");
  await expect(terminalInput(page)).toBeFocused();
  await page.keyboard.type("vm start box");
  await page.keyboard.press("Enter");
  await waitForGreen(page, "booted", 120_000);
  await page.keyboard.press("Shift+F6");
  await expect(page.getByRole("region", { name: t.lesson.textPane })).toBeFocused();
  await page.keyboard.press("Alt+PageDown");
  await expect(page).toHaveURL(/step=inside/);
  await expect(page.locator("#step-title")).toBeFocused();
  const kernel = page.locator("#check-own-kernel");
  await tabTo(page, kernel.getByRole("textbox"));
  await page.keyboard.type("0.0.0");
  await page.keyboard.press("Enter");
  await expect(kernel).toHaveAttribute("data-outcome", "not-yet");
  await page.keyboard.press("Alt+PageDown");
  await expect(page).toHaveURL(/step=outside/);
  await expect(page.locator("#step-title")).toBeFocused();
});

test("the lesson's first stop for Tab leads to the terminal, and Tab in the terminal is the shell's", async ({
  page,
}) => {
  await openLesson(page);
  await page.getByRole("link", { name: t.lesson.backToCourses }).focus();
  await page.keyboard.press("Shift+Tab");
  const skip = page.getByRole("button", { name: t.lesson.skipToTerminal });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(terminalInput(page)).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(terminalInput(page)).toBeFocused();
  await page.keyboard.press("F6");
  await expect(page.getByRole("region", { name: t.lesson.filesPane })).toBeFocused();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`pages in ${colorScheme} colours`, () => {
    test.use({ colorScheme });

    for (const [locale] of LOCALES) {
      test(`have no serious flaw of access in ${locale}`, async ({ page }) => {
        for (const path of ["", "/courses"]) {
          await page.goto(`/${locale}${path}`);
          await expect(page.locator("h1")).toBeVisible();
          await expectNoFlaws(page, path);
        }
        await openLesson(page, { locale });
        await focusTerminal(page);
        await page.getByRole("button", { name: TEXTS[locale].lesson.filesPane, exact: true }).click();
        await expect(page.getByRole("button", { name: TEXTS[locale].editor.newFile })).toBeVisible();
        await expectNoFlaws(page, "lesson at work");
      });
    }
  });
}

async function expectNoFlaws(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const flaws = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ""}`).join(" | ")}`);
  expect(flaws, what).toEqual([]);
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press("Tab");
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, "reached by Tab").toBeFocused();
}

const terminalInput = (page: Page): Locator => page.locator("[role=tabpanel]:not([hidden]) .xterm-helper-textarea");
