import type { Page } from "@playwright/test";
import { expect, fill, TEXTS, test } from "./fixtures";
import { checkOf, openLesson, readPoints, switchLanguage, typeLine, waitForGreen, waitForRow } from "./lesson";

test("a wrong attempt tells what was seen, then what its author says of the mistake, in both languages", async ({
  page,
}) => {
  await openLesson(page, { locale: "ko", lesson: "docker/images" });
  const check = checkOf(page, "debian-here");
  const missing = { reference: "debian:latest" };
  expect(await checkNow(page, "debian-here", TEXTS.ko.check.checkNow)).toMatchObject({ status: "not-yet", tries: 1 });
  await expect(check).toContainText(fill(TEXTS.ko.checks.image.missing, missing));
  await switchLanguage(page, "ko");
  await expect(check).toContainText(fill(TEXTS.en.checks.image.missing, missing));

  await typeLine(page, "docker pull debian:13");
  await expect(check).toContainText("This time write the name only, without the colon and what follows it.");
  await switchLanguage(page, "en");
  await expect(check).toContainText("이번에는 콜론 뒤를 적지 말고 이름만 써서 받아 보십시오.");
  expect(await checkNow(page, "debian-here", TEXTS.ko.check.checkNow)).toMatchObject({ status: "not-yet", tries: 2 });
  expect(await readPoints(page)).toBe(0);

  await typeLine(page, "docker pull debian");
  await waitForGreen(page, "debian-here");
  await expect(check).not.toContainText("이번에는 콜론 뒤를");
  await expect.poll(() => readPoints(page)).toBeGreaterThan(0);
});

test("an answer is compared with the engine, a choice is answered with feedback, and both may be tried again", async ({
  page,
}) => {
  const t = TEXTS.en;
  await openLesson(page, { locale: "en", lesson: "docker/images" });
  const id = checkOf(page, "image-id");
  await id.getByRole("button", { name: t.check.submit }).click();
  await expect(id).toContainText(t.check.emptyAnswer);
  await typeLine(page, "docker pull -q debian && docker images -q debian:latest");
  await waitForGreen(page, "debian-here");
  const [right = ""] = await waitForRow(page, /^[0-9a-f]{12}$/);

  await id.getByRole("textbox").fill("000000000000");
  await id.getByRole("button", { name: t.check.submit }).click();
  await expect(id).toHaveAttribute("data-outcome", "not-yet");
  const points = await readPoints(page);
  await id.getByRole("textbox").fill(right);
  await id.getByRole("button", { name: t.check.submit }).click();
  await waitForGreen(page, "image-id");
  await expect.poll(() => readPoints(page)).toBeGreaterThan(points);
  await expect(page.getByText(t.lesson.stepPassed)).toBeVisible();

  await page.getByRole("button", { name: t.lesson.nextStep }).click();
  await typeLine(page, "docker pull -q debian:13");
  await waitForGreen(page, "debian-13");
  const choice = checkOf(page, "one-or-two");
  await choice.getByRole("radio", { name: "Two equal copies, taking twice the space." }).check();
  await choice.getByRole("button", { name: t.check.submit }).click();
  await expect(choice).toHaveAttribute("data-outcome", "not-yet");
  await expect(choice).toContainText("Docker doesn't store the same thing twice.");
  await choice.getByRole("radio", { name: "One image with two name tags on it." }).check();
  await choice.getByRole("button", { name: t.check.submit }).click();
  await waitForGreen(page, "one-or-two");
  await expect(choice).toContainText("a tag is only a label that points at it");
  await switchLanguage(page, "en");
  await expect(choice).toContainText("태그는 이미지를 가리키는 이름표일 뿐입니다.");
});

test("a command of the text runs by a click, and hints come one at a time", async ({ page }) => {
  const t = TEXTS.en;
  await openLesson(page, { locale: "en", lesson: "docker/images" });
  await page.getByRole("button", { name: fill(t.lesson.runInTerminal, { command: "docker pull debian" }) }).click();
  await waitForGreen(page, "debian-here");

  const hints = page.getByRole("region", { name: t.lesson.hintsTitle }).last();
  for (const [shown, level] of [
    t.lesson.hintLevel.nudge,
    t.lesson.hintLevel.idea,
    t.lesson.hintLevel.almost,
  ].entries()) {
    await expect(hints.getByRole("listitem")).toHaveCount(shown);
    await hints.getByRole("button").click();
    await expect(hints.getByRole("listitem").last()).toContainText(level);
  }
  await expect(hints.getByRole("button")).toHaveCount(0);
});

/** Presses the check's own button and returns what the server says. */
async function checkNow(page: Page, id: string, name: string): Promise<unknown> {
  const answer = page.waitForResponse((response) => response.url().endsWith(`/checks/${id}/check`));
  await checkOf(page, id).getByRole("button", { name }).click();
  return (await answer).json();
}
