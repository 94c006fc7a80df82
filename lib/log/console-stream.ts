/** ANSI colours by level. */
const COLOURS: Record<string, number> = { info: 32, warn: 33, error: 31, fatal: 31 };
const GREY = 90;

/** Turns pino's JSON lines into `12:00:01 info message key=value` for a person at a terminal. */
export function createConsoleStream(output: { write(text: string): unknown }): { write(line: string): void } {
  return { write: (line) => void output.write(toReadable(line)) };
}

function toReadable(line: string): string {
  const { level, time, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const name = String(level);
  const details = Object.entries(rest).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  const stack = typeof err === "object" && err !== null && "stack" in err ? `\n${String(err.stack)}` : "";
  return `${[String(time).slice(11, 19), paint(COLOURS[name] ?? GREY, name.padEnd(5)), String(msg ?? ""), paint(GREY, details.join(" "))].filter(Boolean).join(" ")}${stack}\n`;
}

function paint(colour: number, text: string): string {
  return text && `\u001b[${colour}m${text}\u001b[39m`;
}
