import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sealData } from "iron-session";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { setUpTestDatabase } from "@/tests/database";
import { getDb } from "../db";
import { createAnonymousUser, findUser, isSecureRequest, renameUser, requireUser } from ".";
import { getSecret } from "./secret";

setUpTestDatabase();

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-auth-"));
  vi.stubEnv("NARU_DATA_DIR", dataDir);
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));
afterEach(() => vi.useRealTimers());

/** What a browser sends back of a Set-Cookie line. */
const toCookie = (setCookie: string) => setCookie.split(";", 1)[0] ?? "";

describe("createAnonymousUser", () => {
  it("gives a cookie that scripts, other hosts and other sites' posts do not get", async () => {
    const { user, setCookie } = await createAnonymousUser({ locale: "ko", name: " 하  나 " });
    expect(user).toMatchObject({ name: "하 나", locale: "ko" });
    expect(setCookie).toMatch(/^naru=Fe26\.2[^;]*; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax$/);
    const secure = await createAnonymousUser({ locale: "en", isSecure: true });
    expect(secure.setCookie).toMatch(
      /^__Host-naru=Fe26\.2[^;]*; Path=\/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(setCookie + secure.setCookie).not.toMatch(/Domain/i);
    expect(secure.user.name).toBeNull();
  });

  it("composes Hangul and refuses names that are long or carry control characters", async () => {
    const { user } = await createAnonymousUser({ locale: "ko", name: "한나".normalize("NFD") });
    expect(user.name).toBe("한나");
    for (const name of ["a".repeat(61), "a\u0000b", "a\u202eb"]) {
      await expect(createAnonymousUser({ locale: "ko", name })).rejects.toMatchObject({ code: "INVALID_REQUEST" });
    }
    expect((await createAnonymousUser({ locale: "ko", name: "🐳".repeat(60) })).user.name).toBe("🐳".repeat(60));
  });
});

describe("findUser", () => {
  it("finds the owner of a cookie among others", async () => {
    const { user, setCookie } = await createAnonymousUser({ locale: "ko" });
    expect(await findUser(`theme=dark; ${toCookie(setCookie)}; x`)).toEqual(user);
  });

  it("knows nobody by no cookie, or one forged, cut, sealed with another secret or of nobody's", async () => {
    const { setCookie } = await createAnonymousUser({ locale: "ko" });
    const cookie = toCookie(setCookie);
    const middle = cookie.length / 2;
    const flipped = cookie.slice(0, middle) + (cookie[middle] === "A" ? "B" : "A") + cookie.slice(middle + 1);
    const secret = { password: await getSecret() };
    const headers = [
      undefined,
      null,
      "",
      ";;=;",
      "naru",
      "naru=",
      "naru=true",
      flipped,
      cookie.slice(0, -10),
      cookie.replace("~2", ""),
      cookie.replace("~2", "~1"),
      `${cookie}${"x".repeat(5000)}`,
      `naru=${await sealData({ userId: "0b8ac5a6-43cc-4b13-a3d0-3e1e1d9f6ae1" }, { password: "p".repeat(32) })}`,
      `naru=${await sealData({ userId: "0b8ac5a6-43cc-4b13-a3d0-3e1e1d9f6ae1" }, secret)}`,
      `naru=${await sealData({ userId: "' or 1=1" }, secret)}`,
      `naru=${await sealData("text", secret)}`,
    ];
    for (const header of headers) expect(await findUser(header), String(header).slice(0, 60)).toBeUndefined();
    await expect(requireUser(flipped)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("takes a cookie for 180 days", async () => {
    const { user, setCookie } = await createAnonymousUser({ locale: "ko" });
    const day = 24 * 60 * 60 * 1000;
    vi.useFakeTimers({ now: Date.now() + 179 * day, toFake: ["Date"] });
    expect(await findUser(toCookie(setCookie))).toEqual(user);
    vi.setSystemTime(Date.now() + 2 * day);
    expect(await findUser(toCookie(setCookie))).toBeUndefined();
  });

  it("takes on https only the cookie no other host can plant", async () => {
    const plain = await createAnonymousUser({ locale: "ko" });
    const secure = await createAnonymousUser({ locale: "en", isSecure: true });
    const both = `${toCookie(plain.setCookie)}; ${toCookie(secure.setCookie)}`;
    expect(await findUser(toCookie(plain.setCookie), { isSecure: true })).toBeUndefined();
    expect(await findUser(both, { isSecure: true })).toEqual(secure.user);
    expect(await findUser(both)).toEqual(secure.user);
  });

  it("forgets a user who was deleted", async () => {
    const { user, setCookie } = await createAnonymousUser({ locale: "ko" });
    await getDb().user.delete({ where: { id: user.id } });
    expect(await findUser(toCookie(setCookie))).toBeUndefined();
    await expect(renameUser(user.id, "x")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});

describe("renameUser", () => {
  it("gives, changes and takes a name", async () => {
    const { user, setCookie } = await createAnonymousUser({ locale: "ko" });
    expect(await renameUser(user.id, "나루")).toMatchObject({ name: "나루" });
    expect(await findUser(toCookie(setCookie))).toMatchObject({ name: "나루" });
    expect(await renameUser(user.id, " ")).toMatchObject({ name: null });
  });
});

describe("getSecret", () => {
  it("is made once, for its owner's eyes only, also by several at once", async () => {
    const folder = path.join(dataDir, "fresh");
    vi.stubEnv("NARU_DATA_DIR", folder);
    const secrets = await Promise.all([getSecret(), getSecret()]);
    const file = path.join(folder, "secret");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(new Set(secrets)).toEqual(new Set([await readFile(file, "utf8")]));
    expect(Buffer.from(secrets[0] ?? "", "base64url")).toHaveLength(32);
  });

  it("refuses a file that was cut, rather than sealing with little", async () => {
    const folder = path.join(dataDir, "cut");
    await mkdir(folder);
    await writeFile(path.join(folder, "secret"), "short");
    vi.stubEnv("NARU_DATA_DIR", folder);
    await expect(getSecret()).rejects.toThrow(/too short/);
  });
});

describe("isSecureRequest", () => {
  it("believes the site's settings only", () => {
    expect(isSecureRequest("Lab.test", ["https://lab.test"])).toBe(true);
    expect(isSecureRequest("lab.test", ["http://lab.test"])).toBe(false);
    expect(isSecureRequest(undefined, ["https://undefined"])).toBe(false);
  });
});
