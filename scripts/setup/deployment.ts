import { rename, writeFile } from "node:fs/promises";
import { type Deployment, deploymentFile } from "@/lib/runtime";

/** What the server reads of the set-up, whole at every moment. */
export async function writeDeployment(dataDir: string, deployment: Deployment): Promise<void> {
  const file = deploymentFile(dataDir);
  await writeFile(`${file}.new`, JSON.stringify(deployment, null, 2));
  await rename(`${file}.new`, file);
}
