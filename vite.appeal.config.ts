import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { defineConfig } from "vite";
import { asBuilt, BUILT_PLACE } from "./src/core/evidence/appeal-page.ts";
import { filled, onePage, type PageParts } from "./vite.one-page.ts";

/** The one spelling that a browser writes again as it read it, so that the page can be held against how it was built. */
function formed(template: string): string {
  return template.replace(/>\s*\n\s*</g, "><").trim();
}

/** The script knows what everything around it was when it was built. */
function sealed(script: string, { template, style, policyFor }: PageParts): string {
  if (!script.includes(BUILT_PLACE)) throw new Error("the script of the appeal has no place for its page");
  const html = filled({ template, style, policy: policyFor("%SCRIPT%"), script: "" });
  const hash = createHash("sha256")
    .update(asBuilt(html.replace(/^<!doctype html>/, "")))
    .digest("hex");
  return script.replaceAll(BUILT_PLACE, hash);
}

export default defineConfig({
  root: "src/console/web/appeal",
  logLevel: "warn",
  plugins: [
    onePage({
      template: resolve("src/console/web/appeal/appeal.html"),
      fileName: "appeal.html",
      formed,
      sealed,
    }),
  ],
  esbuild: { jsx: "automatic", jsxImportSource: "preact", charset: "utf8" },
  build: {
    outDir: "../../../../dist/web",
    // The other pages stand there already.
    emptyOutDir: false,
    sourcemap: false,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: resolve("src/console/web/appeal/main.tsx"),
      output: { format: "iife", inlineDynamicImports: true },
    },
  },
});
