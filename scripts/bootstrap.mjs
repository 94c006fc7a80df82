// The door of every npm command: makes sure of Node and of node_modules, then hands over to scripts/<command>.ts.
// Until Node's version is known only syntax and modules that old versions have: no node: imports, no top-level await.
import { spawn } from "child_process";
import { createHash } from "crypto";
import fs from "fs";
import path from "path";
import { fileURLToPath, pathToFileURL } from "url";

const OLDEST = [20, 9];
const ROOT = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [command = "", ...args] = process.argv.slice(2);
const isTerminal = Boolean(process.stdout.isTTY);

main().catch((error) => {
  process.stderr.write(`\n${error.isForPeople ? error.message : error.stack}\n`);
  process.exitCode = 1;
});

async function main() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw fail(
      `Naru needs Node ${OLDEST.join(".")} or newer; this is ${process.versions.node}.\nInstall it from https://nodejs.org or your system's packages, then run this again.`,
    );
  }
  const script = path.join(ROOT, "scripts", `${command}.ts`);
  if (!/^[a-z][a-z0-9-]*$/.test(command) || !fs.existsSync(script)) throw fail(`There is no command "${command}".`);
  process.chdir(ROOT);
  const { waitForLock } = await import("./lock.mjs");
  const release = await waitForLock(path.join(ROOT, ".naru", "install.lock"), "installing packages", ({ pid }) => {
    console.log(`Waiting for process ${pid}, which installs packages in this folder …`);
  });
  try {
    await ensurePackages();
    await ensureClient();
  } finally {
    release();
  }
  process.exitCode = await handOver(script);
}

/** An error whose message is all a person needs. */
function fail(message) {
  return Object.assign(new Error(message), { isForPeople: true });
}

/** `npm ci`, unless what it would install is there whole: it writes nothing of its own that tells, so the stamp is ours. */
async function ensurePackages() {
  const stamp = path.join(ROOT, "node_modules", ".naru-stamp");
  const wanted = hash(["package-lock.json", ".npmrc"], [process.platform, process.arch, process.versions.modules]);
  if (read(stamp) === wanted) return;
  // npm's own variables would make its child believe it runs inside this `npm start`
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(?!registry|cache|userconfig)|package_|lifecycle_)/.test(name),
    ),
  );
  const npm = process.env.npm_execpath ? [process.execPath, process.env.npm_execpath] : ["npm"];
  await runStep(
    "Packages",
    "installed",
    [...npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--include=dev"],
    env,
  );
  fs.writeFileSync(stamp, wanted);
}

/** Prisma's client, generated from the schema. Its CLI would download an engine it does not need for that: it is given any file instead. */
async function ensureClient() {
  const folder = path.join(ROOT, "generated");
  const stamp = path.join(folder, ".naru-stamp");
  const wanted = hash(["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"], []);
  if (read(stamp) === wanted) return;
  fs.rmSync(folder, { recursive: true, force: true });
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: "/bin/false", PRISMA_HIDE_UPDATE_MESSAGE: "1" };
  await runStep(
    "Database client",
    "generated",
    [process.execPath, "node_modules/prisma/build/index.js", "generate"],
    env,
  );
  fs.writeFileSync(stamp, wanted);
}

/** Runs a program with its output kept for the case that it fails, and says how long it takes. */
function runStep(title, done, [program, ...programArgs], env) {
  const startedAt = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startedAt) / 1000)} s`;
  const show = () =>
    isTerminal ? process.stdout.write(`\r\u001b[2K${title} … ${elapsed()}`) : console.log(`${title} … ${elapsed()}`);
  if (!isTerminal) console.log(`${title} …`);
  const timer = setInterval(show, isTerminal ? 1000 : 15_000);
  const child = spawn(program, programArgs, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-20_000);
    });
  }
  // Ctrl-C reaches the child by itself; without a listener we would die before it
  const wait = () => {};
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      clearInterval(timer);
      process.off("SIGINT", wait);
      if (isTerminal) process.stdout.write("\r\u001b[2K");
      if (code === 0) {
        console.log(`${title} … ${done} in ${elapsed()}`);
        return resolve(undefined);
      }
      if (signal === "SIGINT" || code === 130) return reject(fail("Stopped. Run the same command to go on."));
      reject(
        fail(
          `${output.trim()}\n\n${title}: ${programArgs.join(" ")} ended with ${code ?? signal}. Mend what it says above and run the same command again.`,
        ),
      );
    });
  });
}

/** The command itself, in a process that understands TypeScript; signals go to it and its exit code is ours. */
function handOver(script) {
  const tsx = pathToFileURL(path.join(ROOT, "node_modules/tsx/dist/loader.mjs")).href;
  const child = spawn(process.execPath, ["--import", tsx, script, ...args], { cwd: ROOT, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === "SIGINT" ? 2 : 15)));
  });
}

function hash(files, more) {
  const sum = createHash("sha256");
  for (const file of files) sum.update(read(path.join(ROOT, file)) ?? "").update("\0");
  return sum.update(more.join("\0")).digest("hex");
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
