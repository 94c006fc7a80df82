import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox } from "@/tests/lab";
import { copyLessonFiles, holdUnpack } from "./copy-lesson-files";

let testLab: TestLab;
let sandbox: TestSandbox;
let folder: string;

beforeAll(async () => {
  testLab = await openTestLab();
  sandbox = await createTestSandbox(testLab);
  folder = await mkdtemp(join(tmpdir(), "naru-files-test-"));
  await mkdir(join(folder, "site"));
  await writeFile(join(folder, "site/index.html"), "<h1>나루</h1>\n");
}, 300_000);

afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  testLab?.lab.close();
  testLab?.machine.close();
  await rm(folder, { recursive: true, force: true });
});

async function takeAway(): Promise<string> {
  const { text } = await sandbox.sh("cd ~/work && stat -c %U site/index.html && cat site/index.html && rm -r site");
  return text;
}

const signal = () => AbortSignal.timeout(30_000);

describe("a lesson's files", () => {
  test("go down a tar held since before, without another process", async () => {
    const held = await holdUnpack(testLab.lab, sandbox.id, signal());
    const noOther = { execToEnd: () => Promise.reject(new Error("the held tar was not enough")) };
    await copyLessonFiles(noOther, sandbox.id, folder, { signal: signal(), held });
    expect(await takeAway()).toBe("student\n<h1>나루</h1>\n");
  });

  test("come by another when none is held or the held one is dead", async () => {
    await copyLessonFiles(testLab.lab, sandbox.id, folder, { signal: signal() });
    expect(await takeAway()).toBe("student\n<h1>나루</h1>\n");
    const held = await holdUnpack(testLab.lab, sandbox.id, signal());
    await sandbox.sh("pkill -KILL -x tar", { user: "root" });
    await copyLessonFiles(testLab.lab, sandbox.id, folder, { signal: signal(), held });
    expect(await takeAway()).toBe("student\n<h1>나루</h1>\n");
  });
});
