// Fails the build where the page's first load grows past its budget; prints what there is.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const VENDOR = 45_000;
const ALL = 80_000;
const dist = new URL("../dist/", import.meta.url);

/** Fetched before anything is drawn, and so a part of the first load, though not by name. */
const CATALOGUE = /^ro-/;

/** The scripts a page loads first: those it names, and what those import; not what is fetched when it is asked for. */
function scriptsOf(page) {
  const found = new Set();
  const waiting = [...readFileSync(new URL(page, dist), "utf8").matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map(
    (hit) => hit[1],
  );
  while (waiting.length) {
    const path = waiting.pop();
    if (found.has(path)) continue;
    found.add(path);
    const source = readFileSync(new URL(path, dist), "utf8");
    for (const [, late, name] of source.matchAll(/(import\()?["'`]\.\/([^"'`]+\.js)["'`]/g))
      if (!late || CATALOGUE.test(name)) waiting.push(`assets/${name}`);
  }
  return [...found];
}

const sizes = scriptsOf("index.html").map((path) => ({
  path,
  bytes: gzipSync(readFileSync(new URL(path, dist))).length,
}));
const sum = (some) => some.reduce((total, { bytes }) => total + bytes, 0);
const vendor = sum(sizes.filter(({ path }) => /\/(vendor|rolldown-runtime)-/.test(path)));
const all = sum(sizes);

for (const { path, bytes } of sizes) console.log(`${String(bytes).padStart(7)}  ${path}`);
console.log(`libraries ${vendor} of ${VENDOR} bytes gzip, all ${all} of ${ALL}`);
if (vendor > VENDOR || all > ALL) {
  console.error("The first load is over its budget.");
  process.exit(1);
}
