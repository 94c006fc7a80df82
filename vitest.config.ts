import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const alias = { "@": path.resolve(import.meta.dirname) };
const ignored = ["node_modules/**", ".next/**", "dist/**", ".naru/**", "e2e/**"];

/** An emulated machine is slower by this factor (tests/lab.ts). */
const slowness = Number(process.env.NARU_TEST_SLOWNESS ?? 1);

export default defineConfig({
  plugins: [react()],
  resolve: { alias },
  test: {
    maxWorkers: 2,
    // `npm test` builds images beside the unit tests: a limit is for what hangs, not for what waits its turn
    testTimeout: 60_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["{lib,server,app,scripts,tests}/**/*.test.ts"],
          exclude: [...ignored, "**/*.docker.test.ts", "tests/security/**", "tests/faults/**"],
          environment: "node",
          globalSetup: ["./tests/database-server.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "dom",
          include: ["app/**/*.test.tsx"],
          exclude: ignored,
          environment: "jsdom",
          setupFiles: ["./tests/dom-setup.ts"],
        },
      },
      ...["security", "faults"].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/${name}/**/*.test.ts`],
          exclude: ignored,
          environment: "node" as const,
          globalSetup: ["./tests/site-server.ts"],
          // each takes the machine, the server or the engine away from everybody else
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      })),
      {
        extends: true,
        test: {
          name: "docker",
          include: ["{lib,server,scripts,tests,images}/**/*.docker.test.ts"],
          exclude: ignored,
          environment: "node",
          // one lab engine with one hub and two processors for all of them
          fileParallelism: false,
          globalSetup: ["./tests/database-server.ts"],
          testTimeout: 120_000 * slowness,
          hookTimeout: 300_000 * slowness,
        },
      },
    ],
  },
});
