import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setUpHub } from "../../scripts/setup/hub";
import { copyQuickImages } from "../../tests/hub-folder";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox } from "../../tests/lab";
import { removeAbsentImages } from "../sandbox/prepare-lesson";
import { runIn } from "./exec-to-end";
import { hubPlace, listServedImages, restartHub } from "./hub";
import { seedFolder } from "./seed-place";
import type { EnsureSeedOptions, ServedImage } from "./types";

let folder: string;
let imagesFolder: string;
let testLab: TestLab;
let images: ServedImage[];
let seed: string;
let sandbox: TestSandbox;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "naru-seed-test-"));
  imagesFolder = await copyQuickImages(folder);
  testLab = await openTestLab();
  const { machine, lab, instance } = testLab;
  await setUpHub({ machine, lab, instance, imagesFolder });
  images = await listServedImages(lab, { imagesFolder });
  seed = await ensureSeed(images);
  // what other tests left on this lab engine
  await lab.removeUnusedSeeds({ current: seed, graceMs: 0 });
  sandbox = await createTestSandbox(testLab, { seed });
}, 600_000);

afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  await testLab?.lab.removeUnusedSeeds({ current: seed, graceMs: 0 });
  await rm(folder, { recursive: true, force: true });
});

function ensureSeed(of: readonly ServedImage[], options: Partial<EnsureSeedOptions> = {}): Promise<string> {
  return testLab.lab.ensureSeed({ images: of, imageTag: testLab.sandboxImage, ...options });
}

/** Small enough to be made within a test. */
const imagesOf = (...references: string[]) => images.filter(({ name, tag }) => references.includes(`${name}:${tag}`));

async function see(from: TestSandbox, script: string): Promise<string> {
  const { exitCode, text } = await from.sh(`exec 2>&1; ${script}`);
  expect(exitCode, text).toBe(0);
  return text.trim();
}

const inLabEngine = (script: string) =>
  runIn(testLab.machine, testLab.lab.containerId, { cmd: ["bash", "-c", script], user: "root", timeoutMs: 60_000 });

/** Names, modes, owners and contents of a whole seed, as one sum. */
const sumOf = (version: string) =>
  inLabEngine(
    `cd ${seedFolder(version)} && { find . -printf '%p %m %U %G %s %l\\n' | sort; find . -type f -print0 | sort -z | xargs -0 sha256sum; } | sha256sum`,
  );

const listDisks = () => inLabEngine("ls /var/lib/naru/disks");

