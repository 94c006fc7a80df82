import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { isLongForm, siteUrl } from "@/tests/site";
import type { Student } from "@/tests/student";
import { Student as Visitor } from "@/tests/student";
import { findServerPid, LESSON, measureGrowth, openSandbox } from "./attack-lab";

const MIB = 1024 * 1024;

let student: Student;
let sandboxId: string;
let serverPid: number;

beforeAll(async () => {
  student = await Visitor.arrive(siteUrl);
  const opened = await openSandbox(student);
  sandboxId = opened.sandboxId;
  opened.session.close();
  serverPid = await findServerPid();
});
afterAll(async () => {
  if (sandboxId) await student.stopSandbox(sandboxId);
});

/** Work that lasts: what is measured is what happens meanwhile. */
const during = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("T25 sockets", () => {
  it("T25 a frame that says it is 1 GB is refused at its header", async () => {
    const terminal = student.openTerminal(sandboxId, "large");
    await terminal.run("true");
    const grown = await measureGrowth(serverPid, async () => {
      // final, binary, masked, with a 64-bit length of 1 GiB, and a little of it
      const header = Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]);
      const { _socket } = terminal.socket as unknown as { _socket: { write(data: Uint8Array): void } };
      _socket.write(Buffer.concat([header, Buffer.alloc(64 * 1024)]));
      expect(await terminal.closed).toBe(1009);
    });
    expect(grown).toBeLessThan(50 * MIB);
    const six = student.openSession(LESSON);
    await six.inbox.find("attempt", ({ type }) => type === "attempt", 10_000);
    six.socket.send(Buffer.alloc(6 * MIB));
    expect(await six.closed).toBe(1009);
  });

  it("T25 of 500 sockets one student gets forty, and others are served", async () => {
    const wanted = isLongForm ? 500 : 150;
    const visitor = await Visitor.arrive(siteUrl);
    const outcomes: string[] = [];
    const sockets: WebSocket[] = [];
    const knock = async () => {
      const { status, body } = await visitor.send("POST", "/api/tickets", { kind: "session", lesson: LESSON });
      if (status !== 200) {
        expect(body).toMatchObject({
          error: { code: "TOO_MANY_REQUESTS", params: { retryAfterSeconds: expect.any(Number) } },
        });
        return outcomes.push(String(status));
      }
      const { ticket } = body as { ticket: string };
      const address = `${siteUrl.replace(/^http/, "ws")}/ws/session?lesson=${LESSON}&ticket=${ticket}`;
      const socket = new WebSocket(address, { headers: { cookie: visitor.cookie, origin: siteUrl } });
      sockets.push(socket);
      outcomes.push(
        await new Promise<string>((resolve) => {
          socket.once("open", () => resolve("open"));
          socket.once("unexpected-response", (_, response) => resolve(String(response.statusCode)));
          socket.on("error", (error) => resolve(error.message));
        }),
      );
    };
    const grown = await measureGrowth(serverPid, async () => {
      for (let left = wanted; left > 0; left -= 25) await Promise.all(Array.from({ length: 25 }, knock));
    });
    expect(outcomes).toHaveLength(wanted);
    expect(outcomes.filter((one) => one === "open").length).toBeLessThanOrEqual(120);
    expect(new Set(outcomes)).toEqual(new Set(["open", "429"]));
    const stillOpen = sockets.filter((socket) => socket.readyState === WebSocket.OPEN);
    expect(stillOpen.length).toBeLessThanOrEqual(40);
    expect(grown).toBeLessThan(50 * MIB);
    const other = student.openTerminal(sandboxId, "t1");
    await other.run("echo served");
    other.close();
    for (const socket of sockets) socket.terminate();
  });

  it("T25 a reader that never reads costs the server nothing", async () => {
    const terminal = student.openTerminal(sandboxId, "deaf", { isAcking: false });
    await terminal.waitForStream();
    const grown = await measureGrowth(serverPid, async () => {
      terminal.type("yes\r");
      await terminal.waitFor("y\r\ny\r\n");
      terminal.socket.pause();
      await during(isLongForm ? 60_000 : 5_000);
    });
    expect(grown).toBeLessThan(50 * MIB);
    terminal.close();
    const other = student.openTerminal(sandboxId, "t1");
    await other.run("pkill -x yes");
    other.close();
  });

  it("T25 a flood of messages ends the socket that sends it, by name", async () => {
    const session = student.openSession(LESSON);
    await session.inbox.find("attempt", ({ type }) => type === "attempt", 10_000);
    for (let index = 0; index < 600; index++) session.socket.send('{"type":"locale","locale":"en"}');
    const refusal = await session.inbox.find("refusal", ({ type }) => type === "error", 10_000);
    expect(refusal).toMatchObject({ code: "TOO_MANY_REQUESTS" });
    expect(await session.closed).toBe(1008);
    const terminal = student.openTerminal(sandboxId, "t1");
    await terminal.waitForStream();
    for (let index = 0; index < 40_000; index++) terminal.socket.send('{"type":"ack","offset":0}');
    expect(await terminal.closed).toBe(1008);
    expect((await fetch(new URL("/api/health", siteUrl))).status).toBe(200);
  });

  it("T25 a thirteenth terminal is refused by name", async () => {
    const terminals = Array.from({ length: 12 }, (_, index) => student.openTerminal(sandboxId, `many${index}`));
    await Promise.all(terminals.map((one) => one.waitForStream(30_000)));
    const extra = student.openTerminal(sandboxId, "many12");
    const refusal = await extra.inbox.find("refusal", ({ type }) => type === "error", 10_000);
    expect(refusal).toMatchObject({ code: "TERMINAL_LIMIT", params: { limit: 12 } });
    for (const terminal of terminals) terminal.close();
  });
});

