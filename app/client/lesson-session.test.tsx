import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CheckProgress } from "@/lib/shared/lesson-view";
import type { SandboxView } from "@/lib/shared/sandbox-view";
import type { Api } from "./api";
import { FakeWebSocket } from "./fake-web-socket";
import { LessonSession } from "./lesson-session";
import { OfflineError, RemoteError } from "./remote-error";

const USER = { id: "u1", name: null, locale: "ko" as const };

const check = (status: CheckProgress["status"]): CheckProgress => ({
  checkId: "c1",
  status,
  passedAt: status === "passed" ? "2026-01-01T00:00:00.000Z" : null,
  tries: 0,
  observations: [],
  message: null,
});
const ATTEMPT = {
  id: "a1",
  lesson: "docker/images",
  lastStep: null,
  points: 0,
  maxPoints: 1,
  checks: [check("not-yet")],
  startedAt: "2026-01-01T00:00:00.000Z",
  completedAt: null,
};
const sandbox = (id: string, createdAt: string, state: SandboxView["state"] = "ready"): SandboxView => ({
  id,
  state,
  stage: null,
  lesson: "docker/images",
  createdAt,
  expiresAt: createdAt,
  idleAt: createdAt,
  extensionsLeft: 2,
  endReason: null,
  errorCode: null,
  queue: null,
});

function open(answers: Partial<Api> = {}) {
  const api = {
    getSession: vi.fn(async () => ({ user: USER })),
    getTicket: vi.fn(async () => ({ ticket: "once" })),
    startSession: vi.fn(async () => ({ user: USER })),
    updateSession: vi.fn(async () => ({ user: USER })),
    openAttempt: vi.fn(async () => ATTEMPT),
    startSandbox: vi.fn(async () => ({ sandbox: sandbox("s1", "2026-01-01T00:00:00.000Z", "starting") })),
    changeSandbox: vi.fn(),
    getProgress: vi.fn(async () => ({ lessons: {} })),
    checkNow: vi.fn(async () => check("passed")),
    answer: vi.fn(async () => check("passed")),
    ...answers,
  } as unknown as Api;
  const session = new LessonSession("docker/images", "ko", api);
  const current = () => FakeWebSocket.all.at(-1) as FakeWebSocket;
  return { api, session, current };
}

beforeEach(() => {
  FakeWebSocket.all = [];
  vi.stubGlobal("WebSocket", FakeWebSocket);
});
afterEach(() => void vi.unstubAllGlobals());

test("somebody known gets their attempt and the live channel", async () => {
  const { session, current } = open();
  await session.open();
  expect(session.getState()).toMatchObject({ user: USER, attempt: ATTEMPT });
  current().accept();
  session.setStep("two");
  expect(current().sent).toEqual([
    { type: "locale", locale: "ko" },
    { type: "step", step: "two" },
  ]);
});

test("a visitor becomes somebody only when they start", async () => {
  const { session, api } = open({ getSession: async () => ({ user: null }) });
  await session.open();
  expect(session.getState()).toMatchObject({ user: null, attempt: null, isSandboxKnown: true });
  expect(FakeWebSocket.all).toHaveLength(0);
  await session.start();
  expect(api.startSession).toHaveBeenCalledWith("ko");
  expect(session.getState()).toMatchObject({ user: USER, attempt: ATTEMPT, sandbox: { id: "s1" }, busy: null });
});

test("two quick presses start once", async () => {
  const { session, api } = open();
  await session.open();
  await Promise.all([session.start(), session.start()]);
  expect(api.startSandbox).toHaveBeenCalledOnce();
});

test("a sandbox of another lesson is a question, and the answer replaces it", async () => {
  const startSandbox = vi
    .fn()
    .mockRejectedValueOnce(new RemoteError("SANDBOX_ELSEWHERE", { lesson: "docker/volumes" }, "r"))
    .mockResolvedValueOnce({ sandbox: sandbox("s2", "2026-01-01T00:00:00.000Z") });
  const { session } = open({ startSandbox });
  await session.open();
  await session.start();
  expect(session.getState()).toMatchObject({
    elsewhere: { lesson: "docker/volumes", isCompleted: false },
    failure: null,
    busy: null,
  });
  await session.start(true);
  expect(startSandbox).toHaveBeenLastCalledWith("docker/images", true);
  expect(session.getState()).toMatchObject({ elsewhere: null, sandbox: { id: "s2" } });
});

test.each([
  ["has been completed", { completedAt: "2026-01-01T00:00:00.000Z" }, true],
  ["is open yet", { completedAt: null }, false],
])("the question says when the other lesson %s", async (_, standing, isCompleted) => {
  const { session } = open({
    startSandbox: vi.fn().mockRejectedValue(new RemoteError("SANDBOX_ELSEWHERE", { lesson: "docker/volumes" }, "r")),
    getProgress: async () => ({ lessons: { "docker/volumes": { points: 3, passed: 2, ...standing } } }),
  });
  await session.open();
  await session.start();
  expect(session.getState().elsewhere).toEqual({ lesson: "docker/volumes", isCompleted });
});

