import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestSandbox, loadBusybox, openTestLab, type TestLab, type TestSandbox } from "../../tests/lab";
import { raceSampleSchema } from "../shared/race";
import { createMachineReader } from "./sandbox-machines";

const MIB = 1024 * 1024;
const BOOT_TIMEOUT_MS = 260_000;

let testLab: TestLab;
let sandbox: TestSandbox;
beforeAll(async () => {
  testLab = await openTestLab();
  // what a student's has
  sandbox = await createTestSandbox(testLab, { cpus: 1, diskBytes: 4096 * MIB });
});
afterAll(async () => {
  await sandbox?.[Symbol.asyncDispose]();
});

const run = (script: string) => sandbox.sh(script, { timeoutMs: BOOT_TIMEOUT_MS });
const listMachines = () => createMachineReader(testLab.lab, sandbox.id).listMachines({});

it("boots a machine with virtio devices that serves a page, and puts it off by its power button", async () => {
  expect(await listMachines()).toEqual([]);
  const started = await run("vm start web --memory 192");
  expect(started.text).toContain("-device virtio-blk-pci,drive=disk");
  expect(started).toMatchObject({ exitCode: 0 });
  const [machine] = await listMachines();
  expect(machine).toMatchObject({ name: "web", memoryMb: 192, devices: "virtio", isBooted: true });
  const page = await run("curl -s http://127.0.0.1:8101/cgi-bin/facts; uname -r");
  const [guest, , , own] = page.text.trim().split("\n");
  expect(guest).toBe(`kernel ${machine?.kernel}`);
  expect(own).not.toBe(machine?.kernel);
  expect((await run("vm start web")).text).toContain("running already");
  expect((await run("vm show web")).text).toContain("paravirtual");

  expect(await run("vm stop web")).toMatchObject({ exitCode: 0 });
  expect(await listMachines()).toEqual([]);
  expect((await run("vm list")).text).toMatch(/web +off +192M +virtio/);
});

it("boots one with the devices of a real PC", async () => {
  expect(await run("vm start old --devices emulated --memory 192")).toMatchObject({ exitCode: 0 });
  expect(await listMachines()).toMatchObject([{ name: "old", devices: "emulated", isBooted: true }]);
  expect(await run("vm stop old --now && vm rm old")).toMatchObject({ exitCode: 0 });
});

it("races a machine against a container, and leaves neither", async () => {
  await loadBusybox(testLab, sandbox);
  const { exitCode, text } = await run("vm race --json < <(sleep 250 2> /dev/null)");
  expect(text).not.toBe("");
  const samples = text
    .trim()
    .split("\n")
    .map((line) => raceSampleSchema.parse(JSON.parse(line)));
  expect(exitCode).toBe(0);
  const { vm, container } = samples.at(-1) ?? {};
  expect(container?.answeredMs).toBeLessThan(vm?.answeredMs ?? 0);
  expect(container?.memoryKb).toBeLessThan(vm?.memoryKb ?? 0);
  expect(container?.diskKb).toBeGreaterThan(0);
  expect(vm?.processes).toBeGreaterThan(container?.processes ?? 0);
  expect(vm?.kernel).not.toBe(container?.kernel);
  expect(container?.kernel).toBe((await run("uname -r")).text.trim());
  expect(await listMachines()).toEqual([]);
  expect((await run("docker ps -aq")).text).toBe("");
});

it("ends a race whose watcher has gone", async () => {
  await run("vm race --json < <(sleep 1 2> /dev/null) > /dev/null");
  expect(await listMachines()).toEqual([]);
  expect((await run("docker ps -aq; ls ~/.vm | grep race || true")).text).toBe("");
});
