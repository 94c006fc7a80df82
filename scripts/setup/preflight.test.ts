import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { findPortHolder } from "./port-holder";
import { requireFreePort } from "./preflight";

let server: Server | undefined;
afterEach(() => void server?.close());

function listen(): Promise<number> {
  return new Promise((resolve) => {
    const taken = createServer().listen(0, "127.0.0.1", () => {
      const address = taken.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
    server = taken;
  });
}

describe("requireFreePort", () => {
  it("names the process that has the port, and another port", async () => {
    const port = await listen();
    await expect(requireFreePort("127.0.0.1", port, "start")).rejects.toMatchObject({
      code: "PORT_BUSY",
      message: expect.stringContaining(`process ${process.pid} (`),
      hint: expect.stringContaining(`PORT=${port + 1} npm start`),
    });
    expect((await findPortHolder(port))?.command).toContain("node");
  });

  it("lets a free port pass and leaves it free", async () => {
    const port = await listen();
    await new Promise((resolve) => server?.close(resolve));
    await requireFreePort("127.0.0.1", port, "start");
    await requireFreePort("127.0.0.1", port, "start");
  });

  it("says when an address is not ours", async () => {
    await expect(requireFreePort("192.0.2.1", 3000, "start")).rejects.toMatchObject({
      code: "PORT_BUSY",
      message: expect.stringContaining("EADDRNOTAVAIL"),
    });
  });
});
