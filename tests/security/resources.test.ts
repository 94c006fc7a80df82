import { afterAll, beforeAll, expect, it } from "vitest";
import { bridgeName } from "@/lib/docker/sandbox-names";
import type { TestSandbox } from "@/tests/lab";
import { isLongForm } from "@/tests/site";
import { type AttackLab, findServerPid, measureGrowth, openAttackLab, pullBusybox } from "./attack-lab";

const MIB = 1024 * 1024;
const DISK = 300 * MIB;

let attack: AttackLab;
/** A single sandbox with a small disk. */
let small: TestSandbox;

beforeAll(async () => {
  attack = await openAttackLab();
  small = await attack.createSandbox({ diskBytes: DISK, inodes: 8192 });
  await pullBusybox(small);
});
afterAll(async () => {
  await small?.[Symbol.asyncDispose]();
  attack?.close();
});

it("T13 every place that can be written lies on the sandbox's own disk, or in its memory", async () => {
  const { text } = await small.sh(
    `sudo awk '{ own = ""; for (i = 7; i <= NF; i++) if ($i == "-") { type = $(i + 1); source = $(i + 2); options = $(i + 3) } print $5, $6, type, source, options }' /proc/1/mountinfo`,
  );
  const writable = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([, options = "", , , superOptions = ""]) => /^rw/.test(options) && /^rw/.test(superOptions));
  expect(writable.length).toBeGreaterThan(3);
  const disk = (await attack.outside(`losetup -j /var/lib/naru/disks/${small.id}.img -n -O NAME`)).trim();
  expect(disk).toMatch(/^\/dev\/loop\d+$/);
  const elsewhere = writable.filter(
    ([path = "", , type = "", source = "", superOptions = ""]) =>
      source !== disk &&
      // memory and the kernel's own trees hold no files of a disk
      !/^(tmpfs|proc|sysfs|cgroup2?|devpts|mqueue|nsfs)$/.test(type) &&
      // the root, and containers' roots, whose upper layers lie on that disk
      !(type === "overlay" && /upperdir=\/(disk\/root|var\/lib\/docker)\//.test(superOptions)) &&
      path !== "",
  );
  expect(elsewhere).toEqual([]);
});

it("T13 a full disk stays inside and stops neither the engine nor the machine", async () => {
  const { text } = await small.sh(
    'for f in /root/fill /var/tmp/fill /tmp/fill /etc/hosts /home/student/fill; do sudo sh -c "head -c 350M /dev/zero > $f" 2>&1; sudo sh -c "echo > $f"; done; ' +
      "docker run --rm busybox sh -c 'dd if=/dev/zero of=/fill bs=1M count=350' 2>&1; docker run --rm -v v:/v busybox sh -c 'dd if=/dev/zero of=/v/fill bs=1M count=350' 2>&1; docker volume rm v >/dev/null; " +
      "fallocate -l 350M ~/work/fill 2>&1; docker ps -aq >/dev/null && echo listed; rm -f ~/work/fill; docker run --rm busybox echo alive",
    { timeoutMs: 120_000 },
  );
  expect(text.match(/No space left on device/g)?.length).toBeGreaterThanOrEqual(7);
  expect(text).toContain("listed\nalive");
  const usage = await attack.lab.getSandboxUsage(small.id);
  expect(usage.diskTotalBytes).toBeLessThan(DISK + MIB);
  const taken = Number(await attack.outside(`du -B1 /var/lib/naru/disks/${small.id}.img | cut -f1`));
  expect(taken).toBeLessThanOrEqual(DISK);
  const layer = (await attack.lab.request("GET", `/containers/json`, {
    query: { size: true, filters: JSON.stringify({ label: [`io.naru.sandbox=${small.id}`] }) },
  })) as { SizeRw?: number }[];
  expect(layer).toHaveLength(1);
  expect(layer[0]?.SizeRw ?? 0).toBeLessThan(MIB);
});

it("T27 an archive that unpacks to more than the disk fills the sandbox and not the server", async () => {
  const serverPid = await findServerPid();
  let text = "";
  const grown = await measureGrowth(serverPid, async () => {
    ({ text } = await small.sh(
      "cd /tmp && truncate -s 700M zeros && tar c zeros | gzip -1 > bomb.tgz && rm zeros && ls -s bomb.tgz && docker import bomb.tgz bomb 2>&1; mkdir -p u && tar xzf bomb.tgz -C u 2>&1; rm -rf u bomb.tgz; docker system prune -f >/dev/null; docker run --rm busybox echo alive",
      { timeoutMs: 120_000 },
    ));
  });
  expect(text.match(/no space left on device|Wrote only/gi)?.length).toBeGreaterThanOrEqual(2);
  expect(text).toContain("alive");
  expect(grown).toBeLessThan(50 * MIB);
});

