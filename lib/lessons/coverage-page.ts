import type { LoadedCourses } from "./lesson";
import { TOPIC_KINDS, type Topic, type Topics } from "./topic";

/** A step that teaches a topic. */
export interface TaughtStep {
  /** Number of the lesson, such as B3. */
  number: string;
  course: string;
  slug: string;
  /** Name of its folder, below that of the course. */
  folder: string;
  step: string;
}

type Entry = [id: string, topic: Topic];

const HEADINGS: Record<Topic["kind"], string> = {
  command: "Commands",
  option: "Options",
  term: "Terms",
  exercise: "Exercises",
};

/** Which steps teach each topic, in the order of the curriculum. Broken lessons teach nothing. */
export function listTaught({ courses }: LoadedCourses): Map<string, TaughtStep[]> {
  const taught = new Map<string, TaughtStep[]>();
  for (const { lesson } of courses.flatMap((course) => course.lessons)) {
    if (!lesson) continue;
    const { course, slug } = lesson;
    const folder = lesson.folder.split(/[\\/]/).at(-1) ?? slug;
    for (const step of lesson.file.steps) {
      for (const topic of new Set(step.covers)) {
        const steps = taught.get(topic) ?? [];
        steps.push({ number: lesson.file.number, course, slug, folder, step: step.id });
        taught.set(topic, steps);
      }
    }
  }
  return taught;
}

/** The whole page docs/curriculum-coverage.md, made from topics.yaml and the tags of the steps. */
export function toCoveragePage(content: LoadedCourses): string {
  const topics: Topics = content.topics ?? {};
  const taught = listTaught(content);
  const all = Object.entries(topics);
  const ofDocuments = all.filter(([, topic]) => topic.seeds.length > 0);
  const added = all.filter(([, topic]) => topic.seeds.length === 0);
  const isTaught = ([id]: Entry) => taught.has(id);
  const lines = [
    "# What the curriculum covers",
    "",
    "Every command, option, term and exercise of the five source documents (000 to 004), with the step that teaches it.",
    "Made by `npm run lessons -- coverage --write` from `lessons/topics.yaml` and the `covers` of the steps; not edited by hand.",
    "",
    `- ${ofDocuments.filter(isTaught).length} of ${ofDocuments.length} topics of the documents are taught.`,
    `- ${added.filter(isTaught).length} of ${added.length} topics that the lessons add are taught.`,
    "",
    ...toOpenLines(all.filter((entry) => !isTaught(entry))),
  ];
  for (const kind of TOPIC_KINDS) {
    const rows = ofDocuments.filter(([, topic]) => topic.kind === kind).map((entry) => toRow(entry, taught, true));
    if (rows.length > 0) lines.push(`## ${HEADINGS[kind]}`, "", ...toHead("Documents"), ...rows, "");
  }
  if (added.length > 0) {
    lines.push(
      "## Added by the lessons",
      "",
      ...toHead("Kind"),
      ...added.map((entry) => toRow(entry, taught, false)),
      "",
    );
  }
  return lines.join("\n");
}

/** Topics without a step, by the lesson meant to teach them. */
function toOpenLines(open: readonly Entry[]): string[] {
  if (open.length === 0) return [];
  const lessons = new Map<string, string[]>();
  for (const [id, topic] of open) lessons.set(topic.lesson, [...(lessons.get(topic.lesson) ?? []), `\`${id}\``]);
  const rows = [...lessons].sort(([left], [right]) => compareNumbers(left, right));
  return ["## Not taught yet", "", ...rows.map(([lesson, ids]) => `- **${lesson}**: ${ids.join(", ")}`), ""];
}

function toHead(second: string): string[] {
  return [`| Topic | ${second} | Taught in |`, "|---|---|---|"];
}

function toRow([id, topic]: Entry, taught: ReturnType<typeof listTaught>, isOfDocuments: boolean): string {
  const name = "command" in topic ? `\`${topic.command}\` ${topic.en}` : topic.en;
  const today = topic.taughtAs ? ` (today: ${topic.taughtAs})` : "";
  const steps = (taught.get(id) ?? []).map(
    ({ number, course, folder, step }) => `[${number} ${step}](../lessons/${course}/${folder}/en.md)`,
  );
  const second = isOfDocuments ? topic.seeds.join(" ") : topic.kind;
  const cells = [`${name}${today}`, second, steps.join(", ") || `not yet (${topic.lesson})`];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** B2 before B10. */
function compareNumbers(left: string, right: string): number {
  return left.charCodeAt(0) - right.charCodeAt(0) || Number(left.slice(1)) - Number(right.slice(1));
}
