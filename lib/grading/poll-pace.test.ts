import { describe, expect, it } from "vitest";
import { checkSchema } from "../shared/check";
import { isLiveCheck } from "./evaluate-check";
import { isPollDue } from "./poll-pace";

function liveCheck(when: object, mistake?: object) {
  const message = { ko: "아직입니다", en: "Not yet" };
  const mistakes = mistake ? [{ id: "other", when: mistake, message }] : [];
  const check = checkSchema.parse({ id: "one", title: { ko: "하나", en: "One" }, when, mistakes });
  if (!isLiveCheck(check)) throw new Error("not a live check");
  return check;
}

const running = { kind: "container", name: "web", state: "running" };
const quiet = { tick: 5, quietMs: 60_000, idleMs: 2_000, isKnown: true };

describe("a poll of a quiet sandbox", () => {
  it.each([
    [running],
    [{ kind: "image", reference: "httpd" }],
    [{ kind: "network", name: "net" }],
    [{ kind: "volume", name: "data" }],
    [{ kind: "compose", project: "shop" }],
    [{ kind: "event", type: "container", action: "create" }],
  ])("spares %j, which events announce", (when) => {
    expect(isPollDue(liveCheck(when), quiet)).toBe(false);
  });

  it.each([
    [{ ...running, logsMatch: "GET" }],
    [{ kind: "volume", name: "data", file: { path: "/a" } }],
    [{ kind: "http", port: 80 }],
    [{ kind: "exec", container: "web", command: ["true"] }],
    [{ kind: "file", path: "Dockerfile" }],
  ])("looks at %j, which changes without one", (when) => {
    expect(isPollDue(liveCheck(when), quiet)).toBe(true);
    expect(isPollDue(liveCheck(running, when), quiet)).toBe(true);
  });

  it("looks less often at what changes silently while the student does nothing", () => {
    const check = liveCheck({ kind: "http", port: 80 });
    const due = Array.from({ length: 24 }, (_, tick) => isPollDue(check, { ...quiet, idleMs: 60_000, tick }));
    expect(due.filter(Boolean)).toHaveLength(6);
  });

  it("looks at everything now and then, soon after an event, and again where it could not", () => {
    const check = liveCheck(running);
    const due = Array.from({ length: 24 }, (_, tick) => isPollDue(check, { ...quiet, tick }));
    expect(due.filter(Boolean)).toHaveLength(2);
    expect(isPollDue(check, { ...quiet, quietMs: 2_000 })).toBe(true);
    expect(isPollDue(check, { ...quiet, isKnown: false })).toBe(true);
  });
});
