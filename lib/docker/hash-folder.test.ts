import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hashFolder } from "./hash-folder";

let folder: string;
const none = () => false;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "naru-hash-"));
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "Dockerfile"), "FROM scratch\n");
  await writeFile(join(folder, "bin/run"), "#!/bin/sh\n");
});
afterEach(() => rm(folder, { recursive: true }));

it("doesn't see times, and sees contents, names and the right to execute", async () => {
  const first = await hashFolder(folder, none);
  await utimes(join(folder, "Dockerfile"), 1, 1);
  expect(await hashFolder(folder, none)).toBe(first);
  await chmod(join(folder, "bin/run"), 0o755);
  const executable = await hashFolder(folder, none);
  expect(executable).not.toBe(first);
  await writeFile(join(folder, "bin/run"), "#!/bin/bash\n");
  expect(await hashFolder(folder, none)).not.toBe(executable);
});

it("leaves out what is ignored, and takes in what it is given beside", async () => {
  const first = await hashFolder(folder, none);
  await writeFile(join(folder, "built"), "x");
  expect(await hashFolder(folder, (path) => path === "built")).toBe(first);
  expect(await hashFolder(folder, (path) => path === "built", "sha256:base")).not.toBe(first);
});
