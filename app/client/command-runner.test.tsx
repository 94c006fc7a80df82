import { beforeEach, expect, test } from "vitest";
import { CommandRunner } from "./command-runner";

let sent: string[];
let runner: CommandRunner;
beforeEach(() => {
  sent = [];
  let pasted = "";
  runner = new CommandRunner({
    paste: (text) => {
      pasted = text;
    },
    type: (text) => sent.push(pasted + text),
  });
});

test("the second command waits for the prompt after the first", () => {
  expect(runner.run("docker diff one\ndocker diff two")).toBe(true);
  expect(sent).toEqual(["docker diff one\r"]);
  runner.atCommand();
  runner.atPrompt();
  expect(sent).toEqual(["docker diff one\r", "docker diff two\r"]);
  runner.atCommand();
  runner.atPrompt();
  expect(sent).toHaveLength(2);
});

test("lines that belong together go as one", () => {
  runner.run("cat > f <<'E'\nhello\nE");
  runner.run("docker run -d \\\n  httpd");
  expect(sent).toEqual(["cat > f <<'E'\nhello\nE\r", "docker run -d \\\n  httpd\r"]);
});

test("a program that runs in the terminal is told of", () => {
  runner.run("docker logs -f ticker");
  runner.atCommand();
  expect(runner.run("docker ps")).toBe(false);
  expect(sent).toEqual(["docker logs -f ticker\r", "docker ps\r"]);
});

test("what waits is dropped when somebody types", () => {
  runner.run("sleep 100\ndocker ps");
  runner.atCommand();
  runner.cancel();
  runner.atPrompt();
  expect(sent).toEqual(["sleep 100\r"]);
});
