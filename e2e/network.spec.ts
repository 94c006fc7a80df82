import type { Page } from "@playwright/test";
import { baseUrl, expect, TEXTS, test } from "./fixtures";
import { openLesson } from "./lesson";

/** What a lesson's page may weigh before terminal and editor are asked for. */
const LESSON_SCRIPT_BYTES = 250 * 1024;

test("no page asks another host for anything, with terminal and editor at work", async ({ page }) => {
  const foreign: string[] = [];
  const { host } = new URL(baseUrl);
  const note = (url: string) => {
    const { protocol, host: asked } = new URL(url);
    if (protocol !== "data:" && protocol !== "blob:" && asked !== host) foreign.push(url);
  };
  page.on("request", (request) => note(request.url()));
  page.on("websocket", (socket) => note(socket.url()));
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" && /Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  for (const path of ["/ko", "/en", "/ko/courses", "/en/courses"]) {
    await page.goto(path);
    await expect(page.locator("h1")).toBeVisible();
  }
  for (const locale of ["ko", "en"] as const) {
    const t = TEXTS[locale];
    if (locale === "ko") await openLesson(page, { locale, lesson: "docker/web-server" });
    else await page.goto("/en/learn/docker/web-server");
    await page.getByRole("button", { name: t.lesson.filesPane, exact: true }).click();
    await page.getByRole("treeitem", { name: "index.html" }).click();
    await expect(page.locator(".monaco-editor .view-lines")).toContainText("<");
  }
  expect(foreign).toEqual([]);
  expect(complaints).toEqual([]);
});

test("a lesson's page comes with at most 250 KB of compressed scripts before terminal and editor", async ({ page }) => {
  const scripts = await countScripts(page);
  await page.goto("/ko/learn/docker/container-life");
  await expect(page.getByRole("button", { name: TEXTS.ko.sandbox.startShort, exact: true })).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(scripts.size).toBeGreaterThan(3);
  const bytes = [...scripts.values()].reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: "scripts", description: `${Math.round(bytes / 1024)} KB` });
  expect(bytes).toBeLessThanOrEqual(LESSON_SCRIPT_BYTES);
});

/** Bytes over the wire by script, as the browser counts them. */
async function countScripts(page: Page): Promise<Map<string, number>> {
  const scripts = new Map<string, number>();
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.enable");
  cdp.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.set(requestId, 0);
  });
  cdp.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) scripts.set(requestId, encodedDataLength);
  });
  return scripts;
}
