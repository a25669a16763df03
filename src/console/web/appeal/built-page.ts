import { sha256 } from "@noble/hashes/sha2.js";
import { APPEAL_BLOCKS, asBuilt, BUILT_PLACE } from "../../../core/evidence/appeal-page.ts";
import { toHex } from "../../../core/record/base64.ts";
import { hashOfScript } from "./script-hash.ts";

const SCRIPT_PLACE = "%SCRIPT%";

/**
 * Whether everything around the script is what it was when the page was built: markup, style, policy. The script itself is known by the policy, and
 * what the blocks carry the verifier judges. To be asked when the page is whole, and before anything of it is changed.
 */
export function isAsBuilt(page: Document, script: HTMLScriptElement): boolean {
  const { doctype, compatMode, characterSet, childNodes, documentElement } = page;
  const read = [
    ...[doctype?.name, doctype?.publicId, doctype?.systemId],
    ...[compatMode, characterSet, childNodes.length],
  ].join("/");
  const copy = documentElement.cloneNode(true) as HTMLElement;
  const own = copy.querySelectorAll("script:not([type])");
  if (own.length !== 1 || own[0] === undefined) return false;
  own[0].textContent = "";
  for (const id of APPEAL_BLOCKS) {
    const block = copy.querySelector(`script[id="${id}"]`);
    if (block !== null) block.textContent = "";
  }
  const policy = copy.querySelector("meta[http-equiv]");
  const said = policy?.getAttribute("content") ?? "";
  policy?.setAttribute(
    "content",
    said.replace(hashOfScript(script.textContent ?? ""), () => SCRIPT_PLACE),
  );
  return hexOf(asBuilt(copy.outerHTML, read)) === BUILT_PLACE;
}

function hexOf(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)));
}
