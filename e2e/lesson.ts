import { expect, type Locator, type Page } from "@playwright/test";
import type { Locale } from "@/lib/shared/locale";
import { LESSON, TEXTS } from "./fixtures";

const START_MS = 60_000;
const PROMPT = /\$\s*$/;

interface Place {
  locale?: Locale;
  lesson?: string;
  step?: string;
}

/** Opens a lesson and starts its computer by the page's own button, up to a prompt. */
export async function openLesson(page: Page, { locale = "en", lesson = LESSON, step }: Place = {}): Promise<void> {
  await page.goto(`/${locale}/learn/${lesson}${step ? `?step=${step}` : ""}`);
  await page.getByRole("button", { name: TEXTS[locale].sandbox.startShort, exact: true }).click();
  await waitForPrompt(page);
}

/** Waits until the terminal in view has a shell that waits for input. */
export async function waitForPrompt(page: Page, timeout = START_MS): Promise<void> {
  await expect(rowsOf(page)).not.toHaveCount(0, { timeout });
  await expect.poll(async () => (await readScreen(page)).at(-1) ?? "", { timeout }).toMatch(PROMPT);
}

const rowsOf = (page: Page): Locator => page.locator("[role=tabpanel]:not([hidden]) .xterm-rows > div");

/** What stands in the terminal in view, row by row, without the empty ends. */
export async function readScreen(page: Page): Promise<string[]> {
  const rows = (await rowsOf(page).allTextContents()).map((row) => row.replaceAll("\u00a0", " ").trimEnd());
  while (rows.at(-1) === "") rows.pop();
  return rows;
}

/** Waits for a row that matches. */
export async function waitForRow(page: Page, pattern: RegExp, timeout = 30_000): Promise<RegExpMatchArray> {
  const find = async () =>
    (await readScreen(page))
      .map((row) => row.match(pattern))
      .find((match): match is RegExpMatchArray => match !== null);
  let found: RegExpMatchArray | undefined;
  await expect
    .poll(
      async () => {
        found = await find();
        return found !== undefined || (await readScreen(page));
      },
      { message: `a row like ${pattern}`, timeout },
    )
    .toBe(true);
  if (!found) throw new Error(`no row like ${pattern}`);
  return found;
}

/** Brings the keyboard to the terminal in view. */
export async function focusTerminal(page: Page): Promise<void> {
  await page.locator("[role=tabpanel]:not([hidden]) .xterm-helper-textarea").focus();
}

/** Types one line into the terminal, key by key, and presses Enter. */
export async function typeLine(page: Page, line: string): Promise<void> {
  await focusTerminal(page);
  await page.keyboard.type(line);
  await page.keyboard.press("Enter");
}

/** The process id of the shell in view: equal ids mean the same shell. */
export async function readShellId(page: Page): Promise<string> {
  const mark = `shell-${Math.random().toString(36).slice(2, 8)}`;
  await typeLine(page, `echo "${mark}"=$$`);
  return (await waitForRow(page, new RegExp(`^${mark}=(\\d+)$`)))[1] ?? "";
}

export const checkOf = (page: Page, id: string): Locator => page.locator(`#check-${id}`);

/** Waits until a check is green, which it becomes by itself. */
export async function waitForGreen(page: Page, id: string, timeout = 30_000): Promise<void> {
  await expect(checkOf(page, id)).toHaveAttribute("data-outcome", "passed", { timeout });
}

/** The points in the lesson's header. */
export async function readPoints(page: Page): Promise<number> {
  const text = await page
    .locator("header p")
    .filter({ hasText: /^\d+\/\d+/ })
    .textContent();
  return Number(text?.split("/")[0]);
}

export async function switchLanguage(page: Page, from: Locale): Promise<void> {
  await page.getByRole("button", { name: TEXTS[from].language.switchTo }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", from === "ko" ? "en" : "ko");
}
