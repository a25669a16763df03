import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";

/** Compressed once, when it is built: a station has better things to do than to compress the same page for each browser. */
function compressed(): Plugin {
  let out = "";
  return {
    name: "compressed",
    configResolved({ root, build }) {
      out = resolve(root, build.outDir);
    },
    closeBundle() {
      const files = readdirSync(out, { recursive: true, encoding: "utf8" });
      for (const file of files.filter((name) => /\.(?:js|css|html)$/.test(name))) {
        const path = join(out, file);
        const bytes = readFileSync(path);
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(
          `${path}.br`,
          brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
        );
      }
    },
  };
}

/** One page of several addresses, some of them a folder deeper than its files: it names them from the root. */
const SCREEN_PAGE = "screen.html";

export default defineConfig({
  root: "src/console/web",
  base: "./",
  experimental: {
    renderBuiltUrl: (file, { hostType, hostId }) =>
      hostType === "html" && hostId.endsWith(SCREEN_PAGE) ? `/${file}` : { relative: true },
  },
  logLevel: "warn",
  plugins: [compressed()],
  esbuild: { jsx: "automatic", jsxImportSource: "preact" },
  build: {
    outDir: "../../../dist/web",
    emptyOutDir: true,
    sourcemap: false,
    target: "es2022",
    rollupOptions: {
      input: ["index.html", SCREEN_PAGE, "registry.html"].map((page) => resolve("src/console/web", page)),
    },
  },
});
