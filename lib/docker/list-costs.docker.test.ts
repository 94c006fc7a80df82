import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestSandbox, openTestLab, type TestLab } from "@/tests/lab";

const MIB = 1024 * 1024;

let lab: TestLab;
beforeAll(async () => {
  lab = await openTestLab();
});
afterAll(() => {
  lab.lab.close();
  lab.machine.close();
});

describe("what sandboxes take", () => {
  it("is seen of each, and grows by what a student writes and holds", async () => {
    await using sandbox = await createTestSandbox(lab);
    const before = (await lab.lab.listCosts()).get(sandbox.id);
    expect(before?.memoryBytes).toBeGreaterThan(20 * MIB);
    expect(before?.memoryBytes).toBeLessThan(400 * MIB);
    expect(before?.diskUsedBytes).toBeGreaterThan(0);

    const script = "head -c 67108864 /dev/urandom > ~/big && head -c 67108864 /dev/zero > /dev/shm/held && sync";
    expect((await sandbox.sh(script)).exitCode).toBe(0);
    const after = (await lab.lab.listCosts()).get(sandbox.id);
    expect((after?.diskUsedBytes ?? 0) - (before?.diskUsedBytes ?? 0)).toBeGreaterThan(60 * MIB);
    expect((after?.memoryBytes ?? 0) - (before?.memoryBytes ?? 0)).toBeGreaterThan(50 * MIB);
    // the one way to see a single disk says the same
    const one = await lab.lab.getSandboxUsage(sandbox.id);
    expect(Math.abs(one.diskUsedBytes - (after?.diskUsedBytes ?? 0))).toBeLessThan(8 * MIB);
  });

  it("is nothing of a sandbox that is gone", async () => {
    const sandbox = await createTestSandbox(lab);
    await sandbox[Symbol.asyncDispose]();
    expect((await lab.lab.listCosts()).has(sandbox.id)).toBe(false);
  });
});
