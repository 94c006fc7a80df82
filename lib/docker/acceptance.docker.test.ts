import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  createTestSandbox,
  loadBusybox,
  openTestLab,
  TEST_RUNTIME,
  type TestLab,
  type TestSandbox,
  WANTED_CGROUP_VERSION,
} from "../../tests/lab";
import { runIn } from "./exec-to-end";
import { sandboxName } from "./sandbox-names";

/**
 * What a machine must be able to do for its sandboxes. One implementation for every machine: `npm test` and `npm run accept`
 * run it on this one, `npm run test:cgroup2` against the engine of a virtual machine. It reaches nothing outside the machine.
 */

/** The product's limits on waiting are for ordinary machines: an emulated one is given more of the same. */
vi.mock("./deadline", async (importOriginal) => {
  const actual = await importOriginal<typeof import("./deadline")>();
  const slowness = Number(process.env.NARU_TEST_SLOWNESS ?? 1);
  return {
    ...actual,
    startDeadline: (signal?: AbortSignal, timeoutMs?: number) =>
      actual.startDeadline(signal, timeoutMs === undefined ? undefined : timeoutMs * slowness),
  };
});

const MIB = 1024 * 1024;
const LIMITS = { memoryBytes: 768 * MIB, cpus: 1, pidsLimit: 512 };

/** A limit's file by what it limits, as v1 and v2 name it, below /sys/fs/cgroup. */
const FILES = {
  1: { memory: "memory/memory.limit_in_bytes", pids: "pids/pids.max", cpu: "cpu/cpu.cfs_quota_us" },
  2: { memory: "memory.max", pids: "pids.max", cpu: "cpu.max" },
} as const;

/** Every file by which a sandbox could widen itself. What a kernel or version lacks is passed over. */
const OWN_LIMITS = [
  ...["memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.oom_control"].map((file) => `memory/${file}`),
  ...["pids/pids.max", "cpu/cpu.cfs_quota_us", "cpu/cpu.shares", "cpuset/cpuset.cpus", "devices/devices.allow"],
  ...["memory.max", "memory.high", "memory.swap.max", "pids.max", "cpu.max", "cpu.weight", "cpuset.cpus", "io.max"],
];

/** What `--privileged` gives and a sandbox can give: its own /sys is read-only, so that the flag itself is refused. */
const ALL_POWER = "--cap-add ALL --security-opt seccomp=unconfined --security-opt systempaths=unconfined";

