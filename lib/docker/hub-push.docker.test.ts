import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox } from "@/tests/lab";
import { ensureHub, hubPlace } from "./hub";
import { findManifests } from "./hub-registry";
import { transferImage } from "./index";
import { bridgeName } from "./sandbox-names";

const run = promisify(execFile);
const imagesFolder = resolve(import.meta.dirname, "../../images/hub");
const baseTag = "naru-base:trixie";
const logIn = "echo naru | docker login -u student --password-stdin hub:5000 2> /dev/null";

let testLab: TestLab;
let mine: TestSandbox;
let other: TestSandbox;
let folder: string;

beforeAll(async () => {
  testLab = await openTestLab();
  const { machine, lab, instance } = testLab;
  await transferImage(machine, lab, baseTag);
  folder = await mkdtemp(join(tmpdir(), "naru-push-test-"));
  for (const id of ["registry", "busybox", "hello-world"]) {
    await cp(join(imagesFolder, id), join(folder, id), { recursive: true });
  }
  await ensureHub(lab, { instance, imagesFolder: folder, baseTag });
  [mine, other] = await Promise.all([createTestSandbox(testLab), createTestSandbox(testLab)]);
  await Promise.all([mine, other].map((sandbox) => see(sandbox, "docker pull -q busybox")));
}, 600_000);

afterAll(async () => {
  await Promise.all([mine?.[Symbol.asyncDispose](), other?.[Symbol.asyncDispose]()]);
  testLab?.lab.close();
  testLab?.machine.close();
  await rm(folder, { recursive: true, force: true });
});

async function see(sandbox: TestSandbox, script: string): Promise<string> {
  const { exitCode, text } = await sandbox.sh(script, { timeoutMs: 100_000 });
  expect(exitCode, text).toBe(0);
  return text.trim();
}

async function fail(sandbox: TestSandbox, script: string): Promise<string> {
  const { exitCode, text } = await sandbox.sh(script, { timeoutMs: 100_000 });
  expect(exitCode, text).not.toBe(0);
  return text.trim();
}

async function digests(): Promise<unknown> {
  return await findManifests(testLab.lab, [
    { name: "busybox", tag: "latest" },
    { name: "hello-world", tag: "latest" },
  ]);
}

describe("a student", () => {
  test("must log in, with the right name and password", async () => {
    await see(mine, "docker logout hub:5000; docker tag busybox hub:5000/student/tools:1");
    expect(await fail(mine, "docker push hub:5000/student/tools:1")).toContain("docker login -u student hub:5000");
    expect(await fail(mine, "echo wrong | docker login -u student --password-stdin hub:5000")).toContain(
      "wrong name or password",
    );
    expect(await fail(mine, "echo naru | docker login -u somebody --password-stdin hub:5000")).toContain(
      "wrong name or password",
    );
    expect(await see(mine, logIn)).toContain("Login Succeeded");
  });

  test("pushes under their own name, pulls it again, and lists its tags", async () => {
    await see(mine, `${logIn}; docker tag busybox hub:5000/student/tools:1; docker push hub:5000/student/tools:1`);
    await see(mine, "docker tag busybox hub:5000/student/team/tools && docker push hub:5000/student/team/tools");
    await see(mine, "docker rmi -f $(docker images -q) && docker pull hub:5000/student/tools:1");
    expect(await see(mine, "docker run --rm hub:5000/student/tools:1 echo back")).toBe("back");
    expect(await see(mine, "curl -s http://hub:5000/v2/student/tools/tags/list")).toBe(
      '{"name":"student/tools","tags":["1"]}',
    );
    await see(mine, "docker pull -q busybox && docker logout hub:5000 && docker pull -q hub:5000/student/tools:1");
  });

  test("sends a layer once", async () => {
    const build = "printf 'FROM busybox\\nRUN echo more > /more\\n' | docker build -q -t hub:5000/student/tools:2 -";
    expect(await see(mine, `${logIn}; ${build}; docker push hub:5000/student/tools:2`)).toContain(
      "Layer already exists",
    );
  });

  test("finds images by name and description", async () => {
    const found = await see(mine, "docker search --format '{{.Name}} {{.IsOfficial}}' hub:5000/busybox");
    expect(found.split("\n")[0]).toMatch(/^busybox (true|\[OK\])$/);
    expect(await see(mine, "docker search --format '{{.Name}}' hub:5000/team")).toBe("student/team/tools");
    expect(await see(other, "docker search --format '{{.Name}}' hub:5000/team")).toBe("");
    expect(await see(mine, "docker search --no-trunc hub:5000/도커")).toMatch(/hello-world +Says/);
  });
});

