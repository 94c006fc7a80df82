import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ROUTES, toRoutePattern } from "./route-pattern";

const app = path.resolve(import.meta.dirname, "../app");
const ID = "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9";

async function listRoutes(): Promise<string[]> {
  const files = await readdir(app, { recursive: true });
  return files
    .filter((file) => /(^|\/)(handlers|page)\.tsx?$/.test(file) && !file.includes("[...rest]"))
    .map((file) => `/${path.dirname(file)}`.replace(/\/\([^)]+\)/g, ""));
}

describe("patterns of addresses", () => {
  it("are those of the folders of app/", async () => {
    expect([...ROUTES].sort()).toEqual((await listRoutes()).sort());
  });

  it.each([
    ["/", "other"],
    ["/ko", "/[locale]"],
    ["/en/", "/[locale]"],
    ["/en/status?x=1", "/[locale]/status"],
    ["/ko/learn/docker/images?step=names", "/[locale]/learn/[course]/[slug]"],
    [`/api/sandboxes/${ID}/stop`, "/api/sandboxes/[id]/[action]"],
    ["/api/sandboxes/current", "/api/sandboxes/current"],
    [`/api/sandboxes/${ID}/terminals/t1`, "/api/sandboxes/[id]/terminals/[terminal]"],
    [`/api/attempts/${ID}/checks/debian-here/check`, "/api/attempts/[id]/checks/[checkId]/check"],
    [`/api/nothing/${ID}`, "/api/*"],
    ["/_next/static/chunks/1f2e.js", "/_next/*"],
    ["/monaco/0123/editor.js", "/monaco/*"],
    [`/${ID}`, "other"],
    [`/ko/${ID}`, "other"],
    ["/[locale]/learn/a/b/c", "other"],
    ["//evil/", "other"],
  ])("%s is %s", (url, route) => {
    expect(toRoutePattern(url)).toBe(route);
  });

  it("never hold an id, however addresses are made up", () => {
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++)
      for (const url of [`/api/sandboxes/${ID}${i}/stop`, `/en/${i}`, `/api/${i}/${ID}`, `/${i}`, `/_next/${i}.js`])
        seen.add(toRoutePattern(url));
    expect([...seen].sort()).toEqual(["/_next/*", "/api/*", "/api/sandboxes/[id]/[action]", "other"]);
  });
});
