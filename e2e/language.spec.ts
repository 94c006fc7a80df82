import { expect, TEXTS, test } from "./fixtures";
import { openLesson, readScreen, readShellId, switchLanguage, typeLine, waitForRow } from "./lesson";

test("a switch of language keeps the step, the typed answer, the shell and its screen", async ({ page }) => {
  await openLesson(page, { locale: "en", lesson: "docker/images" });
  await page.getByRole("button", { name: TEXTS.en.lesson.nextStep }).click();
  await page.getByRole("button", { name: TEXTS.en.lesson.nextStep }).click();
  await expect(page).toHaveURL(/step=inspect$/);
  const answer = page.locator("#check-start-folder input");
  await answer.fill("/usr/local/반쯤");
  const shell = await readShellId(page);
  await typeLine(page, "seq -f 'line %g of 한글' 1 5");
  await waitForRow(page, /^line 5 of 한글$/);
  const screen = await readScreen(page);
  const points = page.locator("header p");

  for (const [from, to] of [
    ["en", "ko"],
    ["ko", "en"],
  ] as const) {
    await switchLanguage(page, from);
    await expect(page).toHaveURL(new RegExp(`/${to}/learn/docker/images\\?step=inspect$`));
    await expect(page.getByRole("navigation", { name: TEXTS[to].lesson.stepNavigation })).toBeVisible();
    await expect(page.locator("#check-start-folder")).toContainText(
      to === "ko" ? "httpd 이미지의 WorkingDir은 어디입니까?" : "What is the WorkingDir of the httpd image?",
    );
    await expect(answer).toHaveValue("/usr/local/반쯤");
    await expect(points).toContainText(to === "ko" ? "점" : "points");
    expect(await readScreen(page)).toEqual(screen);
  }
  expect(await readShellId(page)).toBe(shell);

  await switchLanguage(page, "en");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await page.goto("/");
  await expect(page, "the choice outlives the visit").toHaveURL(/\/ko$/);
});
