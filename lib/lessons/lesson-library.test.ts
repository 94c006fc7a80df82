import { mkdir, rename, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { change, EN_MD, KO_MD, LESSON_YAML, loadChanged, SOLUTION_SH, writeLessons } from "./lesson.fixture";
import { openLessonLibrary } from "./lesson-library";
import { loadCourses } from "./load-courses";

const lessonFiles = (folder: string, number: string): Record<string, string> => ({
  [`docker/${folder}/lesson.yaml`]: change(LESSON_YAML, "number: B4", `number: ${number}`),
  [`docker/${folder}/ko.md`]: KO_MD,
  [`docker/${folder}/en.md`]: EN_MD,
  [`docker/${folder}/solution.sh`]: SOLUTION_SH,
  [`docker/${folder}/wrong/no-name.sh`]: "docker run -d httpd:2.4\n",
});

describe("the library", () => {
  it("gives a lesson in one language, without conditions or answers", async () => {
    const written = await writeLessons();
    const library = openLessonLibrary({ root: written.root });
    const view = await library.getLesson("docker/web", "ko");
    expect(view).toMatchObject({
      id: "docker/web",
      course: "docker",
      slug: "web",
      number: "B4",
      title: "웹 서버",
      minutes: 15,
      previous: null,
      next: null,
    });
    expect(view.steps.map(({ id, title }) => [id, title])).toEqual([
      ["run-it", "띄우기"],
      ["think", "생각하기"],
    ]);
    expect(view.steps[0]?.body.children[0]).toMatchObject({ tagName: "naru-intro" });
    expect(view.steps[0]?.checks).toEqual([{ id: "web-runs", title: "web이 돕니다", points: 1, kind: "live" }]);
    expect(view.steps[1]?.checks).toEqual([
      {
        id: "which-port",
        title: "포트를 압니다",
        points: 1,
        kind: "choice",
        question: "어느 포트입니까?",
        multiple: false,
        options: [
          { id: "a80", text: "80" },
          { id: "a22", text: "22" },
        ],
      },
    ]);
    expect(JSON.stringify(view)).not.toMatch(/correct|"when"|feedback|no-name/);
    expect((await library.getLesson("docker/web", "en")).outro?.children[0]).toMatchObject({ tagName: "h2" });
  });

  it("gives grading what it needs", async () => {
    const written = await writeLessons();
    const definition = await openLessonLibrary({ root: written.root }).getLessonDefinition("docker/web");
    expect(definition.checks.map((check) => check.id)).toEqual(["web-runs", "which-port"]);
    expect(definition.steps.map((step) => step.id)).toEqual(["run-it", "think"]);
    expect(definition.images).toEqual({ needs: ["httpd:2.4"], absent: [] });
    expect(definition.filesFolder).toBe(path.join(written.root, "docker/040-web/files"));
    expect(definition.version).toMatch(/^[0-9a-f]{16}$/);
  });

  it("lists a broken lesson apart and keeps the others", async () => {
    const written = await writeLessons({
      ...lessonFiles("050-next", "B5"),
      "docker/045-bad/lesson.yaml": "number: B9\n",
    });
    const library = openLessonLibrary({ root: written.root });
    const [course] = await library.listCourses("en");
    expect(course?.lessons.map(({ id, steps, points }) => [id, steps, points])).toEqual([
      ["docker/web", 2, 2],
      ["docker/next", 2, 2],
    ]);
    expect(course?.broken).toMatchObject([{ id: "docker/bad", index: 1 }]);
    expect((await library.getLesson("docker/web", "en")).next).toEqual({
      course: "docker",
      slug: "next",
      title: "A web server",
    });
    expect((await library.getLesson("docker/next", "ko")).previous).toEqual({
      course: "docker",
      slug: "web",
      title: "웹 서버",
    });
    await expect(library.getLesson("docker/bad", "ko")).rejects.toMatchObject({ code: "LESSON_BROKEN" });
    await expect(library.getLessonDefinition("docker/bad")).rejects.toMatchObject({ code: "LESSON_BROKEN" });
    await expect(library.getLesson("docker/none", "ko")).rejects.toMatchObject({ code: "LESSON_NOT_FOUND" });
    await expect(library.getLesson("../../etc", "ko")).rejects.toMatchObject({ code: "LESSON_NOT_FOUND" });
  });

  it("orders courses by their letter and links across them", async () => {
    const inAnother = Object.fromEntries(
      Object.entries(lessonFiles("010-first", "A1")).map(([name, text]) => [name.replace("docker/", "vm/"), text]),
    );
    const written = await writeLessons({
      ...inAnother,
      "vm/course.yaml": "number: A\ntitle: {ko: 가상, en: VMs}\nsummary: {ko: 봅니다., en: Look.}\n",
    });
    const library = openLessonLibrary({ root: written.root });
    expect((await library.listCourses("en")).map((course) => course.slug)).toEqual(["vm", "docker"]);
    expect((await library.getLesson("vm/first", "en")).next?.course).toBe("docker");
  });

  it("tells misnamed folders, twins and taken numbers", async () => {
    const written = await writeLessons({
      ...lessonFiles("050-web", "B5"),
      ...lessonFiles("060-last", "B4"),
      "docker/intro/lesson.yaml": "x",
      "My Course/course.yaml": "x",
    });
    const content = await loadCourses(written.root);
    expect(content.problems.map((problem) => problem.code).sort()).toEqual(["courseFolderName", "folderName"]);
    expect(
      content.courses[0]?.lessons.map(({ slug, lesson, problems }) => [
        slug,
        lesson !== null,
        problems.map(({ code }) => code),
      ]),
    ).toEqual([
      ["web", true, []],
      ["web", false, ["duplicateSlug"]],
      ["last", true, ["duplicateNumber"]],
    ]);
  });

  it("keeps lessons when the glossary or the course file is broken", async () => {
    const written = await writeLessons({ "glossary.yaml": "container: 1\n", "docker/course.yaml": "nmuber: B\n" });
    const content = await loadCourses(written.root);
    expect(content.courses[0]?.lessons[0]?.problems).toEqual([]);
    expect(content.courses[0]?.title).toEqual({ ko: "docker", en: "docker" });
    expect(content.problems.map(({ code, file }) => [code, path.basename(file)])).toEqual(
      [
        ["wrongType", "glossary.yaml"],
        ["missingField", "course.yaml"],
        ["missingField", "course.yaml"],
        ["missingField", "course.yaml"],
        ["unknownFieldNear", "course.yaml"],
      ].sort((left, right) => (left[1] === right[1] ? 0 : left[1] === "glossary.yaml" ? -1 : 1)),
    );
  });

  it("reads each lesson once, or again after a change while lessons are written", async () => {
    const written = await writeLessons();
    const kept = openLessonLibrary({ root: written.root });
    const fresh = openLessonLibrary({ root: written.root, reloads: true });
    const titles = async () =>
      [await kept.getLesson("docker/web", "en"), await fresh.getLesson("docker/web", "en")].map((view) => view.title);
    expect(await titles()).toEqual(["A web server", "A web server"]);
    const file = path.join(written.root, "docker/040-web/lesson.yaml");
    await writeFile(file, change(LESSON_YAML, "en: A web server", "en: A web sorver"));
    await utimes(file, 1, 1);
    expect(await titles()).toEqual(["A web server", "A web sorver"]);
    const before = (await fresh.getContent()).courses[0]?.lessons[0];
    expect((await fresh.getContent()).courses[0]?.lessons[0]).toBe(before);
  });

  it("tries again after the folder could not be read", async () => {
    const written = await writeLessons();
    const library = openLessonLibrary({ root: path.join(written.root, "later") });
    await expect(library.listCourses("ko")).rejects.toThrow();
    await mkdir(path.join(written.root, "later"));
    await rename(path.join(written.root, "docker"), path.join(written.root, "later/docker"));
    expect(await library.listCourses("ko")).toHaveLength(1);
  });

  it("lets no link out of files/", async () => {
    const written = await writeLessons();
    await symlink("/etc/passwd", path.join(written.root, "docker/040-web/files/passwd"));
    const lesson = (await loadCourses(written.root)).courses[0]?.lessons[0];
    expect(lesson?.problems).toMatchObject([{ code: "filesLink", params: { name: "passwd" } }]);
    expect(lesson?.lesson).toBeNull();
  });
});

describe("the version", () => {
  const version = async (files: Record<string, string>) => (await loadChanged(files)).lesson?.definition.version;
  const yaml = (from: string, to: string) => version({ "lesson.yaml": change(LESSON_YAML, from, to) });
  it("stays when only words change", async () => {
    const before = await version({});
    expect(await yaml("You know the port", "You found the port")).toBe(before);
    expect(await yaml("Which port?", "Which one?")).toBe(before);
    expect(await yaml("minutes: 15", "minutes: 20")).toBe(before);
    expect(await yaml("name: web, state: running", "state: running, name: web")).toBe(before);
    expect(await version({ "en.md": change(EN_MD, "Done.", "Well done.") })).toBe(before);
    expect(await yaml("[docker-run]", "[docker-run, docker-logs]")).toBe(before);
  });
  it("changes with all that decides a check", async () => {
    const versions = [
      await version({}),
      await yaml("state: running", "state: exited"),
      await yaml("        after: [web-runs]\n", ""),
      await yaml("        after: [web-runs]", "        points: 2\n        after: [web-runs]"),
      await yaml(", correct: true}", "}\n            - {id: a1, text: {ko: '1', en: '1'}, correct: true}"),
      await yaml("httpd:2.4]", "httpd:2.5]"),
      await yaml("state: running}", "state: running, labels: {title: a}}"),
      await yaml("state: running}", "state: running, labels: {title: b}}"),
      await version({ "files/site/index.html": "other" }),
    ];
    expect(new Set(versions).size).toBe(versions.length);
  });
});