describe("a new sandbox", () => {
  it("has every image of the hub under every name, as a pull would have made it, for less than 2 MB", async () => {
    await using fresh = await createTestSandbox(testLab, { seed });
    const { diskUsedBytes } = await testLab.lab.getSandboxUsage(fresh.id);
    expect(diskUsedBytes).toBeLessThan(2_000_000);
    const listed = await see(fresh, "docker images --digests --format '{{.Repository}}:{{.Tag}} {{.Digest}}'");
    const served = images.map(({ name, tag, digest }) => `${name}:${tag} ${digest}`);
    expect(served.length).toBeGreaterThan(20);
    expect(listed.split("\n").sort()).toEqual(served.sort());
    expect(await see(fresh, "docker pull debian:13")).toContain("Image is up to date for debian:13");
  });

  it("runs containers of them and keeps what they write to itself", async () => {
    expect(await see(sandbox, "docker run --rm hello-world")).toContain("안녕하세요");
    expect(
      await see(sandbox, "docker run --rm debian bash -c 'echo mine > /etc/debian_version; cat /etc/debian_version'"),
    ).toBe("mine");
    expect(await see(sandbox, "docker run --rm debian cat /etc/debian_version")).toMatch(/^\d+/);
    expect(
      await see(
        sandbox,
        "docker run -d --name web -p 8000:80 httpd >/dev/null; curl -s --retry 20 --retry-connrefused --retry-delay 0 localhost:8000; docker rm -f web >/dev/null",
      ),
    ).toContain("It works!");
  });

  it("builds on them, commits, tells their history and saves them", async () => {
    const dockerfile = "FROM debian\\nRUN echo built > /made && rm /etc/debian_version\\nCMD cat /made\\n";
    expect(
      await see(
        sandbox,
        `mkdir -p /tmp/b && cd /tmp/b && printf '${dockerfile}' > Dockerfile && docker build -q -t built . >/dev/null && docker run --rm built`,
      ),
    ).toBe("built");
    expect(await see(sandbox, "docker run --rm built ls /etc/debian_version; true")).toContain("No such file");
    // its own layer holds what it adds, not the base again
    expect(await see(sandbox, "docker history --human=false --format '{{.Size}}' built | sed -n 2p")).toBe("6");
    expect(
      await see(
        sandbox,
        "docker run --name one busybox sh -c 'echo kept > /memo' && docker commit one committed >/dev/null && docker rm one >/dev/null && docker run --rm committed cat /memo",
      ),
    ).toBe("kept");
    expect(await see(sandbox, "docker history -q nginx | wc -l")).toMatch(/^[1-9]/);
    // every layer's bytes are put together again to the sums its image names
    await see(sandbox, "docker save -o /tmp/all.tar nginx:latest committed");
    await see(sandbox, "docker rmi -f committed $(docker images -q nginx)");
    expect(await see(sandbox, "docker load -q -i /tmp/all.tar | sort")).toBe(
      "Loaded image: committed:latest\nLoaded image: nginx:latest",
    );
    expect(await see(sandbox, "docker run --rm nginx nginx -v")).toContain("nginx version");
    expect(await see(sandbox, "docker run --rm committed cat /memo")).toBe("kept");
  });

  it("forgets them all by a prune, and gets them again from a file and from the hub", async () => {
    await using pruned = await createTestSandbox(testLab, { seed });
    await see(pruned, "docker save -o /tmp/httpd.tar httpd");
    await see(pruned, "docker system prune -a -f >/dev/null");
    expect(await see(pruned, "docker images -q | wc -l; sudo ls /var/lib/docker/overlay2")).toBe("0\nl");
    await see(pruned, "docker load -q -i /tmp/httpd.tar && docker run --rm httpd httpd -v");
    expect(await see(pruned, "docker pull nginx")).toContain("Downloaded newer image for nginx:latest");
    await see(pruned, "docker run --rm nginx nginx -v");
  });

  it("keeps what became of them when its container is started again", async () => {
    await using restarted = await createTestSandbox(testLab, { seed });
    await see(restarted, "docker rmi hello-world hello-world:linux && docker tag busybox mine");
    const { containerId } = await testLab.lab.getSandbox(restarted.id);
    await testLab.lab.request("POST", `/containers/${containerId}/restart`, { timeoutMs: 60_000 });
    // a process that enters while the root is being moved fails too
    await expect.poll(async () => (await restarted.sh("docker info")).exitCode, { timeout: 30_000 }).toBe(0);
    expect(await see(restarted, "docker images -q hello-world; docker run --rm mine echo still")).toBe("still");
  });

  it("is not made on a seed that isn't there", async () => {
    const sandboxId = `noseed${Date.now().toString(36)}`;
    const attempt = createTestSandbox(testLab, { sandboxId, seed: "0000000000000000" });
    await expect(attempt).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
    expect(await listDisks()).not.toContain(sandboxId);
  });
});

