import { finished, PassThrough, Writable } from "node:stream";
import type { ExecHandle } from "../docker";

const HELLO =
  '{"start":0,"end":0,"from":0,"resumed":false,"cols":100,"rows":30,"modes":"","resizes":[],"pid":1,"createdMs":1}';

/** A process in a sandbox of FakeLab: an attach says hello and a prompt, a tar ends with its input. */
export class FakeProcess implements ExecHandle {
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly exit: Promise<number>;
  readonly written: Buffer[] = [];
  isRunning = true;
  end: (exitCode: number) => void = () => {};

  constructor(
    readonly sandboxId: string,
    readonly cmd: readonly string[],
    onUnpacked: () => void,
  ) {
    this.exit = new Promise((resolve, reject) => {
      this.end = (exitCode) => {
        this.isRunning = false;
        this.stdout.end();
        // as with the engine's: an end that nobody reads up to is not told
        finished(this.stdout, { writable: false }, (error) => (error ? reject(error) : resolve(exitCode)));
      };
    });
    this.exit.catch(() => {});
    this.stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.written.push(chunk);
        done();
      },
      final: (done) => {
        if (this.isRunning && cmd[0] === "tar") onUnpacked();
        this.end(0);
        done();
      },
    });
    if (cmd.includes("attach")) {
      this.say("H", HELLO);
      this.say("D", "student@naru:~/work$ ");
    }
  }

  say(type: string, text: string): void {
    const body = Buffer.from(text);
    const head = Buffer.alloc(5);
    head.write(type, "latin1");
    head.writeUInt32BE(body.length, 1);
    this.stdout.write(Buffer.concat([head, body]));
  }

  destroy(): void {
    this.stdin.destroy();
    this.end(-1);
    this.stdout.destroy();
  }
}
