import { readConfig } from "@/lib/config";
import { BUILD_STAGES, buildEditor } from "./setup/build";
import { runAsCommand, takeRunLock } from "./setup/command";
import { DATABASE_STAGE, setUpDatabase } from "./setup/database";
import { ENGINE_STAGES, setUpEngines } from "./setup/engines";
import { finishImages } from "./setup/finish-images";
import { requireFreeDisk, requireFreePort } from "./setup/preflight";
import { besideServer, runServer } from "./setup/run-server";
import { sideBySide } from "./setup/side-by-side";
import { createStages } from "./stages";

/** `npm run dev`: the same set-up, then the server from its sources, started anew when they change; pages change by themselves. */
await runAsCommand("run dev", async (signal) => {
  const config = readConfig({ ...process.env, NODE_ENV: "development" });
  const release = takeRunLock(config, "npm run dev");
  const stages = createStages([...ENGINE_STAGES, DATABASE_STAGE, BUILD_STAGES[0]], { signal });
  try {
    await requireFreePort(config.host, config.port, "run dev");
    await requireFreeDisk(config.dataDir);
    const database = await setUpDatabase(config, stages, signal);
    try {
      await sideBySide(
        signal,
        (abort) => setUpEngines(config, stages, { scope: "core", signal: abort }),
        (abort) => buildEditor(stages, abort),
      );
      const env = {
        ...process.env,
        NODE_ENV: "development" as const,
        DATABASE_URL: database.url,
        NEXT_TELEMETRY_DISABLED: "1",
      };
      const args = [
        "node_modules/tsx/dist/cli.mjs",
        "watch",
        "--clear-screen=false",
        "--include=server/**",
        "--include=lib/**",
        "--exclude=app/**",
        "server/index.ts",
      ];
      const server = await runServer(args, env, config, signal);
      stages.end();
      process.stdout.write(`\nNaru in development: ${server.address}\nCtrl-C ends it.\n\n`);
      signal.addEventListener("abort", () => void server.stop(), { once: true });
      const say = (line: string) => void process.stdout.write(`${line}\n`);
      const exitCode = await besideServer(server, signal, (until) => finishImages(config, { say, signal: until }));
      return signal.aborted ? 0 : exitCode;
    } finally {
      await database.stop();
    }
  } finally {
    stages.end();
    release();
  }
});