describe("T4: the seed's bytes", () => {
  /** Each prints its name if it gets through. */
  const attacks = [
    ["a file of its own", "touch /tmp/x"],
    ["create", "touch /seed/x"],
    ["append through a layer's link", "echo evil >> /var/lib/docker/overlay2/$layer/diff/etc/passwd"],
    ["unlink", "rm -f /seed/layers/1/etc/passwd /seed/own/image/overlay2/repositories.json"],
    ["rename", "mv /seed/layers/1 /seed/layers/x"],
    ["mode", "chmod 777 /seed/layers"],
    ["owner", "chown 1000 /seed/layers"],
    ["attribute", 'perl -e \'exit(syscall(188, "/seed/layers/1", "user.x", "x", 1, 0) == 0 ? 0 : 1)\''],
    ["remount", "mount -o remount,rw /seed && touch /seed/x"],
    ["remount of the bind", "mount -o remount,bind,rw /seed && touch /seed/x"],
    ["remount with the same flags", "mount -o remount,bind,rw,nodev,noatime /seed && touch /seed/x"],
    [
      "bind elsewhere",
      "mkdir -p /tmp/s && mount --bind /seed /tmp/s && mount -o remount,bind,rw /tmp/s; touch /tmp/s/x",
    ],
    ["own mounts", "unshare -m sh -c 'mount -o remount,bind,rw /seed; touch /seed/x'"],
    ["own users", "unshare -Urm sh -c 'mount -o remount,bind,rw /seed; touch /seed/x'"],
    [
      "upper layer",
      "mkdir -p /tmp/o && mount -t overlay x -o lowerdir=/etc,upperdir=/seed/layers/1,workdir=/seed/layers/2,userxattr /tmp/o",
    ],
    ["freeze", "fsfreeze --freeze /seed"],
    [
      "device",
      "mknod /tmp/loop b 7 $(mountpoint -d /seed | cut -d: -f2) && dd if=/dev/zero of=/tmp/loop count=1 conv=notrunc",
    ],
    [
      "privileged container",
      "docker run --rm --privileged -v /seed:/s debian sh -c 'mount -o remount,rw /s; mount -o remount,bind,rw /s; touch /s/x'",
    ],
    [
      "container on the link's path",
      "docker run --rm --privileged -v /var/lib/docker/overlay2/$layer/diff:/s debian touch /s/x",
    ],
    ["container on the whole root", "docker run --rm --privileged --pid host debian nsenter -t 1 -m touch /seed/x"],
  ] as const;

  it("cannot be written by root in a sandbox, and another sandbox has its own unchanged", async () => {
    await using other = await createTestSandbox(testLab, { seed });
    const look =
      "docker run --rm debian sh -c 'cat /etc/passwd; find /usr/bin -type f | sort | xargs sha256sum' | sha256sum";
    const before = { sum: await sumOf(seed), seen: await see(other, look) };
    const layer = "layer=$(docker inspect -f '{{.GraphDriver.Data.UpperDir}}' debian | cut -d/ -f6)";
    const lines = attacks.map(
      ([name, attack]) => `if ( ${attack} ) >/dev/null 2>&1; then echo "got through: ${name}"; fi`,
    );
    const { text } = await sandbox.sh(
      [layer, '[ -e "/var/lib/docker/overlay2/$layer/diff/etc/passwd" ] && echo aimed', ...lines].join("\n"),
      {
        user: "root",
      },
    );
    expect(text).toBe("aimed\ngot through: a file of its own\n");
    expect({ sum: await sumOf(seed), seen: await see(other, look) }).toEqual(before);
    expect(await see(sandbox, "docker run --rm debian echo alive")).toBe("alive");
  });
});

