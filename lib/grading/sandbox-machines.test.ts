import { expect, it } from "vitest";
import { parseMachines } from "./sandbox-machines";

const encode = (words: string[], log: string) =>
  `${Buffer.from(words.join("\0")).toString("base64")}\n${Buffer.from(log).toString("base64")}\n`;
const log = "\nThis machine: web, kernel 6.12.118+deb13-amd64, ttyS0\nLog in as root, no password.\n\nweb login: ";
const start = ["qemu-system-x86_64", "-name", "web", "-m"];

it("reads name, memory, devices, login and kernel from a process and its console", () => {
  const virtio = [...start, "256", "-device", "virtio-blk-pci,drive=disk", "-device", "virtio-net-pci,netdev=net"];
  const emulated = [...start, "1G", "-device", "ide-hd,drive=disk", "-device", "e1000,netdev=net"];
  expect(parseMachines(encode(virtio, log) + encode(emulated, ""))).toEqual([
    { name: "web", memoryMb: 256, devices: "virtio", isBooted: true, kernel: "6.12.118+deb13-amd64" },
    { name: "web", memoryMb: 1024, devices: "emulated", isBooted: false },
  ]);
});

it("takes what the student typed by hand, and leaves out what has no name", () => {
  const mixed = ["qemu-system-x86_64", "-name", "db,debug-threads=on", "-device", "virtio-blk-pci", "-device", "e1000"];
  expect(parseMachines(encode(mixed, "") + encode(["qemu-system-x86_64"], ""))).toEqual([
    { name: "db", memoryMb: 128, devices: "mixed", isBooted: false },
  ]);
  expect(parseMachines("")).toEqual([]);
});
