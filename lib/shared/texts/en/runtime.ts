import type { TextsOf } from "../ko";
import type { runtime as korean } from "../ko/runtime";

/** What stands around a sandbox, and what it rests on: for the operator's page and the terminal. */
export const runtime: TextsOf<typeof korean> = {
  tiers: {
    namespaces: "kept apart by user namespaces and seccomp; the kernel is shared.",
    sysbox: "kept apart by Sysbox; the kernel is shared, more of the system is hidden.",
    vm: "each in a virtual machine with a kernel of its own.",
    unknown: "a runtime Naru does not know, so that it cannot say what is kept out.",
  },
  tested: "Naru's tests run sandboxes on it.",
  untested: "Naru has not tested this runtime: try it with npm run accept before use.",
  promises: {
    ownUsers: "root inside is nobody outside",
    filteredCalls: "system calls that Docker does not need are refused",
    ownLimits: "limits of memory, processor and processes cannot be raised from inside",
    ownDisk: "disk space and number of files are bounded",
    ownNetwork: "neither other sandboxes nor this machine's networks are reached",
    hiddenMachine: "the machine's memory, processors and load are hidden",
    ownKernel: "a kernel of its own",
  },
  places: { machine: "Docker of this machine", lab: "lab engine", sandbox: "sandboxes" },
  reasons: {
    fixed: "It has the fixes.",
    "fixed-by-distribution": "The distribution has put the fixes into it.",
    "below-minimum": "Update it.",
    "not-fixed-by-distribution": "As far as we have looked, the distribution has not put the fixes into this one.",
    "distribution-unknown": "Whether the distribution has put the fixes into it, its number does not tell.",
    unreadable: "The number cannot be read.",
  },
};
