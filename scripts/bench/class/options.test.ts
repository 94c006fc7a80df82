import { describe, expect, it } from "vitest";
import { parseClassOptions } from "./options";

describe("parseClassOptions", () => {
  it("has a default for all but the number of students", () => {
    expect(parseClassOptions(["--students", "30"])).toEqual({
      students: 30,
      minutes: 5,
      active: 0.2,
      rampSeconds: 60,
      seed: 1,
      isJson: false,
    });
    expect(
      parseClassOptions(["--students=5", "--minutes=0.5", "--ramp", "0", "--active=1", "--seed=9", "--json"]),
    ).toEqual({ students: 5, minutes: 0.5, active: 1, rampSeconds: 0, seed: 9, isJson: true });
  });

  it.each([
    [[]],
    [["--students", "0"]],
    [["--students", "1.5"]],
    [["--students", "x"]],
    [["--students="]],
    [["--pupils", "3"]],
  ])("refuses %j with the usage", (args) => {
    expect(() => parseClassOptions(args)).toThrow(expect.objectContaining({ code: "COMMAND_FAILED" }));
  });
});