let testLab: TestLab;
let sandbox: TestSandbox;
let version: 1 | 2;
const sh: TestSandbox["sh"] = (script, options) => sandbox.sh(script, options);
/** The output of a script that has no reason to fail. */
const run = async (script: string, options?: { input?: string }) => {
  const { exitCode, text } = await sh(`set -e -o pipefail\n${script}`, options);
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${script}\n${text}`);
  return text.trim();
};
const readLimits = (root: string) => {
  const { memory, pids, cpu } = FILES[version];
  return `cd ${root}; cat ${memory} ${pids}; cut -d" " -f1 ${cpu}`;
};

beforeAll(async () => {
  testLab = await openTestLab();
  version = (await testLab.machine.info()).cgroupVersion;
  sandbox = await createTestSandbox(testLab, { ...LIMITS, runtime: TEST_RUNTIME });
  await loadBusybox(testLab, sandbox);
});
afterAll(() => sandbox?.[Symbol.asyncDispose]());

describe("acceptance: a sandbox is a Docker computer", () => {
  it("runs on the version of cgroups that this run is for, with an engine that knows it", async () => {
    if (WANTED_CGROUP_VERSION) expect(version).toBe(WANTED_CGROUP_VERSION);
    expect(await run("docker info -f '{{.CgroupVersion}} {{.CgroupDriver}}'")).toBe(`${version} cgroupfs`);
  });

  it("gives a container the limits it asks for", async () => {
    const limits = await run(
      `docker run --rm --memory 64m --cpus 0.5 --pids-limit 20 busybox sh -c '${readLimits("/sys/fs/cgroup")}'`,
    );
    expect(limits.split("\n")).toEqual([String(64 * MIB), "20", "50000"]);
  });

  it("holds a container to its number of processes", async () => {
    const text = await run(
      "docker run --rm --pids-limit 20 busybox sh -c " +
        "'for i in $(seq 60); do sleep 30 & done; echo unreachable' 2>&1 || echo ended",
    );
    expect(text).toMatch(/can't fork/);
    expect(text).toMatch(/ended$/);
    expect(text).not.toContain("unreachable");
  });

  it("holds a container to its share of the processor", async () => {
    // however busy the machine is: so small a share is used up by whatever slice of time the container gets
    const text = await run(
      'docker run --rm --cpus 0.05 busybox sh -c \'cd /sys/fs/cgroup; now() { cut -d" " -f1 /proc/uptime; }; ' +
        'used() { cat cpuacct/cpuacct.usage 2>/dev/null || sed -n "s/^usage_usec //p" cpu.stat; }; ' +
        'a=$(used); b=$(now); timeout 3 sh -c "while :; do :; done"; echo $a $(used) $b $(now); ' +
        `sed -n "s/^nr_throttled //p" cpu.stat cpu/cpu.stat 2>/dev/null; true' 2>/dev/null`,
    );
    const [usedBefore = 0, usedAfter = 0, startedAt = 0, endedAt = 0, throttled = 0] = text.split(/\s+/).map(Number);
    const usedSeconds = (usedAfter - usedBefore) / (version === 1 ? 1e9 : 1e6);
    expect(throttled).toBeGreaterThan(0);
    expect(usedSeconds / (endedAt - startedAt)).toBeLessThan(0.1);
  });

  it("kills a container that outgrows its memory, says so, and lives on", async () => {
    const text = await run(
      "docker run --name hog -m 32m --memory-swap 32m busybox sh -c 'x=a; while :; do x=$x$x; done' || true; " +
        "docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' hog; docker rm hog >/dev/null; docker run --rm busybox echo alive",
    );
    expect(text.split("\n").slice(-2)).toEqual(["true 137", "alive"]);
  });

  it("tells what a container uses", async () => {
    const text = await run(
      "docker run -d --name steady -m 32m busybox sh -c 'sleep 600 & sleep 600' >/dev/null; " +
        "docker stats --no-stream --format '{{.Name}} {{.MemUsage}} {{.PIDs}}' steady; docker rm -f steady >/dev/null",
    );
    const [, used, processes] = /^steady ([\d.]+)[KM]iB \/ 32MiB (\d+)$/.exec(text) ?? [text];
    expect(Number(used)).toBeGreaterThan(0);
    expect(processes).toBe("2");
  });

  it("changes the limits of a container that runs", async () => {
    const text = await run(
      "docker run -d --name steady -m 32m --pids-limit 20 --cpus 0.5 busybox sleep 600 >/dev/null; " +
        "docker update -m 48m --memory-swap 48m --pids-limit 30 --cpus 0.25 steady >/dev/null; " +
        `docker exec steady sh -c '${readLimits("/sys/fs/cgroup")}'; docker rm -f steady >/dev/null`,
    );
    expect(text.split("\n")).toEqual([String(48 * MIB), "30", "25000"]);
  });

  it("publishes ports, and takes them back", async () => {
    const serve = (word: string) => `busybox sh -c 'echo ${word} > /index.html; exec httpd -f -p 80 -h /'`;
    const ask = "curl -s --max-time 30 --retry 50 --retry-connrefused --retry-delay 0";
    const text = await run(
      `docker run -d --name one -p 8080:80 ${serve("first")} >/dev/null; docker run -d --name two -p 127.0.0.1:8081:80 ${serve("second")} >/dev/null; ` +
        `${ask} localhost:8080; ${ask} localhost:8081; ${ask} $(docker inspect -f '{{.NetworkSettings.IPAddress}}' one); ${ask} $(hostname -i):8080; ` +
        "docker rm -f one two >/dev/null; curl -s --max-time 5 localhost:8080 || echo refused $?",
    );
    expect(text.split("\n")).toEqual(["first", "second", "first", "first", "refused 7"]);
  });

  it("builds an image with BuildKit", async () => {
    const dockerfile =
      "FROM busybox AS made\nRUN --mount=type=cache,target=/cache echo built > /made\n" +
      "FROM busybox\nCOPY --from=made /made /made\nCMD cat /made\n";
    const text = await run(
      "mkdir -p /tmp/b; cd /tmp/b; cat > Dockerfile; docker build --progress plain -t mine . 2>&1; docker run --rm mine",
      { input: dockerfile },
    );
    expect(text).toMatch(/^#\d+ \[/m);
    expect(text).toMatch(/^built$/m);
  });

  it("brings a compose project up, lists it, and takes all of it down", async () => {
    const compose =
      "services:\n  web:\n    image: busybox\n    command: sh -c 'echo composed > /index.html; exec httpd -f -p 80 -h /'\n    ports: ['8090:80']\n" +
      "  ask:\n    image: busybox\n    depends_on: [web]\n    command: sh -c 'until wget -qO- http://web; do sleep 0.2; done'\n";
    const text = await run(
      "mkdir -p /tmp/c; cd /tmp/c; cat > compose.yaml; docker compose up -d 2>&1; docker wait c-ask-1 >/dev/null; docker compose logs ask; " +
        "docker compose ps --format '{{.Service}} {{.State}}'; curl -s localhost:8090; docker compose down -t 1 2>&1; " +
        "echo left $(docker ps -aq | wc -l) $(docker network ls -q --filter name=c_ | wc -l)",
      { input: compose },
    );
    expect(text).toMatch(/ask-1\s+\| composed/);
    expect(text).toMatch(/^web running$/m);
    expect(text).toMatch(/^composed$/m);
    expect(text).toMatch(/^left 0 0$/m);
  });
});

