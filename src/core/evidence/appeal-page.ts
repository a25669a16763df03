import { encodeBase64 } from "../record/base64.ts";

/**
 * An appeal: a page that carries the evidence of one job, and checks it where it is opened. What it carries stands in blocks that no browser runs; the
 * policy of the page knows its script by its hash and not what is in them.
 */
export const EVIDENCE_BLOCK = "evidence";
export const TRUST_BLOCK = "trust";
export const APPEAL_BLOCKS = [EVIDENCE_BLOCK, TRUST_BLOCK] as const;

/** Stands in the script until the page is built: then the hash of everything around it. */
export const BUILT_PLACE = "%BUILT-AROUND-THIS-SCRIPT%";

/** What the page is held against, of the text of its root element: how a browser read it comes along, for that changes what it shows. */
export function asBuilt(root: string, read = "html///CSS1Compat/UTF-8/2"): string {
  return `${read}\n${root}`;
}

export interface AppealContent {
  /** A bundle of evidence, as it is as a file. */
  readonly evidence: Uint8Array;
  /** A trust list file; null where none goes along. */
  readonly trust: Uint8Array | null;
}

/** The page with its content; null where the text is not that page, or has some already. */
export function pageWithEvidence(html: string, { evidence, trust }: AppealContent): string | null {
  const first = filledBlock(html, EVIDENCE_BLOCK, encodeBase64(evidence));
  return first === null ? null : filledBlock(first, TRUST_BLOCK, trust === null ? "" : encodeBase64(trust));
}

function filledBlock(html: string, id: string, text: string): string | null {
  const empty = `<script type="application/octet-stream" id="${id}"></script>`;
  const parts = html.split(empty);
  return parts.length === 2
    ? parts.join(`<script type="application/octet-stream" id="${id}">${text}</script>`)
    : null;
}
