import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Locale } from "../shared/locale";
import { toCoveragePage } from "./coverage-page";
import type { Lesson, LoadedCourses, LoadedLesson } from "./lesson";
import { loadCourses } from "./load-courses";
import { type Problem, ProblemList, toMessage, toProblemLine } from "./problem";
import { type ProofReport, toProofTable } from "./proof-report";
import { type ProofBench, proveLesson } from "./prove";

export interface LessonsCommandContext {
  write: (line: string) => void;
  root?: string;
  locale?: Locale;
  /** Every `name:tag` of the hub; without them names of images are not looked at. */
  hubImages?: () => Promise<readonly string[]>;
  /** Opens the real sandboxes a proof runs on; the command says so when there are none. */
  openBench?: () => Promise<ProofBench<unknown> & { close: () => Promise<void> }>;
  /** The page that says which step teaches what; without it, whether it is current is not looked at. */
  coverageFile?: string;
  signal?: AbortSignal;
}

const FLAGS: ReadonlyMap<string, RegExp> = new Map([
  ["check", /^--(ko|json)$/],
  ["prove", /^--(ko|json|time|runs=[1-9]|parallel=[1-9]|minutes=[1-9]\d*)$/],
  ["coverage", /^--(ko|write)$/],
]);

const USAGE = [
  "npm run lessons -- check [--json] [--ko] [lesson…]   lint the lessons",
  "npm run lessons -- prove [--runs=2] [--parallel=2] [--minutes=N] [--time] [--json] [--ko] [lesson…]   run each lesson's proof on real sandboxes",
  "npm run lessons -- coverage [--write]   tell whether docs/curriculum-coverage.md is what the lessons say, or write it",
  "A lesson is named by its id (docker/images), its number (B2) or its folder (lessons/docker/020-images).",
];

/** The command for authors. Returns the exit code: 0 fine, 1 something is wrong with a lesson, 2 used wrongly. */
export async function runLessonsCommand(args: readonly string[], context: LessonsCommandContext): Promise<number> {
  const [verb, ...rest] = args;
  const flags = rest.filter((arg) => arg.startsWith("--"));
  const wanted = rest.filter((arg) => !arg.startsWith("--"));
  const root = context.root ?? "lessons";
  const locale = flags.includes("--ko") ? "ko" : (context.locale ?? "en");
  const counts = { runs: numberFlag(flags, "runs", 2), parallel: numberFlag(flags, "parallel", 2) };
  const known = verb === undefined ? undefined : FLAGS.get(verb);
  if (!known || flags.some((flag) => !known.test(flag))) {
    for (const line of USAGE) context.write(line);
    return 2;
  }

  const content = await loadCourses(root, undefined, { hubImages: await context.hubImages?.() });
  const all = content.courses.flatMap((course) => course.lessons);
  const chosen = wanted.length === 0 ? all : all.filter((lesson) => wanted.some((name) => isNamed(lesson, name, root)));
  const unknown = wanted.filter((name) => !all.some((lesson) => isNamed(lesson, name, root)));
  if (unknown.length > 0) {
    context.write(`No such lesson: ${unknown.join(", ")}`);
    return 2;
  }
  if (verb === "coverage" && flags.includes("--write") && context.coverageFile) {
    await writeFile(context.coverageFile, toCoveragePage(content));
    context.write(`${context.coverageFile} is written.`);
    return 0;
  }
  const stale = wanted.length === 0 ? await listStale(content, context.coverageFile) : [];
  if (verb === "coverage") return check(content, [], stale, false, locale, context.write);
  const isJson = flags.includes("--json");
  if (verb === "prove")
    return prove(
      chosen,
      {
        ...counts,
        isTimed: flags.includes("--time"),
        minutes: numberFlag(flags, "minutes", Number.POSITIVE_INFINITY),
        isJson,
        locale,
      },
      context,
    );
  const problems = [
    ...(wanted.length === 0 ? [...content.problems, ...stale] : []),
    ...chosen.flatMap((lesson) => lesson.problems),
  ];
  return check(content, chosen, problems, isJson, locale, context.write);
}

/** The problem of a coverage page that is not, to the letter, what would be written now. */
async function listStale(content: LoadedCourses, file: string | undefined): Promise<Problem[]> {
  if (file === undefined) return [];
  const found = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  const list = new ProblemList(file);
  if (found !== toCoveragePage(content)) list.add("coverageStale", undefined, { file });
  return list.problems;
}

function numberFlag(flags: readonly string[], name: string, usual: number): number {
  const given = flags.find((flag) => flag.startsWith(`--${name}=`));
  return given === undefined ? usual : Number(given.slice(name.length + 3));
}

