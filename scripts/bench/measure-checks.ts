import { chromium } from "@playwright/test";
import { type LabEngine, openInnerEngine } from "@/lib/docker";
import type { Student } from "@/tests/student";

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const GREEN_TIMEOUT_MS = 20_000;

export interface CheckTarget {
  student: Student;
  sandboxId: string;
  engineId: string;
}

/** A check of a real lesson and a call to the inner engine that makes it hold. */
export interface MeasuredCheck {
  lesson: string;
  checkId: string;
  /** Before the clock starts: whatever the state needs that is not itself the state. */
  prepare: (inner: InnerCall) => Promise<void>;
  /** Brings the state about; the clock starts when it returns. */
  act: (inner: InnerCall) => Promise<void>;
}

type InnerCall = (method: "GET" | "POST", path: string, body?: unknown) => Promise<unknown>;

/**
 * From the state being there, as the engine's own answer says, until the page shows the check as passed: the browser's
 * screen included. Both ends are read from this machine's one clock.
 */
export async function measureCheck(
  browserPath: string,
  lab: LabEngine,
  { student, engineId }: CheckTarget,
  check: MeasuredCheck,
): Promise<number> {
  const inner = openInnerEngine(lab, engineId);
  const call: InnerCall = (method, path, body) => inner.request(method, path, { body, timeoutMs: 60_000 });
  const browser = await chromium.launch({ executablePath: browserPath, args: ARGUMENTS });
  try {
    await check.prepare(call);
    const context = await browser.newContext({ baseURL: student.baseUrl, locale: "en-US" });
    const [name = "", ...value] = student.cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url: student.baseUrl }]);
    const page = await context.newPage();
    await page.goto(`/en/learn/${check.lesson}`);
    const card = page.locator(`#check-${check.checkId}`);
    await card.and(page.locator('[data-outcome="not-yet"]')).waitFor({ timeout: GREEN_TIMEOUT_MS });
    // a student reads before they type: editor and terminal are there by then
    await page.waitForLoadState("networkidle");
    // looked at once a frame, so what is found has been drawn or is about to be
    const greenAt = page.waitForFunction(
      (selector) =>
        document.querySelector(selector)?.getAttribute("data-outcome") === "passed" &&
        performance.timeOrigin + performance.now(),
      `#check-${check.checkId}`,
      { polling: "raf", timeout: GREEN_TIMEOUT_MS },
    );
    await check.act(call);
    const heldAt = performance.timeOrigin + performance.now();
    const at = await (await greenAt).jsonValue();
    if (typeof at !== "number") throw new Error("the page told no time");
    return at - heldAt;
  } finally {
    inner.close();
    await browser.close();
  }
}
