// How the two entries (the page, and GraphiQL for developers) become static files in dist/.
import { defineConfig, type Plugin } from "vite";

const server = process.env.ROUNDTABLE_SERVER ?? "http://127.0.0.1:8000";
const pageLibraries = /node_modules\/(preact|@preact|@urql|wonka|@0no-co|graphql-ws|@lingui)\//;

/** Documents without the blanks they are written with, and of them only those that are used. */
const documents: Plugin = {
  name: "documents",
  enforce: "pre",
  transform: (code, id) =>
    id.endsWith("/generated/graphql.ts")
      ? code.replace(/new TypedDocumentString\(`[^`]*`/g, (found) => `/*#__PURE__*/ ${found.replace(/\s+/g, " ")}`)
      : null,
};

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
      output: { codeSplitting: { groups: [{ name: "vendor", test: pageLibraries }] } },
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
