import path from "node:path";
import { openTestLab } from "@/tests/lab";
import { runAsCommand, takeRunLock } from "./setup/command";
import { createStages } from "./stages";
import { runAcceptance } from "./testing/run-acceptance";

const [LAB, ACCEPTANCE] = ["Lab engine of the engine tests", "Acceptance of a sandbox"];

/** `npm run accept`: whether this machine can keep the promises made of sandboxes. Its last line is `N passed, N failed`. */
await runAsCommand("run accept", async (signal) => {
  const folder = path.resolve(".naru/accept");
  const release = takeRunLock({ dataDir: folder }, "npm run accept");
  const stages = createStages([LAB, ACCEPTANCE], { signal });
  try {
    const { lab, machine } = await stages.run(
      LAB,
      () => openTestLab(),
      () => "answers",
    );
    lab.close();
    machine.close();
    const result = await stages.run(
      ACCEPTANCE,
      () => runAcceptance(path.join(folder, "acceptance.json"), {}, signal),
      ({ passed, failed }) => `${passed} passed, ${failed} failed`,
    );
    stages.end();
    process.stdout.write(`${result.output.trimEnd()}\n${result.passed} passed, ${result.failed} failed\n`);
    return result.failed > 0 ? 1 : 0;
  } finally {
    stages.end();
    release();
  }
});
