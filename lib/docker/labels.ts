/** Labels are how we know what is ours. Nothing is ever removed by its name. */
export const LABEL_INSTANCE = "io.naru.instance";
export const LABEL_ROLE = "io.naru.role";
export const LABEL_SANDBOX = "io.naru.sandbox";
/** Version of the seed a sandbox stands on. */
export const LABEL_SEED = "io.naru.seed";
export const LABEL_IMAGE = "io.naru.image";
export const LABEL_CONFIG = "io.naru.config";

/** Docker's `filters` parameter. */
export function labelFilter(...labels: string[]): string {
  return JSON.stringify({ label: labels });
}
