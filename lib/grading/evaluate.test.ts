import { describe, expect, it } from "vitest";
import { EngineError } from "../docker";
import { checkSchema, liveConditionSchema } from "../shared/check";
import { evaluate } from "./evaluate";
import { evaluateCheck, isLiveCheck } from "./evaluate-check";
import { type FakeSandbox, fakeContainer, fakeFacts, fakeImage } from "./fake-sandbox";
import { gradeAnswer, isAnswerCheck } from "./grade-answer";
import { gradeChoice, isChoiceCheck } from "./grade-choice";

async function see(condition: object, sandbox: FakeSandbox): Promise<string[]> {
  const verdict = await evaluate(liveConditionSchema.parse(condition), fakeFacts(sandbox));
  expect(verdict.status).toBe(verdict.observations.length === 0 ? "passed" : verdict.status);
  return verdict.status === "unknown"
    ? ["unknown", ...verdict.observations.map((one) => one.key)]
    : verdict.observations.map((one) => one.key);
}

const bound = (port: string, hostPort: string, HostIp = "0.0.0.0") => ({ [port]: [{ HostIp, HostPort: hostPort }] });
const web = fakeContainer("web1");
const on8000 = fakeContainer("web1", { ports: bound("80/tcp", "8000") });
const exited = (state: object, rest: object = {}) =>
  fakeContainer("web1", {
    state: { Status: "exited", Running: false, FinishedAt: "2026-11-22T14:00:01Z", ...state },
    ...rest,
  });

