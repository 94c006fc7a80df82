import { parseArgs } from "node:util";
import { SetupError } from "../../setup/setup-error";

export interface ClassOptions {
  students: number;
  /** How long the class works once everybody has started. */
  minutes: number;
  /** Share of the students who are active at any moment. */
  active: number;
  /** All press Start within this. */
  rampSeconds: number;
  seed: number;
  isJson: boolean;
}

export const CLASS_USAGE =
  "npm run bench:class -- --students N [--minutes 5] [--active 0.2] [--ramp 60] [--seed 1] [--json]";

/** @throws SetupError COMMAND_FAILED with the usage. */
export function parseClassOptions(args: readonly string[]): ClassOptions {
  const { values } = parse(args);
  const options = {
    students: toNumber("students", values.students, { least: 1, most: 1_000, isWhole: true }),
    minutes: toNumber("minutes", values.minutes ?? "5", { least: 0.1, most: 180 }),
    active: toNumber("active", values.active ?? "0.2", { least: 0, most: 1 }),
    rampSeconds: toNumber("ramp", values.ramp ?? "60", { least: 0, most: 3_600 }),
    seed: toNumber("seed", values.seed ?? "1", { least: 0, most: 2 ** 31, isWhole: true }),
    isJson: values.json === true,
  };
  return options;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        students: { type: "string" },
        minutes: { type: "string" },
        active: { type: "string" },
        ramp: { type: "string" },
        seed: { type: "string" },
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw usageError(error instanceof Error ? error.message : "The arguments cannot be read.");
  }
}

function toNumber(
  name: string,
  text: string | undefined,
  { least, most, isWhole = false }: { least: number; most: number; isWhole?: boolean },
): number {
  const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= least && value <= most) || (isWhole && !Number.isInteger(value)))
    throw usageError(`--${name} takes a ${isWhole ? "whole " : ""}number from ${least} to ${most}.`);
  return value;
}

function usageError(message: string): SetupError {
  return new SetupError("COMMAND_FAILED", message, CLASS_USAGE);
}
