import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { setUpHub } from "../../scripts/setup/hub";
import { copyQuickImages } from "../../tests/hub-folder";
import { ensureHub, type HubImageStatus, hubPlace, listHubImages } from "./hub";
import { findManifests, withPublisher } from "./hub-registry";
import {
  type Engine,
  ensureImage,
  ensureLabEngine,
  isEngineError,
  type LabEngine,
  openEngine,
  transferImage,
} from "./index";

const instance = "test-hub";
const sandboxId = "testhub0";
const baseImage = "naru-base:trixie";
const images = fileURLToPath(new URL("../../images", import.meta.url));
let imagesFolder: string;

let machine: Engine;
let lab: LabEngine;
let folder: string;
let first: HubImageStatus[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "naru-hub-test-"));
  imagesFolder = await copyQuickImages(folder);
  machine = openEngine({ socketPath: process.env.NARU_TEST_DOCKER_SOCKET ?? "/var/run/docker.sock" });
  await removeLab();
  const engineImage = await ensureImage(machine, {
    folder: join(images, "engine"),
    name: "naru-test-hub-engine",
    baseImage,
  });
  lab = await ensureLabEngine(machine, { instance, imageTag: engineImage.tag, socketFolder: join(folder, "socket") });
  first = await setUpHub({ machine, lab, instance, imagesFolder });
}, 600_000);

