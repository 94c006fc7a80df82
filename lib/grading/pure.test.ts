import { describe, expect, it } from "vitest";
import { cleanAnswer, compareAnswer } from "./answer-compare";
import { CouldNotLook } from "./could-not-look";
import { toList, toShown } from "./observe";
import { describePath, readPath } from "./path";
import { matches } from "./pattern";
import { isReferenceWanted, isSameReference, normalizeReference, repositoryOf } from "./reference";
import { findSimilar } from "./similar";
import { formatMemory, formatSize, parseSize } from "./size";

describe("image references", () => {
  const names = ["httpd", "httpd:2.4", "me/app", "me/app:1", "hub:5000/httpd", "localhost/x:y", "ghcr.io/a/b/c:1.2"];
  const digest = `sha256:${"ab".repeat(32)}`;

  it("stay the same when docker's own defaults are written out, and when normalized twice", () => {
    for (const name of names) {
      const normal = normalizeReference(name);
      expect(normalizeReference(normal)).toBe(normal);
      expect(isSameReference(name, normal)).toBe(true);
      if (/^(hub|localhost|ghcr)/.test(name)) continue;
      const full = name.includes("/") ? `docker.io/${name}` : `docker.io/library/${name}`;
      expect(isSameReference(name, full)).toBe(true);
      expect(isSameReference(name, full.replace("docker.io", "index.docker.io"))).toBe(true);
    }
  });

  it("are all different from one another where docker tells them apart", () => {
    const distinct = ["httpd", "httpd:2.4", "me/httpd", "hub:5000/httpd", "localhost/httpd", `httpd@${digest}`];
    for (const a of distinct) for (const b of distinct) expect(isSameReference(a, b)).toBe(a === b);
  });

  it("without a wanted tag fit any tag or digest of the same repository only", () => {
    expect(isReferenceWanted("httpd", "docker.io/library/httpd:2.4")).toBe(true);
    expect(isReferenceWanted("httpd", `httpd@${digest}`)).toBe(true);
    expect(isReferenceWanted("httpd:latest", "httpd")).toBe(true);
    expect(isReferenceWanted("httpd:2.4", "httpd")).toBe(false);
    expect(isReferenceWanted("httpd", "hub:5000/httpd")).toBe(false);
    expect(repositoryOf("hub:5000/a/b:1")).toBe("hub:5000/a/b");
  });
});

describe("answers", () => {
  const id = "3f2a9c41d07be5a8843cf0d2917ab6b1c9d5e0f42a6b7c8d9e0f1a2b3c4d5e6f";
  const right = (compare: Parameters<typeof compareAnswer>[0], given: string, value: unknown) =>
    compareAnswer(compare, cleanAnswer(given), value) === undefined;

  it("are taken however they are dressed", () => {
    for (const given of ["172.17.0.2", " 172.17.0.2 ", '"172.17.0.2"', "`172.17.0.2`", "１７２.17.0.2"])
      expect(right("exact", given, "172.17.0.2")).toBe(true);
    expect(right("exact", "web1", "/web1")).toBe(true);
    expect(right("exact", "True", true)).toBe(true);
    expect(right("exact", `SHA256:${id.toUpperCase()}`, `sha256:${id}`)).toBe(true);
    expect(right("exact", id.slice(0, 12), `sha256:${id}`)).toBe(true);
    for (const given of ["3", "3개", "3 layers", "３", " 3. "])
      expect(right("number", given, 3)).toBe(given !== " 3. ");
    expect(right("number", "1,234", 1234)).toBe(true);
    expect(right("number", "12", "12\n")).toBe(true);
    expect(right("contains", "busybox", ["busybox:latest"])).toBe(true);
    expect(right("contains", "b", "a b,c\nd")).toBe(true);
  });

  it("by prefix need six characters of an id, and every such prefix will do", () => {
    for (let length = 1; length <= 64; length += 1) {
      for (const given of [id.slice(0, length), `sha256:${id.slice(0, length)}`, id.slice(0, length).toUpperCase()]) {
        if (length >= 6) expect(right("prefix", given, `sha256:${id}`)).toBe(true);
        else expect(right("prefix", given, id)).toBe(false);
      }
    }
    expect(compareAnswer("prefix", "3f2a9d", id)?.key).toBe("answer.idWrong");
    expect(compareAnswer("prefix", "3f2a9c42", id)?.key).toBe("answer.idNear");
    expect(compareAnswer("prefix", "web1", id)?.key).toBe("answer.wantId");
  });

  it("by size hold within a tenth in any unit", () => {
    const value = 148_300_000;
    for (const given of [
      "148MB",
      "148 MB",
      "148.3MB",
      "0.148GB",
      "148300000",
      "141.4MiB",
      "141M",
      "148M",
      "148,300,000 B",
    ]) {
      expect([given, right("bytes", given, value)]).toEqual([given, true]);
    }
    expect(compareAnswer("bytes", "120MB", value)?.key).toBe("answer.sizeNear");
    expect(compareAnswer("bytes", "148", value)?.key).toBe("answer.sizeOtherUnit");
    expect(compareAnswer("bytes", "148GB", value)?.key).toBe("answer.sizeOtherUnit");
    expect(compareAnswer("bytes", "12MB", value)?.key).toBe("answer.sizeWrong");
    expect(compareAnswer("bytes", "big", value)?.key).toBe("answer.wantSize");
  });

  it("that are wrong are told how, and never with the right one", () => {
    const cases: [Parameters<typeof compareAnswer>[0], string, unknown, string][] = [
      ["exact", "Httpd-Secret", "httpd-secret", "answer.textCase"],
      ["exact", "httpd-secert", "httpd-secret", "answer.textNear"],
      ["exact", "httpd", "httpd-secret", "answer.textPart"],
      ["exact", "it is httpd-secret", "httpd-secret", "answer.textMore"],
      ["exact", "nginx", "httpd-secret", "answer.textWrong"],
      ["number", "x", 4711, "answer.wantNumber"],
      ["number", "4712", 4711, "answer.numberNear"],
      ["number", "1", 4711, "answer.numberWrong"],
      ["contains", "zz", ["httpd-secret"], "answer.notInList"],
    ];
    for (const [compare, given, value, key] of cases) {
      const observation = compareAnswer(compare, given, value);
      expect(observation?.key).toBe(key);
      expect(JSON.stringify(observation?.params)).not.toContain(String(value));
    }
  });
});