describe("container", () => {
  const named = { kind: "container", name: "web1" };
  const running = { ...named, state: "running" };
  const port = { ...running, ports: [{ container: "80", host: 8000 }] };

  it.each<[string, object, object[], string[]]>([
    ["is there", running, [web], []],
    ["none at all", running, [], ["container.noneAtAll"]],
    ["another name", running, [fakeContainer("db")], ["container.missing"]],
    ["a similar name", running, [fakeContainer("web2")], ["container.missingSimilarName"]],
    [
      "same image, another name",
      { ...running, image: "httpd" },
      [fakeContainer("frosty_bell")],
      ["container.missingSameImage"],
    ],
    ["another image", { ...running, image: "nginx" }, [web], ["container.otherImage"]],
    ["same image by its full name", { ...running, image: "docker.io/library/httpd:latest" }, [web], []],
    ["exited well", running, [exited({})], ["container.exited"]],
    ["exited badly", running, [exited({ ExitCode: 1 })], ["container.exitedWithError"]],
    ["killed for memory", running, [exited({ ExitCode: 137, OOMKilled: true })], ["container.exitedOutOfMemory"]],
    ["never started", running, [fakeContainer("web1", { state: { Status: "created" } })], ["container.created"]],
    [
      "could not start",
      running,
      [fakeContainer("web1", { state: { Status: "created", Error: "driver failed: port is already allocated" } })],
      ["container.startFailed"],
    ],
    ["paused", running, [fakeContainer("web1", { state: { Status: "paused" } })], ["container.paused"]],
    [
      "in a restart loop",
      running,
      [fakeContainer("web1", { state: { Status: "restarting", ExitCode: 1 } })],
      ["container.restarting"],
    ],
    ["should have ended", { ...named, state: "exited" }, [web], ["container.stillRunning"]],
    ["should be gone", { ...named, state: "absent" }, [web], ["container.stillExists"]],
    ["is gone", { ...named, state: "absent" }, [], []],
    ["published", port, [on8000], []],
    ["not published", port, [web], ["container.portNotPublished"]],
    [
      "published elsewhere",
      port,
      [fakeContainer("web1", { ports: bound("80/tcp", "8080") })],
      ["container.portElsewhere"],
    ],
    [
      "published somewhere",
      port,
      [fakeContainer("web1", { ports: bound("80/tcp", "32768") })],
      ["container.portRandom"],
    ],
    [
      "published for itself",
      port,
      [fakeContainer("web1", { ports: bound("80/tcp", "8000", "127.0.0.1") })],
      ["container.portOnLoopback"],
    ],
    [
      "asked for just that address",
      { ...running, ports: [{ container: "80", address: "127.0.0.1" }] },
      [fakeContainer("web1", { ports: bound("80/tcp", "8000", "127.0.0.1") })],
      [],
    ],
    [
      "asked for another address",
      { ...running, ports: [{ container: "80", address: "127.0.0.1" }] },
      [on8000],
      ["container.portOtherAddress"],
    ],
    [
      "leads to another port",
      port,
      [fakeContainer("web1", { ports: bound("8080/tcp", "8000") })],
      ["container.portOtherTarget"],
    ],
    ["ports swapped", port, [fakeContainer("web1", { ports: bound("8000/tcp", "80") })], ["container.portReversed"]],
    [
      "must not be published",
      { ...running, ports: [{ container: "80", published: false }] },
      [on8000],
      ["container.portPublished"],
    ],
    [
      "asked for a port, stopped",
      { ...named, ports: [{ container: "80", host: 8000 }] },
      [exited({}, { host: { PortBindings: bound("80/tcp", "8000", "") } })],
      [],
    ],
    ["env there", { ...named, env: { HTTPD_PREFIX: true } }, [web], []],
    ["env misspelt", { ...named, env: { HTTPD_PREFX: "x" } }, [web], ["container.envOtherName"]],
    ["env differs", { ...named, env: { HTTPD_PREFIX: "/x" } }, [web], ["container.envDiffers"]],
    [
      "without memory limit",
      { ...named, limits: { memoryBytes: { max: 100e6 } } },
      [web],
      ["container.memoryUnlimited"],
    ],
    [
      "with too much memory",
      { ...named, limits: { memoryBytes: { max: 100e6 } } },
      [fakeContainer("web1", { host: { Memory: 200e6 } })],
      ["container.memoryOutside"],
    ],
    [
      "half a cpu by quota",
      { ...named, limits: { cpus: { min: 0.5, max: 0.5 } } },
      [fakeContainer("web1", { host: { CpuQuota: 50_000, CpuPeriod: 100_000 } })],
      [],
    ],
    ["restart policy", { ...named, restart: "always" }, [web], ["container.restartPolicy"]],
    ["no health check", { ...named, health: "healthy" }, [web], ["container.healthNone"]],
    ["exit code", { ...named, state: "exited", exitCode: 3 }, [exited({ ExitCode: 1 })], ["container.exitCodeDiffers"]],
    [
      "was started again",
      { ...named, restarted: true },
      [fakeContainer("web1", { state: { StartedAt: "2026-11-22T14:09:00Z", FinishedAt: "2026-11-22T14:08:00Z" } })],
      [],
    ],
    ["was not started again", { ...named, restarted: true }, [web], ["container.notRestarted"]],
    ["user", { ...named, user: "1000" }, [web], ["container.otherUser"]],
    ["root by another word", { ...named, user: "root" }, [web], []],
    [
      "switches",
      { ...named, tty: true, readOnlyRoot: true, privileged: true, autoRemove: true },
      [web],
      ["container.ttyMissing", "container.autoRemoveMissing", "container.notPrivileged", "container.rootWritable"],
    ],
    [
      "by image, any name",
      { kind: "container", select: { image: "httpd" }, state: "running" },
      [fakeContainer("x")],
      [],
    ],
    ["none of that image", { kind: "container", select: { image: "nginx" } }, [web], ["container.noneOfImage"]],
    [
      "two of them",
      { kind: "container", select: { image: "httpd" }, state: "running", count: { min: 2 } },
      [web, exited({}, { top: { Id: "f".repeat(64), Name: "/b" } })],
      ["container.tooFew", "container.exited"],
    ],
    [
      "none may be",
      { kind: "container", select: { image: "httpd" }, state: "absent" },
      [web],
      ["container.stillExists"],
    ],
    ["not on the network", { ...named, networks: ["backend"] }, [web], ["container.notOnNetwork"]],
    ["still on the network", { ...named, notNetworks: ["bridge"] }, [web], ["container.onNetwork"]],
  ])("%s", async (_name, condition, containers, keys) => {
    expect(await see(condition, { containers, images: [fakeImage("httpd:latest")] })).toEqual(keys);
  });

  it("tells mounts apart", async () => {
    const mount = (change: object) =>
      fakeContainer("web1", {
        top: {
          Mounts: [
            { Type: "bind", Source: "/home/student/work/site", Destination: "/htdocs", Mode: "", RW: true, ...change },
          ],
        },
      });
    const condition = (change: object = {}) => ({
      kind: "container",
      name: "web1",
      mounts: [{ target: "/htdocs", type: "bind", source: "~/work/site", ...change }],
    });
    expect(await see(condition(), { containers: [mount({})] })).toEqual([]);
    expect(await see(condition({ source: "./site/" }), { containers: [mount({})] })).toEqual([]);
    expect(await see(condition(), { containers: [mount({ Destination: "/www" })] })).toEqual([
      "container.mountElsewhere",
    ]);
    expect(await see(condition(), { containers: [mount({ Source: "/tmp" })] })).toEqual(["container.mountOtherSource"]);
    expect(await see(condition({ readOnly: true }), { containers: [mount({})] })).toEqual(["container.mountWritable"]);
    const anonymous = mount({ Type: "volume", Name: "ab".repeat(32), Source: "/var/lib/docker/volumes/x/_data" });
    expect(await see(condition(), { containers: [anonymous] })).toEqual(["container.mountOtherType"]);
    expect(await see(condition({ type: "volume", source: "data" }), { containers: [anonymous] })).toEqual([
      "container.mountAnonymous",
    ]);
    expect(await see(condition(), { containers: [web] })).toEqual(["container.mountMissing"]);
  });

  it("reads a running image id, an older build and logs", async () => {
    const byId = fakeContainer("web1", { config: { Image: "111111111111" } });
    const images = [fakeImage("httpd:latest")];
    expect(await see({ kind: "container", name: "web1", image: "httpd" }, { containers: [byId], images })).toEqual([]);
    const newer = [fakeImage("httpd:latest", { top: { Id: `sha256:${"22".repeat(32)}` } })];
    expect(
      await see({ kind: "container", name: "web1", imageIs: "httpd" }, { containers: [web], images: newer }),
    ).toEqual(["container.olderImage"]);
    expect(
      await see({ kind: "container", name: "web1", logsMatch: "ready" }, { containers: [web], logs: "one\ntwo\n" }),
    ).toEqual(["container.logsNoMatch"]);
    expect(
      await see({ kind: "container", name: "web1", logsMatch: "^two$" }, { containers: [web], logs: "one\ntwo\n" }),
    ).toEqual([]);
  });
});