afterAll(async () => {
  lab?.close();
  await removeLab();
  machine?.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

async function removeLab(): Promise<void> {
  const calls = [
    `/containers/naru-lab-${instance}?force=true`,
    `/volumes/naru-lab-${instance}`,
    `/volumes/naru-lab-${instance}-disks`,
  ];
  for (const path of calls) {
    await machine.request("DELETE", path).catch((error: unknown) => {
      if (!isEngineError(error, "NOT_FOUND")) throw error;
    });
  }
}

/** What a student types, and what they see. */
async function type(command: string): Promise<{ exitCode: number; output: string }> {
  const result = await lab.execToEnd(sandboxId, {
    cmd: ["bash", "-c", `exec 2>&1; ${command}`],
    user: "student",
    timeoutMs: 100_000,
  });
  return { exitCode: result.exitCode, output: result.stdout.toString("utf8") };
}

async function see(command: string): Promise<string> {
  const { exitCode, output } = await type(command);
  expect(exitCode, output).toBe(0);
  return output.trim();
}

describe("the hub", () => {
  test("serves every image under every tag, and says how much a pull moves", async () => {
    expect(first.map(({ id, state }) => `${id} ${state}`)).toEqual(first.map(({ id }) => `${id} ready`));
    const httpd = first.find(({ id }) => id === "httpd");
    expect(httpd?.bytes).toBeGreaterThan(10e6);
    expect(first.filter(({ isServed }) => !isServed)).toEqual([]);
  });

  test("a second start builds nothing and pushes nothing", async () => {
    const before = await digests();
    const pushes: string[] = [];
    const startedAt = performance.now();
    await ensureHub(lab, { instance, imagesFolder, report: (_, line) => line && pushes.push(line) });
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(pushes).toEqual([]);
    expect(await digests()).toEqual(before);
  });

  test("an abort leaves no publisher behind, and the next start completes", async () => {
    const changed = await copyImages({ "debian-backports/note": "another content\n" });
    const stop = new AbortController();
    const aborted = ensureHub(lab, {
      instance,
      imagesFolder: changed,
      signal: stop.signal,
      report: (status) => status.id === "debian-backports" && status.state === "building" && stop.abort(),
    });
    await expect(aborted).rejects.toThrow();
    expect(await hubContainers()).toEqual([hubPlace.name]);
    const after = await ensureHub(lab, { instance, imagesFolder: changed });
    expect(after.filter(({ state }) => state !== "ready")).toEqual([]);
    expect(await hubContainers()).toEqual([hubPlace.name]);
    await ensureHub(lab, { instance, imagesFolder });
  });

  test("an image that can't be built fails alone, and an older build of it is served on", async () => {
    const changed = await copyImages({
      "broken/Dockerfile": `FROM ${baseImage}\nRUN echo oh no && false\n`,
      "broken/image.yaml": "tags: [latest]\ncore: false\n",
    });
    const statuses = await ensureHub(lab, { instance, imagesFolder: changed });
    const failed = statuses.filter(({ state }) => state !== "ready");
    expect(failed).toMatchObject([
      { id: "broken", state: "failed", isServed: false, error: { code: "HUB_BUILD_FAILED" } },
    ]);
    const worse = await copyImages({
      "debian-backports/Dockerfile": `ARG BASE=debian\nFROM \${BASE}\nRUN false\n`,
    });
    const then = await ensureHub(lab, { instance, imagesFolder: worse });
    expect(then.filter(({ state }) => state !== "ready")).toMatchObject([
      { id: "debian-backports", state: "failed", isServed: true },
    ]);
  });
});

describe("in a sandbox", () => {
  beforeAll(async () => {
    const sandboxImage = await ensureImage(machine, {
      folder: join(images, "sandbox"),
      name: "naru-test-hub-sandbox",
      baseImage,
    });
    await transferImage(machine, lab, sandboxImage.tag);
    await lab.createSandbox({
      sandboxId,
      instance,
      memoryBytes: 1024 ** 3,
      cpus: 1,
      pidsLimit: 600,
      diskBytes: 2 * 1024 ** 3,
      inodes: 200_000,
      imageTag: sandboxImage.tag,
    });
  }, 600_000);

  afterAll(() => lab.removeSandbox(sandboxId));

  test("hello-world greets in both languages", async () => {
    const output = await see("docker run --rm hello-world");
    expect(output).toContain("안녕하세요");
    expect(output).toContain("Hello from inside a container!");
    expect(await see("docker images -q hello-world | wc -l")).toBe("1");
  });

  test("busybox has a shell and its applets", async () => {
    await see("docker pull -q busybox");
    expect(await see("docker run --rm busybox sh -c 'echo $((6 * 7)) | tee /tmp/x | wc -c; ls -d /bin/vi'")).toBe(
      "3\n/bin/vi",
    );
  });

  test("two names of one image have one digest, another tag of a name has another", async () => {
    await see(
      "for t in 1.26 stable; do docker pull -q nginx:$t; done; docker pull -q debian; docker pull -q debian:trixie-backports",
    );
    const digest = (image: string) => see(`docker inspect -f '{{index .RepoDigests 0}}' ${image}`);
    expect(await digest("nginx:1.26")).toBe(await digest("nginx:stable"));
    expect(await digest("debian")).not.toBe(await digest("debian:trixie-backports"));
  });

  test("what is built on Debian shares Debian's layer", async () => {
    await see("docker pull -q debian; docker pull -q httpd; docker pull -q nginx");
    const layers = await see(
      "docker inspect -f '{{index .RootFS.Layers 0}}' debian httpd nginx debian:trixie-backports",
    );
    expect(new Set(layers.split("\n")).size).toBe(1);
    expect(await see("docker image rm debian:trixie-backports && docker pull debian:trixie-backports")).toContain(
      "Already exists",
    );
  });

  test.each([
    { image: "httpd", page: "It works!", log: "resuming normal operations", folder: "/usr/local/apache2/htdocs" },
    { image: "nginx", page: "Welcome to nginx!", log: "start worker process", folder: "/usr/share/nginx/html" },
  ])(
    "$image serves its page, logs, takes a folder of ours, and stops at once",
    async ({ image, page, log, folder }) => {
      await see(`docker run -d --name web -p 8000:80 ${image}`);
      try {
        expect(await see(waitForPage("localhost:8000"))).toContain(page);
        expect(await see(`curl -s $(docker inspect -f '{{.NetworkSettings.IPAddress}}' web)`)).toContain(page);
        const logs = await see("docker logs web");
        expect(logs).toContain(log);
        expect(logs).toContain('"GET / HTTP/1.1" 200');
        const startedAt = performance.now();
        await see("docker stop web");
        expect(performance.now() - startedAt).toBeLessThan(2_000);
        expect(await see("docker inspect -f '{{.State.ExitCode}}' web")).toBe("0");
        await see(`mkdir -p site && echo mine > site/index.html`);
        await see(`docker rm web && docker run -d --name web -p 8000:80 -v "$PWD/site:${folder}" ${image}`);
        expect(await see(waitForPage("localhost:8000"))).toBe("mine");
        await see("echo changed > site/index.html");
        expect(await see("curl -s localhost:8000")).toBe("changed");
        await see("docker kill web && docker start web");
        expect(await see(waitForPage("localhost:8000"))).toBe("changed");
      } finally {
        await see("docker rm -f web");
      }
    },
  );

  test("httpd and nginx are set up as the official images are", async () => {
    const config = async (image: string): Promise<unknown> =>
      JSON.parse(await see(`docker inspect -f '{{json .Config}}' ${image}`));
    expect(await config("httpd")).toMatchObject({
      Cmd: ["httpd-foreground"],
      Env: expect.arrayContaining(["HTTPD_PREFIX=/usr/local/apache2"]),
      ExposedPorts: { "80/tcp": {} },
      StopSignal: "SIGWINCH",
      WorkingDir: "/usr/local/apache2",
    });
    expect(await config("nginx")).toMatchObject({
      Cmd: ["nginx", "-g", "daemon off;"],
      Entrypoint: ["/docker-entrypoint.sh"],
      Env: expect.arrayContaining(["NGINX_VERSION=1.26.3"]),
      ExposedPorts: { "80/tcp": {} },
      StopSignal: "SIGQUIT",
    });
    expect(await see("docker run --rm httpd httpd -t")).toContain("Syntax OK");
    expect(await see("docker run --rm httpd apachectl -v")).toContain("Apache/2.4");
  });

  test("nginx fills the environment into templates", async () => {
    await see(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: nginx fills these in, not we
      "mkdir -p templates && echo 'server { listen ${PORT}; return 200 \"$host ${WORD}\"; }' > templates/default.conf.template",
    );
    await see(
      `docker run -d --name web -p 8000:90 -e PORT=90 -e WORD=hi -v "$PWD/templates:/etc/nginx/templates" nginx`,
    );
    try {
      expect(await see(waitForPage("localhost:8000"))).toBe("localhost hi");
    } finally {
      await see("docker rm -f web");
    }
  });

  test("nothing of ours can be pushed, deleted or started, and the digests stay", async () => {
    const before = await digests();
    const status = (method: string, path: string) =>
      see(`curl -s -o /dev/null -w '%{http_code}' -X ${method} http://hub:5000/v2/library/${path}`);
    expect(await status("POST", "busybox/blobs/uploads/")).toBe("403");
    expect(await status("PUT", "busybox/manifests/latest")).toBe("403");
    expect(await status("DELETE", "busybox/manifests/latest")).toBe("403");
    const pushed = await type(
      "docker pull -q busybox && docker tag busybox hub:5000/library/busybox && docker push hub:5000/library/busybox",
    );
    expect(pushed.exitCode).not.toBe(0);
    expect(await digests()).toEqual(before);
  });

  test("the publisher can't be reached while it runs", async () => {
    const { Config } = z
      .object({ Config: z.object({ Image: z.string() }) })
      .parse(await lab.request("GET", `/containers/${hubPlace.name}/json`));
    const answers = await withPublisher(lab, { instance, imageTag: Config.Image }, async () =>
      reach(await publisherAddress()),
    );
    expect(answers).toBe("200 000 000 000");
    expect(await hubContainers()).toEqual([hubPlace.name]);
  });
});

/** The hub; then the publisher by its own address, by the loopback port behind our gateway, by the hub's bridge. */
async function reach(publisher: string): Promise<string> {
  const targets = [`${hubPlace.address}:5000`, `${publisher}:5000`, "127.0.0.1:5001", `${hubPlace.gateway}:5001`];
  const gateway = "$(ip route | sed -n 's/^default via \\([^ ]*\\).*/\\1/p')";
  const asks = targets.map((target) => `curl -s -m 2 -o /dev/null -w '%{http_code} ' http://${target}/v2/_catalog`);
  const { output } = await type(`sudo ip route replace 127.0.0.1/32 via ${gateway}; ${asks.join("; ")}`);
  return output.trim();
}

async function publisherAddress(): Promise<string> {
  const found = await lab.request("GET", "/containers/naru-hub-publisher/json");
  const bridge = z.object({ IPAddress: z.string().min(7) });
  const networks = z.object({ NetworkSettings: z.object({ Networks: z.object({ bridge }) }) });
  return networks.parse(found).NetworkSettings.Networks.bridge.IPAddress;
}

function waitForPage(address: string): string {
  return `curl -s --retry 20 --retry-delay 0 --retry-max-time 10 --retry-all-errors ${address}/`;
}

async function digests(): Promise<(string | undefined)[]> {
  const ours = await listHubImages(imagesFolder);
  const references = ours.flatMap(({ name, tags }) => tags.map((tag) => ({ name, tag })));
  return (await findManifests(lab, references)).map((manifest) => manifest?.digest);
}

async function hubContainers(): Promise<string[]> {
  const filters = JSON.stringify({ label: ["io.naru.role=hub"] });
  const found = await lab.request("GET", "/containers/json", { query: { all: true, filters } });
  const names = z.array(z.object({ Names: z.tuple([z.string()]) })).parse(found);
  return names.map(({ Names: [name] }) => name.slice(1));
}

/** Those that are built in a second, changed. */
async function copyImages(changes: Record<string, string>): Promise<string> {
  const copy = await mkdtemp(join(folder, "images-"));
  for (const id of ["registry", "debian", "debian-backports"]) {
    await cp(join(imagesFolder, id), join(copy, id), { recursive: true });
  }
  for (const [path, text] of Object.entries(changes)) {
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  return copy;
}