describe("T34 quotas", () => {
  it("T34 many starts and resets at once give one student one sandbox, also over a killed web process", async () => {
    const greedy = await Visitor.arrive(siteUrl);
    const session = greedy.openSession(LESSON);
    await session.inbox.find("attempt", ({ type }) => type === "attempt", 10_000);
    const starts = await Promise.all(
      Array.from({ length: 20 }, () => greedy.send("POST", "/api/sandboxes", { lesson: LESSON })),
    );
    const ids = new Set(
      starts.filter(({ status }) => status === 202).map(({ body }) => (body as { sandbox: { id: string } }).sandbox.id),
    );
    expect(ids.size).toBe(1);
    const [id = ""] = ids;
    await session.waitForSandbox("ready", id);
    session.close();
    await Promise.all(Array.from({ length: 6 }, () => greedy.send("POST", `/api/sandboxes/${id}/reset`)));

    const ticket = await greedy.getTicket({ kind: "session", lesson: LESSON });
    process.kill(serverPid, "SIGKILL");
    await expect.poll(() => findServerPid().catch(() => serverPid), { timeout: 30_000 }).not.toBe(serverPid);
    serverPid = await findServerPid();
    await expect
      .poll(async () => (await fetch(new URL("/api/health", siteUrl)).catch(() => undefined))?.status, {
        timeout: 30_000,
      })
      .toBe(200);
    // T19: a ticket outlives the process that gave it, and is used up all the same
    const knock = () =>
      new Promise<string>((resolve) => {
        const address = `${siteUrl.replace(/^http/, "ws")}/ws/session?lesson=${LESSON}&ticket=${ticket}`;
        const socket = new WebSocket(address, { headers: { cookie: greedy.cookie, origin: siteUrl } });
        socket.once("open", () => {
          resolve("open");
          socket.terminate();
        });
        socket.once("unexpected-response", (_, response) => resolve(String(response.statusCode)));
        socket.on("error", (error) => resolve(error.message));
      });
    expect(await knock()).toBe("open");
    expect(await knock()).toBe("403");

    await Promise.all(Array.from({ length: 10 }, () => greedy.send("POST", "/api/sandboxes", { lesson: LESSON })));
    const again = greedy.openSession(LESSON);
    const { sandbox } = await greedy.call<{ sandbox: { id: string } }>("GET", "/api/sandboxes/current");
    await again.waitForSandbox("ready", sandbox.id);
    again.close();
    const { sandbox: last } = await greedy.call<{ sandbox: { id: string; state: string } }>(
      "GET",
      "/api/sandboxes/current",
    );
    expect(last).toMatchObject({ id: sandbox.id, state: "ready" });
    await greedy.stopSandbox(sandbox.id);
  });

  it("T34 requests of one student and new students of one address are counted, and told how long to wait", async () => {
    const eager = await Visitor.arrive(siteUrl);
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => eager.send("PATCH", "/api/session", { locale: "en" })),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(60);
    expect(refused[0]?.body).toMatchObject({ error: { code: "TOO_MANY_REQUESTS" } });
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(100);

    const from = "198.51.100.77";
    const arrive = () =>
      fetch(new URL("/api/session", siteUrl), {
        method: "POST",
        headers: { origin: siteUrl, "x-forwarded-for": `203.0.113.9, ${from}` },
        body: '{"locale":"en"}',
      });
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let left = 240; left > 0; left -= 40)
      for (const response of await Promise.all(Array.from({ length: 40 }, arrive))) {
        statuses.push(response.status);
        if (response.status === 429) last = response;
      }
    expect(statuses.filter((status) => status === 201)).toHaveLength(200);
    expect(last?.headers.get("retry-after")).toMatch(/^\d+$/);
    expect((await Visitor.arrive(siteUrl)).cookie).not.toBe("");
  });
});

