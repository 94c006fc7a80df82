import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const API = path.resolve(import.meta.dirname, "../../app/api");

/** Every method of every route there is, as `POST /api/sandboxes/[id]/[action]`: a table that lacks one fails. */
export async function listRoutes(): Promise<string[]> {
  const files = (await readdir(API, { recursive: true })).filter((file) => path.basename(file) === "handlers.ts");
  const routes = await Promise.all(
    files.map(async (file) => {
      const source = await readFile(path.join(API, file), "utf8");
      const methods = source.matchAll(/export (?:async )?(?:function|const) (GET|POST|PUT|PATCH|DELETE)\b/g);
      return [...methods].map(([, method]) => `${method} /api/${path.dirname(file)}`);
    }),
  );
  return routes.flat().sort();
}

export const isChanging = (route: string) => !route.startsWith("GET ");