describe("T28", () => {
  const status = (method: string, path: string) =>
    `curl -s -o /dev/null -w '%{http_code} ' -X ${method} --path-as-is "http://hub:5000/v2/${path}"`;
  const withToken = (script: string) =>
    `t=$(curl -s -u student:naru http://hub:5000/token | jq -r .token); curl() { command curl -H "Authorization: Bearer $t" "$@"; }; ${script}`;

  test("other names are refused, and what the hub serves stays as it is", async () => {
    const before = await digests();
    const writes = ["library/busybox", "somebody/busybox", "student/../library/busybox", "nsb-0123456789a/tools"];
    const asks = writes.flatMap((name) => [
      status("POST", `${name}/blobs/uploads/`),
      status("PUT", `${name}/manifests/latest`),
      status("DELETE", `${name}/manifests/latest`),
    ]);
    const answers = (await see(mine, withToken(asks.join("; ")))).split(" ");
    expect(answers).toHaveLength(12);
    for (const answer of answers) expect(["403", "404"]).toContain(answer);
    for (const name of ["library/busybox", "somebody/busybox"]) {
      const text = await fail(mine, `${logIn}; docker tag busybox hub:5000/${name}; docker push hub:5000/${name}`);
      expect(text).toMatch(/denied: you may push under your own name only.*자기 이름/);
    }
    expect(await digests()).toEqual(before);
  });

  test("another student's images are not there, not even by a digest or a token of theirs", async () => {
    await see(mine, `${logIn}; docker tag busybox hub:5000/student/secret && docker push hub:5000/student/secret`);
    await fail(other, "docker pull hub:5000/student/secret");
    const layer = await see(
      mine,
      "curl -s -H 'Accept: application/vnd.docker.distribution.manifest.v2+json' http://hub:5000/v2/student/secret/manifests/latest | jq -r '.layers[0].digest'",
    );
    expect(layer).toMatch(/^sha256:/);
    const bridge = await inLab("ip -o link show | grep -o 'nsb-[0-9a-f]*' | sort -u");
    const names = ["student/secret", ...bridge.split("\n").map((name) => `${name}/secret`)];
    const reads = names.flatMap((name) => [
      status("GET", `${name}/blobs/${layer}`),
      status("GET", `${name}/manifests/latest`),
    ]);
    expect(await see(other, reads.join("; "))).toBe("404 ".repeat(reads.length).trim());
    const mounts = names.map((name) => status("POST", `student/taken/blobs/uploads/?mount=${layer}&from=${name}`));
    expect(await see(other, withToken(mounts.join("; ")))).toBe("202 ".repeat(mounts.length).trim());
    const token = await see(mine, "curl -s -u student:naru http://hub:5000/token | jq -r .token");
    expect(
      await see(
        other,
        `curl -s -o /dev/null -w '%{http_code}' -X POST -H 'Authorization: Bearer ${token}' http://hub:5000/v2/student/x/blobs/uploads/`,
      ),
    ).toBe("401");
  });

  test("a student has so many bytes and so many names", async () => {
    const layer = (size: number) =>
      `printf 'FROM busybox\\nRUN dd if=/dev/urandom of=/x bs=1M count=${size}\\n' | docker build -q -t hub:5000/student/large${size} - && docker push -q hub:5000/student/large${size}`;
    await see(other, `${logIn}; ${layer(300)}; docker rmi -f hub:5000/student/large300; docker builder prune -af`);
    await see(other, `${layer(301)}; docker rmi -f hub:5000/student/large301; docker builder prune -af`);
    expect(await fail(other, layer(5))).toContain("all of the 512 MB");
    const many = await mine.sh(
      `${logIn}; for n in $(seq 25); do docker tag busybox hub:5000/student/n$n; docker push -q hub:5000/student/n$n || break; done`,
      { timeoutMs: 100_000 },
    );
    expect(many.text).toContain("you may have 20 repositories");
  }, 300_000);

  test("what was pushed goes with its sandbox", async () => {
    const short = await createTestSandbox(testLab);
    await see(short, `docker pull -q busybox; ${logIn}; docker tag busybox hub:5000/student/short`);
    await see(short, "docker push -q hub:5000/student/short");
    const owners = async () => (await students("ls docker/registry/v2/repositories")).split("\n");
    const bridge = bridgeName(short.id);
    expect(await owners()).toContain(bridge);
    await short[Symbol.asyncDispose]();
    await expect.poll(owners, { timeout: 280_000, interval: 5_000 }).not.toContain(bridge);
    expect(await owners()).toContain(bridgeName(mine.id));
    expect(await see(mine, "docker pull -q hub:5000/student/tools:1")).toContain("student/tools");
  }, 300_000);
});

async function inLab(command: string): Promise<string> {
  const { stdout } = await run("docker", ["exec", testLab.lab.containerId, "sh", "-c", command]);
  return stdout.trim();
}

/** A command where the students' images lie. */
function students(command: string): Promise<string> {
  return inLab(`cd /var/lib/docker/*/volumes/${hubPlace.name}-students/_data && ${command}`);
}
