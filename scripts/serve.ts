import { readConfig } from "@/lib/config";
import { runAsCommand } from "./setup/command";
import { BUILT_SERVER, runServer } from "./setup/run-server";

/** The server alone, kept alive as `npm start` keeps it, over a set-up that is there already. The browser tests run it. */
await runAsCommand("serve", async (signal) => {
  const server = await runServer(BUILT_SERVER, { ...process.env, NODE_ENV: "production" }, readConfig(), signal);
  signal.addEventListener("abort", () => void server.stop(), { once: true });
  const exitCode = await server.ended;
  return signal.aborted ? 0 : exitCode;
});
