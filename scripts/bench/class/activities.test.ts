import { describe, expect, it } from "vitest";
import { type Activity, CLASS_LESSONS, writeScript } from "./activities";
import { createChance } from "./random";

const LESSON = "docker/web-server";

function take(seed: number, student: number, count: number): Activity[] {
  const script = writeScript(LESSON, createChance(seed, student));
  return Array.from({ length: count }, () => script.next().value);
}

describe("a student's script", () => {
  it("is the same for the same seed, and another for another student or seed", () => {
    expect(take(7, 3, 40)).toEqual(take(7, 3, 40));
    expect(take(7, 4, 40)).not.toEqual(take(7, 3, 40));
    expect(take(8, 3, 40)).not.toEqual(take(7, 3, 40));
  });

  it("has each check of the lesson once, in order, with something else in between", () => {
    const script = take(1, 0, 60);
    const ids = script.flatMap((activity) => (activity.kind === "check" ? [activity.checkId] : []));
    expect(ids).toEqual(CLASS_LESSONS[LESSON]?.map(({ checkId }) => checkId));
    const isCheck = script.map(({ kind }) => kind === "check");
    expect(isCheck.some((is, index) => is && isCheck[index + 1])).toBe(false);
  });

  it("holds every kind of work in a class of some size", () => {
    const all = Array.from({ length: 20 }, (_, student) => take(1, student, 20)).flat();
    const names = new Set(
      all.flatMap((one) => (one.kind === "reconnect" ? [one.kind] : one.commands.map(({ name }) => name))),
    );
    expect([...names]).toEqual(
      expect.arrayContaining(["docker run -d", "docker run", "docker build", "docker ps", "reconnect"]),
    );
  });

  it("expects of a command what its own line does not hold", () => {
    const commands = take(1, 0, 200).flatMap((one) => (one.kind === "reconnect" ? [] : one.commands));
    expect(commands.filter(({ line, expects }) => expects && line.includes(expects))).toEqual([]);
  });
});

describe("chance", () => {
  it("stays within its bounds and spreads over them", () => {
    const chance = createChance(1);
    const drawn = Array.from({ length: 2_000 }, () => chance.between(10, 20));
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(10);
    expect(Math.max(...drawn)).toBeLessThan(20);
    const mean = drawn.reduce((sum, value) => sum + value, 0) / drawn.length;
    expect(mean).toBeGreaterThan(14.5);
    expect(mean).toBeLessThan(15.5);
  });

  it("has nothing to pick from nothing", () => {
    expect(() => createChance(1).pick([])).toThrow(RangeError);
  });
});
