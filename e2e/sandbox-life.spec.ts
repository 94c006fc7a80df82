import type { Page } from "@playwright/test";
import type { Locale } from "@/lib/shared/locale";
import type { EndReason } from "@/lib/shared/sandbox-view";
import { changeDatabase, expect, getSandbox, LOCALES, TEXTS, test } from "./fixtures";
import { checkOf, openLesson, readPoints, typeLine, waitForGreen, waitForPrompt, waitForRow } from "./lesson";

const HOUR_MS = 60 * 60 * 1000;
const MADE = "docker create --name ticker busybox sh -c 'while sleep 1; do date; done'";

for (const [locale] of LOCALES) {
  test(`a computer whose time is up says why and starts again with the progress kept (${locale})`, async ({ page }) => {
    await openLesson(page, { locale });
    await typeLine(page, MADE);
    await waitForGreen(page, "created");
    const { id } = await getSandbox(page);
    await changeDatabase('UPDATE "Sandbox" SET "expiresAt" = now() WHERE id = $1::uuid', [id]);
    await expectEnd(page, locale, "expired");
    await expect(checkOf(page, "created")).toHaveAttribute("data-outcome", "passed");
    await page.getByRole("button", { name: TEXTS[locale].sandbox.startAgain, exact: true }).click();
    await waitForPrompt(page);
    expect((await getSandbox(page)).id).not.toBe(id);
    await expect(checkOf(page, "created")).toHaveAttribute("data-outcome", "passed");
    await typeLine(page, "docker ps -a --format 'count {{.Names}}' | wc -l");
    await waitForRow(page, /^0$/);
  });
}

test("a computer nobody uses ends as unused, also for a tab that was away", async ({ page }) => {
  await openLesson(page);
  const { id } = await getSandbox(page);
  await page.goto("/en/courses");
  await changeDatabase(`UPDATE "Sandbox" SET "lastActiveAt" = now() - interval '1 day' WHERE id = $1::uuid`, [id]);
  await expect.poll(async () => (await getSandbox(page)).state).toBe("ended");
  await page.goBack();
  await expectEnd(page, "en", "idle");
});

test("time is added on request, as often as is promised, and a warning comes before the end", async ({ page }) => {
  const t = TEXTS.en.sandbox;
  await openLesson(page);
  const before = await getSandbox(page);
  expect(before.extensionsLeft).toBeGreaterThan(0);
  const extend = page.getByRole("button", { name: t.extend });
  for (let added = 1; added <= before.extensionsLeft; added++) {
    await extend.click();
    await expect.poll(async () => (await getSandbox(page)).extensionsLeft).toBe(before.extensionsLeft - added);
    await expect
      .poll(async () => Date.parse((await getSandbox(page)).expiresAt) - Date.parse(before.expiresAt))
      .toBe(added * HOUR_MS);
  }
  await expect(extend).toBeHidden();
  await changeDatabase(`UPDATE "Sandbox" SET "expiresAt" = now() + interval '5 minutes' WHERE id = $1::uuid`, [
    before.id,
  ]);
  await page.reload();
  await expect(extend).toBeDisabled();
  await expect(extend).toHaveAttribute("title", t.extendNone);
});

test("back to the start gives a fresh machine and keeps points; turning off ends it", async ({ page }) => {
  const t = TEXTS.en.sandbox;
  await openLesson(page);
  await typeLine(page, `touch mine; ${MADE}`);
  await waitForGreen(page, "created");
  const points = await readPoints(page);
  const { id } = await getSandbox(page);

  await page.getByRole("button", { name: t.reset }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText(t.resetText);
  await dialog.getByRole("button", { name: TEXTS.en.common.cancel }).click();
  expect((await getSandbox(page)).id).toBe(id);
  await page.getByRole("button", { name: t.reset }).click();
  await dialog.getByRole("button", { name: t.resetConfirm }).click();
  await expect.poll(async () => (await getSandbox(page)).id, { timeout: 30_000 }).not.toBe(id);
  await expect.poll(async () => (await getSandbox(page)).state, { timeout: 60_000 }).toBe("ready");
  await waitForPrompt(page);
  await typeLine(page, "ls mine; docker ps -aq | wc -l");
  await waitForRow(page, /^ls: cannot access 'mine'/);
  await waitForRow(page, /^0$/);
  expect(await readPoints(page)).toBe(points);

  await page.getByRole("button", { name: t.stop }).click();
  await dialog.getByRole("button", { name: t.stopConfirm }).click();
  await expectEnd(page, "en", "stopped");
});

test("another lesson asks before it takes the computer, and the first one is told", async ({ page, context }) => {
  const t = TEXTS.en.sandbox;
  await openLesson(page, { lesson: "docker/container-life" });
  const other = await context.newPage();
  await other.goto("/en/learn/docker/images");
  await other.getByRole("button", { name: t.startShort, exact: true }).click();
  const dialog = other.getByRole("alertdialog");
  await expect(dialog).toContainText(t.elsewhereTitle);
  await expect(dialog).toContainText("A container's life");
  await dialog.getByRole("button", { name: TEXTS.en.common.cancel }).click();
  await expect(dialog).toBeHidden();
  expect((await getSandbox(page)).state).toBe("ready");

  await other.getByRole("button", { name: t.startShort, exact: true }).click();
  await dialog.getByRole("button", { name: t.elsewhereReplace }).click();
  await waitForPrompt(other);
  expect((await getSandbox(other)).lesson).toBe("docker/images");
  await expectEnd(page, "en", "moved");
});

async function expectEnd(page: Page, locale: Locale, reason: EndReason): Promise<void> {
  const t = TEXTS[locale].sandbox;
  const text = t.end[reason];
  await expect(page.getByRole("heading", { name: text.title })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(text.next)).toBeVisible();
  await expect(page.locator(".xterm")).toHaveCount(0);
}