describe("another seed", () => {
  it("is made beside the old one, which lives as long as a sandbox stands on it", async () => {
    const { lab } = testLab;
    const old = await ensureSeed(imagesOf("busybox:latest"));
    await using onOld = await createTestSandbox(testLab, { seed: old });
    const current = await ensureSeed(imagesOf("busybox:latest", "hello-world:latest"));
    expect(current).not.toBe(old);
    expect((await lab.getSandbox(onOld.id)).labels).toMatchObject({ "io.naru.seed": old });

    // a start that chose the old one before may not have its container yet
    expect(await lab.removeUnusedSeeds({ current })).toEqual([]);
    expect(await lab.removeUnusedSeeds({ current: seed, graceMs: 0 })).toEqual([current]);
    expect(await see(onOld, "docker run --rm busybox echo old; docker images --format '{{.Repository}}'")).toBe(
      "old\nbusybox",
    );
    const { containerId } = await lab.getSandbox(onOld.id);
    await lab.request("POST", `/containers/${containerId}/stop`, { timeoutMs: 60_000 });
    expect(await lab.removeUnusedSeeds({ current: seed, graceMs: 0 })).toEqual([]);
    await lab.removeSandbox(onOld.id);
    expect(await lab.removeUnusedSeeds({ current: seed, graceMs: 0 })).toEqual([old]);
    expect(await inLabEngine(`ls /var/lib/naru/seeds; losetup -a; cat /proc/mounts`)).not.toMatch(
      new RegExp(`${old}|${current}`),
    );
  });

  it("that is given up leaves nothing, and what a killed set-up left is made anew", async () => {
    const { lab } = testLab;
    const wanted = imagesOf("busybox:latest", "hello-world:linux");
    const stop = new AbortController();
    const report = (line: string) => line.includes("hello-world") && stop.abort();
    await expect(ensureSeed(wanted, { report, signal: stop.signal })).rejects.toThrow();
    expect(await listDisks()).not.toContain("naruseed");

    // as a set-up killed in the middle leaves it: a computer with half of the images
    const left = await createTestSandbox(testLab, { sandboxId: "naruseed" });
    await see(left, "docker pull -q busybox");
    const made = await ensureSeed(wanted);
    expect(await listDisks()).not.toContain("naruseed");
    await using fresh = await createTestSandbox(testLab, { seed: made });
    expect(await see(fresh, "docker images --format '{{.Repository}}:{{.Tag}}' | sort")).toBe(
      "busybox:latest\nhello-world:linux",
    );
    await lab.removeSandbox(fresh.id);
    await lab.removeUnusedSeeds({ current: seed, graceMs: 0 });
  });

  it("is not made for images the hub serves otherwise", async () => {
    const other = imagesOf("busybox:latest").map((image) => ({ ...image, digest: `sha256:${"0".repeat(64)}` }));
    await expect(ensureSeed(other)).rejects.toMatchObject({ code: "BAD_ANSWER" });
    expect(await listDisks()).not.toContain("naruseed");
  });

  it("is found again, and mounted, after the lab engine lost its mounts", async () => {
    await inLabEngine(`umount --lazy ${seedFolder(seed)}`);
    const startedAt = performance.now();
    expect(await ensureSeed(images)).toBe(seed);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await using fresh = await createTestSandbox(testLab, { seed });
    expect(await see(fresh, "docker run --rm busybox echo found")).toBe("found");
  });
});

describe("a lesson that wants images absent", () => {
  it.each([
    { absent: ["debian"], gone: /^debian:/ },
    { absent: ["debian:13", "hello-world"], gone: /^(debian:13|hello-world:.*)$/ },
    { absent: ["all"], gone: /./ },
  ])("starts without $absent", async ({ absent, gone }) => {
    await using prepared = await createTestSandbox(testLab, { seed });
    await removeAbsentImages(testLab.lab, prepared.id, absent);
    const listed = await see(prepared, "docker images --format '{{.Repository}}:{{.Tag}}'");
    const kept = images.map(({ name, tag }) => `${name}:${tag}`).filter((reference) => !gone.test(reference));
    expect(listed.split("\n").filter(Boolean).sort()).toEqual(kept.sort());
  });

  it("lets a pull download for real", async () => {
    await using prepared = await createTestSandbox(testLab, { seed });
    await removeAbsentImages(testLab.lab, prepared.id, ["all"]);
    const pulled = await see(prepared, "docker pull debian");
    expect(pulled).toContain("Pull complete");
    expect(pulled).toContain("Downloaded newer image for debian:latest");
    const { diskUsedBytes } = await testLab.lab.getSandboxUsage(prepared.id);
    expect(diskUsedBytes).toBeGreaterThan(50e6);
    expect(await see(prepared, "docker run --rm debian echo pulled")).toBe("pulled");
  });
});

describe("R13: while the hub is down", () => {
  it("seeded images run, and a pull of another ends soon with a reason", async () => {
    await using fresh = await createTestSandbox(testLab, { seed });
    await testLab.lab.request("POST", `/containers/${hubPlace.name}/stop`, { query: { t: 2 }, timeoutMs: 30_000 });
    try {
      expect(await see(fresh, "docker run --rm nginx:1.26 nginx -v && docker run --rm hello-world:linux")).toContain(
        "nginx version",
      );
      const startedAt = performance.now();
      const { exitCode, text } = await fresh.sh("docker pull alpine");
      expect(performance.now() - startedAt).toBeLessThan(30_000);
      expect(exitCode).toBe(1);
      expect(text).toMatch(/Error response from daemon: .*dial tcp/);
    } finally {
      await restartHub(testLab.lab);
    }
  });
});