test("the question is put without progress too", async () => {
  const { session } = open({
    startSandbox: vi.fn().mockRejectedValue(new RemoteError("SANDBOX_ELSEWHERE", { lesson: "docker/volumes" }, "r")),
    getProgress: vi.fn().mockRejectedValue(new OfflineError()),
  });
  await session.open();
  await session.start();
  expect(session.getState().elsewhere).toEqual({ lesson: "docker/volumes", isCompleted: false });
});

test("failures are shown with what a person may know", async () => {
  const { session } = open({
    startSandbox: vi.fn().mockRejectedValue(new RemoteError("CAPACITY_FULL", { limit: 40 }, "r1")),
  });
  await session.open();
  await session.start();
  expect(session.getState().failure).toEqual({ code: "CAPACITY_FULL", params: { limit: 40 }, requestId: "r1" });

  const offline = open({ getSession: vi.fn().mockRejectedValue(new OfflineError("no answer")) });
  await offline.session.open();
  expect(offline.session.getState()).toMatchObject({ user: null, failure: { code: null, requestId: null } });
});

test("a late word about an older sandbox does not hide the one that replaced it", async () => {
  const { session, current } = open();
  await session.open();
  current().accept();
  const serverTime = new Date().toISOString();
  current().say({ type: "sandbox", sandbox: sandbox("new", "2026-01-01T00:01:00.000Z"), serverTime });
  current().say({ type: "sandbox", sandbox: sandbox("old", "2026-01-01T00:00:00.000Z", "ended"), serverTime });
  expect(session.getState().sandbox?.id).toBe("new");
  current().say({ type: "sandbox", sandbox: null, serverTime });
  expect(session.getState().sandbox).toBeNull();
});

test("a check turns green once, by push or by hand, and listeners know what it was", async () => {
  const { session, current } = open();
  const seen: (string | undefined)[][] = [];
  session.onCheck((now, before) => seen.push([before?.status, now.status]));
  await session.open();
  current().accept();
  current().say({ type: "check", check: check("passed"), points: 1, completedAt: "2026-01-01T00:02:00.000Z" });
  expect(session.getState().attempt).toMatchObject({ points: 1, completedAt: "2026-01-01T00:02:00.000Z" });
  await session.checkNow("c1");
  expect(session.getState().attempt).toMatchObject({ points: 1, checks: [{ status: "passed" }] });
  expect(session.getState().checking).toEqual([]);
  expect(seen).toEqual([
    ["not-yet", "passed"],
    ["passed", "passed"],
  ]);
});

test("a server that no longer knows us makes us a visitor again", async () => {
  const { session, current } = open();
  await session.open();
  current().accept();
  current().drop(4401);
  expect(session.getState()).toMatchObject({ user: null, attempt: null, sandbox: null, connection: "closed" });
});

test("a new language is told once, and again after a drop with the step", async () => {
  vi.useFakeTimers();
  try {
    const { session, api, current } = open();
    await session.open();
    current().accept();
    session.setStep("two");
    session.setLocale("en");
    session.setLocale("en");
    expect(api.updateSession).toHaveBeenCalledOnce();
    current().drop();
    await vi.advanceTimersByTimeAsync(250);
    current().accept();
    expect(current().sent).toEqual([
      { type: "step", step: "two" },
      { type: "locale", locale: "en" },
    ]);
  } finally {
    vi.useRealTimers();
  }
});

test("after its end nothing is told any more", async () => {
  const { session, current } = open();
  const listener = vi.fn();
  await session.open();
  current().accept();
  session.subscribe(listener);
  session.dispose();
  current().say({ type: "files.changed", paths: null });
  await session.start();
  expect(listener).not.toHaveBeenCalled();
});

test("an answer given while one is on its way follows it, the last one if there are more", async () => {
  const given: string[] = [];
  const waiting: ((progress: CheckProgress) => void)[] = [];
  const answer = vi.fn((_attempt: string, _check: string, value: string | string[]) => {
    given.push(String(value));
    return new Promise<CheckProgress>((resolve) => waiting.push(resolve));
  });
  const { session } = open({ answer });
  await session.open();
  const first = session.answer("c1", "one");
  await vi.waitFor(() => expect(given).toEqual(["one"]));
  await session.answer("c1", "two");
  await session.answer("c1", "three");
  expect(given).toEqual(["one"]);
  waiting.shift()?.(check("not-yet"));
  await vi.waitFor(() => expect(given).toEqual(["one", "three"]));
  waiting.shift()?.(check("passed"));
  await first;
  expect(session.getState().attempt?.checks[0]?.status).toBe("passed");
});

test("an answer that waits is not sent once the one before it has passed", async () => {
  let give: (progress: CheckProgress) => void = () => {};
  const answer = vi.fn(() => new Promise<CheckProgress>((resolve) => (give = resolve)));
  const { session } = open({ answer });
  await session.open();
  const first = session.answer("c1", "right");
  await vi.waitFor(() => expect(answer).toHaveBeenCalledOnce());
  await session.answer("c1", "right again");
  give(check("passed"));
  await first;
  expect(answer).toHaveBeenCalledOnce();
  expect(session.getState().checking).toEqual([]);
});
