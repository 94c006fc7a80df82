import type { Observation } from "../../shared/check";
import { formatBounds, isWithin } from "../bounds";
import type { Evaluator } from "../evaluator";
import { observe, toList } from "../observe";

export const evaluateVm: Evaluator<"vm"> = async (condition, facts) => {
  const { name, state, memoryMb, devices } = condition;
  const machines = await facts.machines();
  const machine = machines.find((one) => one.name === name);
  if (state === "absent") return machine ? [observe("vm.stillRuns", { name })] : [];
  if (!machine) {
    return machines.length === 0
      ? [observe("vm.missing", { name })]
      : [observe("vm.missingOther", { name, names: toList(machines.map((one) => one.name)) })];
  }
  const differences: Observation[] = [];
  if (memoryMb && !isWithin(machine.memoryMb, memoryMb))
    differences.push(observe("vm.otherMemory", { name, found: machine.memoryMb, wanted: formatBounds(memoryMb) }));
  if (devices && machine.devices !== devices)
    differences.push(observe("vm.otherDevices", { name, devices: machine.devices, wanted: devices }));
  if (state === "booted" && !machine.isBooted) differences.push(observe("vm.notBooted", { name }));
  return differences;
};
