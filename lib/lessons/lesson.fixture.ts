import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { type CompiledMarkdown, compileMarkdown } from "./compile-markdown";
import type { LoadedLesson } from "./lesson";
import { loadCourses } from "./load-courses";
import { ProblemList, toProblemLine } from "./problem";
import type { GlossaryTexts } from "./transform-state";

/** A small right lesson, to be spoilt by tests. */
export const LESSON_YAML = `number: B4
title: {ko: 웹 서버, en: A web server}
summary: {ko: 웹 서버를 띄웁니다., en: Start a web server.}
minutes: 15
images: {needs: [httpd:2.4]}
steps:
  - id: run-it
    covers: [docker-run]
    checks:
      - id: web-runs
        title: {ko: web이 돕니다, en: web runs}
        when: {kind: container, name: web, state: running}
        mistakes:
          - id: no-name
            when: {kind: container, select: {image: httpd}}
            message: {ko: 이름이 없습니다., en: It has no name.}
  - id: think
    checks:
      - id: which-port
        title: {ko: 포트를 압니다, en: You know the port}
        after: [web-runs]
        when:
          kind: choice
          question: {ko: 어느 포트입니까?, en: Which port?}
          options:
            - {id: a80, text: {ko: "80", en: "80"}, correct: true}
            - {id: a22, text: {ko: "22", en: "22"}}
wrong:
  - {check: web-runs, mistake: no-name, script: no-name.sh}
`;

const hints = (check: string, nudge: string) => `::::hints{for=${check}}
:::nudge
${nudge}
:::
:::idea
${nudge}
:::
:::almost
${nudge}
:::
::::
`;

export const KO_MD = `머리말입니다.

## 띄우기 {#run-it}

:term[컨테이너(container)]{id=container}를 띄웁니다.

\`\`\`sh run
docker run -d --name web httpd:2.4 # 띄웁니다
\`\`\`

::check{id=web-runs}

${hints("web-runs", "목록을 봅니다.")}
## 생각하기 {#think}

::check{id=which-port}

${hints("which-port", "포트를 봅니다.")}
## 정리 {#outro}

끝났습니다.
`;

export const EN_MD = `An introduction.

## Start it {#run-it}

Start a :term[container]{id=container}.

\`\`\`sh run
docker run -d --name web httpd:2.4 # starts it
\`\`\`

::check{id=web-runs}

${hints("web-runs", "Look at the list.")}
## Think {#think}

::check{id=which-port}

${hints("which-port", "Look at the port.")}
## Summary {#outro}

Done.
`;

export const GLOSSARY_YAML = `container:
  ko: {term: 컨테이너(container), text: 격리된 프로세스입니다., avoid: [콘테이너, 콘테이너 상자]}
  en: {term: container, text: An isolated process.}
`;

export const TOPICS_YAML = `docker-run: {kind: command, command: docker run, ko: 실행하기, en: run it, seeds: ["000", "001"], lesson: B3}
docker-run-d: {kind: option, command: docker run -d, ko: 백그라운드에서 실행, en: run in the background, seeds: ["000"], lesson: B3}
docker-run-p: {kind: option, command: docker run -p, ko: 포트 잇기, en: publish a port, seeds: ["000"], lesson: B4}
docker-logs: {kind: command, command: docker logs, ko: 로그 보기, en: show the log, seeds: ["000"], lesson: B3}
container: {kind: term, ko: 컨테이너, en: container, seeds: ["000"], lesson: B3}
exercise-web: {kind: exercise, ko: 웹 서버 둘, en: two web servers, seeds: ["004"], lesson: B10, taughtAs: httpd}
docker-port: {kind: command, command: docker port, ko: 포트 보기, en: show ports, seeds: [], lesson: B4}
`;

export const SOLUTION_SH = `set -eu
# step: run-it
docker run -d --name web httpd:2.4
# step: think
echo "naru-answer which-port a80"
`;

/** A root with one course of one right lesson, until the test ends; `files` adds, replaces (path to text) or takes away (null). */
export async function writeLessons(files: Record<string, string | Buffer | null> = {}): Promise<{ root: string }> {
  const root = await mkdtemp(path.join(os.tmpdir(), "naru-lessons-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const all: Record<string, string | Buffer | null> = {
    "glossary.yaml": GLOSSARY_YAML,
    "topics.yaml": TOPICS_YAML,
    "docker/course.yaml": "number: B\ntitle: {ko: 도커, en: Docker}\nsummary: {ko: 씁니다., en: Use it.}\n",
    "docker/040-web/lesson.yaml": LESSON_YAML,
    "docker/040-web/ko.md": KO_MD,
    "docker/040-web/en.md": EN_MD,
    "docker/040-web/solution.sh": SOLUTION_SH,
    "docker/040-web/wrong/no-name.sh": "docker run -d httpd:2.4\n",
    "docker/040-web/files/site/index.html": "<h1>hi</h1>\n",
    ...files,
  };
  for (const [name, text] of Object.entries(all)) {
    if (text === null) continue;
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return { root };
}

/** Loads the one lesson with some of its files changed. */
export async function loadChanged(
  files: Record<string, string | Buffer | null>,
): Promise<LoadedLesson & { lines: string[]; codes: string[] }> {
  const named = Object.fromEntries(Object.entries(files).map(([name, text]) => [`docker/040-web/${name}`, text]));
  const { root } = await writeLessons(named);
  const lesson = (await loadCourses(root)).courses[0]?.lessons[0];
  if (!lesson) throw new Error("no lesson was loaded");
  const lines = lesson.problems.map((problem) => toProblemLine(problem, "en").replace(/^.*040-web\//, ""));
  return { ...lesson, lines, codes: lesson.problems.map((problem) => problem.code) };
}

/** Replaces one passage; a passage that is not there is a mistake of the test. */
export function change(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the text: ${from}`);
  return text.replace(from, () => to);
}

/** Compiles a text put into one step; lines are counted from the text's own first line. */
export function compileStep(text: string, glossary: GlossaryTexts = { pod: { term: "pod", text: "A group." } }) {
  const list = new ProblemList("en.md");
  const compiled: CompiledMarkdown = compileMarkdown(`## T {#s}\n${text}`, glossary, list);
  const problems = list.problems.map((problem) => ({ ...problem, line: problem.line - 1 }));
  const body = compiled.sections[0]?.body ?? { type: "root" as const, children: [] };
  const lines = problems.map((problem) => toProblemLine(problem, "en").replace("en.md:", ""));
  return {
    body,
    problems,
    lines,
    codes: problems.map((problem) => problem.code),
    section: compiled.sections[0],
    compiled,
  };
}
