import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openInstalledLab } from "../../scripts/proof-bench";
import { BASE_IMAGE } from "../../scripts/setup/base-image";
import { openTestLab } from "../../tests/lab";
import { ensureImage } from "./ensure-image";
import { type HubImage, listHubImages, toHubBuild } from "./hub-images";
import { transferImage } from "./transfer-image";
import type { LabEngine } from "./types";

const imagesFolder = fileURLToPath(new URL("../../images/hub", import.meta.url));
const buildTimeoutMs = 20 * 60_000;
/** On all that these tests make in the lab engine. */
const label = "io.naru.test=hub-images";
const started = `-d --label ${label} --network hub-images --memory 512m`;

interface ImagesLab {
  lab: LabEngine;
  /** Of the images' names there. */
  prefix: string;
  close(): void;
}

let imagesLab: ImagesLab;
/** Where `docker login` notes its password. */
let clientFolder: string;
const tags = new Map<string, string>();

/**
 * The lab engine of the site that `npm test` has set up, whose hub has built all images; without one the engine tests'
 * own, by other names: tests of the hub build and remove theirs there.
 */
async function openImagesLab(): Promise<ImagesLab> {
  const installed = process.env.NARU_DATA_DIR ? await openInstalledLab().catch(() => undefined) : undefined;
  if (installed) return { lab: installed.lab, prefix: "naru-hub", close: installed.close };
  const { lab, machine } = await openTestLab();
  await transferImage(machine, lab, BASE_IMAGE);
  const close = () => {
    lab.close();
    machine.close();
  };
  return { lab, prefix: "naru-test-image", close };
}

/** As the hub builds it; found where it has. */
async function build(image: HubImage): Promise<void> {
  const baseImage = image.base === undefined ? BASE_IMAGE : tagOf(image.base);
  const name = `${imagesLab.prefix}-${image.id}`;
  const { tag } = await ensureImage(imagesLab.lab, { ...toHubBuild(image), name, baseImage });
  tags.set(image.id, tag);
}

function tagOf(id: string): string {
  const tag = tags.get(id);
  if (tag === undefined) throw new Error(`${id} is not built`);
  return tag;
}

/** By the machine's own `docker`, on the lab engine, whose containers are in the user namespace of the sandboxes. */
async function type(command: string): Promise<{ exitCode: number; output: string }> {
  const env = { ...process.env, DOCKER_HOST: `unix://${imagesLab.lab.address}`, DOCKER_CONFIG: clientFolder };
  return new Promise((resolve, reject) => {
    const options = { env, timeout: 100_000, encoding: "utf8" as const };
    execFile("bash", ["-c", `exec 2>&1; ${command}`], options, (error, stdout) => {
      if (error !== null && typeof error.code !== "number") reject(error);
      else resolve({ exitCode: Number(error?.code ?? 0), output: stdout.trim() });
    });
  });
}

async function see(command: string): Promise<string> {
  const { exitCode, output } = await type(command);
  expect(exitCode, output).toBe(0);
  return output;
}

/** Asks until the answer is there: what it waits for is a server that starts. */
const until = (question: string) => `timeout 90 bash -c ${quote(`until ${question}; do sleep 0.2; done`)}`;
const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const removeContainers = () => see(`docker ps -aq --filter label=${label} | xargs -r docker rm -fv`);
/** Fetched by a container, since the lab engine has no program for it. */
const fetch = (path: string) => `docker run --rm --network hub-images ${tagOf("busybox")} wget -qO- http://${path}`;

async function clean(): Promise<void> {
  await see(
    [
      `docker ps -aq --filter label=${label} | xargs -r docker rm -fv`,
      `docker volume ls -q --filter label=${label} | xargs -r docker volume rm`,
      `docker network ls -q --filter label=${label} | xargs -r docker network rm`,
    ].join(" && "),
  );
}

beforeAll(async () => {
  clientFolder = await mkdtemp(join(tmpdir(), "naru-hub-images-"));
  imagesLab = await openImagesLab();
  for (const image of await listHubImages(imagesFolder)) await build(image);
  await clean();
  await see(`docker network create --label ${label} hub-images`);
}, buildTimeoutMs);

afterEach(removeContainers);

afterAll(async () => {
  await clean();
  imagesLab?.close();
  await rm(clientFolder, { recursive: true, force: true });
});

test("the release before is a Debian 12 with its owners and modes", async () => {
  const look = "grep -o bookworm /etc/os-release | head -n 1; stat -c '%A %G' /usr/bin/passwd /usr/bin/chage /var/mail";
  expect(await see(`docker run --rm ${tagOf("debian-bookworm")} sh -c ${quote(look)}`)).toBe(
    "bookworm\n-rwsr-xr-x root\n-rwxr-sr-x shadow\ndrwxrwsr-x mail",
  );
});

