import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** One breach a rule: where it is planted, what it imports, and the rule that must find it. */
const BREACHES = [
  ["no-cycles", "lib/eggs/hen.ts", 'import { egg } from "./egg"; export const hen = egg;'],
  [
    "lib-is-free-of-frameworks",
    "lib/lessons/render.ts",
    'import { useState } from "react"; export const state = useState;',
  ],
  ["edges-import-a-domain-by-its-index", "server/inside.ts", 'export { inner } from "@/lib/grading/inner";'],
  [
    "domains-import-each-other-by-index",
    "lib/progress/inside.ts",
    'import type { Inner } from "../grading/inner"; export type Own = Inner;',
  ],
  ["foundations-know-no-domain", "lib/docker/up.ts", 'export * from "../grading";'],
  ["shared-stands-alone", "lib/shared/lean.ts", 'export * from "../config";'],
  [
    "only-docker-imports-dockerode",
    "lib/sandbox/direct.ts",
    'import Docker from "dockerode"; export const docker = Docker;',
  ],
  ["only-db-imports-prisma", "app/api/rows.ts", 'export { PrismaClient } from "@prisma/client";'],
  [
    "browser-gets-components-and-shared",
    "app/components/leak.tsx",
    'import { inner } from "@/lib/grading"; export const Leak = () => <b>{inner}</b>;',
  ],
  ["browser-imports-no-node-module", "app/client/disk.ts", 'export { readFileSync } from "node:fs";'],
  ["nothing-imports-edges", "app/api/socket.ts", 'export * from "@/server/inside";'],
  ["product-imports-no-tests", "lib/grading/with-test.ts", 'export * from "@/tests/fixture";'],
  ["everything-resolves", "lib/grading/lost.ts", 'export * from "./gone";'],
] as const;

/** What the breaches need, itself in order. */
const INNOCENT = {
  "lib/eggs/egg.ts": 'import { hen } from "./hen"; export const egg: unknown = hen;',
  "lib/grading/index.ts": 'export { inner } from "./inner";',
  "lib/grading/inner.ts": "export const inner = 1; export interface Inner { own: number }",
  "lib/config/index.ts": "export const config = 1;",
  "tests/fixture.ts": "export const fixture = 1;",
  "server/good.ts": 'import { inner } from "@/lib/grading"; export const good = inner;',
  "app/components/good.tsx":
    'import type { Text } from "@/lib/shared/text"; export const Good = <T extends Text>(props: T) => <i>{props.text}</i>;',
  "lib/shared/text.ts": "export interface Text { text: string }",
  "lib/types/a.ts": 'import type { B } from "./b"; export type A = B;',
  "lib/types/b.ts": 'import type { A } from "./a"; export type B = A | 1;',
};

describe("the import rules", () => {
  let folder: string;
  let lines: string[];
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), "naru-imports-"));
    await symlink(path.resolve("node_modules"), path.join(folder, "node_modules"));
    await cp("package.json", path.join(folder, "package.json"));
    const files = [...Object.entries(INNOCENT), ...BREACHES.map(([, file, source]) => [file, source] as const)];
    for (const [file, source] of files) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), source);
    }
    lines = await new Promise((resolve) => {
      execFile(process.execPath, ["scripts/check-imports.mjs", folder], (_, stdout, stderr) =>
        resolve(`${stdout}${stderr}`.split("\n")),
      );
    });
  }, 60_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(BREACHES)("%s finds %s", (rule, file) => {
    expect(lines.filter((line) => line.startsWith(`${rule}: `)).join("\n")).toContain(file);
  });

  it("have nothing against what is in order, types that need each other included", () => {
    expect(lines.filter((line) => /: (server\/good|app\/components\/good|lib\/types\/)/.test(line))).toEqual([]);
  });
});

describe("process.env", () => {
  it("is read by lib/config alone, so that a wrong setting is found at the start", async () => {
    const readers: string[] = [];
    for (const root of ["app", "server", "lib", "i18n"]) {
      for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        if (!entry.isFile() || !/\.(ts|tsx|mjs)$/.test(file) || /(\.test|-fixture)\.tsx?$|^lib\/config\//.test(file))
          continue;
        if (/\bprocess\s*\.\s*env\b|\bprocess\s*\[/.test(await readFile(file, "utf8"))) readers.push(file);
      }
    }
    expect(readers).toEqual([]);
  });
});
