import { readConfig } from "@/lib/config";
import { parseClassOptions } from "./bench/class/options";
import { formatReport, toReport } from "./bench/class/report";
import { runClass } from "./bench/class/run-class";
import { requireRunning, toBaseUrl } from "./bench/site";
import { openInstalledLab } from "./proof-bench";
import { runAsCommand } from "./setup/command";

const say = (line: string) => process.stderr.write(`${line}\n`);

/** `npm run bench:class -- --students N`: a class of scripted students on the running site; see docs/performance.md. */
await runAsCommand("run bench:class", async (signal) => {
  const options = parseClassOptions(process.argv.slice(2));
  const config = readConfig();
  const baseUrl = toBaseUrl(config);
  await requireRunning(baseUrl);
  if (options.students > config.sandbox.limit)
    say(`More students than NARU_SANDBOX_LIMIT=${config.sandbox.limit} as set here; the server's own value decides.`);
  const installed = await openInstalledLab();
  try {
    const result = await runClass(options, { baseUrl, port: config.port, lab: installed.lab, say, signal });
    const report = toReport(options, result);
    process.stdout.write(`${formatReport(report, result)}\n`);
    if (options.isJson) process.stdout.write(`${JSON.stringify(report)}\n`);
    return signal.aborted ? 130 : 0;
  } finally {
    installed.close();
  }
});
