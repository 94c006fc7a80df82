import { operatorKeyFile } from "@/lib/auth";
import { type Config, readConfig } from "@/lib/config";
import { BUILD_STAGES, buildAll } from "./setup/build";
import { runAsCommand, takeRunLock } from "./setup/command";
import { DATABASE_STAGE, setUpDatabase } from "./setup/database";
import { ENGINE_STAGES, setUpEngines } from "./setup/engines";
import { finishImages } from "./setup/finish-images";
import { requireFreeDisk, requireFreePort } from "./setup/preflight";
import { BUILT_SERVER, besideServer, runServer } from "./setup/run-server";
import { sideBySide } from "./setup/side-by-side";
import { createStages } from "./stages";

/** `npm start`: all the set-up, then the server in the foreground. Whatever is there already is kept; whatever was interrupted goes on. */
await runAsCommand("start", async (signal) => {
  const startedAt = Date.now();
  const config = readConfig({ ...process.env, NODE_ENV: "production" });
  const release = takeRunLock(config, "npm start");
  const stages = createStages([...ENGINE_STAGES, DATABASE_STAGE, ...BUILD_STAGES], { signal });
  try {
    await requireFreePort(config.host, config.port, "start");
    await requireFreeDisk(config.dataDir);
    const database = await setUpDatabase(config, stages, signal);
    try {
      // one mostly waits for downloads and dpkg, the other computes
      await sideBySide(
        signal,
        (abort) => setUpEngines(config, stages, { scope: "core", signal: abort }),
        (abort) => buildAll(stages, abort),
      );
      const env = { ...process.env, NODE_ENV: "production" as const, DATABASE_URL: database.url };
      const server = await runServer(BUILT_SERVER, env, config, signal);
      stages.end();
      process.stdout.write(
        `\nNaru is ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s: ${server.address}\nFor operators: ${server.address}/status, key ${describeKey(config)}\nCtrl-C ends it.\n\n`,
      );
      signal.addEventListener("abort", () => void server.stop(), { once: true });
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

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Where the key is, never the key: what a terminal shows is kept in logs and seen by neighbours. */
function describeKey({ operatorKey, dataDir }: Config): string {
  return operatorKey ? "in NARU_OPERATOR_KEY" : `in ${operatorKeyFile(dataDir)}`;
}
