import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { OpenExec } from "../terminal";
import { maxFileBytes, openSandboxFiles, type SandboxFiles, type SandboxFilesHandlers } from ".";

// Thousands of files on a busy disk; every wait inside has its own, shorter limit.
vi.setConfig({ testTimeout: 30_000 });

const program = fileURLToPath(new URL("../../images/sandbox/files/naru-files", import.meta.url));

const openLocal: OpenExec = async ([, ...args]) => {
  const child = spawn("perl", [program, ...args], { stdio: "pipe" });
  programPid = child.pid;
  const exit = new Promise<number>((resolve) => child.on("exit", (code) => resolve(code ?? -1)));
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, exit, destroy: () => child.stdin.destroy() };
};

/** Of the program started last. */
let programPid: number | undefined;
const watcherPid = () => Number(readFileSync(`/proc/${programPid}/task/${programPid}/children`, "utf8").trim());

let base: string;
let root: string;
let files: SandboxFiles;
const handlers = {
  onChanged: vi.fn<(paths: string[]) => void>(),
  onRescan: vi.fn(),
  onUnwatched: vi.fn(),
  onLost: vi.fn(),
} satisfies SandboxFilesHandlers;

beforeEach(async () => {
  vi.clearAllMocks();
  base = realpathSync(mkdtempSync(join(tmpdir(), "naru-files-")));
  root = join(base, "home");
  mkdirSync(root);
  writeFileSync(join(base, "secret"), "canary");
  files = await openSandboxFiles(openLocal, { root }, handlers);
});
afterEach(() => {
  files.close();
  rmSync(base, { recursive: true, force: true });
});

const text = (content: string) => Buffer.from(content);
const rejects = (promise: Promise<unknown>, code: string) => expect(promise).rejects.toMatchObject({ code });

describe("reading and writing", () => {
  test("a file comes back as it was written, names in Hangul too", async () => {
    const written = await files.write("문서/메모 1.txt", text("안녕\n"), { createParents: true });
    const file = await files.read("문서/메모 1.txt");
    expect(file.bytes.toString()).toBe("안녕\n");
    expect(file).toMatchObject({ isBinary: false, version: written.version, size: 7, mtimeMs: written.mtimeMs });
    expect(written.version).toBe(
      execFileSync("sha1sum", [join(root, "문서/메모 1.txt")])
        .toString()
        .slice(0, 40),
    );
    const { entries } = await files.list();
    expect(entries.map(({ path, type }) => [path, type])).toEqual([
      ["문서", "dir"],
      ["문서/메모 1.txt", "file"],
    ]);
  });

  test("a write keeps the mode, leaves no temporary file and refuses a stale version", async () => {
    writeFileSync(join(root, "run.sh"), "one");
    chmodSync(join(root, "run.sh"), 0o755);
    const { version } = await files.read("run.sh");
    const second = await files.write("run.sh", text("two"), { ifVersion: version });
    expect(statSync(join(root, "run.sh")).mode & 0o7777).toBe(0o755);
    await rejects(files.write("run.sh", text("three"), { ifVersion: version }), "CONFLICT");
    await files.write("run.sh", text("four"), { ifVersion: second.version });
    rmSync(join(root, "run.sh"));
    await rejects(files.write("run.sh", text("five"), { ifVersion: second.version }), "CONFLICT");
    expect(readdirSync(root)).toEqual([]);
  });

  test("2 MiB pass, a byte more does not", async () => {
    const big = Buffer.alloc(maxFileBytes, "\0\xffx", "latin1");
    await files.write("big", big);
    const file = await files.read("big");
    expect(file.bytes.equals(big)).toBe(true);
    expect(file.isBinary).toBe(true);
    await rejects(files.write("big", Buffer.alloc(maxFileBytes + 1)), "TOO_LARGE");
    execFileSync("truncate", ["-s", "100G", join(root, "huge")]);
    await rejects(files.read("huge"), "TOO_LARGE");
    const grown = files.write("huge", text("x"), { ifVersion: "0".repeat(40) });
    await rejects(grown, "CONFLICT");
  });

  test("create, createDirectory, rename and remove", async () => {
    await files.create("a/b/new.txt", text("x"), { createParents: true });
    await rejects(files.create("a/b/new.txt"), "EXISTS");
    await files.createDirectory("c");
    await rejects(files.createDirectory("c"), "EXISTS");
    await rejects(files.createDirectory("no/such"), "NOT_FOUND");
    await files.rename("a/b/new.txt", "c/moved.txt");
    await files.create("other.txt");
    await rejects(files.rename("other.txt", "c/moved.txt"), "EXISTS");
    await files.rename("other.txt", "c/moved.txt", { overwrite: true });
    await files.remove("c");
    expect(existsSync(join(root, "c"))).toBe(false);
    await rejects(files.remove("c"), "NOT_FOUND");
    await rejects(files.read("a"), "IS_DIRECTORY");
    await rejects(files.read("a/b/gone"), "NOT_FOUND");
  });
});

