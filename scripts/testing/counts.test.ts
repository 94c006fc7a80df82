import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countLeftOut, countPlaywright, countProof, countVitest, readCounts } from "./counts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "naru-counts-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const vitest = (passed: number, failed: number, files: { status: string; tests: string[] }[] = []) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  testResults: files.map(({ status, tests }, index) => ({
    name: `${index}.test.ts`,
    status,
    message: status === "failed" ? "Cannot look at module x\n    at file.ts:1" : "",
    assertionResults: tests.map((one) => ({
      status: one,
      fullName: `test ${one}`,
      failureMessages: one === "failed" ? ["\u001b[31mexpected 1\u001b[39m\nto be 2\n    at x.test.ts:3:4"] : [],
    })),
  })),
});

async function count(json: unknown, exitCode: number) {
  const file = path.join(folder, "report.json");
  await writeFile(file, typeof json === "string" ? json : JSON.stringify(json));
  return readCounts(file, countVitest, exitCode);
}

describe("readCounts", () => {
  it("takes a clean run as it is", async () => {
    expect(await count(vitest(3, 0), 0)).toEqual({ passed: 3, failed: 0, failures: [] });
  });

  it.each([
    ["ran nothing", vitest(0, 0), 0],
    ["ended with an error all the same", vitest(3, 0), 1],
    ["wrote half a report", '{"numPassedTests": 3', 1],
    ["wrote something else", "[]", 0],
  ])("counts a failure for a run that %s", async (_, json, exitCode) => {
    expect((await count(json, exitCode)).failed).toBe(1);
  });

  it("counts a failure for a run without a report", async () => {
    expect(await readCounts(path.join(folder, "absent.json"), countVitest, 0)).toEqual({ passed: 0, failed: 1 });
  });

  it("does not count a crash twice", async () => {
    expect(await count(vitest(2, 1), 1)).toMatchObject({ passed: 2, failed: 1 });
  });
});

describe("countVitest", () => {
  it("counts a file that could not be loaded as one failure", () => {
    const files = [
      { status: "failed", tests: [] },
      { status: "failed", tests: ["passed", "failed"] },
      { status: "passed", tests: ["passed"] },
    ];
    expect(countVitest(vitest(2, 1, files))).toEqual({
      passed: 2,
      failed: 2,
      failures: ["0.test.ts: Cannot look at module x", "test failed: expected 1 to be 2"],
    });
  });
});

describe("countPlaywright", () => {
  it("counts flaky tests and errors outside tests as failures", () => {
    const json = { stats: { expected: 5, unexpected: 1, flaky: 2, skipped: 4 }, errors: [{ message: "no server" }] };
    expect(countPlaywright(json)).toMatchObject({ passed: 5, failed: 4 });
  });

  it("names what failed, however deep its file's groups are", () => {
    const spec = (title: string, message?: string) => ({
      title,
      ok: !message,
      tests: [{ results: [message ? { error: { message } } : {}] }],
    });
    const json = {
      stats: { expected: 1, unexpected: 1, flaky: 0 },
      errors: [{ message: "no server\n    at serve" }],
      suites: [{ specs: [spec("opens")], suites: [{ specs: [spec("types Hangul", "Expected: 한\nReceived: ㅎ")] }] }],
    };
    expect(countPlaywright(json).failures).toEqual([
      "outside the tests: no server",
      "types Hangul: Expected: 한 Received: ㅎ",
    ]);
  });
});

describe("countLeftOut", () => {
  it("tells what the proof had no time for, and nothing where it had", () => {
    expect(countLeftOut({ output: 'x\n{"lessons":3,"passed":119,"failed":0,"leftOut":12}\n' })).toMatch(
      /^12 wrong states/,
    );
    expect(countLeftOut({ output: '{"lessons":3,"passed":119,"failed":0,"leftOut":0}\n' })).toBeUndefined();
    expect(countLeftOut({ output: "" })).toBeUndefined();
  });
});

describe("countProof", () => {
  it("takes the counts of the last line", () => {
    expect(
      countProof({
        exitCode: 1,
        output: `docker/life proved
ok      1    solution  started  passed  passed
docker/images NOT PROVED
        run  part      check    expected  found
FAILED  1    solution  pulled   passed    not-yet
{"lessons":3,"passed":119,"failed":2}
`,
      }),
    ).toEqual({ passed: 119, failed: 2, failures: ["docker/images: 1 solution pulled passed not-yet"] });
  });

  it.each([
    ["crashed", { exitCode: 1, output: "EngineError: no\n" }],
    ["looked at nothing", { exitCode: 0, output: '{"lessons":0,"passed":0,"failed":0}' }],
    ["said something else", { exitCode: 0, output: '{"passed":"many"}' }],
  ])("has failed when it %s", (_, run) => {
    expect(countProof(run)).toMatchObject({ passed: 0, failed: 1 });
  });
});
