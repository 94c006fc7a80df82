import { randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { AttemptView } from "@/lib/shared/lesson-view";
import { siteUrl } from "@/tests/site";
import { Student } from "@/tests/student";
import { type AttackLab, createCanary, LESSON, openAttackLab, openSandbox } from "./attack-lab";
import { listRoutes } from "./routes";

let attack: AttackLab;
let owner: Student;
let other: Student;
let sandboxId: string;
let attempt: AttemptView;

beforeAll(async () => {
  attack = await openAttackLab();
  [owner, other] = await Promise.all([Student.arrive(siteUrl), Student.arrive(siteUrl)]);
  const opened = await openSandbox(owner);
  sandboxId = opened.sandboxId;
  opened.session.close();
  attempt = await owner.startAttempt(LESSON);
});
afterAll(async () => {
  if (sandboxId) await owner.stopSandbox(sandboxId);
  attack?.close();
});

type Send = { path: string; body?: unknown };

/** How each route is asked about the owner's things; `undefined` for routes that name nobody's. */
const BY_ID: Record<string, ((check: string) => Send[]) | undefined> = {
  "DELETE /api/sandboxes/[id]/terminals/[terminal]": () => [{ path: `/api/sandboxes/${sandboxId}/terminals/t1` }],
  "GET /api/health": undefined,
  "GET /api/progress": undefined,
  "GET /api/readiness": undefined,
  "GET /api/sandboxes/current": undefined,
  // the operator's: no id of a student in them; e2e/status.spec.ts tries them without the key
  "DELETE /api/operator": undefined,
  "GET /api/metrics": undefined,
  "GET /api/status": undefined,
  "POST /api/operator": undefined,
  "GET /api/session": undefined,
  "PATCH /api/session": undefined,
  "POST /api/attempts": undefined,
  "POST /api/reservations": undefined,
  "POST /api/attempts/[id]/checks/[checkId]/answer": (check) => [
    { path: `/api/attempts/${attempt.id}/checks/${check}/answer`, body: { value: "1" } },
  ],
  "POST /api/attempts/[id]/checks/[checkId]/check": (check) => [
    { path: `/api/attempts/${attempt.id}/checks/${check}/check` },
  ],
  "POST /api/sandboxes": undefined,
  "POST /api/sandboxes/[id]/[action]": () =>
    ["extend", "reset", "stop"].map((action) => ({ path: `/api/sandboxes/${sandboxId}/${action}` })),
  "POST /api/sandboxes/[id]/race": () => [{ path: `/api/sandboxes/${sandboxId}/race` }],
  "POST /api/session": undefined,
  // both sockets: no ticket, no handshake (T19)
  "POST /api/tickets": () => [{ path: "/api/tickets", body: { kind: "terminal", sandbox: sandboxId } }],
};

it("T30 another student's ids are as good as none, on every route there is", async () => {
  expect(Object.keys(BY_ID).sort()).toEqual(await listRoutes());
  const check = attempt.checks[0]?.checkId ?? "";
  for (const [route, toSends] of Object.entries(BY_ID)) {
    const [method = ""] = route.split(" ");
    for (const { path, body } of toSends?.(check) ?? []) {
      const refused = await other.send(method, path, body);
      expect(refused, route).toMatchObject({
        status: 404,
        body: { error: { code: expect.stringMatching(/^(SANDBOX_)?NOT_FOUND$/) } },
      });
      // word for word what is said of an id that nobody has
      const swap = (text: string) => text.replace(sandboxId, randomUUID()).replace(attempt.id, randomUUID());
      const absent = await other.send(
        method,
        swap(path),
        body === undefined ? undefined : JSON.parse(swap(JSON.stringify(body))),
      );
      const withoutId = ({ status, body: answer }: typeof absent) =>
        JSON.stringify({ status, answer }).replace(/"requestId":"[^"]+"/, "");
      expect(withoutId(absent), route).toBe(withoutId(refused));
    }
  }
  const { sandbox } = await other.call<{ sandbox: unknown }>("GET", "/api/sandboxes/current");
  expect(sandbox).toBeNull();
  expect(JSON.stringify(await other.call("GET", "/api/progress"))).not.toContain(LESSON);
  const mine = owner.openTerminal(sandboxId, "t1");
  await mine.run("true");
  mine.close();
});

it("T6 no route makes a container other than our template says", async () => {
  const canary = createCanary();
  const wishes = {
    HostConfig: { Binds: ["/:/host"], Privileged: true },
    Binds: ["/:/host"],
    binds: ["/var/run/docker.sock:/s"],
    image: "debian",
    imageTag: "debian",
    runtime: "runc",
    labels: { canary },
    capAdd: ["ALL"],
    devices: ["/dev/vda"],
    memoryBytes: 1e12,
    sandboxId: canary,
  };
  // signing out reads no body and is done whatever is sent with it
  const routes = (await listRoutes()).filter(
    (route) => /^(POST|PATCH|PUT|DELETE) /.test(route) && route !== "DELETE /api/operator",
  );
  const fresh = await Student.arrive(siteUrl);
  for (const route of routes) {
    const [method = "", pattern = ""] = route.split(" ");
    const path = pattern.replace(/\[[^\]]+\]/g, "..%2f..%2fcontainers%2fcreate");
    for (const [name, wish] of Object.entries(wishes)) {
      const body = { lesson: LESSON, kind: "terminal", sandbox: sandboxId, locale: "en", [name]: wish };
      const { status } = await fresh.send(method, path, body);
      expect(status, `${route} ${name}`).toBeGreaterThanOrEqual(400);
    }
  }
  const listed = JSON.stringify(await attack.lab.request("GET", "/containers/json", { query: { all: true } }));
  expect(listed).not.toContain(canary);

  const { containerId } = await attack.lab.getSandbox(sandboxId.replaceAll("-", ""));
  const made = (await attack.lab.request("GET", `/containers/${containerId}/json`)) as {
    HostConfig: Record<string, unknown>;
    Mounts: { Source: string; Destination: string; RW: boolean }[];
  };
  expect(made.HostConfig).toMatchObject({
    Privileged: false,
    PidMode: "",
    IpcMode: "private",
    UTSMode: "",
    UsernsMode: "",
  });
  expect(made.HostConfig.Devices ?? []).toEqual([]);
  expect(made.HostConfig.CapAdd).toEqual(["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"]);
  for (const { Source, Destination, RW } of made.Mounts) {
    expect(`${Source} ${Destination}`).not.toMatch(/docker\.sock|\/run\/naru/);
    if (RW) expect(Source).toMatch(/^\/var\/lib\/naru\/disks\/[0-9a-f]{32}$/);
  }
});

