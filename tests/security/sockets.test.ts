import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { siteUrl } from "@/tests/site";
import { Student } from "@/tests/student";
import { LESSON, openSandbox } from "./attack-lab";
import { isChanging, listRoutes } from "./routes";

const port = new URL(siteUrl).port;
const wsUrl = siteUrl.replace(/^http/, "ws");

/** Every Origin that is not ours to the letter; undefined sends none. */
const FOREIGN_ORIGINS = [
  undefined,
  "null",
  "https://evil.test",
  `http://evil.test:${port}`,
  `${siteUrl}.evil.test`,
  `http://evil.test/${siteUrl}`,
  siteUrl.replace("127.0.0.1", "127.0.0.1.evil.test"),
  siteUrl.replace(/:\d+$/, ":1"),
  `http://p-0123456789-8080.localhost:${port}`,
  `file://${siteUrl}`,
];
const FOREIGN_HOSTS = ["evil.test", `evil.test:${port}`, `127.0.0.1.evil.test:${port}`, `p-1-80.localhost:${port}`];

let student: Student;
let other: Student;
let sandboxId: string;
let otherId: string;
const database = new pg.Client({ connectionString: process.env.DATABASE_URL });

beforeAll(async () => {
  await database.connect();
  [student, other] = await Promise.all([Student.arrive(siteUrl), Student.arrive(siteUrl)]);
  const opened = await Promise.all([student, other].map((who) => openSandbox(who)));
  [sandboxId = "", otherId = ""] = opened.map((one) => one.sandboxId);
  for (const { session } of opened) session.close();
});
afterAll(async () => {
  if (sandboxId) await Promise.all([student.stopSandbox(sandboxId), other.stopSandbox(otherId)]);
  await database.end();
});

/** How a handshake ends: "open", or the status of its refusal. */
function knock(path: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(new URL(path, wsUrl), { headers });
    socket.once("unexpected-response", (_, response) => {
      resolve(String(response.statusCode));
      socket.terminate();
    });
    socket.once("open", () => {
      resolve("open");
      socket.terminate();
    });
    socket.on("error", (error) => resolve(error.message));
  });
}

const KINDS = {
  terminal: {
    ticket: () => student.getTicket({ kind: "terminal", sandbox: sandboxId }),
    path: (ticket: string, sandbox = sandboxId) => `/ws/terminal?sandbox=${sandbox}&terminal=t9&ticket=${ticket}`,
  },
  session: {
    ticket: () => student.getTicket({ kind: "session", lesson: LESSON }),
    path: (ticket: string, lesson = LESSON) => `/ws/session?lesson=${lesson}&ticket=${ticket}`,
  },
} as const;

describe.each(Object.entries(KINDS))("T19 the %s socket", (_, { ticket, path }) => {
  it("T19 opens for our own page with a fresh ticket, once", async () => {
    const headers = { cookie: student.cookie, origin: siteUrl };
    const once = await ticket();
    expect(await knock(path(once), headers)).toBe("open");
    expect(await knock(path(once), headers)).toBe("403");
    const raced = await ticket();
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => knock(path(raced), headers)));
    expect(outcomes.filter((one) => one === "open")).toHaveLength(1);
  });

  it("T19 is refused before the upgrade to every foreign origin and host, whatever ticket and cookie it brings", async () => {
    for (const origin of FOREIGN_ORIGINS) {
      const headers = { cookie: student.cookie, ...(origin === undefined ? {} : { origin }) };
      expect(await knock(path(await ticket()), headers), String(origin)).toBe("403");
    }
    for (const host of FOREIGN_HOSTS) {
      const headers = { cookie: student.cookie, origin: `http://${host}`, host };
      expect(await knock(path(await ticket()), headers), host).toBe("421");
    }
  });

  it("T19 is refused without a ticket, with one that is too old, made up, or without its cookie", async () => {
    const headers = { cookie: student.cookie, origin: siteUrl };
    expect(await knock(path(""), headers)).toBe("403");
    expect(await knock(path("").replace("&ticket=", ""), headers)).toBe("403");
    expect(await knock(path("A".repeat(43)), headers)).toBe("403");
    expect(await knock(path(await ticket()), { origin: siteUrl })).toBe("401");
    expect(await knock(path(await ticket()), { origin: siteUrl, cookie: `${student.cookie.slice(0, -4)}AAAA` })).toBe(
      "401",
    );
    const old = await ticket();
    const { rowCount } = await database.query(`UPDATE "Ticket" SET "expiresAt" = now() - interval '1 second'`);
    expect(rowCount).toBeGreaterThan(0);
    expect(await knock(path(old), headers)).toBe("403");
  });

  it("T19 takes no ticket of somebody else, nor one for something else", async () => {
    const mine = await ticket();
    expect(await knock(path(mine), { cookie: other.cookie, origin: siteUrl })).toBe("403");
    const headers = { cookie: student.cookie, origin: siteUrl };
    for (const elsewhere of [otherId, randomUUID(), "docker/images", ""])
      expect(await knock(path(mine, elsewhere), headers), elsewhere).toBe("403");
    for (const kind of Object.values(KINDS))
      if (kind.path !== path) expect(await knock(kind.path(mine), headers)).toBe("403");
    expect(await knock(path(mine), headers)).toBe("open");
  });
});

it("T19 no changing route does anything for a page of another site", async () => {
  const changing = (await listRoutes()).filter(isChanging);
  expect(changing.length).toBeGreaterThan(8);
  for (const route of changing) {
    const [method = "", pattern = ""] = route.split(" ");
    const address = new URL(pattern.replace(/\[[^\]]+\]/g, randomUUID()), siteUrl);
    for (const origin of FOREIGN_ORIGINS) {
      const response = await fetch(address, {
        method,
        headers: { cookie: student.cookie, ...(origin === undefined ? {} : { origin }) },
        body: "{}",
      });
      expect(response.status, `${route} from ${origin}`).toBe(403);
      expect(await response.json()).toMatchObject({ error: { code: "FORBIDDEN_ORIGIN" } });
      expect(response.headers.get("set-cookie")).toBeNull();
    }
  }
});

it("T19 a name that somebody pointed at us reaches no page and no route", async () => {
  const { request } = await import("node:http");
  const ask = (path: string, host: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      request(new URL(path, siteUrl), { headers: { host } }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      })
        .on("error", reject)
        .end();
    });
  for (const host of FOREIGN_HOSTS) {
    for (const path of ["/", "/en", "/en/courses", `/ko/learn/${LESSON}`, "/favicon.ico"]) {
      const { status, text } = await ask(path, host);
      expect(status, `${host}${path}`).toBe(421);
      expect(text).toContain("NARU_ORIGINS");
    }
    const api = await ask("/api/session", host);
    expect(api.status).toBe(421);
    expect(JSON.parse(api.text)).toMatchObject({ error: { code: "FORBIDDEN_HOST" } });
    // who looks after the machine asks by any address
    expect((await ask("/api/health", host)).status).toBe(200);
  }
  expect((await ask("/en", `localhost:${port}`)).status).toBe(200);
});
