import { EngineError } from "./errors";

const HEADER_BYTES = 8;

export type OutputKind = "stdout" | "stderr";

/** Takes Docker's framed output piece by piece: 1 byte stream, 3 zero, 4 length, then the payload. @throws EngineError BAD_ANSWER. */
export function createFrameSplitter(onPayload: (kind: OutputKind, part: Buffer) => void): (chunk: Buffer) => void {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let payloadLeft = 0;
  let kind: OutputKind = "stdout";
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (payloadLeft > 0) {
        const part = rest.subarray(0, payloadLeft);
        payloadLeft -= part.length;
        rest = rest.subarray(part.length);
        onPayload(kind, part);
        continue;
      }
      const part = rest.subarray(0, HEADER_BYTES - headerBytes);
      part.copy(header, headerBytes);
      headerBytes += part.length;
      rest = rest.subarray(part.length);
      if (headerBytes < HEADER_BYTES) return;
      headerBytes = 0;
      payloadLeft = header.readUInt32BE(4);
      kind = toKind(header[0]);
    }
  };
}

/** Both outputs in order of arrival. A cut last frame counts as far as it came. @throws EngineError BAD_ANSWER. */
export function joinPayloads(raw: Buffer): Buffer {
  const payloads: Buffer[] = [];
  createFrameSplitter((_kind, part) => payloads.push(part))(raw);
  return Buffer.concat(payloads);
}

function toKind(byte: number | undefined): OutputKind {
  if (byte === 0 || byte === 1) return "stdout";
  if (byte === 2) return "stderr";
  throw new EngineError("BAD_ANSWER", "not a multiplexed stream");
}