describe("staying inside", () => {
  test.each([
    "../secret",
    "/etc/passwd",
    "a/../../secret",
    ".",
    "",
    "a//b",
    "a/",
    "x\0y",
    "half \ud83d",
    `${"d/".repeat(3000)}x`,
    "n".repeat(256),
  ])("the path %j is refused by every operation", async (path) => {
    mkdirSync(join(root, "a"));
    for (const call of [
      files.read(path),
      files.write(path, text("x"), { createParents: true }),
      files.create(path),
      files.createDirectory(path),
      files.rename(path, "x"),
      files.rename("a", path),
      files.remove(path),
    ]) {
      await rejects(call, "BAD_PATH");
    }
    expect(readFileSync(join(base, "secret"), "utf8")).toBe("canary");
  });

  test("links lead nowhere outside, and one inside is followed on the way only", async () => {
    symlinkSync(base, join(root, "up"));
    symlinkSync("../secret", join(root, "leak"));
    symlinkSync("/proc/self/root", join(root, "rootfs"));
    symlinkSync("loop", join(root, "loop"));
    mkdirSync(join(root, "real"));
    writeFileSync(join(root, "real/file"), "fine");
    symlinkSync("real", join(root, "alias"));
    symlinkSync("real/file", join(root, "alias-file"));
    await rejects(files.read("up/secret"), "OUTSIDE_ROOT");
    await rejects(files.write("up/new", text("x"), { createParents: true }), "OUTSIDE_ROOT");
    await rejects(files.create("up/made/new", text("x"), { createParents: true }), "OUTSIDE_ROOT");
    await rejects(files.rename("real/file", "up/stolen"), "OUTSIDE_ROOT");
    await rejects(files.remove("up/secret"), "OUTSIDE_ROOT");
    await rejects(files.read("rootfs/etc/passwd"), "OUTSIDE_ROOT");
    await rejects(files.read("leak"), "NOT_A_FILE");
    await rejects(files.write("leak", text("x")), "NOT_A_FILE");
    await rejects(files.create("leak", text("x")), "EXISTS");
    await rejects(files.read("loop/x"), "NOT_FOUND");
    await rejects(files.read("alias-file"), "NOT_A_FILE");
    expect((await files.read("alias/file")).bytes.toString()).toBe("fine");
    const { entries } = await files.list();
    expect(entries.find((entry) => entry.path === "up")).toMatchObject({ type: "link" });
    expect(entries.some((entry) => entry.path.startsWith("up/"))).toBe(false);
    await files.remove("up");
    await files.remove("leak");
    expect(readdirSync(base).sort()).toEqual(["home", "secret"]);
    expect(readFileSync(join(base, "secret"), "utf8")).toBe("canary");
  });

  test("removing a tree removes the links in it and not what they point to", async () => {
    mkdirSync(join(root, "tree/deep"), { recursive: true });
    symlinkSync(base, join(root, "tree/deep/up"));
    await files.remove("tree");
    expect(existsSync(join(base, "secret"))).toBe(true);
    expect(existsSync(join(root, "tree"))).toBe(false);
  });

  test("a link swapped in all the time never lets a byte out", async () => {
    const swapper = spawn(
      "bash",
      ["-c", "while :; do ln -sfn .. d; rm -f d; mkdir d 2>/dev/null; echo mine > d/secret; rm -rf d; done"],
      { cwd: root },
    );
    try {
      for (let i = 0; i < 300; i++) {
        const got = await files.read("d/secret").then(
          (file) => file.bytes.toString(),
          (error) => error.code,
        );
        expect(got).not.toContain("canary");
      }
    } finally {
      swapper.kill("SIGKILL");
    }
  });

  test("FIFOs, sockets and devices are never opened", async () => {
    execFileSync("mkfifo", [join(root, "fifo")]);
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(root, "socket"), resolve));
    symlinkSync("/dev/zero", join(root, "zero"));
    for (const name of ["fifo", "socket", "zero"]) {
      await rejects(files.read(name), "NOT_A_FILE");
      await rejects(files.write(name, text("x")), "NOT_A_FILE");
    }
    const { entries } = await files.list();
    expect(entries.map(({ path, type }) => [path, type])).toEqual([
      ["fifo", "other"],
      ["socket", "other"],
      ["zero", "link"],
    ]);
    server.close();
  });
});

