// Splits the compiled words as the code is split: what comes with the first load, and what with each part that comes late.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../lingui.config.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
// English is what stands in the source; its catalogue is for translators.
const LANGUAGES = config.locales.filter((locale) => locale !== config.sourceLocale);
const WITH_IT = /\b(?:import|export)\s(?!\s*type\s)(?:[^"';]*?\sfrom\s+)?"(\.[^"]+)"/g;
const LATER = /\bimport\("(\.[^"]+)"\)/g;

/** The module that another names, if it is one that may say something. */
function moduleOf(name, from) {
  const path = join(dirname(from), name);
  return [path, `${path}.ts`, `${path}.tsx`].find((one) => /\/src\/.+\.tsx?$/.test(one) && existsSync(one));
}

const named = (source, by, path) =>
  [...source.matchAll(by)].map(([, name]) => moduleOf(name, path)).filter((module) => module !== undefined);

/** All that comes with a module, and the modules that are fetched when they are asked for. */
function reach(start, known = new Set()) {
  const [found, later] = [new Set(), new Set()];
  const waiting = [start];
  while (waiting.length) {
    const path = waiting.pop();
    if (found.has(path) || known.has(path)) continue;
    found.add(path);
    const source = readFileSync(path, "utf8");
    waiting.push(...named(source, WITH_IT, path));
    named(source, LATER, path).forEach((module) => later.add(module));
  }
  return { found, later };
}

const first = reach(join(ROOT, "src/main.tsx"));
const parts = new Map();
for (const part of first.later) {
  const { found, later } = reach(part, first.found);
  parts.set(/(\w+)\.tsx?$/.exec(part)[1], found);
  later.forEach((module) => first.later.add(module));
}

/** Who says each text, as the catalogue for translators has it. */
async function sayers(locale) {
  const path = config.catalogs[0].path.replace("<rootDir>/", ROOT).replace("{locale}", locale);
  const said = await config.format.parse(readFileSync(`${path}.po`, "utf8"), { locale, sourceLocale: config.sourceLocale });
  const files = ({ origin }) => origin.map(([file]) => join(ROOT, file));
  return { path, said: new Map(Object.entries(said).map(([id, message]) => [id, files(message)])) };
}

const write = (path, messages) => {
  const text = JSON.stringify(JSON.stringify(messages));
  writeFileSync(path, `import type { Messages } from "@lingui/core";\nexport const messages = JSON.parse(${text}) as Messages;\n`);
};

for (const locale of LANGUAGES) {
  const { path, said } = await sayers(locale);
  // As `lingui compile` has just left it.
  const [, text] = /JSON\.parse\((".*")\)/s.exec(readFileSync(`${path}.ts`, "utf8"));
  const waiting = new Map(Object.entries(JSON.parse(JSON.parse(text))));
  const take = (modules, keep = false) => {
    const own = [...waiting].filter(([id]) => said.get(id).some((file) => modules.has(file)));
    if (!keep) own.forEach(([id]) => waiting.delete(id));
    return Object.fromEntries(own);
  };
  write(`${path}.ts`, take(first.found));
  // What two parts say comes with each of them.
  for (const [part, modules] of parts) write(`${path}.${part}.ts`, take(modules, true));
  for (const modules of parts.values()) take(modules);
  if (waiting.size) throw new Error(`No page says: ${[...waiting.keys()].join(" | ")}`);
}
