import type { Config } from "../config";
import { type Engine, ensureLabEngine, type LabEngine, openEngine } from "../docker";
import { readDeployment } from "./deployment";

/** Opens the lab engine on first use and again after it was lost; callers at the same time share one attempt. */
export function createLabDoor(config: Config) {
  let machine: Engine | undefined;
  let opening: Promise<LabEngine> | undefined;
  const open = async () => {
    const deployment = await readDeployment(config.dataDir);
    machine ??= openEngine({ socketPath: config.dockerSocket });
    return ensureLabEngine(machine, {
      instance: config.instance,
      imageTag: deployment.engineImage,
      socketFolder: deployment.socketFolder,
      egress: config.egress,
      timeoutMs: 60_000,
    });
  };
  return {
    get(): Promise<LabEngine> {
      opening ??= open().catch((error) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    /** Forgets the connection after the engine did not answer, so that the next call looks again. */
    forget() {
      opening = undefined;
    },
  };
}
