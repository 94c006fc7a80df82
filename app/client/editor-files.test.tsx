import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { NaruError } from "@/lib/shared/errors";
import { EditorFiles, type EditorNotice, type FileService, isDirty } from "./editor-files";

/** The sandbox's files as the server would answer, and as the terminal may change them. */
class FakeFiles implements FileService {
  readonly contents = new Map<string, string>();
  #versions = new Map<string, number>();

  put(path: string, content: string): void {
    this.contents.set(path, content);
    this.#versions.set(path, (this.#versions.get(path) ?? 0) + 1);
  }
  #versionOf(path: string): string {
    return `v${this.#versions.get(path)}`;
  }
  async listFiles() {
    const entries = [...this.contents].map(([path, content]) => ({
      path,
      type: "file" as const,
      sizeBytes: content.length,
    }));
    return { entries, isTruncated: false };
  }
  async readFile(path: string) {
    const content = this.contents.get(path);
    if (content === undefined) throw new NaruError("FILE_NOT_FOUND", { path });
    return { path, content, version: this.#versionOf(path) };
  }
  async writeFile(path: string, content: string, ifVersion: string | null) {
    if (ifVersion !== null && ifVersion !== this.#versionOf(path)) throw new NaruError("FILE_CONFLICT", { path });
    this.put(path, content);
    return { version: this.#versionOf(path) };
  }
  async createFile(path: string) {
    if (this.contents.has(path)) throw new NaruError("FILE_EXISTS", { path });
    this.put(path, "");
  }
  async renameFile(path: string, to: string) {
    for (const [old, content] of [...this.contents]) {
      if (old !== path && !old.startsWith(`${path}/`)) continue;
      this.contents.delete(old);
      this.put(to + old.slice(path.length), content);
    }
  }
  async removeFile(path: string) {
    for (const old of [...this.contents.keys()])
      if (old === path || old.startsWith(`${path}/`)) this.contents.delete(old);
  }
}

async function openWith(contents: Record<string, string>, ...paths: string[]) {
  const files = new FakeFiles();
  for (const [path, content] of Object.entries(contents)) files.put(path, content);
  const notices: EditorNotice[] = [];
  const editor = new EditorFiles(files, (notice) => notices.push(notice));
  await editor.refresh();
  for (const path of paths) await editor.open(path);
  const find = (path: string) => editor.getState().open.find((file) => file.path === path);
  /** The terminal wrote, and the watcher said so. */
  const terminalWrote = async (path: string, content: string | null) => {
    if (content === null) files.contents.delete(path);
    else files.put(path, content);
    editor.filesChanged([path]);
    await vi.advanceTimersByTimeAsync(200);
  };
  return { files, editor, notices, find, terminalWrote };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a file is opened, changed and saved", async () => {
  const { editor, files, find, notices } = await openWith({ "a.txt": "one" }, "a.txt");
  editor.edit("a.txt", "two");
  expect(isDirty(find("a.txt") ?? expect.fail())).toBe(true);
  await editor.save("a.txt");
  expect(files.contents.get("a.txt")).toBe("two");
  expect(find("a.txt")).toMatchObject({ savedContent: "two", isSaving: false, conflict: null });
  expect(notices).toEqual([{ kind: "saved", path: "a.txt" }]);
});

test("what was typed while a save ran stays unsaved", async () => {
  const { editor, find } = await openWith({ "a.txt": "one" }, "a.txt");
  editor.edit("a.txt", "two");
  const saving = editor.save("a.txt");
  editor.edit("a.txt", "three");
  await saving;
  expect(find("a.txt")).toMatchObject({ content: "three", savedContent: "two" });
});

test("an unchanged file follows the terminal, and says so", async () => {
  const { find, notices, terminalWrote } = await openWith({ "a.txt": "one" }, "a.txt");
  await terminalWrote("a.txt", "by echo");
  expect(find("a.txt")).toMatchObject({ content: "by echo", savedContent: "by echo", conflict: null });
  expect(notices).toEqual([{ kind: "reloaded", path: "a.txt" }]);
});

test("unsaved changes are never overwritten, either way, without a question", async () => {
  const { editor, files, find, terminalWrote } = await openWith({ "a.txt": "one" }, "a.txt");
  editor.edit("a.txt", "mine");
  await terminalWrote("a.txt", "theirs");
  expect(find("a.txt")).toMatchObject({ content: "mine", conflict: "changed" });
  await editor.save("a.txt");
  expect(files.contents.get("a.txt")).toBe("theirs");
  await editor.save("a.txt", true);
  expect(files.contents.get("a.txt")).toBe("mine");
  expect(find("a.txt")?.conflict).toBeNull();
});

test("theirs can be taken instead", async () => {
  const { editor, find, terminalWrote } = await openWith({ "a.txt": "one" }, "a.txt");
  editor.edit("a.txt", "mine");
  await terminalWrote("a.txt", "theirs");
  await editor.takeTheirs("a.txt");
  expect(find("a.txt")).toMatchObject({ content: "theirs", savedContent: "theirs", conflict: null });
});

test("a conflict that only the save meets is a question too", async () => {
  const { editor, files, find } = await openWith({ "a.txt": "one" }, "a.txt");
  files.put("a.txt", "unseen");
  editor.edit("a.txt", "mine");
  await editor.save("a.txt");
  expect(find("a.txt")).toMatchObject({ conflict: "changed", isSaving: false });
  expect(files.contents.get("a.txt")).toBe("unseen");
});

test("a file deleted in the terminal keeps its text here and can be saved again", async () => {
  const { editor, files, find, terminalWrote } = await openWith({ "a.txt": "one" }, "a.txt");
  await terminalWrote("a.txt", null);
  expect(find("a.txt")).toMatchObject({ content: "one", conflict: "gone" });
  await editor.save("a.txt");
  expect(files.contents.get("a.txt")).toBe("one");
});

test("tabs move with a renamed folder and close with a deleted one", async () => {
  const { editor } = await openWith(
    { "src/a.ts": "", "src/b.ts": "", "srcs.txt": "" },
    "src/a.ts",
    "src/b.ts",
    "srcs.txt",
  );
  await editor.open("src/b.ts");
  await editor.rename("src", "lib");
  expect(editor.getState().open.map(({ path }) => path)).toEqual(["lib/a.ts", "lib/b.ts", "srcs.txt"]);
  expect(editor.getState().active).toBe("lib/b.ts");
  await editor.remove("lib");
  expect(editor.getState().open.map(({ path }) => path)).toEqual(["srcs.txt"]);
  expect(editor.getState().active).toBe("srcs.txt");
});

test("what cannot be done is said, and changes nothing", async () => {
  const { editor } = await openWith({ "a.txt": "one" });
  await editor.create("a.txt", false);
  expect(editor.getState()).toMatchObject({ open: [], failure: { code: "FILE_EXISTS" } });
  editor.dismissFailure();
  await editor.open("none.txt");
  expect(editor.getState().open).toMatchObject([{ status: "failed", failure: { code: "FILE_NOT_FOUND" } }]);
});

test("many changes at once are one look at the list", async () => {
  const { editor, files } = await openWith({ "a.txt": "one" });
  const list = vi.spyOn(files, "listFiles");
  for (let burst = 0; burst < 20; burst += 1) editor.filesChanged(null);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(list).toHaveBeenCalledOnce();
});
