import type { Page } from "@playwright/test";
import type { Texts } from "@/lib/shared/texts/ko";
import { baseUrl, expect, LOCALES, stopSandbox, TEXTS, test } from "../fixtures";
import { openLesson, readShellId, waitForPrompt } from "../lesson";
import { changeLabEngine } from "./lab-engine";

const RECOVERY_MS = 60_000;
/** A start gives the engine 20 s to answer. */
const TOLD_MS = 40_000;

interface Newcomer {
  page: Page;
  t: Texts;
}

test("an engine that does not answer is told in the reader's language, and all goes on once it does", async ({
  page,
  browser,
}) => {
  await openLesson(page);
  const shell = await readShellId(page);
  const newcomers: Newcomer[] = [];
  await changeLabEngine("pause");
  try {
    await expect.poll(readHealth, { timeout: RECOVERY_MS }).toEqual({ status: 503, database: true, engine: false });
    for (const [locale] of LOCALES) {
      const newcomer = await (await browser.newContext()).newPage();
      newcomers.push({ page: newcomer, t: TEXTS[locale] });
      await newcomer.goto(`/${locale}/learn/docker/images`);
      await newcomer.getByRole("button", { name: TEXTS[locale].sandbox.startShort, exact: true }).click();
    }
    for (const { page: newcomer, t } of newcomers) {
      const note = newcomer.getByRole("alert").filter({ hasText: "ENGINE_UNREACHABLE" });
      await expect(note).toContainText(t.errors.ENGINE_UNREACHABLE.title, { timeout: TOLD_MS });
      await expect(newcomer.getByRole("heading", { name: t.sandbox.end.failed.title })).toBeVisible();
    }
  } finally {
    await changeLabEngine("unpause");
  }
  await expect.poll(readHealth, { timeout: RECOVERY_MS }).toEqual({ status: 200, database: true, engine: true });
  expect(await readShellId(page), "a shell outlives it").toBe(shell);
  for (const { page: newcomer, t } of newcomers) {
    await newcomer.getByRole("button", { name: t.sandbox.startAgain, exact: true }).click();
    await waitForPrompt(newcomer);
    await stopSandbox(newcomer);
    await newcomer.context().close();
  }
});

test("an engine that died is started again; its computers are told as lost and can be started anew", async ({
  page,
}) => {
  const t = TEXTS.en.sandbox;
  await openLesson(page);
  await changeLabEngine("kill");
  await expect(page.getByRole("heading", { name: t.end.lost.title })).toBeVisible({ timeout: RECOVERY_MS });
  await expect.poll(readHealth, { timeout: RECOVERY_MS }).toEqual({ status: 200, database: true, engine: true });
  await page.getByRole("button", { name: t.startAgain, exact: true }).click();
  await waitForPrompt(page);
});

async function readHealth(): Promise<{ status: number; database: boolean; engine: boolean }> {
  const answer = await fetch(new URL("/api/health", baseUrl));
  const { database, engine } = await answer.json();
  return { status: answer.status, database, engine };
}
