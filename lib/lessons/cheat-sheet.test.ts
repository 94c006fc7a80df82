import { describe, expect, it } from "vitest";
import { toCheatSheet } from "./cheat-sheet";
import { findExample } from "./find-example";
import { change, LESSON_YAML, writeLessons } from "./lesson.fixture";
import { loadCourses } from "./load-courses";

describe("the cheat sheet", () => {
  it("has what is taught, with the line of the step, in the language of the page", async () => {
    const { root } = await writeLessons({
      "docker/040-web/lesson.yaml": change(
        change(LESSON_YAML, "[docker-run]", "[container, docker-run-d]"),
        "  - id: think\n",
        "  - id: think\n    covers: [docker-run-d, docker-logs]\n",
      ),
    });
    const content = await loadCourses(root);
    expect(toCheatSheet(content, "en")).toEqual([
      {
        slug: "docker",
        title: "Docker",
        lessons: [
          {
            id: "docker/web",
            number: "B4",
            title: "A web server",
            entries: [
              {
                id: "docker-run-d",
                command: "docker run -d",
                meaning: "run in the background",
                example: "docker run -d --name web httpd:2.4",
                step: "run-it",
                stepTitle: "Start it",
              },
              {
                id: "docker-logs",
                command: "docker logs",
                meaning: "show the log",
                example: null,
                step: "think",
                stepTitle: "Think",
              },
            ],
          },
        ],
      },
    ]);
    expect(toCheatSheet(content, "ko")[0]?.lessons[0]?.entries[0]).toMatchObject({
      meaning: "백그라운드에서 실행",
      stepTitle: "띄우기",
    });
  });

  it("leaves out courses and lessons that teach no command", async () => {
    const yaml = change(LESSON_YAML, "[docker-run]", "[container]");
    const { root } = await writeLessons({ "docker/040-web/lesson.yaml": yaml });
    expect(toCheatSheet(await loadCourses(root), "ko")).toEqual([]);
  });
});

describe("the example of a command", () => {
  const lines = [
    "docker run --rm busybox echo hi",
    "docker run -itd --name box debian",
    "docker logs --tail=3 box",
    "docker pull debian",
    "docker pull debian:13",
    "docker run -v ~/a:/b:ro httpd",
    "docker compose logs -f",
    "docker ps -aq -f status=exited",
    "FROM debian:13",
    "ports:",
  ];
  it.each([
    ["docker run", "docker run --rm busybox echo hi"],
    ["docker run -d", "docker run -itd --name box debian"],
    ["docker run -it", "docker run -itd --name box debian"],
    ["docker run --name", "docker run -itd --name box debian"],
    ["docker logs --tail", "docker logs --tail=3 box"],
    ["docker ps -f status=exited", "docker ps -aq -f status=exited"],
    ["docker logs SERVICE", "docker logs --tail=3 box"],
    ["FROM", "FROM debian:13"],
    ["ports:", "ports:"],
    ["docker pull IMAGE:TAG", "docker pull debian:13"],
    ["docker run -v HOST:CONTAINER:ro", "docker run -v ~/a:/b:ro httpd"],
    ["docker run -v PLACE", "docker run -v ~/a:/b:ro httpd"],
    ["docker compose logs SERVICE", null],
    ["docker ru", null],
    ["docker ps -f status=created", null],
    ["COPY", null],
  ])("%s", (command, expected) => {
    expect(findExample(command, lines)).toBe(expected);
  });
});