describe("acceptance: a sandbox is a world of its own", () => {
  it("owns its cgroups, to divide them further", async () => {
    const roots = version === 2 ? ["."] : ["memory", "pids", "cpu"];
    for (const root of roots)
      expect(
        await run(
          `cd /sys/fs/cgroup/${root}; stat -c %u . cgroup.procs; sudo mkdir acceptance; sudo rmdir acceptance; echo divided`,
        ),
      ).toBe("0\n0\ndivided");
  });

  it("has handed every controller on, and keeps no process beside its parts", async () => {
    if (version === 1) {
      expect(await run("cat /sys/fs/cgroup/pids/docker/cgroup.procs | wc -l; ls -d /sys/fs/cgroup/pids/shells")).toBe(
        "0\n/sys/fs/cgroup/pids/shells",
      );
      return;
    }
    const [controllers, processes] = (
      await run("cd /sys/fs/cgroup; cat cgroup.subtree_control; cat cgroup.procs | wc -l")
    ).split("\n");
    expect(controllers?.split(" ")).toEqual(expect.arrayContaining(["cpu", "memory", "pids"]));
    expect(processes).toBe("0");
  });

  it("is refused more than it was given, as root and from a container with all powers", async () => {
    const attack = (root: string) =>
      `for f in ${OWN_LIMITS.join(" ")}; do f=${root}/$f; [ -e $f ] || continue; echo tried >> /tmp/tried; for v in max -1 100000000; do (echo $v > $f) 2>/dev/null && echo wrote $f; done; chmod 666 $f 2>/dev/null && echo opened $f; done; true`;
    const attempts = await run(
      `sudo sh -c '${attack("/sys/fs/cgroup")}'; ` +
        `docker run --rm ${ALL_POWER} --cgroupns host -v /sys/fs/cgroup:/outer busybox sh -c '${attack("/outer")}; wc -l < /tmp/tried'; wc -l < /tmp/tried`,
    );
    // how many files were there to try, from the container and as root: the same ones, and no word of success
    const counts = attempts.split("\n");
    expect(counts).toHaveLength(2);
    expect(Number(counts[0])).toBeGreaterThanOrEqual(4);
    expect(counts[1]).toBe(counts[0]);

    const { memoryBytes, pidsLimit, cpus } = LIMITS;
    const limits = (await run(readLimits("/sys/fs/cgroup"))).split("\n");
    expect(limits).toEqual([String(memoryBytes), String(pidsLimit), String(cpus * 100_000)]);
  });

  it("has a root who is nobody outside", async () => {
    const { lab, machine } = testLab;
    const [first, count] = (
      await runIn(machine, lab.containerId, { cmd: ["cut", "-d:", "-f2,3", "/etc/subuid"], user: "root" })
    )
      .trim()
      .split(":");
    const map = `0 ${first} ${count}`;
    expect((await run("cat /proc/self/uid_map; cat /proc/self/gid_map")).replace(/ +/g, " ").split("\n")).toEqual(
      expect.arrayContaining([expect.stringMatching(`^ ?${map}$`)]),
    );
    const inner = await run(`docker run --rm ${ALL_POWER} busybox cat /proc/self/uid_map`);
    expect(inner.trim().replace(/ +/g, " ")).toBe(map);

    const answer = await lab.request("GET", `/containers/${sandboxName(sandbox.id)}/json`);
    const { pid } = parsePid(answer);
    const owner = await runIn(machine, lab.containerId, { cmd: ["stat", "-c", "%u", `/proc/${pid}`], user: "root" });
    expect(owner.trim()).toBe(first);
  });

  it("sees nothing of the machine: no engine, process, disk or file of it", async () => {
    const { lab, machine } = testLab;
    const canary = `naru-canary-${sandbox.id}`;
    await runIn(machine, lab.containerId, { cmd: ["touch", `/var/lib/naru/${canary}`, `/${canary}`], user: "root" });
    try {
      const seen = await run(
        `sudo find / -path /proc -prune -o -name '${canary}' -print 2>/dev/null | wc -l; sudo find /dev -type b | wc -l; ` +
          "ps -eo comm= | grep -cE '^(naru-engine|systemd|qemu)' || true; docker info -f '{{.ID}}'; hostname",
      );
      const [files, disks, processes, engine, name] = seen.split("\n");
      expect([files, disks, processes, name]).toEqual(["0", "0", "0", "naru"]);
      expect([(await lab.info()).id, (await machine.info()).id]).not.toContain(engine);
    } finally {
      await runIn(machine, lab.containerId, { cmd: ["rm", `/var/lib/naru/${canary}`, `/${canary}`], user: "root" });
    }
  });
});

function parsePid(answer: unknown): { pid: number } {
  const { State } = answer as { State: { Pid: number } };
  return { pid: State.Pid };
}
