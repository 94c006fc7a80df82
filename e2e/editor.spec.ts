import type { Locator, Page } from "@playwright/test";
import { expect, fill, TEXTS, test } from "./fixtures";
import { openLesson, typeLine, waitForPrompt, waitForRow } from "./lesson";

const t = TEXTS.en.editor;

test("a file is made, written in Hangul and saved, and both sides see what the other does", async ({ page }) => {
  await openLesson(page);
  await openEditor(page);
  await createFile(page, "notes/memo.txt");
  await typeInEditor(page, "안녕하세요, 나루");
  const openFiles = page.getByRole("list", { name: t.tabs });
  await expect(openFiles).toContainText(t.unsaved);
  await page.keyboard.press("Control+s");
  await expect(openFiles).not.toContainText(t.unsaved);
  await typeLine(page, "cat notes/memo.txt; echo");
  await waitForRow(page, /^안녕하세요, 나루$/);

  await typeLine(page, "echo 터미널에서 > notes/memo.txt; touch made-outside");
  await expect(linesOf(page)).toContainText("터미널에서");
  await expect(page.getByRole("treeitem", { name: "made-outside" })).toBeVisible();
  await expect(openFiles).not.toContainText(t.unsaved);
});

test("files are renamed and deleted from the tree", async ({ page }) => {
  await openLesson(page);
  await openEditor(page);
  await createFile(page, "before.txt");
  const row = (name: string) => page.getByRole("treeitem", { name });
  await row("before.txt").focus();
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: t.renameTo }).fill("after.txt");
  await page.keyboard.press("Enter");
  await expect(row("after.txt")).toBeVisible();
  await expect(row("before.txt")).toHaveCount(0);
  await typeLine(page, "ls; echo listed");
  await waitForRow(page, /^after\.txt$/);

  await row("after.txt").hover();
  await page.getByRole("button", { name: fill(t.menu, { path: "after.txt" }) }).click();
  await page.getByRole("menuitem", { name: t.remove }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText(fill(t.removeTitle, { path: "after.txt" }));
  await dialog.getByRole("button", { name: t.remove, exact: true }).click();
  await expect(row("after.txt")).toHaveCount(0);
  await typeLine(page, "clear; ls | wc -l");
  await waitForRow(page, /^0$/);
});

test("a file changed in the terminal under unsaved changes is a question, not a loss", async ({ page }) => {
  await openLesson(page);
  await typeLine(page, "echo first > shared.txt");
  await waitForPrompt(page);
  await openEditor(page);
  await page.getByRole("treeitem", { name: "shared.txt" }).click();
  await expect(linesOf(page)).toContainText("first");
  await typeInEditor(page, "mine ");
  await typeLine(page, "echo theirs > shared.txt");
  const notice = page.getByRole("alert").filter({ hasText: t.conflict });
  await expect(notice).toBeVisible();
  await expect(linesOf(page)).toContainText("mine");
  await notice.getByRole("button", { name: t.conflictKeep }).click();
  await expect(notice).toBeHidden();
  await typeLine(page, "grep -c mine shared.txt");
  await waitForRow(page, /^1$/);

  await typeInEditor(page, "more ");
  await typeLine(page, "echo newest > shared.txt");
  await expect(notice).toBeVisible();
  await notice.getByRole("button", { name: t.conflictLoad }).click();
  await expect(linesOf(page)).toHaveText(/^newest\s*$/);
});

async function openEditor(page: Page): Promise<void> {
  await page.getByRole("button", { name: TEXTS.en.lesson.filesPane, exact: true }).click();
  await expect(page.getByRole("button", { name: t.newFile })).toBeVisible();
}

async function createFile(page: Page, path: string): Promise<void> {
  await page.getByRole("button", { name: t.newFile }).click();
  await page.getByRole("textbox", { name: t.newFileIn }).fill(path);
  await page.getByRole("button", { name: t.create, exact: true }).click();
  await expect(page.getByRole("treeitem", { name: path.split("/").at(-1) })).toBeVisible();
  await expect(linesOf(page)).toBeVisible();
}

async function typeInEditor(page: Page, text: string): Promise<void> {
  await linesOf(page).click();
  await page.keyboard.insertText(text);
  await expect(linesOf(page)).toContainText(text.trim());
}

const linesOf = (page: Page): Locator => page.locator(".monaco-editor .view-lines");