describe("small parts", () => {
  it("stop a pattern that backtracks without end, as a failure of ours", () => {
    expect(() => matches("^(a+)+$", `${"a".repeat(40)}b`)).toThrow(CouldNotLook);
    expect(matches("^hello$", "first\nhello\nlast")).toBe(true);
    expect(matches("end", `${"x".repeat(64 * 1024)}end`)).toBe(false);
  });

  it("show a student's text short, plain and in one line", () => {
    expect(toShown("\u001b[31mred\u001b[0m\nnext\u202e")).toBe("red next");
    expect(toShown("x".repeat(1_000))).toHaveLength(160);
    expect(toList([])).toBe("–");
    expect(toList(["a", "a", "b"])).toBe("a, b");
  });

  it("find what was meant", () => {
    expect(findSimilar("web1", ["db", "web2"])).toBe("web2");
    expect(findSimilar("Dockerfile", ["dockerfile"])).toBe("dockerfile");
    expect(findSimilar("my-net", ["mynet"])).toBe("mynet");
    expect(findSimilar("web", ["postgres"])).toBeUndefined();
    expect(findSimilar("compose.yaml", ["compsoe.yaml"])).toBe("compsoe.yaml");
  });

  it("read keys with dots, and say what is there instead", () => {
    const value = { Labels: { "com.x.y": "1" }, Ports: { "80/tcp": [{ HostPort: "8000" }] } };
    expect(readPath(value, "Labels.com.x.y")).toBe("1");
    expect(readPath(value, "Ports.80/tcp.0.HostPort")).toBe("8000");
    expect(readPath(value, "Labels.__proto__")).toBeUndefined();
    expect(describePath(value, "Ports.81/tcp.0")).toEqual({ parent: "Ports", children: ["80/tcp"] });
  });

  it("write sizes as docker does and read them back", () => {
    expect(formatSize(148_300_000)).toBe("148 MB");
    expect(formatMemory(512 * 1024 ** 2)).toBe("512 MiB");
    expect(formatSize(0)).toBe("0 B");
    for (const bytes of [1, 999, 1_000, 4_300, 148_300_000, 2_100_000_000])
      expect(Math.abs((parseSize(formatSize(bytes))[0] ?? 0) - bytes)).toBeLessThanOrEqual(bytes * 0.01);
    for (const text of ["", "MB", "1.2.3MB", "12 parsecs"]) expect(parseSize(text)).toEqual([]);
  });
});