describe("the other kinds", () => {
  const composed = (service: string, state = "running", ExitCode = 0) =>
    fakeContainer(`shop-${service}-1`, {
      state: { Status: state, ExitCode },
      config: {
        Labels: {
          "com.docker.compose.project": "shop",
          "com.docker.compose.service": service,
          "com.docker.compose.project.config_files": "/home/student/work/compose.yaml",
        },
      },
    });
  const network = {
    Name: "backend",
    Id: "n1",
    Created: "2026-11-22T14:00:00Z",
    Driver: "bridge",
    Internal: false,
    Labels: {},
    Containers: {},
  };
  const volume = { Name: "data", Driver: "local", CreatedAt: "2026-11-22T14:00:00Z", Labels: null };
  const event = (Action: string, Attributes: object, ID = "x".repeat(64), Type = "container") => ({
    Type,
    Action,
    Actor: { ID, Attributes },
    scope: "local",
    time: 1_795_000_000,
    timeNano: 1_795_000_000_000_000_000,
  });
  const died = event("die", { name: "job", image: "busybox", exitCode: "7" });

  it.each<[string, object, FakeSandbox, string[]]>([
    ["image, missing", { kind: "image", reference: "httpd:2.4" }, {}, ["image.missing"]],
    [
      "image, other tag",
      { kind: "image", reference: "httpd:2.4" },
      { images: [fakeImage("httpd:latest")] },
      ["image.missingOtherTag"],
    ],
    [
      "image, other repository",
      { kind: "image", reference: "hub:5000/httpd:latest" },
      { images: [fakeImage("httpd:latest")] },
      ["image.missingOtherRepository"],
    ],
    [
      "image, still in use",
      { kind: "image", reference: "httpd", state: "absent" },
      { images: [fakeImage("httpd:latest")], containers: [web] },
      ["image.presentInUse"],
    ],
    [
      "image, too large",
      { kind: "image", reference: "httpd", sizeBytes: { max: 1e6 }, layers: { max: 2 } },
      { images: [fakeImage("httpd:latest")] },
      ["image.tooLarge", "image.tooManyLayers"],
    ],
    [
      "image, settings",
      {
        kind: "image",
        reference: "httpd",
        config: { user: "app", workdir: "/app/", exposes: ["80", "443"], hasHealthcheck: true, entrypointMatches: "x" },
      },
      { images: [fakeImage("httpd:latest")] },
      ["image.noEntrypoint", "image.rootUser", "image.notExposed", "image.noHealthcheck"],
    ],
    [
      "volume, anonymous",
      { kind: "volume", name: "data" },
      { volumes: [{ ...volume, Name: "ab".repeat(32) }] },
      ["volume.missingAnonymous"],
    ],
    [
      "volume, similar",
      { kind: "volume", name: "db-data" },
      { volumes: [{ ...volume, Name: "db_data" }] },
      ["volume.missingSimilar"],
    ],
    ["volume", { kind: "volume", name: "data" }, { volumes: [volume] }, []],
    ["network, own", { kind: "network", name: "app-network" }, { networks: [network] }, ["network.missingOwn"]],
    [
      "network, settings",
      { kind: "network", name: "backend", internal: true, members: ["web1"] },
      { networks: [network], containers: [web] },
      ["network.notInternal", "network.noMembers"],
    ],
    ["compose, missing", { kind: "compose", project: "shop" }, {}, ["compose.missing"]],
    [
      "compose, other",
      { kind: "compose", project: "blog" },
      { containers: [composed("web")] },
      ["compose.missingOther"],
    ],
    [
      "compose, up",
      { kind: "compose", project: "shop", file: "compose.yaml" },
      { containers: [composed("web"), composed("db")] },
      [],
    ],
    [
      "compose, one crashed",
      { kind: "compose", project: "shop" },
      { containers: [composed("web"), composed("db", "exited", 1)] },
      ["compose.serviceExited"],
    ],
    [
      "compose, service",
      { kind: "compose", project: "shop", services: { cache: {}, web: { image: "nginx" } } },
      { containers: [composed("web")] },
      ["compose.serviceMissing", "compose.serviceOtherImage"],
    ],
    [
      "compose, stopped only",
      { kind: "compose", project: "shop", state: "down" },
      { containers: [composed("web", "exited")] },
      ["compose.onlyStopped"],
    ],
    ["http, refused", { kind: "http", port: 8000 }, {}, ["http.refused"]],
    ["http, another port", { kind: "http", port: 8080 }, { containers: [on8000] }, ["http.refusedOthers"]],
    ["http, nobody inside", { kind: "http", port: 8000 }, { containers: [on8000] }, ["http.publishedButRefused"]],
    ["http, wanted silent", { kind: "http", port: 8000, reachable: false }, {}, []],
    [
      "exec, stopped",
      { kind: "exec", container: "web1", command: ["true"] },
      { containers: [exited({})] },
      ["exec.notRunning"],
    ],
    [
      "exec, result",
      { kind: "exec", container: "web1", command: ["true"] },
      { containers: [web], exec: { exitCode: 1, output: "no\n" } },
      ["exec.otherExitCodeOutput"],
    ],
    [
      "exec, output",
      { kind: "exec", container: "web1", command: ["id"], outputMatches: "^uid=0" },
      { containers: [web], exec: { exitCode: 0, output: "uid=0(root)\n" } },
      [],
    ],
    ["event, none", { kind: "event", type: "container", action: "die" }, {}, ["event.none"]],
    [
      "event, other name",
      { kind: "event", type: "container", action: "die", name: "web" },
      { events: [died] },
      ["event.otherName"],
    ],
    [
      "event, other code",
      { kind: "event", type: "container", action: "die", exitCode: 0 },
      { events: [died] },
      ["event.otherExitCode"],
    ],
    [
      "event, all of it",
      {
        kind: "event",
        type: "container",
        action: "die",
        name: "job",
        image: "busybox:latest",
        exitCode: 7,
        autoRemoved: true,
      },
      { events: [died] },
      [],
    ],
    [
      "event, a pull",
      { kind: "event", type: "image", action: "pull", name: "httpd" },
      { events: [event("pull", { name: "httpd" }, "httpd:latest", "image")] },
      [],
    ],
    [
      "event, an exec's command",
      { kind: "event", type: "container", action: "exec_start: sh" },
      { events: [event("exec_start: ls ", { execID: "1", name: "a" })] },
      ["event.otherDetail"],
    ],
    [
      "event, a health check",
      { kind: "event", type: "container", action: "exec_start" },
      {
        containers: [fakeContainer("web1", { config: { Healthcheck: { Test: ["CMD-SHELL", "curl -f localhost"] } } })],
        events: [event("exec_start: /bin/sh -c curl -f localhost", { execID: "1", name: "web1" }, String(web.Id))],
      },
      ["event.none"],
    ],
  ])("%s", async (_name, condition, sandbox, keys) => {
    expect(await see(condition, sandbox)).toEqual(keys);
  });

  it("file, Dockerfile and YAML", async () => {
    const dockerfile = 'FROM debian\nRUN apt-get update \\\n  # tools\n && apt-get install -y ruby\nCMD ["ruby"]\n';
    const yaml = 'services:\n  web:\n    image: httpd\n    ports: ["8000:80"]\n';
    const files = {
      Dockerfile: dockerfile,
      "compose.yaml": yaml,
      "bad.yaml": "a: [1\nb: 2\n",
      empty: "",
      bomb: `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${"*a,".repeat(9)}]\nc: &c [${"*b,".repeat(9)}]\nd: [${"*c,".repeat(9)}]\n`,
    };
    const ask = (condition: object) => see({ kind: "file", ...condition }, { files });
    expect(await ask({ path: "dockerfile" })).toEqual(["file.missingSimilar"]);
    expect(await ask({ path: "compose.yml" })).toEqual(["file.missingSimilar"]);
    expect(await ask({ path: "empty", matches: "x" })).toEqual(["file.empty"]);
    expect(await ask({ path: "Dockerfile", notMatches: "^CMD" })).toEqual(["file.forbidden"]);
    expect(
      await ask({
        path: "Dockerfile",
        dockerfile: [
          { instruction: "RUN", argumentsMatch: "update && apt-get install" },
          { instruction: "USER", absent: true },
        ],
      }),
    ).toEqual([]);
    expect(
      await ask({
        path: "Dockerfile",
        dockerfile: [{ instruction: "FROM", argumentsMatch: "ruby" }, { instruction: "COPY" }],
      }),
    ).toEqual(["file.instructionOther", "file.instructionMissing"]);
    expect(
      await ask({
        path: "compose.yaml",
        yaml: [
          { path: "services.web.ports", matches: "^8000:80$" },
          { path: "version", absent: true },
        ],
      }),
    ).toEqual([]);
    expect(
      await ask({
        path: "compose.yaml",
        yaml: [{ path: "services.db.image" }, { path: "services.web.image", equals: "nginx" }],
      }),
    ).toEqual(["file.yamlMissingUnder", "file.yamlDiffers"]);
    expect(await ask({ path: "bad.yaml", yaml: [{ path: "a" }] })).toEqual(["file.yamlInvalid"]);
    expect(await ask({ path: "bomb", yaml: [{ path: "d" }] })).toEqual(["file.yamlInvalid"]);
  });
});

