import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { checkSchema } from "../shared/check";
import { DIRECTIVES } from "./directives";
import { loadChanged } from "./lesson.fixture";
import { courseSchema, glossarySchema, lessonSchema } from "./schema";
import { topicsSchema } from "./topic";

const guide = readFileSync("docs/writing-lessons.md", "utf8");

/** Names of all fields and, where a field says which kind something is, the kinds. */
function namesOf(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema !== "object" || schema === null) return found;
  for (const [key, value] of Object.entries(schema)) {
    if (key === "properties") for (const name of Object.keys(value)) found.add(name);
    if (key === "kind" && typeof value === "object" && value && "const" in value) found.add(String(value.const));
    namesOf(value, found);
  }
  return found;
}

describe("the guide for authors", () => {
  it("has an example that is right to the last word", async () => {
    const files = Object.fromEntries(
      [...guide.matchAll(/^````\w+ file=(\S+)\n([\s\S]*?)^````$/gm)].map(([, name, text]) => [name, text ?? ""]),
    );
    expect(Object.keys(files)).toEqual(["lesson.yaml", "ko.md", "en.md", "solution.sh", "wrong/no-port.sh"]);
    const { lines, lesson } = await loadChanged(files);
    expect(lines).toEqual([]);
    expect(lesson?.definition.checks).toHaveLength(2);
  });

  it("names every field, kind and directive", () => {
    const schemas = [courseSchema, lessonSchema, glossarySchema, topicsSchema, checkSchema].map((schema) =>
      z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }),
    );
    const names = [...schemas.flatMap((schema) => [...namesOf(schema)]), ...Object.keys(DIRECTIVES)];
    const missing = [...new Set(names)].filter(
      (name) => !new RegExp(`\`[^\`\\n]*\\b${name}\\b[^\`\\n]*\``).test(guide),
    );
    expect(missing).toEqual([]);
    expect(names.length).toBeGreaterThan(80);
  });

  it("belongs to schemas that describe every field of their own", () => {
    const bare = (schema: object): string[] =>
      Object.entries((schema as { properties?: Record<string, { description?: string }> }).properties ?? {}).flatMap(
        ([name, field]) => (field.description ? [] : [name]),
      );
    const json = (schema: z.ZodType) => z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    expect([...bare(json(courseSchema)), ...bare(json(lessonSchema))]).toEqual([]);
    expect(bare(json(lessonSchema.shape.steps.element))).toEqual([]);
  });
});
