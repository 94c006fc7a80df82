import { describe, expect, it } from "vitest";
import { createMeter, createRequestLimits, isAllowedHost, toClientAddress } from ".";

describe("isAllowedHost", () => {
  const local = { host: "127.0.0.1", origins: [] };
  const proxied = { host: "0.0.0.0", origins: ["https://lab.example.org"] };

  it("takes the names of a server that only this machine reaches, with any port", () => {
    for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000", "LOCALHOST", "localhost:8080"])
      expect(isAllowedHost(host, local), host).toBe(true);
  });

  it("refuses names that somebody else pointed at us, and what is no name", () => {
    for (const host of [
      undefined,
      "",
      "evil.test:3000",
      "localhost.evil.test",
      "127.0.0.1.evil.test",
      "evil@localhost",
    ])
      expect(isAllowedHost(host, local), host).toBe(false);
    expect(isAllowedHost("localhost/../evil.test", local)).toBe(false);
  });

  it("takes the names of NARU_ORIGINS, and loopback for what runs beside it", () => {
    expect(isAllowedHost("lab.example.org", proxied)).toBe(true);
    expect(isAllowedHost("127.0.0.1:3000", proxied)).toBe(true);
    expect(isAllowedHost("example.org", proxied)).toBe(false);
  });

  it("takes the address it listens on, and any name where it cannot know its own", () => {
    expect(isAllowedHost("198.51.100.4:3000", { host: "198.51.100.4", origins: ["https://a.test"] })).toBe(true);
    expect(isAllowedHost("anything.test", { host: "0.0.0.0", origins: [] })).toBe(true);
  });
});

describe("toClientAddress", () => {
  it("believes nobody's header but a trusted proxy's, and of that the last foreign entry", () => {
    expect(toClientAddress("198.51.100.1", "198.51.100.9", [])).toBe("198.51.100.1");
    expect(toClientAddress("127.0.0.1", "198.51.100.9", [])).toBe("127.0.0.1");
    const trusted = ["127.0.0.1", "198.51.100.2"];
    expect(toClientAddress("::ffff:127.0.0.1", "203.0.113.5, 198.51.100.9", trusted)).toBe("198.51.100.9");
    expect(toClientAddress("127.0.0.1", "198.51.100.9, 198.51.100.2", trusted)).toBe("198.51.100.9");
    expect(toClientAddress("127.0.0.1", "nonsense", trusted)).toBe("127.0.0.1");
    expect(toClientAddress("127.0.0.1", undefined, trusted)).toBe("127.0.0.1");
  });

  it("counts a whole /64 of IPv6 as one", () => {
    expect(toClientAddress("2001:db8:0:1:aaaa::1", undefined, [])).toBe("2001:db8:0:1::/64");
    expect(toClientAddress("2001:db8::2", undefined, [])).toBe("2001:db8:0:0::/64");
    expect(toClientAddress("2001:db8:0:1:2:3:4:5", undefined, [])).toBe("2001:db8:0:1::/64");
  });
});

describe("limits", () => {
  it("say how long to wait, and count each address and student alone", async () => {
    const limits = createRequestLimits({ sessionsPerMinute: 3 });
    for (let index = 0; index < 3; index++) await limits.takeNewSession("198.51.100.1");
    await expect(limits.takeNewSession("198.51.100.1")).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
      params: { retryAfterSeconds: expect.any(Number) },
    });
    await expect(limits.takeNewSession("198.51.100.2")).resolves.toBeUndefined();
  });

  it("of a socket let a burst through and then so many a second", () => {
    let now = 0;
    const meter = createMeter({ burst: 5, perSecond: 10 }, () => now);
    expect(Array.from({ length: 7 }, () => meter.take()).filter(Boolean)).toHaveLength(5);
    now = 200;
    expect([meter.take(), meter.take(), meter.take()]).toEqual([true, true, false]);
    now = 60_000;
    expect(Array.from({ length: 7 }, () => meter.take()).filter(Boolean)).toHaveLength(5);
  });
});
