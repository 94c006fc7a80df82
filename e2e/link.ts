import { connect, createServer, type Socket } from "node:net";
import { baseUrl } from "./fixtures";

export interface Link {
  /** Where the site is reached through the link. */
  url: string;
  /** Connections refused since the last cut. */
  readonly refused: number;
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A wire between a browser and the site that can be cut: what flows over it is lost, and nothing new gets through until it is mended. */
export async function openLink(): Promise<Link> {
  const ends = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((near) => {
    if (isCut) {
      refused++;
      near.destroy();
      return;
    }
    const far = connect(Number(new URL(baseUrl).port), "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.pipe(other);
      end.on("error", () => other.destroy());
      end.on("close", () => {
        ends.delete(end);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("the link has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    get refused() {
      return refused;
    },
    cut: () => {
      isCut = true;
      refused = 0;
      for (const end of ends) end.destroy();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      for (const end of ends) end.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
