import { type Duplex, Readable } from "node:stream";
import { EngineError } from "./errors";
import { createFrameSplitter } from "./multiplex";
import { toEngineError } from "./to-engine-error";

const STDERR_KEPT_BYTES = 64 * 1024;

export interface Outputs {
  stdout: Readable;
  stderr: Readable;
}

/**
 * Splits Docker's multiplexed stream. A full stdout pauses the connection, and with it
 * the process; stderr never does, it loses its oldest bytes instead: nobody may be reading it.
 */
export function demultiplex(connection: Duplex): Outputs {
  const stdout = new Readable({
    read: () => void connection.resume(),
    destroy(error, done) {
      connection.destroy();
      done(error);
    },
  });
  const stderr = new TailReadable();

  const split = createFrameSplitter((kind, part) => {
    if (kind === "stderr") stderr.keep(part);
    else if (!stdout.push(part)) connection.pause();
  });

  let isEnded = false;
  connection.on("data", (chunk: Buffer) => {
    try {
      split(chunk);
    } catch (error) {
      connection.destroy(toEngineError(error, "reading output"));
    }
  });
  connection.once("end", () => {
    isEnded = true;
    stdout.push(null);
    stderr.finish();
  });
  connection.on("error", (error) => {
    stdout.destroy(error);
    stderr.finish();
  });
  connection.once("close", () => {
    if (!isEnded) stdout.destroy(new EngineError("ENGINE_UNREACHABLE", "the connection was cut"));
    stderr.finish();
  });
  return { stdout, stderr };
}

/** Keeps the last bytes until they are read. */
class TailReadable extends Readable {
  private kept: Buffer[] = [];
  private keptBytes = 0;
  private isWanted = false;
  private isFinished = false;

  keep(chunk: Buffer) {
    this.kept.push(chunk);
    this.keptBytes += chunk.length;
    while (this.keptBytes > STDERR_KEPT_BYTES && this.kept.length > 1) {
      this.keptBytes -= this.kept.shift()?.length ?? 0;
    }
    this.give();
  }

  finish() {
    this.isFinished = true;
    this.give();
  }

  override _read() {
    this.isWanted = true;
    this.give();
  }

  private give() {
    if (!this.isWanted) return;
    const chunk = this.kept.shift();
    if (chunk) {
      this.keptBytes -= chunk.length;
      this.isWanted = false;
      this.push(chunk);
    } else if (this.isFinished) {
      this.isWanted = false;
      this.push(null);
    }
  }
}