describe("mariadb", () => {
  const health = "docker exec db healthcheck.sh --connect --innodb_initialized 2>/dev/null";
  const asAnn = (sql: string) => `docker exec db mariadb -uann -ppw -N -e ${quote(sql)} my_shop`;

  test.each(["mariadb", "mariadb-10-11"])("%s refuses to start without a password variable", async (id) => {
    const { exitCode, output } = await type(`docker run --rm --network none ${tagOf(id)}`);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/\[ERROR\] .*uninitialized.*MARIADB_ROOT_PASSWORD/);
  });

  test("10.11 makes database and user, and 11.8 goes on with the data", async () => {
    await see(`docker volume create --label ${label} hub-images-db`);
    const settings = "-e MARIADB_DATABASE=my_shop -e MARIADB_USER=ann -e MYSQL_PASSWORD=pw";
    const place = "--name db -v hub-images-db:/var/lib/mysql";
    await see(`docker run ${started} ${place} -e MARIADB_ROOT_PASSWORD="it's" ${settings} ${tagOf("mariadb-10-11")}`);
    await see(until(health));
    await see(asAnn("CREATE TABLE boats (name TEXT); INSERT INTO boats VALUES ('나루')"));
    expect(await see(asAnn("SELECT name, version() LIKE '10.11.%' FROM boats"))).toBe("나루\t1");
    expect(await see(`docker exec -e MYSQL_PWD="it's" db mariadb -uroot -N -e 'SELECT current_user()'`)).toBe(
      "root@localhost",
    );
    expect((await type("docker exec db mariadb -h 127.0.0.1 -uroot -e 'SELECT 1'")).output).toContain("Access denied");
    await see("docker stop db && docker rm db");

    await see(`docker run ${started} ${place} -e MARIADB_AUTO_UPGRADE=1 ${tagOf("mariadb")}`);
    await see(until(health));
    expect(await see(asAnn("SELECT name, version() LIKE '11.8.%' FROM boats"))).toBe("나루\t1");
    expect(await see("docker logs db 2>&1")).toContain("Finished mariadb-upgrade");
    expect(await see("docker exec db sh -c 'cat /proc/1/status' | grep ^Uid")).toMatch(/999\s+999/);
  });
});

test("wordpress reaches its installer with mariadb", async () => {
  const settings = "-e MARIADB_RANDOM_ROOT_PASSWORD=1 -e MARIADB_DATABASE=wp -e MARIADB_USER=wp -e MARIADB_PASSWORD=pw";
  await see(`docker run ${started} --name db ${settings} ${tagOf("mariadb")}`);
  const site = "-e WORDPRESS_DB_HOST=db -e WORDPRESS_DB_USER=wp -e WORDPRESS_DB_PASSWORD=pw -e WORDPRESS_DB_NAME=wp";
  await see(`docker run ${started} --name site ${site} -e WORDPRESS_TABLE_PREFIX=my_ ${tagOf("wordpress")}`);
  await see(until("docker exec db healthcheck.sh --connect 2>/dev/null"));
  const page = fetch("site/wp-admin/install.php");
  expect(await see(`${until(`${page} >$DOCKER_CONFIG/page 2>/dev/null`)} && cat $DOCKER_CONFIG/page`)).toContain(
    "<title>WordPress",
  );
  const form = `${page}?step=2 --post-data 'weblog_title=Naru&user_name=ann&admin_password=landing-stage-9&admin_password2=landing-stage-9&admin_email=ann@example.org'`;
  expect(await see(form)).toContain("WordPress has been installed");
  expect(await see(fetch("site/"))).toContain("<title>Naru</title>");
  expect(await see("docker exec db mariadb -uwp -ppw -N -e 'SHOW TABLES' wp")).toContain("my_posts");
});

test("postgres refuses without a password, makes the database, and keeps it", async () => {
  const refused = await type(`docker run --rm --network none ${tagOf("postgres")}`);
  expect(refused.exitCode).toBe(1);
  expect(refused.output).toMatch(/^Error: .*uninitialized[\s\S]*POSTGRES_PASSWORD/);

  await see(`docker volume create --label ${label} hub-images-pg`);
  const settings = "-e POSTGRES_PASSWORD=pw -e POSTGRES_DB=shop -e POSTGRES_USER=ann";
  const run = `docker run ${started} --name pg -v hub-images-pg:/var/lib/postgresql/data ${settings} ${tagOf("postgres")}`;
  const ask = (sql: string, password = "pw") =>
    `docker run --rm --network hub-images -e PGPASSWORD=${password} ${tagOf("postgres")} psql -h pg -U ann -Atc ${quote(sql)} shop`;
  const ready = until("docker exec pg pg_isready -q -h 127.0.0.1 -U ann -d shop");
  await see(`${run} && ${ready}`);
  await see(ask("CREATE TABLE boats (name text); INSERT INTO boats VALUES ('나루')"));
  expect((await type(ask("SELECT 1", "wrong"))).output).toContain("password authentication failed");
  await see(`docker stop pg && docker rm pg && ${run} && ${ready}`);
  expect(await see(ask("SELECT name FROM boats"))).toBe("나루");
  expect(await see("docker logs pg 2>&1")).toContain("Skipping initialization");
});

