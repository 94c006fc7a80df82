import { readFile } from "node:fs/promises";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { StatusView } from "@/lib/shared/status-view";
import { status as en } from "@/lib/shared/texts/en/status";
import { status as ko } from "@/lib/shared/texts/ko/status";
import { Student } from "@/tests/student";
import { baseUrl, expect, LOCALES, openSandbox, test } from "./fixtures";

const TEXTS = { ko, en };

/** The key of the running site, where `npm start` says it is. */
async function readKey(): Promise<string> {
  const { NARU_DATA_DIR = ".naru" } = process.env;
  return (await readFile(path.join(NARU_DATA_DIR, "operator-key"), "utf8")).trim();
}

async function signIn(page: Page, locale: "ko" | "en"): Promise<void> {
  const t = TEXTS[locale];
  await page.goto(`/${locale}/status`);
  await page.getByLabel(t.signIn.label).fill(await readKey());
  await page.getByRole("button", { name: t.signIn.submit }).click();
  await expect(page.getByRole("heading", { level: 1, name: t.title })).toBeVisible();
}

for (const [locale] of LOCALES) {
  const t = TEXTS[locale];

  test(`a wrong operator's key is told as such in ${locale}, and shows nothing`, async ({ page }) => {
    await page.goto(`/${locale}/status`);
    await expect(page.getByRole("heading", { level: 1, name: t.signIn.title })).toBeVisible();
    await page.getByLabel(t.signIn.label).fill("not the key of this site");
    await page.getByRole("button", { name: t.signIn.submit }).click();
    await expect(page.getByRole("alert").getByText(t.signIn.wrong)).toBeVisible();
    await expect(page.getByText(t.sandboxes.title, { exact: true })).toHaveCount(0);
    // a figure that only the operator is told
    expect(await page.content()).not.toContain(process.versions.node);
  });

  test(`the operator's key opens the page in ${locale}, and signing out closes it`, async ({ page, context }) => {
    await signIn(page, locale);
    for (const title of [
      t.health.title,
      t.capacity.title,
      t.queue.title,
      t.sandboxes.title,
      t.errors.title,
      t.isolation.title,
    ])
      await expect(page.getByRole("heading", { level: 2, name: title, exact: true })).toBeVisible();
    await expect(page.getByText(t.health.serving)).toBeVisible();
    const cookie = (await context.cookies()).find(({ name }) => name === "naru-operator");
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Strict" });
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: t.title })).toBeVisible();
    await page.getByRole("button", { name: t.signIn.signOut }).click();
    await expect(page.getByLabel(t.signIn.label)).toBeVisible();
    expect((await page.request.get("/api/status")).status()).toBe(401);
  });
}

test("the page shows a sandbox that starts without being loaded anew, and nothing of its student", async ({ page }) => {
  const student = await Student.arrive(baseUrl, "en");
  await student.call("PATCH", "/api/session", { name: "Secret Name" });
  await signIn(page, "en");
  const { sandboxId, session } = await openSandbox(student);
  try {
    const row = page.getByRole("row", { name: sandboxId.slice(0, 8) });
    await expect(row).toContainText(en.states.ready);
    await expect(row).toContainText(/MiB/);
    const answer = await page.request.get("/api/status");
    const text = await answer.text();
    for (const secret of [sandboxId, sandboxId.replaceAll("-", ""), "Secret Name", student.cookie])
      expect(text).not.toContain(secret);
    const mine = (JSON.parse(text) as StatusView).sandboxes?.rows.find(({ shortId }) => sandboxId.startsWith(shortId));
    expect(mine?.memoryBytes).toBeGreaterThan(1e7);
    expect(mine?.diskBytes).toBeGreaterThan(0);
  } finally {
    session.close();
    await student.stopSandbox(sandboxId);
  }
  await expect(page.getByRole("row", { name: sandboxId.slice(0, 8) })).toHaveCount(0);
});

test("a student's cookie, no cookie and a wrong bearer are refused, with a number", async ({ page }) => {
  const student = await Student.arrive(baseUrl, "en");
  for (const address of ["/api/status", "/api/metrics"]) {
    const tries: Record<string, string>[] = [
      {},
      { cookie: student.cookie },
      { cookie: student.cookie.replace("naru=", "naru-operator=") },
    ];
    for (const headers of tries) {
      const answer = await page.request.get(address, { headers });
      expect(answer.status()).toBe(401);
      const { error } = await answer.json();
      expect(error).toMatchObject({ code: "UNAUTHENTICATED", requestId: answer.headers()["x-request-id"] });
    }
  }
});

test("a scrape has requests by pattern and no id", async ({ page }) => {
  const id = "0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9";
  await page.request.get(`/api/sandboxes/${id}/terminals/t1`);
  await page.goto("/en/learn/docker/images");
  const answer = await page.request.get("/api/metrics", { headers: { authorization: `Bearer ${await readKey()}` } });
  expect(answer.status()).toBe(200);
  const text = await answer.text();
  expect(text).toMatch(
    /naru_http_request_duration_seconds_count\{route="\/api\/sandboxes\/\[id\]\/terminals\/\[terminal\]"/,
  );
  expect(text).toContain('route="/[locale]/learn/[course]/[slug]"');
  expect(text).toMatch(/^naru_errors_total\{code="\w+"\} \d+$/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
  expect(text).not.toContain(id);
  expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
});

test("health says of each part that it answers, without a key", async ({ page }) => {
  const answer = await page.request.get("/api/health");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toEqual({ serving: true, database: true, engine: true, hub: true, stopping: false });
});

test("every answer carries one number, never the client's", async ({ page }) => {
  for (const address of ["/en", "/api/health", "/api/nothing", "/icon.svg"]) {
    const answer = await page.request.get(address, { headers: { "x-request-id": "chosen-by-client" } });
    const numbers = answer.headersArray().filter(({ name }) => name.toLowerCase() === "x-request-id");
    expect(numbers.map(({ value }) => value)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/)]);
  }
});

for (const colorScheme of ["light", "dark"] as const)
  test(`the page has no serious flaw of access in ${colorScheme} colours, and fits a phone`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 780 });
    await signIn(page, "en");
    for (const [locale] of LOCALES) {
      await page.goto(`/${locale}/status`);
      await expect(page.getByRole("heading", { level: 1, name: TEXTS[locale].title })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const flaws = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(flaws.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
