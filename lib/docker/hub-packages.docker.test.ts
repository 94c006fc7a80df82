import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox } from "@/tests/lab";
import { ensureHub, ensurePackageCache, hubPlace, packagesPlace } from "./hub";
import { transferImage } from "./index";

const run = promisify(execFile);
const imagesFolder = resolve(import.meta.dirname, "../../images/hub");
const baseTag = "naru-base:trixie";

let testLab: TestLab;
let first: TestSandbox;
let second: TestSandbox;
let folder: string;

beforeAll(async () => {
  testLab = await openTestLab();
  const { machine, lab, instance } = testLab;
  await transferImage(machine, lab, baseTag);
  folder = await mkdtemp(join(tmpdir(), "naru-packages-test-"));
  for (const id of ["registry", "debian"]) await cp(join(imagesFolder, id), join(folder, id), { recursive: true });
  const [cache] = await Promise.all([
    ensurePackageCache(lab, { instance, imagesFolder, baseTag }),
    ensureHub(lab, { instance, imagesFolder: folder, baseTag }),
  ]);
  expect(cache).toEqual({ isArchiveReached: true });
  [first, second] = await Promise.all([createTestSandbox(testLab), createTestSandbox(testLab)]);
}, 600_000);

afterAll(async () => {
  await Promise.all([first?.[Symbol.asyncDispose](), second?.[Symbol.asyncDispose]()]);
  testLab?.lab.close();
  testLab?.machine.close();
  await rm(folder, { recursive: true, force: true });
});

async function see(sandbox: TestSandbox, script: string): Promise<string> {
  const { exitCode, text } = await sandbox.sh(script, { timeoutMs: 180_000 });
  expect(exitCode, text).toBe(0);
  return text;
}

describe("apt-get, with no option and no setting", () => {
  test("works in a build, by BuildKit and by the older builder", async () => {
    const build = `mkdir -p b && printf 'FROM debian:13\\nRUN apt-get update && apt-get install -y tree\\n' > b/Dockerfile`;
    await see(first, `${build} && docker build --progress plain -t own b`);
    expect(await see(first, "docker run --rm own tree --version")).toContain("tree v");
    await see(first, "docker rmi own && DOCKER_BUILDKIT=0 docker build -t own b && docker run --rm own tree --version");
  }, 400_000);

  test.each([
    ["a container", ""],
    ["a container on a network of the student's", "--network mine"],
    ["a container on the sandbox's own network", "--network host"],
  ])("works in %s", async (_, option) => {
    await see(first, "docker network inspect mine > /dev/null 2>&1 || docker network create mine");
    const text = await see(
      first,
      `docker run --rm ${option} debian sh -c 'apt-get update && apt-get install -y hello && hello'`,
    );
    expect(text).toContain("Hello, world!");
  });

  test("works for another release, and in the sandbox itself", async () => {
    const text = await see(
      first,
      "docker run --rm debian sh -c 'sed -i s/trixie/bookworm/ /etc/apt/sources.list; apt-get update && apt-get install -y --download-only hello'",
    );
    expect(text).toContain("bookworm/main");
    expect(text).toContain("Download complete");
    await see(first, "sudo apt-get update && sudo apt-get install -y hello && hello");
  });

  test("a second student is served what a first one fetched", async () => {
    const fetchTree = "curl -s -o /dev/null -D - http://deb.debian.org/debian/dists/trixie/InRelease";
    await see(first, fetchTree);
    expect(await see(second, fetchTree)).toContain("X-Cache: HIT");
  });
});

