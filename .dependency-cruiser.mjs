/**
 * The house's arrows (docs/architecture.md): app, server → a domain's index → lib/docker, lib/db → lib/config, lib/shared.
 * scripts/import-rules.test.ts plants a violation of each rule and sees it found.
 */

const TESTS = "\\.test\\.tsx?$|^tests/|^e2e/";

/** What a browser is given: everything under app/ but the parts that run on the server. */
const BROWSER = "^app/(client|components)/";
const NODE_ONLY = "^lib/(?!shared/)|^server/|^scripts/|^generated/";

/** What of a domain others import. lib/docker/hub is a second door: large, and only for set-up and health. */
const DOORS = ["/index\\.ts$", "^lib/docker/hub\\.ts$"];

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "Modules that import each other cannot be understood, loaded or tested alone. Types alone may.",
      from: { pathNot: TESTS },
      to: { circular: true },
    },
    {
      name: "lib-is-free-of-frameworks",
      severity: "error",
      comment: "The framework is a guest: lib/ works with app/ and server/ gone.",
      from: { path: "^lib/", pathNot: TESTS },
      to: { path: "^(app|server|scripts|i18n)/|node_modules/(next|next-intl|react|react-dom|ws|server-only)/" },
    },
    {
      name: "edges-import-a-domain-by-its-index",
      severity: "error",
      comment: "What a domain offers is what its index exports.",
      from: { path: "^(app|server|i18n|proxy\\.ts)", pathNot: TESTS },
      to: { path: "^lib/(?!shared/)[^/]+/", pathNot: DOORS },
    },
    {
      name: "domains-import-each-other-by-index",
      severity: "error",
      comment: "The inside of a folder of lib/ is its own.",
      from: { path: "^lib/([^/]+)/", pathNot: TESTS },
      to: { path: "^lib/(?!shared/)[^/]+/", pathNot: ["^lib/$1/", ...DOORS] },
    },
    {
      name: "foundations-know-no-domain",
      severity: "error",
      comment: "The doors to Docker, the database, the settings and the log import only each other's lower ones.",
      from: { path: "^lib/(docker|db|config|log|shared)/", pathNot: TESTS },
      to: { path: "^lib/(?!docker/|db/|config/|log/|shared/)[^/]+/" },
    },
    {
      name: "shared-stands-alone",
      severity: "error",
      comment: "The browser gets lib/shared: it may lean on nothing of ours.",
      from: { path: "^lib/shared/", pathNot: TESTS },
      to: { path: "^(?!lib/shared/|node_modules/)" },
    },
    {
      name: "only-docker-imports-dockerode",
      severity: "error",
      from: { pathNot: "^lib/docker/|^node_modules/" },
      to: { path: "node_modules/(dockerode|docker-modem|@types/dockerode)/" },
    },
    {
      name: "only-db-imports-prisma",
      severity: "error",
      from: { pathNot: "^lib/db/|^generated/|^node_modules/|^scripts/schema-engine\\.mjs$|^prisma\\.config\\.ts$" },
      to: { path: "^generated/|node_modules/(@prisma/|prisma/)" },
    },
    {
      name: "browser-gets-components-and-shared",
      severity: "error",
      comment: "A secret or a node module one import away from a page's script is one mistake away from the browser.",
      from: { path: BROWSER, pathNot: TESTS },
      to: { path: NODE_ONLY },
    },
    {
      name: "browser-imports-no-node-module",
      severity: "error",
      from: { path: `${BROWSER}|^lib/shared/`, pathNot: TESTS },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "nothing-imports-edges",
      severity: "error",
      comment: "The process and the pages are the end of every arrow.",
      from: { pathNot: `^(server|scripts)/|${TESTS}` },
      to: { path: "^(server|scripts)/" },
    },
    {
      name: "product-imports-no-tests",
      severity: "error",
      comment: "The bench drives the running system as the tests do; npm test and the acceptances make their lab.",
      from: { pathNot: `${TESTS}|^scripts/(bench|cgroup2)(/|\\.ts$)|^scripts/(test|test-cgroup2|accept)\\.ts$` },
      to: { path: TESTS },
    },
    {
      name: "everything-resolves",
      comment: "An import that is not found is an arrow nobody sees.",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules|^generated" },
    exclude: { path: "\\.next|^dist|^public|^\\.naru|\\.css$" },
    // TypeScript 7 has no compiler API: without another parser 0 modules are cruised, and that passes
    parser: "swc",
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".js", ".json", ".d.ts"],
    },
  },
};
