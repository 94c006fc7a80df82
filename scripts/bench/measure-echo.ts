import type { Duplex } from "node:stream";
import type { LabEngine } from "@/lib/docker";
import type { Student } from "@/tests/student";

export interface EchoFigures {
  echoMs: number[];
  rawExecMs: number[];
}

const KEYS = "abcdefghijklmnopqrstuvwxyz";

/**
 * Key to echo through the site, and beside it through a plain interactive exec on the lab engine in the same sandbox,
 * key by key in turn so that both meet the same machine.
 */
export async function measureEcho(
  student: Student,
  lab: LabEngine,
  sandboxId: string,
  engineId: string,
  keys: number,
): Promise<EchoFigures> {
  const terminal = student.openTerminal(sandboxId, "echo");
  await terminal.opened;
  // what is typed before the shell's first screen is heard by nobody
  await terminal.inbox.find("first screen", (message) => message.type === "screen", 20_000);
  const { containerId } = await lab.getSandbox(engineId);
  const raw = await openRawExec(lab, containerId);
  await terminal.run("true");
  await raw.type("echo $((40000+2))\r", "40002");
  const echoMs: number[] = [];
  const rawExecMs: number[] = [];
  for (let i = 0; i < keys; i += 1) {
    const key = KEYS[i % KEYS.length] ?? "a";
    if (i % 60 === 59) {
      await terminal.run("\x15true");
      await raw.type("\x15echo $((40000+3))\r", "40003");
    }
    const since = terminal.text.length;
    const typedAt = performance.now();
    terminal.type(key);
    await terminal.waitFor(key, { since });
    echoMs.push(performance.now() - typedAt);
    rawExecMs.push(await raw.type(key, key));
  }
  terminal.close();
  raw.close();
  return { echoMs, rawExecMs };
}

export interface RawExec {
  /** Types and resolves with the milliseconds until the answer came. @throws Error after 20 s. */
  type: (text: string, answer: string) => Promise<number>;
  close: () => void;
}

const ANSWER_TIMEOUT_MS = 20_000;

/** An interactive shell by the engine's own exec: what `docker exec -it` is, without its client. */
export async function openRawExec(lab: LabEngine, containerId: string): Promise<RawExec> {
  const created = (await lab.request("POST", `/containers/${containerId}/exec`, {
    body: {
      Cmd: ["bash", "-l"],
      User: "student",
      Tty: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
    },
  })) as { Id: string };
  const stream: Duplex = await lab.upgrade(`/exec/${created.Id}/start`, { body: { Detach: false, Tty: true } });
  let text = "";
  let look = () => {};
  stream.on("error", () => {});
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    look();
  });
  return {
    type: (input, answer) =>
      new Promise((resolve, reject) => {
        text = "";
        const typedAt = performance.now();
        const timer = setTimeout(() => {
          look = () => {};
          reject(new Error(`no echo within ${ANSWER_TIMEOUT_MS} ms`));
        }, ANSWER_TIMEOUT_MS);
        look = () => {
          if (!text.includes(answer)) return;
          clearTimeout(timer);
          look = () => {};
          resolve(performance.now() - typedAt);
        };
        stream.write(input);
      }),
    close: () => stream.destroy(),
  };
}
