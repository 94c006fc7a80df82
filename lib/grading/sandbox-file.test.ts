import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ExecToEndOptions } from "../docker";
import { NotRegularFile } from "./file-reader";
import { createSandboxFiles } from "./sandbox-file";

let folder = "";
let started = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "naru-files-"));
  started = 0;
});
afterEach(() => rm(folder, { recursive: true }));

/** The scripts as they are, in this machine's own shell. */
const files = () =>
  createSandboxFiles(
    {
      execToEnd: async (_id, { cmd }: ExecToEndOptions) => {
        started += 1;
        const [program = "", ...args] = cmd;
        const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
        const chunks: Buffer[] = [];
        child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
        const exitCode = await new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
        return { exitCode, stdout: Buffer.concat(chunks), stderr: Buffer.alloc(0) };
      },
    },
    "sandbox",
  );

test("a file's first bytes", async () => {
  await writeFile(join(folder, "compose.yaml"), "services: {}\n");
  expect(Buffer.from((await files().readFile(join(folder, "compose.yaml"), { maxBytes: 8 })) ?? "").toString()).toBe(
    "services",
  );
});

test("what is missing, and what is there instead, is told by one process", async () => {
  await writeFile(join(folder, "compose.yml"), "");
  const reader = files();
  expect(await reader.readFile(join(folder, "compose.yaml"), { maxBytes: 8 })).toBeNull();
  expect(await reader.listFolder?.(folder, {})).toEqual(["compose.yml"]);
  expect(started).toBe(1);
  expect(await reader.listFolder?.(join(folder, "other"), {})).toEqual([]);
  expect(started).toBe(2);
});

test("in a folder that is missing there is nothing", async () => {
  const reader = files();
  expect(await reader.readFile(join(folder, "app/Dockerfile"), { maxBytes: 8 })).toBeNull();
  expect(await reader.listFolder?.(join(folder, "app"), {})).toEqual([]);
});

test("a folder is no file", async () => {
  await mkdir(join(folder, "app"));
  await expect(files().readFile(join(folder, "app"), { maxBytes: 8 })).rejects.toThrow(NotRegularFile);
});
