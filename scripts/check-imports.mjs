// @ts-check
/**
 * Holds the imports of a source tree against .dependency-cruiser.mjs: `node scripts/check-imports.mjs [folder]`.
 * Plain JavaScript: under tsx the module dependency-cruiser walks swc's trees with loads otherwise, and nothing is seen.
 */
import fs from "node:fs";
import path from "node:path";
import swc from "@swc/core";
import { Visitor } from "@swc/core/Visitor.js";
import { cruise } from "dependency-cruiser";
import rules from "../.dependency-cruiser.mjs";

/** Fewer than this means that the parser saw nothing, which dependency-cruiser itself reports as success. */
const LEAST_MODULES = 100;
const ROOTS = ["app", "server", "lib", "i18n", "scripts", "tests", "e2e", "proxy.ts", "next.config.mjs"];
/** To these rules an import of types is no breach: it is gone before anything runs. */
const WITHOUT_TYPES = ["no-cycles"];

const [given] = process.argv.slice(2);
const folder = fs.realpathSync(path.resolve(given ?? "."));
const forbidden = rules.forbidden ?? [];
const strict = forbidden.filter(({ name = "" }) => !WITHOUT_TYPES.includes(name));
const lenient = forbidden.filter(({ name = "" }) => WITHOUT_TYPES.includes(name));

teachUsing();
const first = await runCruise(strict, true);
const second = await runCruise(lenient, false);
const breaches = [...first.summary.violations, ...second.summary.violations].map(toLine);
for (const breach of breaches) console.log(breach);
const isBlind = !given && first.modules.length < LEAST_MODULES;
if (isBlind) console.log(`Only ${first.modules.length} modules were seen: the parser is blind.`);
console.log(`${first.modules.length} modules, ${breaches.length} breaches`);
process.exitCode = breaches.length > 0 || isBlind ? 1 : 0;

/**
 * @param {import("dependency-cruiser").IForbiddenRuleType[]} ruleSet
 * @param {boolean} hasTypes
 * @returns {Promise<import("dependency-cruiser").ICruiseResult>}
 */
async function runCruise(ruleSet, hasTypes) {
  const restore = patchParser(hasTypes);
  try {
    const roots = ROOTS.filter((root) => fs.existsSync(path.join(folder, root)));
    /** @type {import("dependency-cruiser").ICruiseOptions} */
    const options = { ...rules.options, baseDir: folder, validate: true, ruleSet: { forbidden: ruleSet } };
    // tsconfig's paths are read with TypeScript's compiler API, which version 7 has not
    const { output } = await cruise(roots, options, {
      ...rules.options?.enhancedResolveOptions,
      alias: { "@": folder },
    });
    if (typeof output === "string") throw new Error(output);
    return output;
  } finally {
    restore();
  }
}

/**
 * dependency-cruiser 17 has swc parse every file without JSX, and cannot tell an import of types from others.
 * Here .tsx is parsed as such, and imports of types are taken out where a rule does not mean them.
 * @param {boolean} hasTypes
 */
function patchParser(hasTypes) {
  const parse = swc.parseFileSync;
  /** @type {(file: string, options: swc.ParseOptions) => swc.Module} */
  const patched = (file, options) => {
    const module = parse(file, { ...options, syntax: "typescript", tsx: file.endsWith("x") });
    if (!hasTypes) module.body = module.body.filter((/** @type {any} */ item) => !isOfTypes(item));
    return module;
  };
  Object.assign(swc, { parseFileSync: patched });
  return () => void Object.assign(swc, { parseFileSync: parse });
}

/** `using x = …` is newer than swc's visitor, which throws at statements it does not know. */
function teachUsing() {
  const known = Visitor.prototype.visitStatement;
  /** @this {Visitor} @param {any} statement */
  Visitor.prototype.visitStatement = function visitStatement(statement) {
    if (statement.type !== "UsingDeclaration") return known.call(this, statement);
    this.visitVariableDeclarators(statement.decls);
    return statement;
  };
}

/** @param {any} item */
function isOfTypes({ type, typeOnly, specifiers = [] }) {
  if (!/^(Import|Export(Named|All))Declaration$/.test(type)) return false;
  return typeOnly || (specifiers.length > 0 && specifiers.every((/** @type {any} */ one) => one.isTypeOnly));
}

/** @param {import("dependency-cruiser").IViolation} violation */
function toLine({ rule, from, to, cycle }) {
  return `${rule.name}: ${from} → ${cycle ? cycle.map(({ name }) => name).join(" → ") : to}`;
}