describe("vm", () => {
  const web = { name: "web", memoryMb: 256, devices: "virtio" as const, isBooted: true, kernel: "6.12.1-amd64" };
  it.each<[string, object, object, string[]]>([
    ["booted as wanted", { state: "booted", memoryMb: { min: 256, max: 256 }, devices: "virtio" }, web, []],
    ["none", {}, { ...web, name: "" }, ["vm.missingOther"]],
    ["still booting", { state: "booted" }, { ...web, isBooted: false }, ["vm.notBooted"]],
    ["booting is running", {}, { ...web, isBooted: false }, []],
    ["other memory", { memoryMb: { min: 512 } }, web, ["vm.otherMemory"]],
    ["other devices", { devices: "emulated" }, web, ["vm.otherDevices"]],
    ["not gone", { state: "absent" }, web, ["vm.stillRuns"]],
  ])("%s", async (_, condition, machine, keys) => {
    const sandbox = { machines: [machine as typeof web] };
    expect(await see({ kind: "vm", name: "web", ...condition }, sandbox)).toEqual(keys);
  });

  it("tells that none runs, or that it could not look", async () => {
    expect(await see({ kind: "vm", name: "web" }, {})).toEqual(["vm.missing"]);
    expect(await see({ kind: "vm", name: "web", state: "absent" }, {})).toEqual([]);
    const fails = new EngineError("ENGINE_TIMEOUT", "too late");
    expect((await see({ kind: "vm", name: "web", state: "absent" }, { fails }))[0]).toBe("unknown");
  });
});