describe("listing", () => {
  test("odd names do no harm: a newline is kept, bytes that are no UTF-8 are counted", async () => {
    execFileSync(
      "bash",
      ["-c", `touch $'new\\nline' $'quote"\\\\' $'bad\\xff' $'\\xed\\xa0\\x80' '{"id":1,"ok":true}'`],
      { cwd: root },
    );
    const { entries, skipped } = await files.list();
    expect(entries.map((entry) => entry.path).sort()).toEqual(["new\nline", 'quote"\\', '{"id":1,"ok":true}'].sort());
    expect(skipped).toBe(2);
    expect((await files.read("new\nline")).size).toBe(0);
  });

  test("caches are skipped; what is too deep or too much is cut and said so", async () => {
    for (const name of ["node_modules", ".git", ".cache", "1/2/3/4/5/6/7/8/9"])
      mkdirSync(join(root, name, "in"), { recursive: true });
    const deep = await files.list();
    expect(deep.entries.map((entry) => entry.path).at(-1)).toBe("1/2/3/4/5/6/7/8");
    expect(deep).toMatchObject({ truncated: true });
    expect(deep.entries).toHaveLength(8);
    expect((await files.list({ path: "1/2/3/4/5/6/7/8" })).entries.map((entry) => entry.path)).toEqual([
      "1/2/3/4/5/6/7/8/9",
      "1/2/3/4/5/6/7/8/9/in",
    ]);
    execFileSync("bash", ["-c", "touch f{1..2500}"], { cwd: root });
    const wide = await files.list();
    expect(wide.entries).toHaveLength(2000);
    expect(wide.truncated).toBe(true);
  });
});

describe("watching", () => {
  const told = () => handlers.onChanged.mock.calls.flatMap(([paths]) => paths);
  const untilTold = (path: string) => vi.waitFor(() => expect(told()).toContain(path), { timeout: 5000, interval: 5 });

  test("changes are told, also in new and in moved directories, but not those in caches", async () => {
    mkdirSync(join(root, "node_modules"));
    await files.watch();
    writeFileSync(join(root, "node_modules/x"), "");
    writeFileSync(join(root, "파일"), "x");
    await untilTold("파일");
    mkdirSync(join(root, "new/deep"), { recursive: true });
    await untilTold("new");
    writeFileSync(join(root, "new/deep/file"), "x");
    await untilTold("new/deep/file");
    await files.rename("new", "moved");
    await untilTold("moved");
    writeFileSync(join(root, "moved/deep/second"), "x");
    await untilTold("moved/deep/second");
    await files.write("written", text("x"));
    await untilTold("written");
    await files.remove("written");
    expect(told().filter((path) => path.startsWith("node_modules/") || path.includes(".naru-"))).toEqual([]);
    await rejects(files.watch(), "EXISTS");
  });

  test("many changes come in few events, one that has no name in JSON as a rescan", async () => {
    await files.watch();
    const begun = performance.now();
    execFileSync("bash", ["-c", "for i in {1..500}; do echo > a$i; done"], { cwd: root });
    await untilTold("a500");
    expect(handlers.onChanged.mock.calls.length).toBeLessThanOrEqual((performance.now() - begun) / 100 + 2);
    execFileSync("bash", ["-c", "touch $'bad\\xff'"], { cwd: root });
    await vi.waitFor(() => expect(handlers.onRescan).toHaveBeenCalled(), { timeout: 5000 });
  });

  test("a queue of the kernel's that ran over ends in a rescan after the last change", async () => {
    const shm = mkdtempSync("/dev/shm/naru-files-");
    const storm = await openSandboxFiles(openLocal, { root: shm }, handlers);
    try {
      await storm.watch();
      process.kill(watcherPid(), "SIGSTOP");
      execFileSync("bash", ["-c", "for name in f{1..9}{1..9}{1..9}{10..29}; do : > $name; done"], { cwd: shm });
      process.kill(watcherPid(), "SIGCONT");
      await vi.waitFor(() => expect(handlers.onRescan).toHaveBeenCalled(), { timeout: 8000 });
    } finally {
      storm.close();
      rmSync(shm, { recursive: true, force: true });
    }
  });

  test("a watcher that was ended is told and can be started again", async () => {
    await files.watch();
    process.kill(watcherPid());
    await vi.waitFor(() =>
      expect(handlers.onUnwatched).toHaveBeenCalledWith(expect.objectContaining({ code: "WATCH_ENDED" })),
    );
    await files.watch();
    writeFileSync(join(root, "again"), "x");
    await untilTold("again");
  });
});

