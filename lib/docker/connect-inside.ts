import type { Duplex } from "node:stream";
import { EngineError } from "./errors";
import { execIn } from "./exec";
import { SocketDuplex } from "./socket-duplex";
import type { ConnectOptions, Engine, ExecHandle, InsideTarget } from "./types";

/** A connection to a socket or port inside a sandbox, through the relay that runs there. */
export async function connectInsideOf(
  engine: Engine,
  containerId: string,
  target: InsideTarget,
  { waitMs = 0, signal }: ConnectOptions = {},
): Promise<Duplex> {
  const where = "unix" in target ? ["unix", target.unix] : ["tcp", target.host, String(target.port)];
  const handle = await execIn(engine, containerId, {
    cmd: [
      "/usr/local/bin/naru-agent",
      "relay",
      ...where,
      ...(waitMs > 0 ? ["--wait-ms", String(Math.ceil(waitMs))] : []),
    ],
    user: "root",
    workdir: "/",
    stdin: true,
    signal,
  });
  return new RelaySocket(handle, where.join(" "));
}

class RelaySocket extends SocketDuplex {
  constructor(
    private readonly handle: ExecHandle,
    private readonly where: string,
  ) {
    super({ allowHalfOpen: true });
    let isConnected = false;
    handle.stdout.on("data", (chunk: Buffer) => {
      isConnected = true;
      if (!this.push(chunk)) handle.stdout.pause();
    });
    handle.stdout.once("end", () => {
      if (isConnected) this.push(null);
    });
    handle.stdout.on("error", (error) => this.destroy(error));
    // Only the exit code tells a target that said nothing from one that isn't there.
    handle.exit.then(
      (code) => {
        if (isConnected) return;
        if (code === 0) this.push(null);
        else this.destroy(this.unreachable(code));
      },
      (error: Error) => this.destroy(error),
    );
  }

  override _read() {
    this.handle.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void) {
    this.handle.stdin.write(chunk, done);
  }

  override _final(done: (error?: Error | null) => void) {
    this.handle.stdin.end(() => done());
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.handle.destroy();
    done(error);
  }

  private unreachable(exitCode: number): EngineError {
    return new EngineError("ENGINE_UNREACHABLE", `nothing answers at ${this.where} in the sandbox`, { exitCode });
  }
}
