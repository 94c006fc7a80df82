import { defineConfig } from "@playwright/test";

const { NARU_E2E_URL: baseURL, NARU_E2E_BROWSER: executablePath } = process.env;
if (!baseURL || !executablePath) throw new Error("The set-up is missing: run `npm test -- e2e`");

/** Debian's Chromium as root, and quiet: none of its own requests leave the machine. */
const CHROMIUM_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `npm test` makes everything the server needs and says where it is; see scripts/test.ts. */
export default defineConfig({
  testDir: "e2e",
  outputDir: ".naru/playwright",
  // limits are for what hangs: a browser, a server and an engine share two slow processors
  timeout: 240_000,
  expect: { timeout: 30_000 },
  use: {
    baseURL,
    viewport: { width: 1280, height: 800 },
    // a film of every page costs more than the page: what was done and asked is kept, and a picture of the end
    trace: { mode: "retain-on-failure", screenshots: false, snapshots: false, sources: false },
    screenshot: "only-on-failure",
    launchOptions: { executablePath, args: CHROMIUM_FLAGS },
  },
  webServer: {
    // what the server said of a failed test is read there
    command: "exec node --import tsx scripts/serve.ts > .naru/e2e-server.log 2>&1",
    url: `${baseURL}/api/health`,
    timeout: 90_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 20_000 },
  },
  projects: [
    { name: "site", testMatch: "*.spec.ts", testIgnore: "accidents/**" },
    // they take the server and the engine away from everybody, so nobody else may be at work
    { name: "accidents", testMatch: "accidents/*.spec.ts", dependencies: ["site"] },
  ],
  // one browser at a time: two keep both processors full, and then every wait is a test of the machine
  workers: 1,
});
