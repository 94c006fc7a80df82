import { describe, expect, it } from "vitest";
import { isAllowedOrigin } from "./origin";

describe("isAllowedOrigin", () => {
  it.each([
    ["same host", "http://lab.test:3000", "lab.test:3000", []],
    ["https before a proxy", "https://lab.test", "lab.test", []],
    ["configured", "https://lab.test", "127.0.0.1:3000", ["https://lab.test"]],
  ])("allows %s", (_, origin, host, allowed) => {
    expect(isAllowedOrigin(origin, host, allowed)).toBe(true);
  });

  it.each([
    ["absent", undefined, "lab.test"],
    ["null", "null", "lab.test"],
    ["foreign", "https://evil.test", "lab.test"],
    ["suffix look-alike", "https://lab.test.evil.test", "lab.test"],
    ["prefix look-alike", "https://evil-lab.test", "lab.test"],
    ["other port", "http://lab.test:3001", "lab.test:3000"],
    ["other scheme", "ftp://lab.test", "lab.test"],
    ["rubbish", "http://", "lab.test"],
    ["a name before the host", "http://evil.test@lab.test", "lab.test"],
    ["a path", "http://lab.test/evil", "lab.test"],
    ["a slash at the end", "http://lab.test/", "lab.test"],
    ["a query", "http://lab.test?x", "lab.test"],
    ["a fragment", "http://lab.test#x", "lab.test"],
    ["capitals", "HTTP://lab.test", "lab.test"],
    ["backslashes", "http:\\\\lab.test", "lab.test"],
    ["an address in another notation", "http://0x7f000001:3000", "127.0.0.1:3000"],
    ["a port with a zero before it", "http://127.0.0.1:03000", "127.0.0.1:3000"],
  ])("refuses %s", (_, origin, host) => {
    expect(isAllowedOrigin(origin, host, [])).toBe(false);
  });

  it("refuses the other scheme of a configured address", () => {
    expect(isAllowedOrigin("http://lab.test", "lab.test", ["https://lab.test"])).toBe(false);
  });
});
