import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { type Engine, isEngineError } from "../../lib/docker";
import { canInstallPackages, findProgram, installPackages, runCommand } from "./run-command";
import { SetupError } from "./setup-error";

export const BASE_IMAGE = "naru-base:trixie";

const SUITE = "trixie";
const REGISTRY_WAIT_MS = 8_000;
const PULL_TIMEOUT_MS = 600_000;
const BOOTSTRAP_TIMEOUT_MS = 900_000;
const SOURCES = [
  `deb http://deb.debian.org/debian ${SUITE} main`,
  `deb http://deb.debian.org/debian ${SUITE}-updates main`,
  `deb http://deb.debian.org/debian-security ${SUITE}-security main`,
];
/** Nobody reads manuals in a sandbox, and texts there are English: the image stays a third smaller. */
const LEFT_OUT = [
  "/usr/share/doc/*",
  "/usr/share/info/*",
  "/usr/share/lintian/*",
  "/usr/share/locale/*",
  "/usr/share/man/*",
];
const KEPT = ["/usr/share/doc/*/copyright"];
const DPKG_OPTIONS = [...LEFT_OUT.map((path) => `path-exclude=${path}`), ...KEPT.map((path) => `path-include=${path}`)];

export interface BaseImageOptions {
  /** For the archive while it is made. */
  dataDir: string;
  report?: (line: string) => void;
  signal?: AbortSignal;
}

/** A small Debian on the machine's engine: from a registry where one answers, else made from Debian's packages. */
export async function ensureBaseImage(engine: Engine, options: BaseImageOptions): Promise<string> {
  if (await hasImage(engine, BASE_IMAGE, options.signal)) return BASE_IMAGE;
  if (!(await pull(engine, options))) await bootstrap(engine, options);
  return BASE_IMAGE;
}

async function hasImage(engine: Engine, tag: string, signal?: AbortSignal): Promise<boolean> {
  try {
    await engine.request("GET", `/images/${tag}/json`, { signal });
    return true;
  } catch (error) {
    if (isEngineError(error, "NOT_FOUND")) return false;
    throw error;
  }
}

const failureSchema = z.object({ error: z.string() });

async function pull(engine: Engine, { report, signal }: BaseImageOptions): Promise<boolean> {
  report?.(`Pulling debian:${SUITE}-slim`);
  const tooSlow = new AbortController();
  const timer = setTimeout(() => tooSlow.abort(), REGISTRY_WAIT_MS);
  try {
    const lines = engine.stream("/images/create", {
      method: "POST",
      query: { fromImage: "debian", tag: `${SUITE}-slim` },
      signal: signal ? AbortSignal.any([signal, tooSlow.signal]) : tooSlow.signal,
      timeoutMs: PULL_TIMEOUT_MS,
    });
    for await (const line of lines) {
      clearTimeout(timer);
      const failure = failureSchema.safeParse(line);
      if (failure.success) throw new Error(failure.data.error);
    }
    await engine.request("POST", `/images/debian:${SUITE}-slim/tag`, {
      query: { repo: "naru-base", tag: SUITE },
      signal,
    });
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    report?.(`No registry answers (${error instanceof Error ? error.message : String(error)})`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}

async function bootstrap(engine: Engine, options: BaseImageOptions): Promise<void> {
  const { report, signal, dataDir } = options;
  const tool = await findBootstrapTool(options);
  await mkdir(dataDir, { recursive: true });
  const folder = await mkdtemp(join(dataDir, "base-"));
  const archive = join(folder, "base.tar");
  try {
    report?.(`Making a small Debian from its packages (${tool})`);
    if (tool === "mmdebstrap") await runMmdebstrap(archive, options);
    else await runDebootstrap(folder, archive, options);
    const lines = engine.stream("/images/create", {
      method: "POST",
      query: { fromSrc: "-", repo: "naru-base", tag: SUITE, changes: 'CMD ["bash"]' },
      upload: createReadStream(archive),
      signal,
      timeoutMs: PULL_TIMEOUT_MS,
    });
    for await (const line of lines) {
      const failure = failureSchema.safeParse(line);
      if (failure.success)
        throw new SetupError("BASE_IMAGE_UNAVAILABLE", "The engine refused the base image.", failure.data.error);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type BootstrapTool = "mmdebstrap" | "debootstrap";

async function findBootstrapTool(options: BaseImageOptions): Promise<BootstrapTool> {
  for (const tool of ["mmdebstrap", "debootstrap"] as const) if (await findProgram(tool)) return tool;
  if (!(await canInstallPackages()))
    throw new SetupError(
      "BASE_IMAGE_UNAVAILABLE",
      "No registry answers, and there is no tool to make a Debian image from packages.",
      `Type: docker pull debian:${SUITE}-slim && docker tag debian:${SUITE}-slim ${BASE_IMAGE}, or: sudo apt-get install mmdebstrap; then start again.`,
    );
  for (const tool of ["mmdebstrap", "debootstrap"] as const) {
    try {
      await installPackages([tool, "debian-archive-keyring"], options);
      return tool;
    } catch (error) {
      options.signal?.throwIfAborted();
      if (tool === "debootstrap") throw error;
    }
  }
  return "debootstrap";
}

async function runMmdebstrap(archive: string, { report, signal }: BaseImageOptions): Promise<void> {
  const args = [
    "--variant=minbase",
    "--include=ca-certificates",
    '--aptopt=Apt::Install-Recommends "false"',
    ...DPKG_OPTIONS.map((option) => `--dpkgopt=${option}`),
    "--format=tar",
    SUITE,
    archive,
    ...SOURCES,
  ];
  await runCommand("mmdebstrap", args, { report, signal, timeoutMs: BOOTSTRAP_TIMEOUT_MS });
}

async function runDebootstrap(folder: string, archive: string, { report, signal }: BaseImageOptions): Promise<void> {
  const root = join(folder, "root");
  const call = { report, signal, timeoutMs: BOOTSTRAP_TIMEOUT_MS };
  await runCommand(
    "debootstrap",
    ["--variant=minbase", "--include=ca-certificates", SUITE, root, "http://deb.debian.org/debian"],
    call,
  );
  await writeFile(join(root, "etc/apt/sources.list"), `${SOURCES.join("\n")}\n`);
  await writeFile(join(root, "etc/apt/apt.conf.d/99naru"), 'Apt::Install-Recommends "false";\n');
  await writeFile(join(root, "etc/dpkg/dpkg.cfg.d/99naru"), `${DPKG_OPTIONS.join("\n")}\n`);
  const excluded = [
    "./usr/share/man/*",
    "./usr/share/info/*",
    "./usr/share/locale/*",
    "./usr/share/lintian/*",
    "./var/cache/apt/archives/*.deb",
    "./var/lib/apt/lists/*",
    "./dev/*",
  ];
  await runCommand(
    "tar",
    ["--numeric-owner", ...excluded.map((path) => `--exclude=${path}`), "-C", root, "-cf", archive, "."],
    call,
  );
}
