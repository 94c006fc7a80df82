import { readdir } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { DELETE } from "./[...path]/route";
import { API, findHandlers } from "./find-handlers";

describe("the table of /api", () => {
  it("names every folder with handlers", async () => {
    const files = await readdir(import.meta.dirname, { recursive: true });
    const folders = files.filter((file) => path.basename(file) === "handlers.ts").map((file) => path.dirname(file));
    expect(Object.keys(API).sort()).toEqual(folders.sort());
  });

  it.each([
    ["sandboxes/current", "sandboxes/current", {}],
    ["sandboxes/1/race", "sandboxes/[id]/race", { id: "1" }],
    ["sandboxes/1/stop", "sandboxes/[id]/[action]", { id: "1", action: "stop" }],
    ["sandboxes/1/terminals/t1", "sandboxes/[id]/terminals/[terminal]", { id: "1", terminal: "t1" }],
    ["attempts/a/checks/c/answer", "attempts/[id]/checks/[checkId]/answer", { id: "a", checkId: "c" }],
  ])("leads %s to %s", (asked, pattern, params) => {
    expect(findHandlers(asked.split("/"))).toEqual({ handlers: API[pattern], params });
  });

  it.each([["nothing"], ["sandboxes/1"], ["sandboxes//stop"], ["session/x"], ["[id]"], ["__proto__"], ["constructor"]])(
    "leads %s nowhere",
    (asked) => {
      expect(findHandlers(asked.split("/"))).toBeUndefined();
    },
  );

  it("says which methods a path answers when asked by another", async () => {
    const request = new Request("http://naru.test/api/session", { method: "DELETE" });
    const answer = await DELETE(request, { params: Promise.resolve({ path: ["session"] }) });
    expect(answer.status).toBe(405);
    expect(answer.headers.get("allow")).toBe("GET, PATCH, POST");
  });
});