describe("the link", () => {
  test("a line that never ends, and lines that are nonsense, are answered and survived", async () => {
    const exec = await openLocal(["naru-files", root]);
    let output = "";
    exec.stdout.on("data", (chunk) => {
      output += chunk;
    });
    exec.stdin.write("x".repeat(9 * 1024 * 1024));
    exec.stdin.write(
      '\n[]\n{"id":{}}\n{"id":1,"op":"nope"}\n{"id":2,"op":"write","path":"a","content":"???"}\n{"id":3,"op":"list","path":["x"]}\n',
    );
    exec.stdin.end('{"id":4,"op":"list"}\n');
    expect(await exec.exit).toBe(0);
    const answers = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id, code }) => [id, code])).toEqual([
      [null, "LINE_TOO_LONG"],
      [null, "BAD_REQUEST"],
      [null, "BAD_REQUEST"],
      [1, "BAD_REQUEST"],
      [2, "BAD_REQUEST"],
      [3, "BAD_PATH"],
      [4, undefined],
    ]);
  });

  test("a root that is not there is a lost link", async () => {
    const gone = await openSandboxFiles(openLocal, { root: join(base, "none") }, handlers);
    await rejects(gone.list(), "LOST");
    expect(handlers.onLost).toHaveBeenCalledOnce();
    await rejects(gone.list(), "LOST");
  });

  function openFake(requestTimeoutMs?: number) {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const destroy = vi.fn();
    const open: OpenExec = async () => ({
      stdin,
      stdout,
      stderr: new PassThrough(),
      exit: new Promise(() => {}),
      destroy,
    });
    return { stdin, stdout, destroy, files: openSandboxFiles(open, { root: "/", requestTimeoutMs }, handlers) };
  }

  test.each([
    ["no JSON", "hello\n"],
    ["an unknown message", '{"event":"format"}\n'],
    ["a changed path that leads out", '{"event":"changed","paths":["../x"]}\n'],
    ["a line without end", "x".repeat(9 * 1024 * 1024)],
  ])("%s ends it", async (_, line) => {
    const fake = openFake();
    const files = await fake.files;
    const listing = files.list();
    fake.stdout.write(line);
    await rejects(listing, "PROTOCOL");
    expect(fake.destroy).toHaveBeenCalledOnce();
  });

  test("an answer of the wrong shape, a late one and none at all fail their request only", async () => {
    const fake = openFake(50);
    const files = await fake.files;
    const listing = files.list();
    fake.stdout.write('{"id":1,"ok":true,"entries":[{"path":"/etc/passwd"}],"truncated":false,"skipped":0}\n');
    await rejects(listing, "PROTOCOL");
    await rejects(files.read("x"), "TIMEOUT");
    fake.stdout.write('{"id":2,"ok":true}\n');
    const removal = files.remove("x");
    fake.stdout.write('{"id":3,"ok":true}\n');
    await removal;
    const controller = new AbortController();
    const aborted = files.list({ signal: controller.signal });
    controller.abort();
    await rejects(aborted, "ABORTED");
    const many = Array.from({ length: 65 }, () => files.list());
    await rejects(many.at(-1) as Promise<unknown>, "BUSY");
    files.close();
    await Promise.allSettled(many);
  });
});
