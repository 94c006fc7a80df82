import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { claimTicket, createAnonymousUser, issueTicket, removeExpiredTickets } from ".";

const database = setUpTestDatabase();

let userId: string;
beforeEach(async () => {
  userId = (await createAnonymousUser({ locale: "en" })).user.id;
});

describe("a ticket", () => {
  it("opens one socket once, whoever of many comes first", async () => {
    const of = { userId, kind: "terminal", target: randomUUID() } as const;
    const ticket = await issueTicket(of);
    const claims = await Promise.all(Array.from({ length: 20 }, () => claimTicket(ticket, of)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    expect(await claimTicket(ticket, of)).toBe(false);
  });

  it("is good for its user, kind and target only, and is not used up by others", async () => {
    const of = { userId, kind: "terminal", target: randomUUID() } as const;
    const other = (await createAnonymousUser({ locale: "en" })).user.id;
    const ticket = await issueTicket(of);
    expect(await claimTicket(ticket, { ...of, userId: other })).toBe(false);
    expect(await claimTicket(ticket, { ...of, target: randomUUID() })).toBe(false);
    expect(await claimTicket(ticket, { ...of, kind: "session" })).toBe(false);
    expect(await claimTicket(`${ticket}x`, of)).toBe(false);
    expect(await claimTicket(ticket, of)).toBe(true);
  });

  it("lasts 30 s and is then cleared away; its hash alone is kept", async () => {
    const of = { userId, kind: "session", target: "docker/images" } as const;
    const ticket = await issueTicket(of);
    expect(JSON.stringify(await database.db?.ticket.findMany({ where: { userId } }))).not.toContain(ticket);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 30_001 });
    try {
      expect(await claimTicket(ticket, of)).toBe(false);
      await removeExpiredTickets();
      expect(await database.db?.ticket.count({ where: { userId } })).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});
