import type { Writable } from "node:stream";

/** How often a stage without a terminal to draw on says that it goes on. */
const PERIODIC_MS = 15_000;
const REDRAW_MS = 250;

export type Report = (detail: string) => void;

export interface Stages {
  /** Runs one of the stages named at the start; what `work` returns is said of it: `built`, `already there`. */
  run<T>(title: string, work: (report: Report) => Promise<T>, describe?: (result: T) => string): Promise<T>;
  /** Prints a line between the stages. */
  say(line: string): void;
  /** Takes what is drawn off the terminal; nothing is printed any more. */
  end(): void;
}

interface Running {
  label: string;
  startedAt: number;
  detail: string;
  saidAt: number;
}

/**
 * Says what a set-up does: `[ 3/9] Sandbox image … built in 41 s`. Stages may run side by side. On a terminal those under way
 * are drawn with their latest detail and redrawn in place; elsewhere they are told of from time to time.
 */
export function createStages(
  titles: readonly string[],
  {
    signal,
    output = process.stdout,
  }: { signal?: AbortSignal; output?: Writable & { isTTY?: boolean; columns?: number } } = {},
): Stages {
  const running = new Set<Running>();
  const width = String(titles.length).length;
  let drawnLines = 0;
  let hasEnded = false;

  const write = (text: string) => {
    if (!hasEnded) output.write(text);
  };
  const erase = () => {
    if (drawnLines > 0) write(`\u001b[${drawnLines}A\u001b[J`);
    drawnLines = 0;
  };
  const draw = () => {
    if (!output.isTTY) return;
    erase();
    for (const stage of running)
      write(`${toWidth(`${stage.label} … ${elapsed(stage)} ${stage.detail}`, (output.columns ?? 80) - 1)}\n`);
    drawnLines = running.size;
  };
  const print = (line: string) => {
    erase();
    write(`${line}\n`);
    draw();
  };
  const tellPeriodically = () => {
    for (const stage of running) {
      if (Date.now() - stage.saidAt < PERIODIC_MS) continue;
      stage.saidAt = Date.now();
      write(`${stage.label} … ${elapsed(stage)} ${stage.detail}\n`);
    }
  };
  const timer = setInterval(() => (output.isTTY ? draw() : tellPeriodically()), output.isTTY ? REDRAW_MS : 1000);
  timer.unref();

  return {
    say: print,
    end: () => {
      clearInterval(timer);
      erase();
      hasEnded = true;
    },
    run: async (title, work, describe = () => "done") => {
      const number = titles.indexOf(title) + 1;
      if (number === 0) throw new Error(`no stage is called ${title}`);
      const stage: Running = {
        label: `[${String(number).padStart(width)}/${titles.length}] ${title}`,
        startedAt: Date.now(),
        detail: "",
        saidAt: Date.now(),
      };
      running.add(stage);
      draw();
      try {
        const result = await work((detail) => {
          stage.detail = detail.replace(/\s+/g, " ").trim();
        });
        running.delete(stage);
        print(`${stage.label} … ${describe(result)} in ${elapsed(stage)}`);
        return result;
      } catch (error) {
        running.delete(stage);
        print(`${stage.label} … ${signal?.aborted ? "stopped" : "failed"} after ${elapsed(stage)}`);
        throw error;
      }
    },
  };
}

function elapsed(stage: Running): string {
  const seconds = (Date.now() - stage.startedAt) / 1000;
  return seconds < 10 ? `${seconds.toFixed(1)} s` : `${Math.round(seconds)} s`;
}

/** Cuts to the columns there are: a line that wraps cannot be erased. Hangul takes two. */
function toWidth(text: string, columns: number): string {
  let used = 0;
  let cut = "";
  for (const character of text) {
    used += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u.test(character) ? 2 : 1;
    if (used > columns) return cut;
    cut += character;
  }
  return cut;
}
