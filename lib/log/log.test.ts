import { describe, expect, it } from "vitest";
import { createLog } from ".";
import { createConsoleStream } from "./console-stream";

function createCapture() {
  const lines: string[] = [];
  return { lines, log: createLog({ level: "info", stream: { write: (line) => void lines.push(line) } }) };
}

describe("createLog", () => {
  it("writes one JSON object a line, with the fields of its children", () => {
    const { lines, log } = createCapture();
    log.child({ requestId: "r1" }).info({ sandbox: "s1" }, "sandbox ready");
    log.debug("unseen");
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      level: "info",
      time: expect.any(String),
      requestId: "r1",
      sandbox: "s1",
      msg: "sandbox ready",
    });
  });

  it("never writes cookies, secrets or addresses with passwords", () => {
    const { lines, log } = createCapture();
    const secret = "hunter2";
    log.info({ cookie: secret, headers: { cookie: secret, authorization: secret, "set-cookie": secret } });
    log.info({ request: { headers: { cookie: secret } }, config: { secret, databaseUrl: secret }, password: secret });
    log.error({ err: new Error(`cannot reach postgresql://naru:${secret}@db/naru with naru=Fe26.2*1*${secret}~2`) });
    expect(lines).toHaveLength(3);
    expect(lines.join("")).not.toContain(secret);
    expect(lines[2]).toContain("cannot reach postgresql://[redacted]@db/naru");
  });
});

describe("createConsoleStream", () => {
  it("makes a line for a person, with the stack of an error below it", () => {
    const written: string[] = [];
    const log = createLog({ level: "info", stream: createConsoleStream({ write: (text) => written.push(text) }) });
    log.warn({ loop: "expire", count: 2, err: new Error("engine silent") }, "periodic work failed");
    const plain = written.join("").replaceAll(/\u001b\[\d+m/g, "");
    expect(plain).toMatch(/^\d\d:\d\d:\d\d warn {2}periodic work failed loop=expire count=2\nError: engine silent\n/);
  });
});