it("T17 a container that floods its log keeps 2 MB of it, and outside next to nothing is added", {
  timeout: isLongForm ? 1_800_000 : 180_000,
}, async () => {
  /** All logs that are not on the sandbox's own disk: of the lab engine's containers, and of the lab engine itself. */
  const logsOutside = async () =>
    Number(
      await attack.outside(
        "find /var/lib/docker /var/log /run -xdev -type f -size +0 \\( -name '*.log' -o -name '*.log.*' -o -path '/var/log/*' \\) -not -path '*/overlay2/*' -printf '%s\\n' 2>/dev/null | awk '{ sum += $1 } END { print sum + 0 }'",
      ),
    ) + (await attack.measureLabLog());
  const disk = async () => (await attack.lab.getSandboxUsage(small.id)).diskUsedBytes;
  const [outsideBefore, diskBefore] = [await logsOutside(), await disk()];
  const flood = (isLongForm ? 1024 : 60) * MIB;
  await small.sh(
    `docker run --name chatty busybox sh -c 'yes log-line-of-some-length | head -c ${flood}' > /dev/null`,
    {
      timeoutMs: 900_000,
    },
  );
  const { stdout } = await small.sh(
    "sudo du -cb $(sudo find /var/lib/docker/containers -name '*-json.log*') | tail -1 | cut -f1",
  );
  expect(Number(stdout.toString())).toBeGreaterThan(500_000);
  expect(Number(stdout.toString())).toBeLessThan(2.2 * MIB);
  expect((await disk()) - diskBefore).toBeLessThan(4 * MIB);
  // what the sandbox's own init writes goes outside: dockerd's warnings, and what root inside adds to them
  await small.sh(`sudo sh -c 'yes flood | head -c ${flood / 2} > /proc/1/fd/1' 2>/dev/null`, { timeoutMs: 900_000 });
  const grown = (await logsOutside()) - outsideBefore;
  console.log(`T17 of ${flood * 1.5} bytes ${grown} are added outside`);
  expect(grown).toBeLessThanOrEqual(2 * MIB);
  await small.sh("docker rm chatty > /dev/null");
});

it("T16 what one sandbox takes of the kernel's counts per user is not missing in another", async () => {
  const hoard = `
    my $instances = 0; my @held;
    while ($instances < 20000) { my $fd = syscall(294, 0); last if $fd < 0; $instances++; push @held, $fd }
    my $watches = 0; my $folder = "/tmp/w"; mkdir $folder;
    while ($watches < 200000) { my $path = "$folder/$watches"; mkdir $path; my $r = syscall(254, $held[0], $path, 2); last if $r < 0; $watches++; last if $watches >= 7000 }
    my $keys = 0; while ($keys < 30000) { my ($type, $name, $value) = ("user", "k$keys", "x"); last if syscall(248, $type, $name, $value, 1, -3) < 0; $keys++ }
    print "$instances instances, $watches watches, $keys keys\\n"; close STDOUT; sleep 170;
  `;
  const hoarder = attack.createSandbox();
  const taker = await hoarder;
  try {
    const { text } = await taker.sh(
      "cat > /tmp/hoard.pl; ulimit -n 65536; (sudo bash -c 'ulimit -n 65536; exec perl /tmp/hoard.pl' > /tmp/hoarded 2>&1 &); for i in $(seq 400); do grep -q keys /tmp/hoarded && break; read -t 0.1 <> <(:); done; cat /tmp/hoarded",
      { input: hoard, timeoutMs: 90_000 },
    );
    const { instances, keys } = /(?<instances>\d+) instances, \d+ watches, (?<keys>\d+) keys/.exec(text)?.groups ?? {};
    // its own count ends before the one all sandboxes share
    if (process.arch === "x64") expect(Number(instances)).toBeLessThanOrEqual(1024);
    expect(keys).toBe("0");
    const { text: runs } = await small.sh(
      'for i in $(seq 10); do docker run --rm busybox echo run; done; for user in student root; do sudo -u $user perl -e \'print syscall(294, 0) >= 0 ? "watched\\n" : "$!\\n"\'; done',
      {
        timeoutMs: 90_000,
      },
    );
    expect(runs.match(/^run$/gm)).toHaveLength(10);
    if (process.arch === "x64") expect(runs.match(/^watched$/gm)).toHaveLength(2);
    // all of it was held meanwhile
    expect((await taker.sh("pgrep -fc '^perl /tmp/hoard.pl'")).text).toBe("1\n");
  } finally {
    await taker[Symbol.asyncDispose]();
  }
});

it("T18 sandboxes made and removed leave no network, disk or link behind", async () => {
  // by their own names: the site's pool makes and removes others meanwhile
  const traces = async ({ id }: TestSandbox) => {
    const disk = `/var/lib/naru/disks/${id}`;
    const counts = await attack.outside(
      `ip -o link | grep -c ${bridgeName(id)}; ls /var/lib/naru/disks | grep -c ${id}; losetup -a | grep -c ${disk}; grep -c ${disk} /proc/mounts; true`,
    );
    return counts.trim().split(/\s+/).map(Number);
  };
  const total = isLongForm ? 200 : 6;
  for (let made = 0; made < total; made += 3) {
    const some = await Promise.all(Array.from({ length: Math.min(3, total - made) }, () => attack.createSandbox()));
    for (const one of some) expect(Math.min(...(await traces(one)))).toBeGreaterThan(0);
    await Promise.all(some.map((one) => one[Symbol.asyncDispose]()));
    for (const one of some) expect(await traces(one)).toEqual([0, 0, 0, 0]);
  }
}, 1_800_000);

it("T14 files without content end at the disk's inodes, and elsewhere goes on", async () => {
  await using many = isLongForm
    ? await attack.createSandbox({ diskBytes: 4096 * MIB, inodes: 262_144 })
    : await attack.createSandbox({ diskBytes: DISK, inodes: 8192 });
  const files = isLongForm ? 5_000_000 : 20_000;
  const { text } = await many.sh(
    `sudo perl -e 'mkdir "/var/tmp/n"; for my $i (1..${files}) { open(my $f, ">", "/var/tmp/n/$i") or do { print "$!\\n"; last } }'; docker ps -q && echo engine`,
    { timeoutMs: 170_000 },
  );
  expect(text).toContain("No space left on device");
  expect(text).toContain("engine");
  const full = await attack.lab.getSandboxUsage(many.id);
  expect(full.inodesUsed).toBe(full.inodesTotal);
  const { exitCode } = await small.sh("touch ~/work/fine && docker run --rm busybox echo fine");
  expect(exitCode).toBe(0);
});
