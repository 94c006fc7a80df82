import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { isLongForm, siteConfig, siteUrl } from "../site";
import type { LastingTerminal } from "../student";
import { Student } from "../student";
import { waitForNoStrays } from "./lab-state";
import { openSandbox, readSandbox, type SandboxedStudent, waitForState } from "./site-student";
import { killWebProcess, waitForHealth } from "./web-process";

const LESSON = "docker/container-life";
const CHECK = "created";
const BACK_MS = 10_000;

let own: SandboxedStudent;
let terminal: LastingTerminal;
let shell: string;
beforeAll(async () => {
  own = await openSandbox();
  terminal = own.student.openLastingTerminal(own.sandboxId);
  await terminal.waitForConnection();
  shell = await readShellId();
});
afterAll(async () => {
  terminal.close();
  await own[Symbol.asyncDispose]();
});

let asked = 0;
async function readShellId(): Promise<string> {
  asked += 1;
  const mark = `shell-${asked}-`;
  terminal.type(`echo "shell"-${asked}-$$-\r`);
  const find = () => new RegExp(`${mark}(\\d+)-`).exec(terminal.bytes.toString("latin1"))?.[1];
  await terminal.until("the shell's id", () => find() !== undefined);
  return find() ?? "";
}

/** Kills the web process, and holds what is promised of every such moment. */
async function killAndComeBack(): Promise<number> {
  const before = terminal.connections;
  const killedAt = Date.now();
  await killWebProcess();
  await terminal.waitForConnection(before);
  const backMs = Date.now() - killedAt;
  expect(backMs).toBeLessThan(BACK_MS);
  expect(await readShellId()).toBe(shell);
  expect(terminal.screens, "output since the first screen is whole").toBe(1);
  await waitForHealth();
  return backMs;
}

const MOMENTS = {
  async create() {
    const student = await Student.arrive(siteUrl);
    const session = student.openSession(LESSON);
    const { sandbox } = await student.startSandbox(LESSON);
    await killAndComeBack();
    session.close();
    await waitForState(student, "ready");
    expect((await readSandbox(student))?.id).toBe(sandbox.id);
    await student.stopSandbox(sandbox.id);
  },
  async attach() {
    const attaching = Array.from({ length: 4 }, (_, at) => own.student.openLastingTerminal(own.sandboxId, `r5-${at}`));
    await killAndComeBack();
    for (const one of attaching) {
      await one.waitForConnection(0);
      one.type("exit\r");
      one.close();
    }
  },
  async grade() {
    await using graded = await openSandbox(LESSON);
    const { student, sandboxId } = graded;
    await student.startAttempt(LESSON);
    const session = student.openSession(LESSON);
    const typing = student.openTerminal(sandboxId);
    await typing.run("docker create --name ticker busybox true", 60_000);
    await session.waitForPass(CHECK);
    await killAndComeBack();
    const attempt = await student.startAttempt(LESSON);
    expect(attempt.checks.find(({ checkId }) => checkId === CHECK)).toMatchObject({ status: "passed" });
  },
  async delete() {
    await using leaving = await openSandbox();
    const stopping = leaving.student.send("POST", `/api/sandboxes/${leaving.sandboxId}/stop`).catch(() => undefined);
    await vi.waitFor(async () => expect((await readSandbox(leaving.student))?.state).not.toBe("ready"), {
      interval: 5,
      timeout: 10_000,
    });
    await killAndComeBack();
    await stopping;
    await waitForState(leaving.student, "ended");
    expect(await readSandbox(leaving.student)).toMatchObject({ endReason: "stopped", errorCode: null });
  },
};

const rounds = isLongForm ? 5 : 1;
it.each(
  Array.from({ length: rounds }, (_, round) =>
    Object.keys(MOMENTS).map((moment) => [moment, round + 1] as const),
  ).flat(),
)(
  "R5 a web process killed at a %s (round %i) costs no shell and no progress, and leaves nothing behind",
  async (moment) => {
    await MOMENTS[moment as keyof typeof MOMENTS]();
    await waitForNoStrays();
  },
);

