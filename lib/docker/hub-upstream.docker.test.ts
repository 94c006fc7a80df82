import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestSandbox, openTestLab, type TestLab, type TestSandbox } from "@/tests/lab";
import { ensureHub, hubPlace } from "./hub";
import { findContainer, removeContainer, runInContainer, startContainer, waitForAnswer } from "./hub-containers";
import { ensureImage, transferImage } from "./index";

const imagesFolder = resolve(import.meta.dirname, "../../images/hub");
const baseTag = "naru-base:trixie";
/** A registry as others run one, in the place of Docker Hub. */
const elsewhere = { name: "naru-test-elsewhere", address: "10.200.8.9", pushPort: "5002" } as const;

let testLab: TestLab;
let sandbox: TestSandbox;
let folder: string;

beforeAll(async () => {
  testLab = await openTestLab();
  const { machine, lab } = testLab;
  await transferImage(machine, lab, baseTag);
  folder = await mkdtemp(join(tmpdir(), "naru-upstream-test-"));
  for (const id of ["registry", "busybox"]) {
    await cp(join(imagesFolder, id), join(folder, id), { recursive: true });
  }
  await bringHub();
  await startElsewhere();
  sandbox = await createTestSandbox(testLab);
}, 600_000);

afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
  if (testLab) {
    await removeContainer(testLab.lab, elsewhere.name);
    await bringHub();
    testLab.lab.close();
    testLab.machine.close();
  }
  await rm(folder, { recursive: true, force: true });
}, 120_000);

async function bringHub(upstream?: string): Promise<void> {
  const { lab, instance } = testLab;
  await ensureHub(lab, { instance, imagesFolder: folder, baseTag, upstream });
}

/** Serves `library/tools:1`, `library/busybox:other` and `team/tools:1`, which are one image. */
async function startElsewhere(): Promise<void> {
  const { lab } = testLab;
  const { tag: Image } = await ensureImage(lab, {
    folder: join(folder, "registry"),
    name: "naru-hub-registry",
    baseImage: baseTag,
  });
  const source = await ensureImage(lab, {
    folder: join(folder, "busybox"),
    name: "naru-hub-busybox",
    baseImage: baseTag,
    ignore: ["image.yaml"],
  });
  await removeContainer(lab, elsewhere.name);
  await startContainer(lab, elsewhere.name, {
    Image,
    Cmd: ["docker-registry", "serve", "/etc/naru-hub/publish.yml"],
    ExposedPorts: { "5000/tcp": {} },
    HostConfig: {
      NetworkMode: hubPlace.name,
      PortBindings: { "5000/tcp": [{ HostIp: "127.0.0.1", HostPort: elsewhere.pushPort }] },
    },
    NetworkingConfig: { EndpointsConfig: { [hubPlace.name]: { IPAMConfig: { IPv4Address: elsewhere.address } } } },
  });
  const isUp = async () => (await runInContainer(lab, elsewhere.name, ["hub-ask", "/v2/"])).exitCode === 0;
  await waitForAnswer(lab, elsewhere.name, isUp);
  for (const [name, tag] of [
    ["library/tools", "1"],
    ["library/busybox", "other"],
    ["team/tools", "1"],
  ] as const) {
    const repo = `127.0.0.1:${elsewhere.pushPort}/${name}`;
    await lab.request("POST", `/images/${source.id}/tag`, { query: { repo, tag } });
    const lines = lab.stream(`/images/${repo}/push`, {
      method: "POST",
      query: { tag },
      body: { username: "", password: "" },
    });
    for await (const line of lines) expect(line).not.toHaveProperty("error");
    await lab.request("DELETE", `/images/${repo}:${tag}`, { query: { noprune: true } });
  }
}

async function see(script: string): Promise<string> {
  const { exitCode, text } = await sandbox.sh(script, { timeoutMs: 100_000 });
  expect(exitCode, text).toBe(0);
  return text.trim();
}

/** As docker asks: without the header, docker-registry would have to turn the manifest into an older kind. */
const accept = "-H 'Accept: application/vnd.docker.distribution.manifest.v2+json'";
const statusOf = (method: string, path: string) =>
  see(`curl -s -o /dev/null -w '%{http_code}' ${accept} -X ${method} http://hub:5000/v2/${path}`);

describe("a registry behind the hub", () => {
  test("is not asked unless the operator names one", async () => {
    expect(await findContainer(testLab.lab, "naru-hub-upstream")).toBeUndefined();
    expect(await statusOf("GET", "library/tools/manifests/1")).toBe("404");
    expect(await statusOf("GET", "team/tools/manifests/1")).toBe("404");
  });

  test("gives what the hub lacks, under any name, and what the hub has stays the hub's", async () => {
    await bringHub(`http://${elsewhere.address}:5000`);
    await expect.poll(() => statusOf("GET", "library/tools/manifests/1"), { timeout: 60_000 }).toBe("200");
    expect(await see("docker pull -q tools:1 && docker run --rm tools:1 echo fetched")).toContain("fetched");
    expect(await see("docker pull -q team/tools:1")).toContain("team/tools:1");
    expect(await see("docker pull -q busybox:other && docker pull -q busybox")).toContain("busybox:latest");
    expect(await statusOf("GET", "library/tools/manifests/2")).toBe("404");
    expect(await statusOf("POST", "team/tools/blobs/uploads/")).toBe("403");
    expect(await statusOf("PUT", "library/tools/manifests/1")).toBe("403");
    expect(await see("curl -s -m 3 http://10.200.8.4:5030/v2/ || echo closed")).toContain("closed");
  }, 180_000);

  test("is not needed for what was fetched before, and its absence is told", async () => {
    await removeContainer(testLab.lab, elsewhere.name);
    await see("docker rmi -f $(docker images -q) && docker pull -q tools:1 && docker pull -q busybox");
    expect(await see(`curl -s ${accept} http://hub:5000/v2/library/never-asked/manifests/1`)).toMatch(
      /cannot reach the registry behind it|unknown/i,
    );
  }, 180_000);

  test("goes again with its setting", async () => {
    await bringHub();
    expect(await findContainer(testLab.lab, "naru-hub-upstream")).toBeUndefined();
    expect(await statusOf("GET", "library/tools/manifests/1")).toBe("404");
    await see("docker pull -q busybox");
  });
});