describe("our failures", () => {
  it.each([
    [new EngineError("ENGINE_UNREACHABLE", "x"), "engine.unreachable"],
    [new EngineError("ENGINE_TIMEOUT", "x"), "engine.timeout"],
    [new EngineError("BAD_ANSWER", "x"), "engine.failed"],
    [new TypeError("a bug"), "engine.failed"],
  ])("%s is never the student's", async (fails, key) => {
    for (const condition of [
      { kind: "container", name: "a" },
      { kind: "image", reference: "a", state: "absent" },
      { kind: "event", type: "container", action: "die" },
    ]) {
      expect(await see(condition, { fails })).toEqual(["unknown", key]);
    }
  });
});

describe("checks, answers and choices", () => {
  const title = { ko: "제목", en: "Title" };

  it("wait for what comes first, and name the mistake that explains it", async () => {
    const check = checkSchema.parse({
      id: "b",
      title,
      after: ["a"],
      when: { kind: "container", name: "web1", state: "running", image: "nginx" },
      mistakes: [{ id: "apache", when: { kind: "container", name: "web1", image: "httpd" }, message: title }],
    });
    if (!isLiveCheck(check)) throw new Error("live");
    const scope = { checks: [{ id: "a", title }, check], passedIds: new Set<string>() };
    const facts = fakeFacts({ containers: [web] });
    expect((await evaluateCheck(check, facts, scope)).observations).toEqual([
      { key: "check.firstDo", params: { id: "a", ...title } },
    ]);
    expect(facts.asked).toBe(0);
    const verdict = await evaluateCheck(check, facts, { ...scope, passedIds: new Set(["a"]) });
    expect([verdict.status, verdict.mistake?.id, facts.asked]).toEqual(["not-yet", "apache", 1]);
  });

  it("take answers from the engine at that moment", async () => {
    const answer = async (
      value: object,
      compare: string,
      given: string,
      sandbox: FakeSandbox = { containers: [web], images: [fakeImage("httpd:latest")] },
    ) => {
      const check = checkSchema.parse({ id: "a", title, when: { kind: "answer", question: title, value, compare } });
      if (!isAnswerCheck(check)) throw new Error("answer");
      const verdict = await gradeAnswer(check, given, fakeFacts(sandbox));
      return verdict.observations[0]?.key ?? verdict.status;
    };
    const address = { inspect: "container", name: "web1", path: "NetworkSettings.Networks.bridge.IPAddress" };
    expect(await answer(address, "exact", " 172.17.0.2 ")).toBe("passed");
    expect(await answer(address, "exact", "172.17.0.3")).toBe("answer.textNear");
    expect(await answer(address, "exact", "172.17.0.2", {})).toBe("answer.subjectMissing");
    expect(await answer(address, "exact", "x", { fails: new EngineError("ENGINE_TIMEOUT", "x") })).toBe(
      "engine.timeout",
    );
    const id = { inspect: "image", name: "httpd", path: "Id" };
    expect(await answer(id, "prefix", "111111111111")).toBe("passed");
    expect(await answer(id, "prefix", String(web.Id).slice(0, 12))).toBe("answer.idOfOther");
    expect(await answer({ count: "layers", name: "httpd" }, "number", "3개")).toBe("passed");
    expect(await answer({ inspect: "image", name: "httpd", path: "Size" }, "bytes", "148MB")).toBe("passed");
    expect(await answer({ inspect: "container", name: "web1", path: "State.Health.Status" }, "exact", "healthy")).toBe(
      "answer.valueMissing",
    );
    expect(await answer(address, "exact", "  ")).toBe("answer.empty");
  });

  it("take choices, with the author's word", () => {
    const options = [
      { id: "a", text: title, correct: true, feedback: title },
      { id: "b", text: title, feedback: { ko: "아니오", en: "No" } },
      { id: "c", text: title, correct: true },
    ];
    const choose = (multiple: boolean, ...ids: string[]) => {
      const check = checkSchema.parse({ id: "q", title, when: { kind: "choice", question: title, multiple, options } });
      if (!isChoiceCheck(check)) throw new Error("choice");
      return gradeChoice(check, ids);
    };
    expect(choose(true, "a", "c").status).toBe("passed");
    expect(choose(true, "a").observations[0]?.key).toBe("choice.incomplete");
    expect(choose(true, "a", "b").observations[0]?.key).toBe("choice.someWrong");
    expect(choose(false, "b")).toMatchObject({ status: "not-yet", mistake: { id: "b" } });
    expect(choose(false, "a")).toMatchObject({ status: "passed", feedback: title });
    expect(choose(false, "a", "c").observations[0]?.key).toBe("choice.onlyOne");
    expect(choose(false, "unknown").observations[0]?.key).toBe("choice.none");
  });
});
