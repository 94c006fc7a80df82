import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { build as bundle } from "esbuild";
import { z } from "zod";
import { waitForLock } from "../lock.mjs";
import type { Report, Stages } from "../stages";
import { runCommand } from "./run-command";
import { SetupError } from "./setup-error";

export const BUILD_STAGES = ["Editor", "Pages", "Server"] as const;
type BuildStage = (typeof BUILD_STAGES)[number];

const BUILD_TIMEOUT_MS = 15 * 60_000;
const STAMPS = "dist/built.json";
const stampsSchema = z.record(z.string(), z.string());

interface Part {
  title: BuildStage;
  /** Files and folders that decide over the result, beside the installed packages. */
  sources: string[];
  /** What must be there for the result to be whole. */
  result: string;
  make(report: Report, signal: AbortSignal): Promise<void>;
}

const PARTS: Record<BuildStage, Part> = {
  Editor: {
    title: "Editor",
    sources: ["scripts/build-monaco.ts", "app/client/editor", "app/components/editor"],
    result: "public/monaco",
    make: (report, signal) => runTypeScript("scripts/build-monaco.ts", report, signal),
  },
  Pages: {
    title: "Pages",
    sources: [
      "app",
      "lib",
      "i18n",
      "public",
      "next.config.mjs",
      "postcss.config.mjs",
      "proxy.ts",
      "instrumentation.ts",
      "tsconfig.json",
      "prisma/schema.prisma",
    ],
    result: ".next/BUILD_ID",
    make: (report, signal) => runNode(["node_modules/next/dist/bin/next", "build"], report, signal),
  },
  Server: {
    title: "Server",
    sources: ["server", "lib", "tsconfig.json", "prisma/schema.prisma"],
    result: "dist/server.mjs",
    make: bundleServer,
  },
};

/**
 * Makes what `node dist/server.mjs` serves; parts whose sources have not changed are left alone.
 * Only one process of a clone builds at a time.
 */
export async function buildAll(stages: Stages, signal: AbortSignal): Promise<void> {
  const release = await waitForLock(
    ".naru/build.lock",
    "building",
    ({ pid }) => stages.say(`Waiting for process ${pid}, which builds in this folder …`),
    signal,
  );
  try {
    await mkdir("dist", { recursive: true });
    // the pages are told where the editor's files lie, so the editor comes first
    await runPart(PARTS.Editor, stages, signal);
    await runPart(PARTS.Pages, stages, signal);
    await runPart(PARTS.Server, stages, signal);
  } finally {
    release();
  }
}

/** The editor alone: all that `npm run dev` needs built. */
export function buildEditor(stages: Stages, signal: AbortSignal): Promise<void> {
  return runPart(PARTS.Editor, stages, signal);
}

async function runPart(part: Part, stages: Stages, signal: AbortSignal): Promise<void> {
  await stages.run(
    part.title,
    async (report) => {
      const hash = await hashSources(part);
      if ((await readStamps())[part.title] === hash && (await exists(part.result))) return false;
      await writeStamp(part.title, undefined);
      try {
        await part.make(report, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw new SetupError("BUILD_FAILED", `${part.title} could not be built.`, toHint(error), { cause: error });
      }
      await writeStamp(part.title, hash);
      return true;
    },
    (isBuiltNow) => (isBuiltNow ? "built" : "unchanged, checked"),
  );
}

function toHint(error: unknown): string {
  const hint = error instanceof SetupError ? error.hint : error instanceof Error ? error.message : String(error);
  return `${hint}\nMend this, then run the same command again.`;
}

async function bundleServer(): Promise<void> {
  await bundle({
    entryPoints: ["server/index.ts"],
    outfile: PARTS.Server.result,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: true,
    logLevel: "silent",
  });
}

function runTypeScript(script: string, report: Report, signal: AbortSignal): Promise<void> {
  return runNode(["--import", "tsx", script], report, signal);
}

function runNode(args: readonly string[], report: Report, signal: AbortSignal): Promise<void> {
  const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  return runCommand(process.execPath, args, { report, signal, timeoutMs: BUILD_TIMEOUT_MS, env });
}

async function hashSources({ sources }: Part): Promise<string> {
  const sum = createHash("sha256").update(process.versions.modules);
  for (const source of ["package-lock.json", ...sources]) await addToHash(sum, source);
  return sum.digest("hex");
}

async function addToHash(sum: ReturnType<typeof createHash>, file: string): Promise<void> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => undefined);
  if (!entries) {
    const content = await readFile(file).catch(() => undefined);
    if (content) sum.update(`${file}\0${content.length}\0`).update(content);
    return;
  }
  const names = entries.map((entry) => entry.name).filter((name) => !/\.test\.tsx?$/.test(name));
  for (const name of names.sort()) await addToHash(sum, path.join(file, name));
}

async function readStamps(): Promise<Record<string, string>> {
  try {
    return stampsSchema.parse(JSON.parse(await readFile(STAMPS, "utf8")));
  } catch {
    return {};
  }
}

async function writeStamp(title: BuildStage, hash: string | undefined): Promise<void> {
  const { [title]: _, ...others } = await readStamps();
  await writeFile(`${STAMPS}.new`, JSON.stringify(hash ? { ...others, [title]: hash } : others));
  await rename(`${STAMPS}.new`, STAMPS);
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === "EISDIR",
  );
}