describe("the cache is no way out", () => {
  const { address } = packagesPlace;
  const status = (more: string, at = `http://${address}/`) =>
    `curl -s -o /dev/null -m 10 -w '%{http_code} ' ${more} ${at}`;

  test("other hosts, the machine and private addresses are refused, by proxy, by name, by path", async () => {
    const proxy = `-x http://${address}:80`;
    const targets = ["example.com", hubPlace.gateway, "169.254.169.254", "127.0.0.1:8503", `${hubPlace.address}:5000`];
    const byProxy = targets.map((host) => status(proxy, `http://${host}/debian/dists/trixie/InRelease`));
    const byHost = targets.map((host) =>
      status(`-H 'Host: ${host}'`, `http://${address}/debian/dists/trixie/InRelease`),
    );
    expect(await see(first, [...byProxy, ...byHost].join("; "))).toBe("403 ".repeat(2 * targets.length));
    const paths = [
      "/",
      "/debian/",
      "/debian/../etc/passwd",
      "/debian/pool/../../http://example.com/",
      "/debian/pool/%0d%0aHost:%20example.com",
      "/debian/pool/x%20HTTP/1.1",
      "/debian/pool/main/h/hello/?x=1",
      "/naru/archive",
      "//example.com/debian/pool/x",
    ].map((path) => status("--path-as-is", `'http://deb.debian.org${path}'`));
    expect(await see(first, paths.join("; "))).toBe("403 ".repeat(paths.length));
  });

  test("tunnels and what writes are refused", async () => {
    const connect = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(PeerAddr => "${address}:80") or die; print $s "CONNECT $ARGV[0] HTTP/1.1\\r\\nHost: $ARGV[0]\\r\\n\\r\\n"; print scalar <$s>'`;
    for (const to of ["deb.debian.org:443", "example.com:443", `${hubPlace.gateway}:22`]) {
      expect(await see(first, `${connect} ${to}`)).toMatch(/^HTTP\/1\.1 40[035]/);
    }
    const writes = ["POST", "PUT", "DELETE", "PURGE"].map((verb) =>
      status(`-X ${verb}`, "http://deb.debian.org/debian/pool/x"),
    );
    expect(await see(first, writes.join("; "))).toBe("405 ".repeat(writes.length));
  });

  test("no other name is known, and no other door is open", async () => {
    const names = await first.sh(
      "for name in example.com localhost.example.com hub.internal host.docker.internal naru-hub naru-hub-packages; do getent hosts $name; done; getent hosts deb.debian.org security.debian.org",
    );
    expect(
      names.text
        .trim()
        .split("\n")
        .map((line) => line.split(/\s+/).join(" ")),
    ).toEqual([`${address} deb.debian.org`, `${address} security.debian.org`]);
    const doors = [22, 53, 443, 3142, 5000, 8080, 8503].map((port) => status("", `http://${address}:${port}/`));
    const { text } = await first.sh(doors.join("; "));
    expect(text.trim()).toBe("000 ".repeat(doors.length).trim());
  });

  test("a container's own limits hold it, whoever asks", async () => {
    const found = await testLab.lab.request("GET", `/containers/${packagesPlace.name}/json`);
    expect(found).toMatchObject({
      HostConfig: { Memory: 192 * 1024 ** 2, ReadonlyRootfs: true, CapDrop: ["ALL"], PidsLimit: 256 },
    });
  });
});

test("without a way to Debian it says so, and serves what it has", async () => {
  const known = "http://deb.debian.org/debian/dists/trixie/InRelease";
  await see(first, `curl -sf -o /dev/null ${known}`);
  const rule = `FORWARD -s ${packagesPlace.address} ! -o nsb-+ -m conntrack --ctstate NEW -j REJECT`;
  await inLab(`iptables -w -I ${rule}`);
  try {
    const { lab, instance } = testLab;
    expect(await ensurePackageCache(lab, { instance, imagesFolder, baseTag })).toEqual({ isArchiveReached: false });
    expect(await see(first, `curl -sf -o /dev/null -w '%{http_code}' ${known}`)).toBe("200");
    const { exitCode, text } = await first.sh(
      `docker run --rm debian sh -c "sed -i s/trixie/forky/ /etc/apt/sources.list; apt-get -o Acquire::Retries=0 -o APT::Update::Error-Mode=any update"`,
    );
    expect(text).toContain("503  The lab's package cache can't reach Debian now");
    expect(exitCode).not.toBe(0);
  } finally {
    await inLab(`iptables -w -D ${rule}`);
  }
});

/** A command as root of the lab engine's container. */
async function inLab(command: string): Promise<void> {
  await run("docker", ["exec", testLab.lab.containerId, "sh", "-c", command]);
}