it("T5 nothing of ours unpacks or packs with a sandbox's own programs", async () => {
  const terminal = owner.openTerminal(sandboxId, "t1");
  const session = owner.openSession(LESSON);
  const programs = "xz unpigz pigz gzip gunzip tar unxz zstd bzip2";
  await terminal.run(
    `for p in ${programs}; do for d in /usr/local/sbin /usr/local/bin /usr/sbin /usr/bin /sbin /bin; do sudo rm -f $d/$p; printf '#!/bin/sh\\necho $0 $* >> /var/tmp/ran\\nexit 1\\n' | sudo tee $d/$p >/dev/null; sudo chmod 755 $d/$p; done; done`,
  );
  await session.askFiles({ type: "files.create", path: "planted.txt", directory: false });
  await session.askFiles({ type: "files.write", path: "planted.txt", content: "x", ifVersion: null }).catch((error) => {
    expect(String(error)).toMatch(/FILE_CONFLICT/);
  });
  await session.askFiles({ type: "files.list" });
  await session.askFiles({ type: "files.read", path: "planted.txt" });
  for (const { checkId } of attempt.checks)
    await owner.send("POST", `/api/attempts/${attempt.id}/checks/${checkId}/check`);
  const output = await terminal.run("cat /var/tmp/ran 2>/dev/null || echo never-ran");
  expect(output).toContain("never-ran");
  terminal.close();
  session.close();

  const folder = path.resolve(import.meta.dirname, "../../lib");
  const sources = (await readdir(folder, { recursive: true })).filter((file) => /(?<!\.test)\.ts$/.test(file));
  expect(sources.length).toBeGreaterThan(100);
  // the inner engine's own, in the sandbox, reads a volume's file; no engine outside is asked
  for (const file of sources.filter((one) => one !== "docker/inner/volume-file.ts"))
    expect(await readFile(path.join(folder, file), "utf8"), file).not.toMatch(/putArchive|getArchive|\/archive\b/);
});
