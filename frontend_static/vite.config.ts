// How the two entries (the page, and GraphiQL for developers) become static files in dist/.
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const server = process.env.ROUNDTABLE_SERVER ?? "http://127.0.0.1:8000";
const pageLibraries = /node_modules\/(preact|@preact|@urql|wonka|@0no-co|graphql-ws|@lingui)\//;

/** Each document is a module of its own, without the blanks it is written with: it comes with whoever asks it. */
const texts = new Map<string, string>();
const MARK = "\0document:";
const documents: Plugin = {
  name: "documents",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith("/generated/graphql.ts")) return null;
    const apart = code.replace(/export const (\w+Document) = new \w+\(`([^`]*)`[^;]*;/g, (_, name, text) => {
      texts.set(name, text.replace(/\s+/g, " ").trim());
      return `export { ${name} } from "document:${name}";`;
    });
    // What is left are fragments, which documents have in them already.
    return { code: apart.replaceAll("new TypedDocumentString(", "/*#__PURE__*/ $&"), moduleSideEffects: false };
  },
  resolveId: (id) => (id.startsWith("document:") ? { id: `\0${id}`, moduleSideEffects: false } : null),
  load(id) {
    if (!id.startsWith(MARK)) return null;
    const name = id.slice(MARK.length);
    return `export const ${name} = ${JSON.stringify(texts.get(name))};`;
  },
};

type Graph = { getModuleInfo(id: string): { importedIds: readonly string[] } | null };
const SOURCES = fileURLToPath(new URL("src/", import.meta.url));
const MAIN = `${SOURCES}main.tsx`;
const first = new Set<string>();

/** What comes with the first load is one file, however many parts that come late share some of it: it is smaller so. */
function comesFirst(id: string, graph: Graph): boolean {
  const waiting = first.size ? [] : [MAIN];
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
    if (first.has(one)) continue;
    // All documents are in one module; each goes where it is asked.
    if (!one.startsWith(SOURCES) || one.includes("/generated/")) continue;
    first.add(one);
    waiting.push(...(graph.getModuleInfo(one)?.importedIds ?? []));
  }
  // But for the page's own beginning: GraphiQL shares some of the rest, and must not begin the page.
  return first.has(id) && id !== MAIN;
}

export default defineConfig({
  plugins: [documents],
  build: {
    target: "es2024",
    // Inlined files become data: URLs, which the content security policy allows for images only.
    assetsInlineLimit: 0,
    // Its polyfill fetches by itself; every browser we serve preloads modules natively.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: { index: "index.html", graphiql: "graphiql.html" },
      // GraphiQL's libraries carry directives for other bundlers.
      onwarn: (warning, warn) => warning.code === "MODULE_LEVEL_DIRECTIVE" || warn(warning),
      output: { codeSplitting: { groups: [
            { name: "vendor", test: pageLibraries, priority: 1 },
            { debugName: "first", name: (id, graph) => (comesFirst(id, graph) ? "first" : null) },
          ],
        } },
    },
  },
  server: {
    proxy: {
      "/graphql": { target: server, ws: true, changeOrigin: true },
      "/auth": server,
      "/demo-idp": server,
    },
  },
});
