import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { execInContainer, openInner } from "@/lib/docker/inner";
import { createTestSandbox, loadBusybox, openTestLab, type TestLab, type TestSandbox } from "@/tests/lab";
import { type Check, checkSchema, type Verdict } from "../shared/check";
import { type CheckWatch, type OpenedSources, openSources, type RoundReport, watchChecks } from "./index";

let lab: TestLab;
let sandbox: TestSandbox;
let sources: OpenedSources;

beforeAll(async () => {
  lab = await openTestLab();
  sandbox = await createTestSandbox(lab);
  await loadBusybox(lab, sandbox);
});
afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
});

afterEach(async () => {
  running?.stop();
  await running?.watch.done;
  running = undefined;
  sources?.close();
  await sandbox.sh(
    "docker ps -aq | xargs -r docker rm -f; docker volume ls -q | xargs -r docker volume rm; docker network prune -f; rm -rf ~/work/*",
  );
});

let running: { watch: CheckWatch; stop: () => void } | undefined;

interface Seen {
  watch: CheckWatch;
  verdicts: Map<string, Verdict>;
  rounds: RoundReport[];
  /** Settles when a verdict has this status or observation key. */
  until(id: string, wanted: string): Promise<number>;
}

function check(id: string, when: object, rest: object = {}): Check {
  return checkSchema.parse({ id, title: { ko: id, en: id }, when, ...rest });
}

function follow(checks: Check[]): Seen {
  const controller = new AbortController();
  const verdicts = new Map<string, Verdict>();
  const rounds: RoundReport[] = [];
  const waiting = new Set<() => void>();
  sources = openSources(lab.lab, sandbox.id, { eventsSince: new Date() });
  const watch = watchChecks({
    sources,
    checks,
    initiallyPassed: [],
    signal: controller.signal,
    onRound: (round) => rounds.push(round),
    onVerdict: (id, verdict) => {
      verdicts.set(id, verdict);
      for (const look of waiting) look();
    },
    context: {
      homeFolder: "/home/student",
      workFolder: "/home/student/work",
      onError: (error) => console.error(error),
    },
  });
  running = { watch, stop: () => controller.abort() };
  const until = (id: string, wanted: string) =>
    new Promise<number>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`${id} is not ${wanted} but ${JSON.stringify(verdicts.get(id))}`)),
        15_000,
      );
      const look = () => {
        const verdict = verdicts.get(id);
        if (verdict?.status !== wanted && !verdict?.observations.some((one) => one.key === wanted)) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(performance.now());
      };
      waiting.add(look);
      look();
    });
  return { watch, verdicts, rounds, until };
}

async function run(script: string): Promise<void> {
  const result = await sandbox.sh(`cd ~/work && ${script}`);
  if (result.exitCode !== 0) throw new Error(result.text);
}

