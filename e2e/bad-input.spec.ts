import { connect } from "node:net";
import { expect, test } from "@playwright/test";
import { ERROR_CODES } from "@/lib/shared/errors";
import { Student } from "@/tests/student";
import { baseUrl, LESSON, openSandbox } from "./fixtures";

const someId = "00000000-0000-4000-8000-000000000000";

/** What refuses must say so with a code of ours and a request id, and nothing else. */
function expectCode(answer: { status: number; body: unknown }, status: number, code: string) {
  expect(answer).toMatchObject({
    status,
    body: { error: { code, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } },
  });
  expect(ERROR_CODES).toContain(code);
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\bat .*:\d+:\d+|Prisma/);
}

test.describe("requests", () => {
  test("need a session where they touch somebody's things", async () => {
    const stranger = new Student(baseUrl);
    for (const [method, path, body] of [
      ["POST", "/api/sandboxes", { lesson: LESSON }],
      ["POST", "/api/attempts", { lesson: LESSON }],
      ["POST", `/api/sandboxes/${someId}/reset`, undefined],
      ["PATCH", "/api/session", { name: "x" }],
    ] as const) {
      expectCode(await stranger.send(method, path, body), 401, "UNAUTHENTICATED");
    }
  });

  test("are refused when malformed, too large or about nothing", async () => {
    const student = await Student.arrive(baseUrl);
    expectCode(await student.send("POST", "/api/sandboxes", { lesson: 7 }), 400, "INVALID_REQUEST");
    expectCode(await student.send("POST", "/api/sandboxes", { lesson: LESSON, extra: true }), 400, "INVALID_REQUEST");
    expectCode(await student.send("POST", "/api/sandboxes", { lesson: "x".repeat(100_000) }), 413, "BODY_TOO_LARGE");
    expectCode(await student.send("POST", "/api/sandboxes", { lesson: "docker/none" }), 404, "LESSON_NOT_FOUND");
    expectCode(await student.send("POST", "/api/sandboxes", { lesson: "../../etc" }), 404, "LESSON_NOT_FOUND");
    expectCode(await student.send("POST", `/api/sandboxes/${someId}/explode`), 404, "NOT_FOUND");
    expectCode(await student.send("PATCH", "/api/session", { name: "x".repeat(61) }), 400, "INVALID_REQUEST");
    const broken = await fetch(new URL("/api/session", baseUrl), {
      method: "POST",
      headers: { origin: baseUrl },
      body: "{",
    });
    expectCode({ status: broken.status, body: await broken.json() }, 400, "INVALID_REQUEST");
    const unknown = await student.send("GET", "/api/nothing-here");
    expectCode(unknown, 404, "NOT_FOUND");
  });

  test("that change something come from our own pages only", async () => {
    for (const origin of [undefined, "null", "https://evil.test", `${baseUrl}.evil.test`]) {
      const response = await fetch(new URL("/api/session", baseUrl), {
        method: "POST",
        headers: origin === undefined ? {} : { origin },
        body: JSON.stringify({ locale: "ko" }),
      });
      expectCode({ status: response.status, body: await response.json() }, 403, "FORBIDDEN_ORIGIN");
      expect(response.headers.get("set-cookie")).toBeNull();
    }
  });

  test("of a session set a cookie that scripts and other hosts cannot have", async () => {
    const response = await fetch(new URL("/api/session", baseUrl), {
      method: "POST",
      headers: { origin: baseUrl },
      body: JSON.stringify({ locale: "ko" }),
    });
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; HttpOnly/i);
    expect(cookie).toMatch(/; SameSite=Lax/i);
    expect(cookie).not.toMatch(/; Domain=/i);
    const forged = new Student(baseUrl);
    const value = cookie.split(";", 1)[0] ?? "";
    const answer = await fetch(new URL("/api/session", baseUrl), { headers: { cookie: `${value.slice(0, -3)}AAA` } });
    expect(await answer.json()).toEqual({ user: null });
    expect(forged.cookie).toBe("");
  });
});

test.describe("sockets", () => {
  test("that speak nonsense are closed, and the server lives", async () => {
    const student = await Student.arrive(baseUrl);
    const { sandboxId, session } = await openSandbox(student);
    for (const nonsense of [
      "{",
      "[]",
      '{"type":"open"}',
      '{"type":"open","cols":1e9,"rows":24,"from":null}',
      '{"type":"ack","offset":-1}',
    ]) {
      const terminal = student.openTerminal(sandboxId, "nonsense");
      await terminal.opened;
      terminal.socket.send(nonsense);
      const answer = await terminal.inbox.find("refusal", (message) => message.type === "error", 5_000);
      expect(answer).toMatchObject({ code: "INVALID_REQUEST" });
      expect(await terminal.closed).toBe(1008);
    }
    const files = student.openSession(LESSON);
    await files.inbox.find("attempt", (message) => message.type === "attempt", 5_000);
    files.socket.send('{"type":"files.read","request":1}');
    expect(await files.closed).toBe(1008);
    expect((await fetch(new URL("/api/health", baseUrl))).status).toBe(200);
    session.close();
    await student.stopSandbox(sandboxId);
  });

  test("a request line that is no address does not end the process", async () => {
    const port = Number(new URL(baseUrl).port);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () =>
        socket.write("GET // HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"),
      );
      socket.once("data", (data) => resolve(data.toString("latin1")));
      socket.once("close", () => resolve("closed"));
      socket.once("error", reject);
    });
    expect(answer).toMatch(/404|closed/);
    expect((await fetch(new URL("/api/health", baseUrl))).status).toBe(200);
  });
});