function check(
  content: LoadedCourses,
  lessons: readonly LoadedLesson[],
  problems: readonly Problem[],
  isJson: boolean,
  locale: Locale,
  write: (line: string) => void,
): number {
  const errors = problems.filter((problem) => problem.severity !== "warning").length;
  const steps = lessons.reduce((sum, { lesson }) => sum + (lesson?.file.steps.length ?? 0), 0);
  for (const problem of problems) {
    const mark = problem.severity === "warning" ? "warning" : problem.severity === "fatal" ? "broken " : "error  ";
    write(`${mark} ${toProblemLine(problem, locale)}`);
  }
  const warnings = problems.length - errors;
  write(
    `${content.courses.length} courses, ${lessons.length} lessons, ${steps} steps: ${errors} errors, ${warnings} warnings`,
  );
  if (isJson) {
    const told = problems.map((problem) => ({
      ...problem,
      message: { ko: toMessage(problem, "ko"), en: toMessage(problem, "en") },
    }));
    write(JSON.stringify({ lessons: lessons.length, steps, problems: told }));
  }
  return errors > 0 ? 1 : 0;
}

interface ProveOptions {
  runs: number;
  /** Lessons at the same time. */
  parallel: number;
  isTimed: boolean;
  /** After which no further wrong state is begun; every solution is proved first. */
  minutes: number;
  isJson: boolean;
  locale: Locale;
}

async function prove(
  lessons: readonly LoadedLesson[],
  options: ProveOptions,
  context: LessonsCommandContext,
): Promise<number> {
  const { runs, parallel, isTimed, minutes, isJson, locale } = options;
  if (!context.openBench) {
    context.write("A proof needs real sandboxes, and this command was started without them.");
    return 2;
  }
  const healthy: Lesson[] = [];
  for (const { lesson, problems, id } of lessons) {
    if (lesson) healthy.push(lesson);
    else context.write(`${id}: broken\n${problems.map((problem) => `  ${toProblemLine(problem, locale)}`).join("\n")}`);
  }
  const reports: ProofReport[] = [];
  const bench = await context.openBench();
  try {
    const until = Date.now() + minutes * 60_000;
    const scopes = Number.isFinite(minutes) ? (["solution", "wrong"] as const) : [undefined];
    const waiting = scopes.flatMap((scope) => healthy.map((lesson) => ({ lesson, scope })));
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { lesson, scope } = next;
        const report = await proveLesson(bench, lesson, { runs, isTimed, scope, until, signal: context.signal });
        reports.push(report);
        const left = report.leftOut > 0 ? `, ${report.leftOut} wrong states not looked at` : "";
        context.write(`${lesson.id} ${report.isProved ? "proved" : "NOT PROVED"}${left}\n${toProofTable(report)}`);
      }
    };
    await Promise.all(Array.from({ length: parallel }, work));
  } finally {
    await bench.close();
  }
  const broken = lessons.length - healthy.length;
  const rows = reports.flatMap((report) => report.rows);
  const failed = broken + rows.filter((row) => !row.isOk).length;
  const lookMs = isTimed ? toLookTimes(reports) : undefined;
  if (lookMs) context.write(toLookLine(lookMs));
  const leftOut = reports.reduce((sum, report) => sum + report.leftOut, 0);
  if (leftOut > 0) context.write(`${leftOut} wrong states were not looked at within ${minutes} minutes`);
  if (isJson)
    context.write(
      JSON.stringify({ lessons: lessons.length, passed: rows.length - (failed - broken), failed, leftOut, lookMs }),
    );
  return failed > 0 ? 1 : 0;
}

/** How long single checks take to judge, in milliseconds, and which takes longest. */
function toLookTimes(reports: readonly ProofReport[]) {
  const times = reports
    .flatMap(({ lesson, rows }) => rows.map(({ check, lookMs }) => ({ check: `${lesson} ${check}`, lookMs })))
    .filter((one): one is { check: string; lookMs: number } => one.lookMs !== undefined)
    .sort((a, b) => a.lookMs - b.lookMs);
  const at = (share: number) => Math.round(times[Math.ceil(times.length * share) - 1]?.lookMs ?? 0);
  return { p50: at(0.5), p95: at(0.95), max: at(1), n: times.length, slowest: times.at(-1)?.check };
}

function toLookLine({ p50, p95, max, n, slowest }: ReturnType<typeof toLookTimes>): string {
  return `${n} checks judged alone: p50 ${p50} ms, p95 ${p95} ms, at most ${max} ms (${slowest ?? "none"})`;
}

function isNamed(lesson: LoadedLesson, name: string, root: string): boolean {
  const clean = name.replace(/\/+$/, "");
  if (clean === lesson.id || clean === lesson.number) return true;
  const relative = path.relative(path.resolve(root), path.resolve(clean)).split(path.sep);
  return relative.length === 2 && relative[0] === lesson.course && relative[1]?.replace(/^\d{3}-/, "") === lesson.slug;
}
