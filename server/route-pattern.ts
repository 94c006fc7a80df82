import { LOCALES } from "@/lib/shared/locale";

/** Every page and route of app/, as its folder is named; route-pattern.test.ts holds this list to the folders. */
export const ROUTES = [
  "/api/attempts",
  "/api/attempts/[id]/checks/[checkId]/answer",
  "/api/attempts/[id]/checks/[checkId]/check",
  "/api/health",
  "/api/metrics",
  "/api/operator",
  "/api/progress",
  "/api/readiness",
  "/api/reservations",
  "/api/sandboxes",
  "/api/sandboxes/[id]/[action]",
  "/api/sandboxes/[id]/race",
  "/api/sandboxes/[id]/terminals/[terminal]",
  "/api/sandboxes/current",
  "/api/session",
  "/api/status",
  "/api/tickets",
  "/[locale]",
  "/[locale]/cheat-sheet",
  "/[locale]/courses",
  "/[locale]/join/[code]",
  "/[locale]/learn/[course]/[slug]",
  "/[locale]/status",
] as const;

/** What lies below these is named by hashes and file names. */
const FOLDERS = ["/_next", "/monaco", "/api"] as const;

const LOCALE = new RegExp(`^/(?:${LOCALES.join("|")})(?=/|$)`);

const MATCHERS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.replace("[locale]", "\\[locale\\]").replace(/\[(?!locale\\\])[^\]]+\]/g, "[^/]+")}$`),
}))
  // what is written out goes before what a parameter would also match
  .sort((a, b) => a.route.split("[").length - b.route.split("[").length);

/** The pattern an address belongs to, out of a closed set: what a metric may be labelled with. */
export function toRoutePattern(url: string): string {
  const [pathname = "/"] = url.split("?", 1);
  const path = (pathname.length > 1 ? pathname.replace(/\/+$/, "") : pathname).replace(LOCALE, "/[locale]");
  const found = MATCHERS.find(({ pattern }) => pattern.test(path));
  if (found) return found.route;
  const folder = FOLDERS.find((known) => path.startsWith(`${known}/`));
  return folder ? `${folder}/*` : "other";
}