it("R6 a web process told to end under load says so to everybody, is gone within 10 s, and no shell is lost", async () => {
  const load = Array.from({ length: 5 }, (_, at) => own.student.openTerminal(own.sandboxId, `r6-${at}`));
  for (const one of load) {
    await one.waitForStream();
    one.type("yes\r");
    await one.waitFor("y\r\ny\r\ny\r\n");
  }
  const sessions = Array.from({ length: 3 }, () => own.student.openSession(LESSON));
  for (const session of sessions) await session.inbox.find("sandbox", ({ type }) => type === "sandbox", 60_000);
  const newcomer = await Student.arrive(siteUrl);
  await newcomer.startSandbox(LESSON);
  const before = terminal.connections;
  const toldAt = Date.now();
  const pid = await killWebProcess("SIGTERM");
  expect(await Promise.all([...load, ...sessions].map(({ closed }) => closed))).toEqual(Array(8).fill(1012));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), { timeout: 10_000, interval: 20 });
  expect(Date.now() - toldAt).toBeLessThan(10_000);
  await terminal.waitForConnection(before);
  expect(terminal.closeCodes.at(-1) === 1012 || terminal.closeCodes.includes(1012)).toBe(true);
  expect(await readShellId()).toBe(shell);
  await waitForState(newcomer, "ready");
  const { id } = (await readSandbox(newcomer)) ?? { id: "" };
  await newcomer.stopSandbox(id);
  for (const at of load.keys()) {
    const again = own.student.openTerminal(own.sandboxId, `r6-${at}`);
    await again.waitForStream();
    again.type("\x03exit\r");
    await again.closed;
  }
  await waitForNoStrays();
});

/** Answers a write may get while the database is away; anything else is an error of ours shown to a person. */
const AWAY = "DATABASE_UNREACHABLE";

it.each([
  ["database", killDatabase],
  ["web process", killWebProcess],
  [
    "database and web process at once",
    async () => {
      await killDatabase();
      await killWebProcess();
    },
  ],
] as const)(
  "R16 every write of 200 writers that was acknowledged survives a killed %s",
  async (_, kill: () => Promise<unknown>) => {
    const writers = await Promise.all(Array.from({ length: 200 }, () => Student.arrive(siteUrl)));
    const acknowledged = new Map<Student, number>();
    const refused = new Set<string>();
    let isOver = false;
    const write = async (student: Student) => {
      for (let n = 1; !isOver; n += 1) {
        try {
          const { status, body } = await student.send("PATCH", "/api/session", { name: `writer ${n}` });
          if (status === 200) acknowledged.set(student, n);
          else refused.add((body as { error: { code: string } }).error.code);
        } catch {
          // nobody answered: nothing was acknowledged
          return;
        }
        if (refused.size > 0) return;
      }
    };
    const writing = writers.map(write);
    await vi.waitFor(() => expect(acknowledged.size).toBe(200), { timeout: 30_000, interval: 10 });
    const killedAt = Date.now();
    await kill();
    await waitForHealth(60_000);
    const backMs = Date.now() - killedAt;
    isOver = true;
    await Promise.all(writing);
    console.log(`R16: back after ${backMs} ms; refused with ${[...refused].join(", ") || "nothing"}`);
    expect(backMs).toBeLessThan(20_000);
    expect([...refused].filter((code) => code !== AWAY)).toEqual([]);
    const lost: string[] = [];
    for (const student of writers) {
      const { user } = await student.call<{ user: { name: string } }>("GET", "/api/session");
      const kept = Number(/^writer (\d+)$/.exec(user.name)?.[1]);
      // a write whose answer was cut off may have been made
      if (kept !== acknowledged.get(student) && kept !== (acknowledged.get(student) ?? 0) + 1)
        lost.push(`${acknowledged.get(student)} became ${kept}`);
    }
    expect(lost).toEqual([]);
  },
);

/** Kills the embedded database's first process, found by its folder, which its address names. */
async function killDatabase(): Promise<void> {
  const folder = new URL(siteConfig().databaseUrl ?? "").searchParams.get("host") ?? "";
  const pid = Number((await readFile(path.join(folder, "data/postmaster.pid"), "utf8")).split("\n", 1)[0]);
  process.kill(pid, "SIGKILL");
}
