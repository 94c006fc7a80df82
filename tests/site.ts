import { readConfig } from "@/lib/config";
import { openInstalledLab } from "@/scripts/proof-bench";

/** Where the site under test answers; `npm test` sets it. */
export const siteUrl = requireEnv("NARU_E2E_URL");
/** Whether attacks and faults run at full size and duration, or in the short form of `npm test`. */
export const isLongForm = process.env.NARU_TEST_FORM === "long";

/** The lab engine of the site under test. */
export const openSiteLab = openInstalledLab;

/** The settings of the site under test. */
export const siteConfig = () => readConfig({ ...process.env, NODE_ENV: "production" });

function requireEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`npm test -- security\` or \`npm test -- faults\``);
  return value;
}
