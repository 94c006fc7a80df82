import { START_STAGES } from "@/lib/shared/sandbox-view";
import { expect, LOCALES, TEXTS, test } from "./fixtures";
import { checkOf, readPoints, readShellId, typeLine, waitForGreen, waitForPrompt } from "./lesson";

/** The check of the first step of the first lesson, where the landing page leads. */
const FIRST_CHECK = "booted";
/** A whole virtual machine, emulated, beside another browser's. */
const BOOT_MS = 120_000;

const STAGE_TEXTS = {
  disk: "stageDisk",
  network: "stageNetwork",
  container: "stageContainer",
  engine: "stageEngine",
  files: "stageFiles",
} as const;

for (const [locale, browserLocale] of LOCALES) {
  test.describe(`a browser in ${browserLocale}`, () => {
    test.use({ locale: browserLocale });
    test.setTimeout(300_000);

    test("goes from a first visit to a green check, and comes back to go on", async ({ page, context }) => {
      const t = TEXTS[locale];
      await page.addInitScript(noteStages);
      await page.goto("/");
      await expect(page).toHaveURL(new RegExp(`/${locale}$`));
      await page.getByRole("button", { name: t.landing.start }).click();
      await expect(page).toHaveURL(new RegExp(`/${locale}/learn/virtualization/virtualization`));

      await waitForPrompt(page);
      const shown = await page.evaluate(() => [...(window as unknown as WithStages).stagesShown]);
      // one from the pool may be there before a stage is drawn; a start that is drawn shows all of them
      if (shown.length > 0) for (const stage of START_STAGES) expect(shown).toContain(t.sandbox[STAGE_TEXTS[stage]]);
      const shell = await readShellId(page);

      await expect(checkOf(page, FIRST_CHECK)).not.toHaveAttribute("data-outcome", "passed");
      expect(await readPoints(page)).toBe(0);
      await typeLine(page, "vm start box");
      await waitForGreen(page, FIRST_CHECK, BOOT_MS);
      await expect(checkOf(page, FIRST_CHECK)).toContainText(t.check.passed);
      await expect.poll(() => readPoints(page)).toBeGreaterThan(0);
      const points = await readPoints(page);

      await page.getByRole("button", { name: t.lesson.nextStep }).click();
      const title = page.locator("#step-title");
      await expect(title).toBeFocused();
      const second = (await title.textContent()) ?? "";
      const saved = context.waitForEvent("response", (answer) => answer.url().endsWith("/api/progress"));
      await page.goto(`/${locale}/courses`);
      await saved;
      await page.close();

      const later = await context.newPage();
      await later.goto(`/${locale}`);
      await later.getByRole("button", { name: t.landing.start }).click();
      await expect(later.locator("#step-title")).toHaveText(second);
      await waitForPrompt(later);
      expect(await readShellId(later)).toBe(shell);
      expect(await readPoints(later)).toBe(points);
      await later.getByRole("button", { name: t.lesson.previousStep }).click();
      await waitForGreen(later, FIRST_CHECK);
    });
  });
}

interface WithStages {
  stagesShown: Set<string>;
}

/** Runs in the page and keeps every stage it ever showed: a start may be over before anybody looks. */
function noteStages(): void {
  const stagesShown = new Set<string>();
  Object.assign(window, { stagesShown });
  new MutationObserver(() => {
    for (const part of document.querySelectorAll("#workbench ol li span")) stagesShown.add(part.textContent ?? "");
  }).observe(document, { childList: true, subtree: true });
}
