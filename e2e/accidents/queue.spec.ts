import { changeDatabase, expect, stopSandbox, TEXTS, test } from "../fixtures";
import { waitForPrompt } from "../lesson";

const LESSON_PATH = "learn/docker/container-life";
const CODE = "e2eclass";
/** More seats than any machine has: whoever is not of the class waits. */
const ALL_SEATS = 100_000;

test.afterEach(() => changeDatabase(`DELETE FROM "Reservation"`, []));

function reserve(seats: number, code = CODE): Promise<unknown> {
  return changeDatabase(
    `INSERT INTO "Reservation" ("id", "code", "name", "seats", "startsAt", "endsAt")
     VALUES (gen_random_uuid(), $1, '도커 첫 수업', $2, now(), now() + interval '1 hour')`,
    [code, seats],
  );
}

test("who must wait sees their place, in both languages, and starts by themselves when there is room", async ({
  page,
  browser,
}) => {
  await reserve(ALL_SEATS);
  const ko = TEXTS.ko.sandbox;
  const en = TEXTS.en.sandbox;
  await page.goto(`/ko/${LESSON_PATH}`);
  await page.getByRole("button", { name: ko.startShort, exact: true }).click();
  await expect(page.getByRole("heading", { name: ko.queueTitle })).toBeVisible();
  await expect(page.getByText("다음 차례입니다")).toBeVisible();
  await expect(page.getByText(ko.queueNote)).toBeVisible();

  const second = await (await browser.newContext()).newPage();
  await second.goto(`/en/${LESSON_PATH}`);
  await second.getByRole("button", { name: en.startShort, exact: true }).click();
  await expect(second.getByText("1 person is ahead of you")).toBeVisible();
  // a reload keeps the place
  await second.reload();
  await expect(second.getByText("1 person is ahead of you")).toBeVisible();
  await page.getByRole("button", { name: ko.queueLeave }).click();
  await expect(page.getByRole("heading", { name: ko.end.stopped.title })).toBeVisible();
  await expect(second.getByText("You are next")).toBeVisible();

  await changeDatabase(`DELETE FROM "Reservation"`, []);
  await waitForPrompt(second);
  await stopSandbox(second);
  await second.context().close();
});

test("the link of a class gives its students a computer while others wait", async ({ page, browser }) => {
  await reserve(ALL_SEATS);
  const t = TEXTS.ko;
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(`/ko/${LESSON_PATH}`);
  await stranger.getByRole("button", { name: t.sandbox.startShort, exact: true }).click();
  await expect(stranger.getByRole("heading", { name: t.sandbox.queueTitle })).toBeVisible();

  await page.goto(`/ko/join/${CODE}`);
  await expect(page.getByText("도커 첫 수업")).toBeVisible();
  await page.getByRole("button", { name: t.join.action }).click();
  await expect(page).toHaveURL(/\/ko\/courses$/);
  await page.goto(`/ko/${LESSON_PATH}`);
  await page.getByRole("button", { name: t.sandbox.startShort, exact: true }).click();
  await waitForPrompt(page);
  await expect(stranger.getByRole("heading", { name: t.sandbox.queueTitle })).toBeVisible();

  await stranger.goto("/ko/join/nothing1");
  await expect(stranger.getByRole("heading", { name: t.join.gone })).toBeVisible();
  await stopSandbox(stranger);
  await stranger.context().close();
});
