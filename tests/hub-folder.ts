import { cp } from "node:fs/promises";
import { join, resolve } from "node:path";

const HUB = resolve(import.meta.dirname, "../images/hub");

/** Of those, a hub is soon built: what the first lessons need. */
const QUICK = ["busybox", "debian", "debian-backports", "hello-world", "httpd", "nginx"];

/** A copy of `images/hub` in `folder`, of the registry and the quickly built images. Answers its path. */
export async function copyQuickImages(folder: string): Promise<string> {
  const copy = join(folder, "hub");
  for (const id of ["registry", ...QUICK]) await cp(join(HUB, id), join(copy, id), { recursive: true });
  return copy;
}
