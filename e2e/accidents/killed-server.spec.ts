import { baseUrl, expect, TEXTS, test } from "../fixtures";
import { openLesson, readPoints, readScreen, readShellId, typeLine, waitForGreen, waitForRow } from "../lesson";
import { findListener } from "./listening-process";

const BACK_MS = 10_000;

test("a killed web process costs no shell, no screen and no acknowledged progress", async ({ page }) => {
  await openLesson(page);
  await typeLine(page, "docker create --name ticker busybox sh -c 'while sleep 1; do date; done'");
  await waitForGreen(page, "created");
  await expect.poll(() => readPoints(page)).toBeGreaterThan(0);
  const points = await readPoints(page);
  const shell = await readShellId(page);
  await typeLine(page, "clear; seq -f 'row %g 한글' 1 12; read -r answer; echo \"got $answer\"");
  await waitForRow(page, /^row 12 한글$/);
  const screen = await readScreen(page);

  const port = Number(new URL(baseUrl).port);
  const killed = await findListener(port);
  if (!killed) throw new Error(`nobody listens at ${port}`);
  process.kill(killed, "SIGKILL");
  const reconnecting = page.getByText(TEXTS.en.terminal.reconnecting);
  await expect(reconnecting).toBeVisible();
  const since = Date.now();
  await expect(reconnecting).toBeHidden({ timeout: 30_000 });
  test.info().annotations.push({ type: "back after", description: `${Date.now() - since} ms` });
  expect(Date.now() - since).toBeLessThan(BACK_MS);
  expect(await findListener(port)).not.toBe(killed);

  expect(await readScreen(page)).toEqual(screen);
  await typeLine(page, "still here");
  await waitForRow(page, /^got still here$/);
  expect(await readShellId(page)).toBe(shell);
  await typeLine(page, "docker start ticker");
  await waitForGreen(page, "running");
  await expect.poll(() => readPoints(page)).toBeGreaterThan(points);
  await page.reload();
  await waitForGreen(page, "created");
  await waitForGreen(page, "running");
});
