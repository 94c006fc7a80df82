import pg from "pg";
import { expect, vi } from "vitest";
import { fromEngineId } from "@/lib/sandbox/context";
import { openSiteLab, siteConfig } from "../site";

/** A student's, and one of the warm pool. */
const SETTLED = new Set(["ready", "warm"]);

/** What rows and lab engine say that does not belong together: nothing, once all is settled. */
export async function findStrays(): Promise<string[]> {
  const { lab, instance, close } = await openSiteLab();
  const client = new pg.Client({ connectionString: siteConfig().databaseUrl });
  try {
    await client.connect();
    const { rows } = await client.query<{ id: string; state: string }>(
      `SELECT id, state FROM "Sandbox" WHERE state NOT IN ('ended', 'failed')`,
    );
    const [containers, ids] = await Promise.all([lab.listSandboxes(instance), lab.listSandboxIds(instance)]);
    const running = new Set(containers.filter(({ state }) => state === "running").map(({ sandboxId }) => sandboxId));
    const live = new Set(rows.map(({ id }) => id));
    return [
      ...rows.filter(({ state }) => !SETTLED.has(state)).map(({ id, state }) => `row ${id} is ${state}`),
      ...rows
        .filter(({ id, state }) => SETTLED.has(state) && !running.has(id.replaceAll("-", "")))
        .map(({ id }) => `row ${id} has no container`),
      // a proof's or a test's own carry ids of another form
      ...ids.filter((id) => fromEngineId(id) && !live.has(fromEngineId(id) ?? "")).map((id) => `${id} is in no row`),
    ];
  } finally {
    await client.end();
    close();
  }
}

export async function waitForNoStrays(timeoutMs = 60_000): Promise<void> {
  await vi.waitFor(async () => expect(await findStrays()).toEqual([]), { timeout: timeoutMs, interval: 250 });
}
