import { readFile, rm, writeFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readDeployment } from "@/lib/runtime/deployment";
import type { TestSandbox } from "@/tests/lab";
import { siteConfig, siteUrl } from "@/tests/site";
import { Student } from "@/tests/student";
import { type AttackLab, createCanary, openAttackLab, pullBusybox } from "./attack-lab";

let attack: AttackLab;
let sandbox: TestSandbox;
let neighbour: TestSandbox;

beforeAll(async () => {
  attack = await openAttackLab();
  [sandbox, neighbour] = await Promise.all([attack.createSandbox(), attack.createSandbox()]);
  await Promise.all([pullBusybox(sandbox), pullBusybox(neighbour)]);
});
afterAll(async () => {
  await Promise.all([sandbox?.[Symbol.asyncDispose](), neighbour?.[Symbol.asyncDispose]()]);
  attack?.close();
});

/** As root, in a sandbox or in a container of it: says BREACH for each thing that works. Values written are those that stand there. */
const ESCAPE = String.raw`
breach() { echo "BREACH $*"; }
opens() { [ -e "$1" ] || return 0; { true >> "$1"; } 2>/dev/null && breach "opened $1"; return 0; }
opens /proc/sys/kernel/core_pattern
opens /proc/sys/kernel/modprobe
opens /proc/sysrq-trigger
opens /sys/kernel/uevent_helper
opens /proc/sys/fs/binfmt_misc/register
opens /proc/sys/vm/drop_caches
opens /dev/mem; opens /dev/kmem; opens /dev/port; opens /dev/kmsg
for f in $(find /sys/fs/cgroup -name release_agent 2>/dev/null); do opens "$f"; done
[ -z "$(head -c 1 /proc/kcore 2>/dev/null | tr -d '\000')" ] || breach kcore
mkdir -p /tmp/m
while read -r major minor blocks name; do
  case "$major" in ''|major) continue ;; esac
  rm -f /tmp/disk; mknod /tmp/disk b "$major" "$minor" 2>/dev/null || continue
  [ -z "$(head -c 1 /tmp/disk 2>/dev/null | tr -d '\000')" ] || breach "read $name"
  { true >> /tmp/disk; } 2>/dev/null && breach "opened $name"
  mount -t ext4 -o ro /tmp/disk /tmp/m 2>/dev/null && { breach "mounted $name"; umount /tmp/m; }
done < /proc/partitions
rm -f /tmp/mem; mknod /tmp/mem c 1 1 2>/dev/null && head -c 1 /tmp/mem >/dev/null 2>&1 && breach mem
for d in $(find /dev -type b 2>/dev/null); do head -c 1 "$d" >/dev/null 2>&1 && breach "read $d"; done
for kind in debugfs tracefs securityfs pstore configfs; do mount -t $kind none /tmp/m 2>/dev/null && { breach "mounted $kind"; umount /tmp/m; }; done
mount -t cgroup -o memory none /tmp/m 2>/dev/null && { opens /tmp/m/release_agent; umount /tmp/m; }
for root in /proc/[0-9]*/root /proc/[0-9]*/cwd; do
  for f in $CANARIES; do [ ! -e "$root$f" ] || { breach "found $root$f"; echo overwritten > "$root$f"; cat "$root$f"; }; done
done
for f in $CANARIES; do [ ! -e "$f" ] || { breach "found $f"; echo overwritten > "$f"; cat "$f"; }; done
for f in $CANARIES; do find / -xdev -name "$(basename $f)" 2>/dev/null | sed 's/^/BREACH found /'; done
echo tried
`;

it("T2 the start looked at all that sandboxes rest on, and names what is older than a known hole", async () => {
  const { versions } = await readDeployment(siteConfig().dataDir);
  for (const place of ["machine", "lab", "sandbox"])
    expect(new Set(versions.filter((one) => one.place === place).map(({ component }) => component))).toEqual(
      new Set(place === "machine" ? ["dockerd", "containerd", "runc", "kernel"] : ["dockerd", "containerd", "runc"]),
    );
  for (const { name, component, cves } of versions.filter(({ isOld }) => isOld)) {
    expect(name).toBe(`VERSION_${component.toUpperCase()}_OLD`);
    expect(cves.length).toBeGreaterThan(0);
  }
});

