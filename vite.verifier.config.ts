import { resolve } from "node:path";
import { defineConfig } from "vite";
import { onePage } from "./vite.one-page.ts";

export default defineConfig({
  root: "src/verifier/page",
  logLevel: "warn",
  plugins: [onePage({ template: resolve("src/verifier/page/verifier.html"), fileName: "verifier.html" })],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", charset: "utf8" },
  build: {
    outDir: "../../../dist/web",
    // The other pages stand there already.
    emptyOutDir: false,
    sourcemap: false,
    // Phones that are some years old.
    target: "es2020",
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: resolve("src/verifier/page/main.tsx"),
      output: { format: "iife", inlineDynamicImports: true },
    },
  },
});
