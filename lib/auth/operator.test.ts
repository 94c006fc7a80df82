import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { sealData } from "iron-session";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  createOperatorCookie,
  endOperatorCookie,
  getOperatorKey,
  hasOperatorCookie,
  isOperatorKey,
  operatorKeyFile,
  WrongKeyLimit,
} from ".";
import { isSameText } from "./operator-key";
import { getSecret } from "./secret";
import { createSessionCookie } from "./session-cookie";

const KEY = "a key of more than sixteen";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "naru-operator-"));
  vi.stubEnv("NARU_DATA_DIR", dataDir);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await rm(dataDir, { recursive: true, force: true });
});

const plain = { isSecure: false };
const toCookie = (setCookie: string) => setCookie.split(";", 1)[0] ?? "";

describe("the operator's key", () => {
  it("is made once, in a file only its owner reads", async () => {
    const [one, other] = await Promise.all([getOperatorKey(), getOperatorKey()]);
    expect(one).toBe(other);
    expect(one.length).toBeGreaterThanOrEqual(43);
    const file = operatorKeyFile(dataDir);
    expect((await readFile(file, "utf8")).trim()).toBe(one);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(one).not.toBe(await getSecret());
  });

  it("is the operator's own where one is set, and then no file is made", async () => {
    vi.stubEnv("NARU_OPERATOR_KEY", KEY);
    expect(await isOperatorKey(KEY)).toBe(true);
    await expect(stat(operatorKeyFile(dataDir))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.each(["", "fifteen letters"])("is refused at the start when it is %j", async (key) => {
    vi.stubEnv("NARU_OPERATOR_KEY", key);
    // set to nothing counts as not set
    if (key === "") expect(await isOperatorKey("")).toBe(false);
    else await expect(async () => getOperatorKey()).rejects.toThrow(/NARU_OPERATOR_KEY/);
  });

  it("is not what only begins like it, is longer, or is nothing", async () => {
    const key = await getOperatorKey();
    for (const wrong of ["", key.slice(1), key.slice(0, -1), `${key} `, `${key}${key}`, key.toUpperCase(), "\u0000"])
      expect(await isOperatorKey(wrong)).toBe(false);
    expect(await isOperatorKey(key)).toBe(true);
  });

  it("is compared by digests of one length, so that lengths may differ", () => {
    expect(isSameText("a", "a".repeat(10_000))).toBe(false);
    expect(isSameText("", "")).toBe(true);
    expect(isSameText("가", "가".normalize("NFD"))).toBe(false);
  });
});

describe("the operator's cookie", () => {
  it("is for this site alone, and short-lived", async () => {
    expect(await createOperatorCookie(plain)).toMatch(
      /^naru-operator=Fe26\.2[^;]*; Path=\/; Max-Age=14400; HttpOnly; SameSite=Strict$/,
    );
    expect(await createOperatorCookie({ isSecure: true })).toMatch(
      /^__Host-naru-operator=Fe26\.2[^;]*; Path=\/; Max-Age=14400; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(endOperatorCookie(plain)).toBe("naru-operator=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
  });

  it("lets in, among others in the header", async () => {
    const cookie = toCookie(await createOperatorCookie(plain));
    expect(await hasOperatorCookie(`naru=x; ${cookie}; theme=dark`, plain)).toBe(true);
  });

  it("is nothing when absent, forged, cut, sealed by another secret, or a student's", async () => {
    const cookie = toCookie(await createOperatorCookie(plain));
    const middle = Math.floor(cookie.length / 2);
    const flipped = cookie.slice(0, middle) + (cookie[middle] === "A" ? "B" : "A") + cookie.slice(middle + 1);
    const student = toCookie(await createSessionCookie("0a1b2c3d-4e5f-4071-8293-a4b5c6d7e8f9", plain));
    const elsewhere = await sealData({ purpose: "operator", keyPrint: "x" }, { password: "p".repeat(32) });
    const headers = [
      undefined,
      "",
      "naru-operator=",
      "naru-operator=1",
      cookie.slice(0, -5),
      flipped,
      `naru-operator=${elsewhere}`,
      student.replace("naru=", "naru-operator="),
      student,
      `naru-operator=${"a".repeat(100_000)}`,
    ];
    for (const header of headers) expect([header, await hasOperatorCookie(header, plain)]).toEqual([header, false]);
  });

  it("is not taken for one sealed with the right secret for something else", async () => {
    const password = await getSecret();
    const seal = await sealData({ purpose: "operator" }, { password });
    expect(await hasOperatorCookie(`naru-operator=${seal}`, plain)).toBe(false);
  });

  it("over https counts only by the name no neighbour can plant", async () => {
    const cookie = toCookie(await createOperatorCookie(plain));
    expect(await hasOperatorCookie(cookie, { isSecure: true })).toBe(false);
    const secure = toCookie(await createOperatorCookie({ isSecure: true }));
    expect(await hasOperatorCookie(secure, { isSecure: true })).toBe(true);
  });

  it("ends after its hours", async () => {
    const cookie = toCookie(await createOperatorCookie(plain));
    vi.useFakeTimers({ now: Date.now() + 4 * 60 * 60_000 - 30_000, toFake: ["Date"] });
    expect(await hasOperatorCookie(cookie, plain)).toBe(true);
    // iron allows clocks to differ by a minute
    vi.setSystemTime(Date.now() + 120_000);
    expect(await hasOperatorCookie(cookie, plain)).toBe(false);
  });

  it("ends with the key it was given for", async () => {
    const cookie = toCookie(await createOperatorCookie(plain));
    vi.stubEnv("NARU_OPERATOR_KEY", KEY);
    expect(await hasOperatorCookie(cookie, plain)).toBe(false);
  });

  it("cannot be had by a key file that holds too little", async () => {
    await writeFile(operatorKeyFile(dataDir), "short\n");
    await expect(createOperatorCookie(plain)).rejects.toThrow(/too short/);
  });
});

describe("wrong keys", () => {
  it("are limited by address, for a while", () => {
    const limit = new WrongKeyLimit();
    for (let i = 0; i < 10; i++) {
      expect(limit.isExhausted("198.51.100.1", 0)).toBe(false);
      limit.noteWrong("198.51.100.1", 0);
    }
    expect(limit.isExhausted("198.51.100.1", 59_999)).toBe(true);
    expect(limit.isExhausted("198.51.100.2", 59_999)).toBe(false);
    expect(limit.isExhausted("198.51.100.1", 60_000)).toBe(false);
  });

  it("are remembered of a bounded number of addresses", () => {
    const limit = new WrongKeyLimit();
    for (let i = 0; i < 5_000; i++) limit.noteWrong(`198.51.100.${i}`, 0);
    expect(limit.size).toBe(1_000);
  });
});
