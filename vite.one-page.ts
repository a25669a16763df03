import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Plugin } from "vite";

export interface OnePage {
  /** The page without its script and its style: %POLICY%, and a comment in the place of each. */
  readonly template: string;
  readonly fileName: string;
  /** The template as it is to stand in the file; as it was written unless somebody says otherwise. */
  readonly formed?: (template: string) => string;
  /** A last word about the script, once the rest of the page is known. */
  readonly sealed?: (script: string, page: PageParts) => string;
}

export interface PageParts {
  readonly template: string;
  readonly style: string;
  /** With this in the place of the hash of the script. */
  policyFor(scriptHash: string): string;
}

/**
 * Script and style go into the page itself, and nothing else is built: the file works from a disk, a chat or a stick. The policy
 * names both by their hash and allows no request of any kind, so that a page that was altered on its way does not run.
 */
export function onePage({ template: file, fileName, formed, sealed }: OnePage): Plugin {
  return {
    name: "one-page",
    enforce: "post",
    generateBundle(_options, bundle) {
      const parts = Object.entries(bundle);
      const code = parts.flatMap(([, part]) => (part.type === "chunk" ? [part.code] : [])).join("\n");
      const styles = parts.flatMap(([name, part]) =>
        part.type === "asset" && name.endsWith(".css") ? [String(part.source)] : [],
      );
      for (const [name] of parts) delete bundle[name];
      const written = readFileSync(file, "utf8");
      const template = formed === undefined ? written : formed(written);
      const style = styles.join("\n").trim();
      const page = { template, style, policyFor: (hash: string) => policyOf(hash, style) };
      const script = sealed === undefined ? code.trim() : sealed(code.trim(), page);
      this.emitFile({ type: "asset", fileName, source: pageOf(page, script, fileName) });
    },
  };
}

function pageOf({ template, style, policyFor }: PageParts, script: string, fileName: string): string {
  // Either would end its block, or begin a comment in it; no minifier writes them, and a later one might.
  if (/<\/script|<!--|\r/i.test(script) || /<\/style|\r/i.test(style))
    throw new Error(`the script or the style of ${fileName} cannot stand in a page as it is`);
  return filled({ template, style, policy: policyFor(hashOf(script)), script });
}

interface Filling {
  readonly template: string;
  readonly style: string;
  readonly policy: string;
  readonly script: string;
}

export function filled({ template, style, policy, script }: Filling): string {
  return template
    .replace("%POLICY%", () => policy)
    .replace("<!-- style -->", () => `<style>${style}</style>`)
    .replace("<!-- script -->", () => `<script>${script}</script>`);
}

function policyOf(scriptHash: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${scriptHash}'`,
    `style-src '${hashOf(style)}'`,
    "img-src data: blob:",
    "media-src blob: mediastream:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