test("redis answers other containers, and keeps what was saved", async () => {
  await see(`docker volume create --label ${label} hub-images-redis`);
  const run = `docker run ${started} --name cache -v hub-images-redis:/data ${tagOf("redis")} --appendonly yes`;
  const ask = (words: string) =>
    `docker run --rm --network hub-images ${tagOf("redis")} redis-cli -h cache ${words} 2>/dev/null`;
  await see(`${run} && ${until("docker exec cache redis-cli ping >/dev/null 2>&1")}`);
  expect(await see(ask("ping"))).toBe("PONG");
  expect(await see(ask("set boat naru"))).toBe("OK");
  await see(`docker stop cache && docker rm cache && ${run}`);
  await see(until("docker exec cache redis-cli get boat 2>/dev/null | grep -q naru"));
  expect(await see("docker exec cache sh -c 'cat /proc/1/status' | grep ^Uid")).toMatch(/999\s+999/);
});

describe("languages", () => {
  const serves = async (id: string, command: string) => {
    await see(`docker run ${started} --name app ${tagOf(id)} sh -c ${quote(command)}`);
    const page = await see(
      `${until(`${fetch("app:8000/hello.txt")} >$DOCKER_CONFIG/page 2>/dev/null`)} && cat $DOCKER_CONFIG/page`,
    );
    await removeContainers();
    return page;
  };
  const inFolder = "mkdir /app && cd /app && echo ahoy > hello.txt";

  test("python runs a program, has pip and venv, and serves a page", async () => {
    const program = "python3 -c 'print(6 * 7)'; pip --version; python -m venv /v && /v/bin/pip --version";
    expect(await see(`docker run --rm --network none ${tagOf("python")} sh -ec ${quote(program)}`)).toMatch(
      /^42\npip .*python 3\.13\)\npip .*\/v\//,
    );
    expect(await serves("python", `${inFolder} && exec python -m http.server 8000`)).toBe("ahoy");
  });

  test("ruby runs a program, has bundler, and serves a page", async () => {
    const program = "ruby -e 'puts 6 * 7'; bundle --version; gem --version; irb --version";
    expect(await see(`docker run --rm --network none ${tagOf("ruby")} sh -ec ${quote(program)}`)).toMatch(
      /^42\nBundler version /,
    );
    expect(await serves("ruby", `${inFolder} && exec ruby -run -e httpd . -p 8000`)).toBe("ahoy");
  });

  test("java compiles with the JDK, runs with the JRE, and serves a page", async () => {
    const source = 'class Hello { public static void main(String[] args) { System.out.println("나루"); } }';
    const volume = "-v hub-images-java:/app -w /app --rm --network none";
    await see(`docker volume create --label ${label} hub-images-java`);
    const compile = `echo ${quote(source)} > Hello.java && javac Hello.java && jar -cfe app.jar Hello Hello.class`;
    await see(`docker run ${volume} ${tagOf("eclipse-temurin-jdk")} sh -c ${quote(compile)}`);
    expect(await see(`docker run ${volume} ${tagOf("eclipse-temurin")} java -jar app.jar`)).toBe("나루");
    const { exitCode } = await type(`docker run ${volume} ${tagOf("eclipse-temurin")} javac -version`);
    expect(exitCode).toBe(127);
    expect(await serves("eclipse-temurin", `${inFolder} && exec java -m jdk.httpserver -b 0.0.0.0 -p 8000`)).toBe(
      "ahoy",
    );
  });
});

test("registry takes a push of whom htpasswd knows, and gives the image back", async () => {
  const auth =
    "-e REGISTRY_AUTH=htpasswd -e REGISTRY_AUTH_HTPASSWD_REALM=naru -e REGISTRY_AUTH_HTPASSWD_PATH=/auth/htpasswd";
  await see(`docker volume create --label ${label} hub-images-auth`);
  const password = "htpasswd -Bbc -C 4 /auth/htpasswd ann pw";
  await see(`docker run --rm -v hub-images-auth:/auth ${tagOf("httpd")} ${password}`);
  await see(
    `docker run ${started} --name reg -p 127.0.0.1:5055:5000 -v hub-images-auth:/auth:ro ${auth} ${tagOf("distribution")}`,
  );
  await see(until("docker logs reg 2>&1 | grep -q 'listening on'"));
  const mine = "127.0.0.1:5055/ann/busybox";
  try {
    await see(`docker tag ${tagOf("busybox")} ${mine}`);
    expect((await type(`docker push ${mine}`)).output).toContain("no basic auth credentials");
    expect((await type("echo no | docker login -u ann --password-stdin 127.0.0.1:5055")).exitCode).toBe(1);
    await see("echo pw | docker login -u ann --password-stdin 127.0.0.1:5055");
    expect(await see(`docker push ${mine}`)).toContain("digest: sha256:");
    await see(`docker rmi ${mine} && docker pull -q ${mine} && docker run --rm ${mine} true`);
  } finally {
    await type(`docker rmi ${mine}; docker logout 127.0.0.1:5055`);
  }
});
