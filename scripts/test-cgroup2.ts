import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import path from "node:path";
import { buildTestImages, testLabFolder } from "@/tests/lab";
import { copyDisk, ensureLoadedDisk, forwardEngines, SLOWNESS, socketsOf } from "./cgroup2/loaded-disk";
import { startVirtualMachine } from "./cgroup2/virtual-machine";
import { ensurePrograms, ensureVmDisk } from "./cgroup2/vm-disk";
import { runAsCommand, takeRunLock } from "./setup/command";
import { ensureMachineEngine } from "./setup/machine-engine";
import { requireFreeDisk } from "./setup/preflight";
import { createStages } from "./stages";
import { runAcceptance } from "./testing/run-acceptance";

const [PROGRAMS, DISK, IMAGES, LOADED, BOOT, ACCEPTANCE] = [
  "Programs",
  "Disk of the machine",
  "Images",
  "Images on its disk",
  "Virtual machine",
  "Acceptance on cgroup v2",
];
const STAGES = [PROGRAMS, DISK, IMAGES, LOADED, BOOT, ACCEPTANCE];

/**
 * `npm run test:cgroup2`: the acceptance of a sandbox against the engine of a Debian 13 with cgroup v2, in a virtual machine
 * that is emulated. The tests themselves run here and reach its engines through ssh. Its last line is `N passed, N failed`.
 */
await runAsCommand("run test:cgroup2", async (signal) => {
  const folder = path.resolve(".naru/cgroup2");
  const release = takeRunLock({ dataDir: folder }, "npm run test:cgroup2");
  const stages = createStages(STAGES, { signal });
  // two clones on one machine have sockets of their own
  const instance = `c2-${createHash("sha256").update(folder).digest("hex").slice(0, 6)}`;
  try {
    await requireFreeDisk(path.resolve("."));
    const make = (report: (line: string) => void) => ({ folder: path.join(folder, "disks"), report, signal });
    await stages.run(
      PROGRAMS,
      (report) => ensurePrograms(make(report)),
      () => "there",
    );
    const describe = ({ isMadeNow }: { isMadeNow: boolean }) => (isMadeNow ? "made" : "unchanged");
    const disk = await stages.run(DISK, (report) => ensureVmDisk(make(report)), describe);
    // just before they are saved: another clone on this machine may replace them by its own
    const [from, tags] = await stages.run(IMAGES, async (report) => {
      const engine = await ensureMachineEngine({ dataDir: folder, report, signal });
      return [engine, await buildTestImages(engine)] as const;
    });
    const loaded = await stages.run(
      LOADED,
      (report) => ensureLoadedDisk({ ...make(report), disk, from, tags, instance }),
      describe,
    );
    from.close();

    const image = path.join(folder, "running.img");
    const machine = await stages.run(
      BOOT,
      async () => {
        await copyDisk(loaded.image, image, signal);
        const started = await startVirtualMachine({ ...disk, image, log: path.join(folder, "console.log"), signal });
        await started.run("until docker version > /dev/null 2>&1; do sleep 1; done", 300_000);
        await forwardEngines(started, instance);
        return started;
      },
      () => "answers",
    );
    try {
      const env = {
        NARU_TEST_INSTANCE: instance,
        NARU_TEST_SLOWNESS: String(SLOWNESS),
        NARU_TEST_CGROUP_VERSION: "2",
        NARU_DOCKER_SOCKET: socketsOf(instance).machine,
      };
      const result = await stages.run(
        ACCEPTANCE,
        () => runAcceptance(path.join(folder, "acceptance.json"), env, signal),
        ({ passed, failed }) => `${passed} passed, ${failed} failed`,
      );
      stages.end();
      process.stdout.write(`${result.output.trimEnd()}\n${result.passed} passed, ${result.failed} failed\n`);
      return result.failed > 0 ? 1 : 0;
    } finally {
      await machine.end();
      await rm(image, { force: true });
      await rm(testLabFolder(instance), { recursive: true, force: true });
    }
  } finally {
    stages.end();
    release();
  }
});
