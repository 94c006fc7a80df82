import { connect, createServer, type Socket } from "node:net";
import { siteUrl } from "../site";

export interface Link extends AsyncDisposable {
  /** Where the site is reached through the link. */
  url: string;
  /** What flows is lost, and nothing new gets through until it is mended. */
  cut(): void;
  mend(): void;
}

/** A wire between a student and the site that can be cut. */
export async function openLink(): Promise<Link> {
  const ends = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return near.destroy();
    const far = connect(Number(new URL(siteUrl).port), "127.0.0.1");
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
  const drop = () => {
    for (const end of ends) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut: () => {
      isCut = true;
      drop();
    },
    mend: () => {
      isCut = false;
    },
    [Symbol.asyncDispose]: () => {
      drop();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
