import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type HubImage, listHubImages, orderByBase, parseHubImage, selectCore } from "./hub-images";

const imagesFolder = fileURLToPath(new URL("../../images/hub", import.meta.url));

function image(id: string, more: Partial<HubImage> = {}): HubImage {
  return { id, folder: `/images/${id}`, name: id, tags: ["latest"], isCore: true, ...more };
}

test("our own images can be read, each before those built on it", async () => {
  const ids = (await listHubImages(imagesFolder)).map(({ id }) => id);
  for (const id of ["hello-world", "busybox", "debian", "httpd", "nginx"]) expect(ids).toContain(id);
  expect(ids.indexOf("debian")).toBeLessThan(ids.indexOf("httpd"));
  expect(ids.indexOf("debian")).toBeLessThan(ids.indexOf("nginx"));
});

test("core images come first, and a base before a core image that needs it", () => {
  const order = orderByBase([
    image("wiki", { isCore: false }),
    image("web", { base: "system" }),
    image("system", { isCore: false }),
    image("apple"),
  ]);
  expect(order.map(({ id }) => id)).toEqual(["apple", "system", "web", "wiki"]);
});

test("the core is the core images with all they are built on, in their order", () => {
  const order = orderByBase([
    image("apple", { isCore: false }),
    image("web", { base: "middle" }),
    image("middle", { isCore: false, base: "bottom" }),
    image("bottom", { isCore: false }),
    image("tool"),
  ]);
  expect(selectCore(order).map(({ id }) => id)).toEqual(["tool", "bottom", "middle", "web"]);
});

test("bases that go round and bases that aren't there are refused", () => {
  expect(() => orderByBase([image("a", { base: "b" }), image("b", { base: "a" })])).toThrow(/go round/);
  expect(() => orderByBase([image("a", { base: "none" })])).toThrow(/no hub image is called none/);
});

test("an image is built from its own folder, or from that of its source", () => {
  const parse = (more: string) => parseHubImage("web", "/images/web", `tags: [latest]\ncore: false\n${more}`);
  expect(parse("").folder).toBe("/images/web");
  expect(parse("source: other\nbase: system")).toMatchObject({ id: "web", folder: "/images/other", base: "system" });
});

test.each([
  ["a source with a path", "source: ../x\ntags: [latest]\ncore: true"],
  ["no tags", "tags: []\ncore: true"],
  ["a tag that YAML reads as a number", "tags: [1.26]\ncore: true"],
  ["a tag no registry takes", 'tags: ["a b"]\ncore: true'],
  ["a field nobody reads", "tags: [latest]\ncore: true\nlatest: yes"],
  ["a name with a path", "name: ../x\ntags: [latest]\ncore: true"],
  ["no YAML", "tags: ["],
])("image.yaml with %s is refused, naming the image", (_, text) => {
  const parse = () => parseHubImage("web", "/images/web", text);
  expect(parse).toThrow(expect.objectContaining({ code: "HUB_IMAGE_INVALID", params: { image: "web" } }));
});
