import { access } from "node:fs/promises";
import { canInstallPackages, findProgram, installPackages } from "./run-command";
import { SetupError } from "./setup-error";

interface TestPackage {
  package: string;
  isThere: () => Promise<boolean>;
}

const withProgram = (name: string, program: string): TestPackage => ({
  package: name,
  isThere: async () => (await findProgram(program)) !== undefined,
});
const withFile = (name: string, file: string): TestPackage => ({ package: name, isThere: () => exists(file) });

/** What a browser needs to be tested with Korean text and symbols. */
const BROWSER = [
  withProgram("chromium", "chromium"),
  withFile("fonts-noto-cjk", "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
  withFile("fonts-noto-color-emoji", "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
];

/** What the sandbox's own programs need to be built and run outside of one, by the unit tests. */
const TOOLS = [
  withProgram("gcc", "gcc"),
  withFile("libc6-dev", "/usr/include/stdlib.h"),
  withProgram("make", "make"),
  withProgram("perl", "perl"),
  withProgram("inotify-tools", "inotifywait"),
];

/** Debian's Chromium and fonts, installed where they are missing and we may. Returns the path of the browser. @throws SetupError TEST_PACKAGES_MISSING. */
export async function ensureBrowser(report: (line: string) => void, signal: AbortSignal): Promise<string> {
  await ensurePackages(BROWSER, "The browser tests need", report, signal);
  const browser = await findProgram("chromium");
  if (!browser)
    throw new SetupError(
      "TEST_PACKAGES_MISSING",
      "There is no chromium even after installing it.",
      "See what apt-get install chromium says.",
    );
  return browser;
}

/** Compiler and tools of the unit tests, installed where they are missing and we may. @throws SetupError TEST_PACKAGES_MISSING. */
export async function ensureTestTools(report: (line: string) => void, signal: AbortSignal): Promise<void> {
  await ensurePackages(TOOLS, "The unit tests need", report, signal);
}

async function ensurePackages(
  needed: readonly TestPackage[],
  sentence: string,
  report: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const missing: string[] = [];
  for (const one of needed) if (!(await one.isThere())) missing.push(one.package);
  if (missing.length === 0) return;
  if (!(await canInstallPackages())) {
    const names = missing.join(" ");
    throw new SetupError(
      "TEST_PACKAGES_MISSING",
      `${sentence} ${missing.join(", ")}.`,
      `Type: sudo apt-get install ${names}`,
    );
  }
  await installPackages(missing, { report, signal });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