describe("the live loop on a real engine", () => {
  it("follows a container from missing over a wrong port to passed", async () => {
    const seen = follow([
      check("web", {
        kind: "container",
        name: "web1",
        state: "running",
        image: "busybox",
        ports: [{ container: "80", host: 8000 }],
      }),
    ]);
    await seen.until("web", "container.noneAtAll");
    await run("docker run -d --name web2 busybox sleep 600");
    await seen.until("web", "container.missingSimilarName");
    await run("docker rm -f web2; docker run -d --name web1 busybox sleep 600");
    await seen.until("web", "container.portNotPublished");
    await run("docker rm -f web1; docker run -d --name web1 -p 8001:80 busybox sleep 600");
    await seen.until("web", "container.portElsewhere");
    await run("docker rm -f web1; docker run -d --name web1 -p 127.0.0.1:8000:80 busybox sleep 600");
    await seen.until("web", "container.portOnLoopback");
    await run("docker rm -f web1; docker run -d --name web1 -p 8000:80 busybox sh -c 'exit 3'");
    await seen.until("web", "container.exitedWithError");
    await run("docker rm -f web1; docker run -d --name web1 -p 8000:80 busybox sleep 600");
    await seen.until("web", "passed");
  });

  it("tells a state within 300 ms, at the median of ten", async () => {
    const took: number[] = [];
    const seen = follow(
      Array.from({ length: 10 }, (_, n) => check(`c${n}`, { kind: "container", name: `c${n}`, state: "running" })),
    );
    await seen.watch.checkNow();
    for (let n = 0; n < 10; n += 1) {
      const passed = seen.until(`c${n}`, "passed");
      // The engine's own clock says when the container ran.
      await run(`docker run -d --name c${n} busybox sleep 600`);
      const at = Date.now() - (performance.now() - (await passed));
      const started = (await sandbox.sh(`docker inspect -f '{{.State.StartedAt}}' c${n}`)).text.trim();
      took.push(at - new Date(started).getTime());
    }
    took.sort((a, b) => a - b);
    const state = seen.rounds.filter((round) => round.lane === "state");
    console.info("state to verdict, ms:", took.map(Math.round).join(" "));
    console.info(
      "questions a round:",
      (state.reduce((sum, one) => sum + one.asked, 0) / state.length).toFixed(1),
      "rounds:",
      state.length,
    );
    console.info("round ms:", state.map((one) => Math.round(one.durationMs)).join(" "));
    expect(took[5]).toBeLessThan(300);
  });

  it("sees images, volumes with their files, and networks", async () => {
    const seen = follow([
      check("tag", { kind: "image", reference: "mine:1.0", sameAs: "busybox" }),
      check("volume", { kind: "volume", name: "data", file: { path: "note.txt", matches: "^hello$" } }),
      check("network", { kind: "network", name: "backend", driver: "bridge", members: ["db"] }),
      check("gone", { kind: "volume", name: "data", state: "absent" }, { after: ["volume"] }),
    ]);
    await seen.until("tag", "image.missing");
    await seen.until("gone", "check.firstDo");
    await run("docker tag busybox mine:2.0");
    await seen.until("tag", "image.missingOtherTag");
    await run("docker tag busybox mine:1.0");
    await seen.until("tag", "passed");

    await run("docker volume create data");
    await seen.until("volume", "volume.fileMissing");
    await run("docker run --rm -v data:/d busybox sh -c 'echo other > /d/note.txt'");
    await seen.until("volume", "volume.fileNoMatch");
    await run("docker run --rm -v data:/d busybox sh -c 'echo hello > /d/note.txt'");
    await seen.until("volume", "passed");
    expect((await sandbox.sh("docker ps -aq")).text.trim()).toBe("");
    await seen.until("gone", "volume.present");
    await run("docker volume rm data");
    await seen.until("gone", "passed");

    await run("docker network create backend");
    await seen.until("network", "network.memberUnknown");
    await run("docker run -d --name db busybox sleep 600");
    await seen.until("network", "network.noMembers");
    await run("docker network connect backend db");
    await seen.until("network", "passed");
    await run("docker rmi mine:1.0 mine:2.0");
  });

  it("asks servers and processes inside", async () => {
    const seen = follow([
      check("page", { kind: "http", port: 8000, bodyMatches: "hello from" }),
      check("own", { kind: "http", host: "container:web", port: 80, status: 404, path: "/none" }),
      check("file", { kind: "exec", container: "web", command: ["cat", "/www/index.html"], outputMatches: "^hello" }),
      check("tool", { kind: "exec", container: "web", command: ["no-such-tool"] }),
      check("entered", { kind: "event", type: "container", action: "exec_start", name: "web" }),
    ]);
    await seen.until("page", "http.refused");
    await seen.until("own", "http.noContainer");
    await seen.until("file", "exec.noContainer");
    await run("docker run -d --name web -p 8000:80 busybox sleep 600");
    await seen.until("page", "http.publishedButRefused");
    await seen.until("tool", "exec.notFound");
    await seen.until("file", "exec.otherExitCodeOutput");
    await seen.watch.checkNow();
    expect(seen.verdicts.get("entered")?.status).toBe("not-yet");
    await run("docker exec web sh -c 'mkdir /www; echo hello from here > /www/index.html; httpd -p 80 -h /www'");
    await Promise.all([
      seen.until("page", "passed"),
      seen.until("own", "passed"),
      seen.until("file", "passed"),
      seen.until("entered", "passed"),
    ]);
  });

  it("hears how a command in a container ended as soon as it has", async () => {
    await run("docker run -d --name web busybox sleep 600");
    const engine = openInner(lab.lab, sandbox.id);
    try {
      const took: number[] = [];
      for (let turn = 0; turn < 5; turn += 1) {
        const startedAt = performance.now();
        const answer = await execInContainer(engine, "web", { command: ["sh", "-c", "echo hello; exit 3"] });
        took.push(performance.now() - startedAt);
        expect(answer).toEqual({ exitCode: 3, output: "hello\n" });
      }
      console.info("exec in a container, ms:", took.map(Math.round).join(" "));
      expect(Math.min(...took)).toBeLessThan(1_000);
    } finally {
      engine.close();
    }
  });

  it("remembers what happened, follows compose and reads files", async () => {
    const seen = follow([
      check("ended", { kind: "event", type: "container", action: "die", name: "job", exitCode: 7, autoRemoved: true }),
      check("written", {
        kind: "file",
        path: "compose.yaml",
        yaml: [{ path: "services.web.image", equals: "busybox" }],
      }),
      check("up", {
        kind: "compose",
        project: "shop",
        file: "compose.yaml",
        services: { web: { running: { min: 2 } } },
      }),
      check("down", { kind: "compose", project: "shop", state: "down" }, { after: ["up"] }),
    ]);
    await run("docker run --name job busybox sh -c 'exit 1' || true");
    await seen.until("ended", "event.otherExitCode");
    await run("docker rm job; docker run --rm --name job busybox sh -c 'exit 7' || true");
    await seen.until("ended", "passed");

    await run("echo 'services: {' > compose.yml");
    await seen.until("written", "file.missingSimilar");
    await run(
      "rm compose.yml; printf 'services:\\n  web:\\n    image: busybox\\n    command: sleep 600\\n    stop_grace_period: 0s\\n' > compose.yaml",
    );
    await seen.until("written", "passed");
    await run("docker compose -p shop up -d");
    await seen.until("up", "compose.serviceTooFew");
    await run("docker compose -p shop up -d --scale web=2");
    await seen.until("up", "passed");
    await run("docker compose -p shop stop");
    await seen.until("down", "compose.onlyStopped");
    await run("docker compose -p shop down");
    await seen.until("down", "passed");
  });

  it("goes on after the inner engine was killed, and says nothing is the student's fault meanwhile", async () => {
    const seen = follow([check("web", { kind: "container", name: "late", state: "running" })]);
    await seen.until("web", "container.noneAtAll");
    await sandbox.sh("pkill -STOP -x dockerd; sleep 9; pkill -CONT -x dockerd", { user: "root" });
    await sandbox.sh("pkill -KILL -x dockerd", { user: "root" });
    await sandbox.sh("for i in $(seq 100); do docker version >/dev/null 2>&1 && break; sleep 0.1; done");
    await run("docker run -d --name late busybox sleep 600");
    await seen.until("web", "passed");
    expect([...seen.verdicts.values()].every((verdict) => verdict.status === "passed")).toBe(true);
  });
});
