import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { parseEngineVersion } from "../docker/probe-versions";
import { deploymentFile, readDeployment } from "./deployment";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-deployment-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const made = { engineImage: "naru-engine:1", sandboxImage: "naru-sandbox:1", socketFolder: "/run/lab" };

it("hands the server what the set-up found of versions, those it cannot judge too", async () => {
  const versions = parseEngineVersion({ Version: "26.1.3-0ubuntu1", KernelVersion: "6.12.1", Components: [] });
  expect(versions.map(({ isOld }) => isOld)).toEqual([undefined, false]);
  await writeFile(deploymentFile(dataDir), JSON.stringify({ ...made, versions }));
  expect(await readDeployment(dataDir)).toEqual({ ...made, versions });
});

it("reads what an older set-up wrote, which looked at no versions", async () => {
  await writeFile(deploymentFile(dataDir), JSON.stringify(made));
  expect((await readDeployment(dataDir)).versions).toEqual([]);
});