it("T26 the file API stays inside, whatever a student plants, and within bytes and seconds", async () => {
  const session = student.openSession(LESSON);
  await session.waitForSandbox("ready", sandboxId);
  const terminal = student.openTerminal(sandboxId, "t2");
  await terminal.run(
    "cd ~/work; ln -s /etc/passwd link; ln -s / root; ln -s /etc dir; mkfifo pipe; sudo mknod null c 1 3 2>/dev/null; ln -s /dev/zero zero; head -c 3000000 /dev/zero > large; " +
      "printf '\\x00\\x01\\xff' > binary; touch \"$(printf 'a\\nb')\" \"$(printf '\\xff\\xfe')\" '-rf' '..x' ' ' '\\'; mkdir deep; python3 -c 0 2>/dev/null; for i in $(seq 3000); do : > deep/$i; done",
  );
  const began = Date.now();
  for (const [path, code] of [
    ["../.bashrc", "FILE_NOT_ALLOWED"],
    ["../../../etc/passwd", "FILE_NOT_ALLOWED"],
    ["deep/../../.bashrc", "FILE_NOT_ALLOWED"],
    ["/etc/passwd", "FILE_NOT_ALLOWED"],
    ["link", "FILE_NOT_ALLOWED"],
    ["root/etc/passwd", "FILE_NOT_ALLOWED"],
    ["dir/passwd", "FILE_NOT_ALLOWED"],
    ["pipe", "FILE_NOT_ALLOWED"],
    ["zero", "FILE_NOT_ALLOWED"],
    ["a\u0000b", "FILE_NOT_ALLOWED"],
    [".", "FILE_NOT_ALLOWED"],
    ["deep", "FILE_NOT_ALLOWED"],
    ["large", "FILE_TOO_LARGE"],
    ["binary", "FILE_NOT_TEXT"],
    ["absent", "FILE_NOT_FOUND"],
  ] as const) {
    await expect(session.askFiles({ type: "files.read", path }), path).rejects.toThrow(code);
    if (code !== "FILE_NOT_ALLOWED" || path === "deep" || path === ".") continue;
    await expect(session.askFiles({ type: "files.write", path, content: "x", ifVersion: null }), path).rejects.toThrow(
      /FILE_(NOT_ALLOWED|CONFLICT|NOT_FOUND)/,
    );
  }
  await expect(session.askFiles({ type: "files.rename", path: "large", to: "../escaped" })).rejects.toThrow(
    "FILE_NOT_ALLOWED",
  );
  await expect(session.askFiles({ type: "files.rename", path: "large", to: "root/tmp/escaped" })).rejects.toThrow(
    "FILE_NOT_ALLOWED",
  );
  const listing = (await session.askFiles({ type: "files.list" })) as { entries: unknown[]; isTruncated: boolean };
  expect(listing.entries.length).toBeLessThanOrEqual(2000);
  expect(listing.isTruncated).toBe(true);
  expect(Date.now() - began).toBeLessThan(20_000);
  const left = await terminal.run("ls ~/escaped /tmp/escaped 2>&1 | grep -c 'No such'; sha256sum < ~/.bashrc");
  expect(left).toMatch(/(^|[^0-9])2\r?\n/);
  terminal.close();
  session.close();
});

it("T29 replaced programs do not change a verdict", async () => {
  const cheat = await Visitor.arrive(siteUrl);
  const lesson = "docker/web-server";
  const { sandboxId: id, session } = await openSandbox(cheat, lesson);
  const attempt = await cheat.startAttempt(lesson);
  const terminal = cheat.openTerminal(id);
  const lookAtPage = () =>
    cheat.call<{ status: string }>("POST", `/api/attempts/${attempt.id}/checks/web2-answers/check`);
  await terminal.run(
    "for p in /usr/bin/docker /usr/bin/curl /usr/bin/wget /usr/bin/ps /usr/bin/cat; do sudo cp $p $p.real; printf '#!/bin/sh\\necho \"web2 running It works! 200 OK\"\\nexit 0\\n' | sudo tee $p > /dev/null; done; " +
      "forged=$(ldconfig -p | awk '/libz|libselinux|libm\\.so/ {print $NF; exit}'); echo $forged | sudo tee /etc/ld.so.preload > /dev/null; export LD_PRELOAD=$forged",
  );
  const forged = await cheat.call<{ status: string }>(
    "POST",
    `/api/attempts/${attempt.id}/checks/web2-published/check`,
  );
  expect(forged.status).not.toBe("passed");
  expect((await lookAtPage()).status).not.toBe("passed");
  await terminal.run("unset LD_PRELOAD; docker.real run -d --name web2 -p 8000:80 httpd", 90_000);
  const real = await cheat.call<{ status: string }>("POST", `/api/attempts/${attempt.id}/checks/web2-published/check`);
  expect(real.status).toBe("passed");
  terminal.close();
  session.close();
  await cheat.stopSandbox(id);
});