it("T1 root in a sandbox, and in a privileged container of it, does not get out", async () => {
  const secret = createCanary();
  const inLab = `/var/lib/naru/${createCanary()}`;
  const onMachine = `/var/tmp/${createCanary()}`;
  await attack.outside(`echo ${secret} > ${inLab}`);
  await writeFile(onMachine, `${secret}\n`);
  try {
    const env = `CANARIES="${inLab} ${onMachine}"`;
    const asRoot = await sandbox.sh(`sudo env ${env} sh -s`, { input: ESCAPE, timeoutMs: 90_000 });
    const inContainer = (flags: string) =>
      sandbox.sh(
        `docker run --rm -i ${flags} --pid host --network host --ipc host -v /:/host -e ${env} busybox sh -s`,
        {
          input: ESCAPE,
          timeoutMs: 90_000,
        },
      );
    const capable = await inContainer("--cap-add ALL --security-opt seccomp=unconfined -v /dev:/dev");
    // runc cannot even make one: a writable /sys is not to be had in here
    const privileged = await inContainer("--privileged");
    for (const { text } of [asRoot, capable, privileged]) {
      expect(text.split("\n").filter((line) => line.includes("BREACH"))).toEqual([]);
      expect(text).not.toContain(secret);
    }
    for (const { text } of [asRoot, capable]) expect(text).toContain("tried");
    expect(privileged.text).toMatch(/tried|error mounting "sysfs"/);
    expect((await attack.outside(`cat ${inLab}`)).trim()).toBe(secret);
    expect((await readFile(onMachine, "utf8")).trim()).toBe(secret);
  } finally {
    await attack.outside(`rm -f ${inLab}`);
    await rm(onMachine, { force: true });
  }
});

it("T1 a sandbox cannot raise its own limits or hand its parent's to itself", async () => {
  const { text } = await sandbox.sh(
    "cd /sys/fs/cgroup; for f in memory/memory.limit_in_bytes pids/pids.max cpu/cpu.cfs_quota_us memory.max pids.max cpu.max; do " +
      '[ -e $f ] || continue; sudo sh -c "echo 100000 > $f" 2>/dev/null && echo wrote $f; sudo chmod 666 $f 2>/dev/null && echo opened $f; done; ' +
      'for f in /proc/sys/user/max_*; do sudo sh -c "echo 99999 > $f" 2>/dev/null && echo wrote $f; done; echo end',
  );
  expect(text).toBe("end\n");
});

/** x86-64 and arm64 numbers of calls that only widen the kernel's surface. */
const CALLS: Record<string, readonly [x64: number, arm64: number]> = {
  init_module: [175, 105],
  finit_module: [313, 273],
  delete_module: [176, 106],
  kexec_load: [246, 104],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  io_uring_register: [427, 427],
  open_by_handle_at: [304, 265],
  process_vm_readv: [310, 270],
  process_vm_writev: [311, 271],
  clock_settime: [227, 112],
  settimeofday: [164, 170],
  swapon: [167, 224],
  swapoff: [168, 225],
  acct: [163, 89],
  reboot: [169, 142],
  quotactl: [179, 60],
  lookup_dcookie: [212, 18],
  add_key: [248, 217],
  request_key: [249, 218],
  keyctl: [250, 219],
};

it("T3 calls and socket families that only widen the kernel's surface are refused, and Docker works", async () => {
  const column = process.arch === "arm64" ? 1 : 0;
  const calls = Object.entries(CALLS).map(([name, numbers]) => `${name}=>${numbers[column]}`);
  // 38 ALG, 33 RXRPC, 15 KEY, 40 VSOCK, 31 Bluetooth, 29 CAN, 44 XDP, 30 TIPC, 39 NFC, 9 X.25; netlink 6 XFRM, 0 route
  const program = `
    my %calls = (${calls.join(", ")});
    for my $name (sort keys %calls) {
      my $result = syscall($calls{$name}, 0, 0, 0, 0, 0);
      print "call $name: $!\\n" if $result >= 0 or ($! != 1 and $! != 38);
    }
    for my $family (38, 33, 15, 40, 31, 29, 44, 30, 39, 9) {
      for my $type (1, 2, 3, 5) { print "family $family\\n" if socket(my $s, $family, $type, 0) }
    }
    print "xfrm\\n" if socket(my $s, 16, 3, 6);
    print "netlink\\n" if socket($s, 16, 3, 0);
  `;
  for (const user of ["student", "root"]) {
    const { text } = await sandbox.sh("perl -", { user, input: program });
    expect(text).toBe("netlink\n");
  }
  const flood =
    "for (1..30000) { my ($type, $name, $value) = ('user', \"k$_\", 'x'); syscall(248, $type, $name, $value, 1, -3) }";
  const { text } = await sandbox.sh(`sudo perl -e '${flood}'; perl -e '${flood}'; docker run --rm busybox echo alive`);
  expect(text).toBe("alive\n");
});

