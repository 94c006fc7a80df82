import type { Chance } from "./random";

/** A line a student types, and how one sees that it worked. */
export interface Command {
  /** What it is, for the count of failures. */
  name: string;
  line: string;
  /** Stands in the output, not in the line itself. Without it exit code 0 suffices. */
  expects?: string;
}

/** What an active student does next. */
export type Activity =
  | { kind: "commands"; commands: Command[] }
  /** Makes a check of the lesson hold and waits for its verdict; `container` is the one whose start makes it hold. */
  | { kind: "check"; step: string; checkId: string; container: string; commands: Command[] }
  /** Both sockets drop, as when a lid is closed. */
  | { kind: "reconnect"; awayMs: number };

/** A check that holds from the moment its container runs: the engine's StartedAt tells when that was. */
interface StartCheck {
  step: string;
  checkId: string;
  container: string;
  line: string;
}

/** Real lessons with checks that a container's start makes pass, in the order of their steps. */
export const CLASS_LESSONS: Readonly<Record<string, readonly StartCheck[]>> = {
  "docker/web-server": [
    { step: "address", checkId: "web1-runs", container: "web1", line: "docker run -d --name web1 httpd" },
    {
      step: "publish",
      checkId: "web2-published",
      container: "web2",
      line: "docker run -d --name web2 -p 8000:80 httpd",
    },
    { step: "conflict", checkId: "web3-runs", container: "web3", line: "docker run -d --name web3 -p 8001:80 nginx" },
    {
      step: "private",
      checkId: "private-bound",
      container: "private",
      line: "docker run -d --name private -p 127.0.0.1:8081:80 httpd",
    },
  ],
  "docker/container-life": [
    { step: "stay", checkId: "box-stays", container: "box", line: "docker run -dit --name box debian" },
  ],
};

const LOOKS: readonly Command[] = [
  { name: "docker ps", line: "docker ps -a", expects: "CONTAINER ID" },
  { name: "docker images", line: "docker images", expects: "REPOSITORY" },
  { name: "docker version", line: "docker version", expects: "API version" },
  { name: "docker network", line: "docker network ls", expects: "bridge" },
  { name: "docker system df", line: "docker system df", expects: "RECLAIMABLE" },
  { name: "ls", line: "ls -la ~" },
  { name: "df", line: "df -h /", expects: "Avail" },
];

/** The likeliest things first: most of a lesson is looking and running. */
const SHARES = { look: 0.4, run: 0.3, build: 0.15, reconnect: 0.15 } as const;
/** Every so many activities one is the lesson's next check, as long as there are any. */
const CHECK_EVERY = 2;

/**
 * What one student does, without end: the lesson's checks in order, and between them commands, containers, builds and
 * dropped links in an order of chance. The same chance gives the same script.
 */
export function* writeScript(lesson: string, chance: Chance): Generator<Activity, never, void> {
  const checks = [...(CLASS_LESSONS[lesson] ?? [])];
  for (let index = 0; ; index += 1) {
    const check = index % CHECK_EVERY === 0 ? checks.shift() : undefined;
    yield check ? toCheck(check) : writeActivity(index, chance);
  }
}

function toCheck({ step, checkId, container, line }: StartCheck): Activity {
  return { kind: "check", step, checkId, container, commands: [{ name: "docker run -d", line }] };
}

function writeActivity(index: number, chance: Chance): Activity {
  const drawn = chance.next();
  if (drawn < SHARES.look) {
    const count = 1 + Math.floor(chance.next() * 3);
    return { kind: "commands", commands: Array.from({ length: count }, () => chance.pick(LOOKS)) };
  }
  if (drawn < SHARES.look + SHARES.run) return { kind: "commands", commands: [toRun(index)] };
  if (drawn < SHARES.look + SHARES.run + SHARES.build) return { kind: "commands", commands: toBuild(index) };
  return { kind: "reconnect", awayMs: Math.round(chance.between(300, 8_000)) };
}

/** The sum is the container's to find: the line that was typed does not hold it. */
function toRun(index: number): Command {
  const line = `docker run --rm busybox sh -c 'echo sum-$((70000+${index}))'`;
  return { name: "docker run", line, expects: `sum-${70_000 + index}` };
}

function toBuild(index: number): Command[] {
  const file = `FROM busybox\\nRUN echo $((80000+${index})) > /built\\nCMD cat /built\\n`;
  return [
    { name: "write Dockerfile", line: `mkdir -p app; echo -e '${file}' > app/Dockerfile` },
    { name: "docker build", line: `docker build -t app${index} app` },
    { name: "docker run", line: `docker run --rm app${index}`, expects: String(80_000 + index) },
  ];
}