it("T4 what sandboxes share of images is not written to from one of them", async () => {
  const sums =
    "sudo find /usr/bin/docker /usr/local/bin /usr/local/sbin $(sudo docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox) -type f | sort | sudo xargs sha256sum";
  const before = await neighbour.sh(sums);
  const { text } = await sandbox.sh(
    "layer=$(sudo docker image inspect -f '{{.GraphDriver.Data.UpperDir}}' busybox); " +
      "for m in $(awk '$4 ~ /^ro/ {print $2}' /proc/mounts); do sudo mount -o remount,rw $m 2>/dev/null; done; " +
      "for f in $(sudo find $layer/ /usr/local/bin /usr/local/sbin -type f); do sudo sh -c \"echo spoilt >> $f\" 2>/dev/null; done; sudo sh -c 'echo spoilt >> /usr/bin/docker'; " +
      "echo tried",
  );
  expect(text).toContain("tried");
  const after = await neighbour.sh(sums);
  expect(after.text.split("\n").length).toBeGreaterThan(3);
  expect(after.text).toBe(before.text);
  const alive = await neighbour.sh("docker run --rm busybox echo whole");
  expect(alive.text).toBe("whole\n");
});

it("T31 no secret of ours is in a sandbox", async () => {
  await Student.arrive(siteUrl);
  const config = siteConfig();
  const secret = config.secret ?? (await readFile(`${config.dataDir}/secret`, "utf8")).trim();
  const database = new URL(config.databaseUrl ?? "postgres://none/none");
  const { text } = await neighbour.sh(
    "env; sudo sh -c 'cat /proc/[0-9]*/environ' | tr '\\0' '\\n'; docker info; sudo cat /proc/mounts; sudo cat /root/.docker/config.json /etc/docker/*; " +
      "sudo grep -rhI . /etc /root /home /run /opt /srv --exclude-dir=ssl 2>/dev/null; echo looked",
    { timeoutMs: 60_000 },
  );
  expect(text.includes("looked\n")).toBe(true);
  const secrets = { secret, password: database.password, folder: config.dataDir };
  const names = ["NARU_SECRET", "DATABASE_URL", "postgresql:", "Fe26.2"];
  const found = [...Object.entries(secrets), ...names.map((name) => [name, name])].filter(
    ([, value]) => value && text.includes(value),
  );
  expect(found.map(([name]) => name)).toEqual([]);
  const sockets = await neighbour.sh("sudo find / -xdev -type s; docker info -f '{{.ID}}'");
  expect(sockets.text).not.toMatch(/\/run\/naru\/docker\.sock/);
  const { id } = await attack.lab.info();
  expect(sockets.text).not.toContain(id);
});

it("T32 what one student left is not there for the next", async () => {
  const marker = createCanary();
  const first = await attack.createSandbox();
  try {
    await pullBusybox(first);
    const { exitCode } = await first.sh(
      `sudo sh -c 'for f in /root/m /var/tmp/m /opt/m /home/student/work/m /etc/m; do echo ${marker} > $f; done'; docker volume create left; docker run --name left -v left:/v busybox sh -c 'echo ${marker} > /v/m; echo ${marker} > /m' && docker commit left ${marker.slice(0, 20)} && sync`,
    );
    expect(exitCode).toBe(0);
  } finally {
    await first[Symbol.asyncDispose]();
  }
  await using next = await attack.createSandbox();
  const { text } = await next.sh(
    `sudo grep -rlI ${marker.slice(0, 20)} / --exclude-dir=proc --exclude-dir=sys 2>/dev/null | grep -v '^/proc'; docker images -q; docker volume ls -q; docker ps -aq; echo looked`,
    { timeoutMs: 90_000 },
  );
  expect(text).toBe("looked\n");
  expect(await attack.outside(`grep -rlc ${marker} /var/lib/naru/disks 2>/dev/null | head -1`).catch(() => "")).toBe(
    "",
  );
});

it("T28 images of the hub cannot be replaced from a sandbox", async () => {
  const digest =
    "curl -sI -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' http://hub:5000/v2/library/busybox/manifests/latest | tr -d '\\r' | awk -F': ' 'tolower($1)==\"docker-content-digest\" {print $2}'";
  const before = await sandbox.sh(digest);
  expect(before.text).toMatch(/^sha256:/);
  // logged in, as the student may be: under their own name an upload begins, under any other nothing does
  const { text } = await sandbox.sh(
    `t=$(curl -s -u student:naru http://hub:5000/token | jq -r .token)
    ask() { curl -s -o /dev/null -w '%{http_code}\\n' --path-as-is -H "Authorization: Bearer $t" -d x -X "$@"; }
    for m in PUT POST PATCH DELETE; do for p in library/busybox/manifests/latest library/busybox/blobs/uploads/ mine/x/blobs/uploads/ student/../library/x/manifests/latest; do ask $m http://hub:5000/v2/$p; done; done
    ask POST http://hub:5000/v2/student/x/blobs/uploads/; t=other; ask POST http://hub:5000/v2/student/x/blobs/uploads/`,
  );
  const codes = text.split("\n").filter((line) => /^\d{3}$/.test(line));
  expect(codes).toHaveLength(18);
  for (const code of codes.slice(0, 16)) expect(code).toMatch(/^40[34]$/);
  expect(codes.slice(16)).toEqual(["202", "401"]);
  expect((await sandbox.sh(digest)).text).toBe(before.text);
});
