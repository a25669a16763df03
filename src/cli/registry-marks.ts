import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readTextFile } from "../adapters/config/strict-text.ts";
import { PUBLIC_FILE } from "../adapters/disk/file-modes.ts";
import { writeWholeOrSay } from "../adapters/disk/write-file.ts";
import { loadTrustList } from "../adapters/keys/trust-list-file.ts";
import { type ToldMark, wordOfTold } from "../core/marks/told-mark.ts";
import { type Revocation, TRUST_LIST_CHARS_MAX } from "../core/record/trust-list.ts";
import { type Reason, sentenceOf } from "../core/trade/reasons.ts";
import { MARK_WORDS } from "../core/trade/words/marks.ts";
import { isRevocationReason, REVOCATION_REASONS } from "../core/trade/words/revocation-reasons.ts";
import { EdgeError } from "../errors.ts";
import { pageWithKeys } from "../verifier/page-keys.ts";
import { parseOptions, requireAll, required } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";
import { writeRequest } from "./keys-enrol.ts";
import { mustSpare } from "./out-file.ts";
import { notAllowed } from "./registry-commands.ts";
import { actorOf } from "./stopped-station.ts";

const OPTIONS = {
  config: { type: "string" },
  record: { type: "string" },
  out: { type: "string" },
  svg: { type: "string" },
  trust: { type: "string" },
  key: { type: "string" },
  why: { type: "string" },
  from: { type: "string" },
  by: { type: "string" },
  json: { type: "boolean" },
} as const;

export interface SignedIssuerList {
  /** The file. */
  readonly document: string;
  readonly number: number;
  readonly keys: number;
  readonly validTo: string;
  /** Fingerprint of who signed it. */
  readonly authority: string;
}

/** What the composition does for it. */
export interface MarkActs {
  mark(
    file: string,
    record: string,
  ): Promise<
    | { readonly kind: "mark"; readonly mark: ToldMark; readonly svg: string }
    | { readonly kind: "none"; readonly reason: Reason }
  >;
  /** False where there is no such key, or it was revoked from then or before. */
  revoke(
    file: string,
    revoked: Revocation & { readonly keyId: string; readonly by: string },
  ): Promise<boolean>;
  issuers(file: string, by: string): Promise<SignedIssuerList>;
  /** The verifier's page as it was built, and the fingerprint of this registry's authority. Throws EdgeError FILE_UNREADABLE where it was not built. */
  page(file: string): { readonly path: string; readonly html: string; readonly authority: string };
}

export type MarksWord = "mark" | "issuers" | "verifier";

const RECORD = /^[0-9a-f]{64}$/;

/** `word`: the first of the arguments. Throws EdgeError USAGE, and what the acts throw. */
export async function runMarks(
  word: MarksWord,
  args: readonly string[],
  io: CliIo,
  acts: MarkActs,
): Promise<number> {
  const name = `registry ${word}`;
  const values = parseOptions(name, args, OPTIONS);
  const config = required(name, "config", values.config);
  if (word === "issuers") return await issuers(name, config, values, io, acts);
  if (word === "verifier") return await verifierPage(name, config, values, io, acts);
  const typed = required(name, "record", values.record);
  const record = typed.toLowerCase();
  if (!RECORD.test(record)) throw notAllowed(name, "record", typed, "64 hexadecimal digits");
  const marked = await acts.mark(config, record);
  if (marked.kind === "none") {
    const { zh, en } = sentenceOf(marked.reason);
    io.err(`${zh} / ${en} [${marked.reason.code}]`);
    return 1;
  }
  const { mark, svg } = marked;
  if (values.out !== undefined) writeRequest(values.out, mark.text);
  if (values.svg !== undefined) writeWholeOrSay(values.svg, `${svg}\n`, PUBLIC_FILE);
  if (values.json === true) io.out(JSON.stringify(mark));
  else if (values.out === undefined && values.svg === undefined) io.out(mark.text);
  else outLines(io, toldLines(mark));
  return 0;
}

function toldLines(mark: ToldMark): string {
  const word = MARK_WORDS[wordOfTold(mark)];
  const flags = (["unverified", "simulated"] as const)
    .filter((flag) => mark[flag])
    .map((flag) => `${MARK_WORDS[flag].zh} / ${MARK_WORDS[flag].en}`);
  const { zh, en } = MARK_WORDS[mark.kind];
  return [
    `${zh} / ${en}: ${mark.subject} (${mark.tail}), ${mark.of}, ${mark.on}`,
    `${MARK_WORDS.until.zh} / ${MARK_WORDS.until.en} ${mark.lastDay}; ${word.zh} / ${word.en} (${mark.status.asOf})`,
    ...flags,
  ].join("\n");
}

async function issuers(
  name: string,
  config: string,
  values: {
    readonly out?: string;
    readonly key?: string;
    readonly why?: string;
    readonly from?: string;
    readonly by?: string;
  },
  io: CliIo,
  acts: MarkActs,
): Promise<number> {
  const out = required(name, "out", values.out);
  const by = actorOf(name, values.by);
  if (values.key !== undefined || values.why !== undefined || values.from !== undefined) {
    const revoked = { ...revocationIn(name, values), by };
    if (!(await acts.revoke(config, revoked))) {
      io.err(`There is no key ${revoked.keyId} of marks or statuses, or it is revoked from then or before.`);
      return 1;
    }
    io.out(
      `The key ${revoked.keyId} is revoked from ${new Date(revoked.fromMs).toISOString()} on, by ${by}.`,
    );
  }
  mustSpare({ command: name, option: "--out", file: out }, { reads: [config] });
  const list = await acts.issuers(config, by);
  writeRequest(out, list.document.trimEnd());
  io.out(`${out}: issuer list ${list.number} of ${list.keys} keys, good until ${list.validTo}.`);
  io.out(`Its authority is ${list.authority}.`);
  return 0;
}

/** All that may be refused is looked at before the list of issuers takes its number. */
async function verifierPage(
  name: string,
  config: string,
  values: { readonly out?: string; readonly trust?: string; readonly by?: string },
  io: CliIo,
  acts: MarkActs,
): Promise<number> {
  const out = required(name, "out", values.out);
  const by = actorOf(name, values.by);
  mustSpare({ command: name, option: "--out", file: out }, { reads: [config, values.trust] });
  const { authority, ...page } = acts.page(config);
  filledPage(page, { authority, issuers: null, trust: null });
  const trust = values.trust === undefined ? null : trustOf(values.trust, authority);
  const { document: issuers, number } = await acts.issuers(config, by);
  writeWholeOrSay(out, filledPage(page, { authority, issuers, trust }), PUBLIC_FILE);
  const lists = `issuer list ${number}${trust === null ? "" : " and the trust list"}`;
  io.out(`${out}: the verifier's page, with ${lists} in it.`);
  io.out(`It trusts the authority ${authority} alone.`);
  return 0;
}

/** The verifier's page with what it is to stand on. Throws EdgeError FILE_UNREADABLE where it is not the page that was built. */
export function filledPage(
  { path, html }: { readonly path: string; readonly html: string },
  keys: Parameters<typeof pageWithKeys>[1],
): string {
  const page = pageWithKeys(html, keys);
  if (page !== null) return page;
  throw new EdgeError("FILE_UNREADABLE", `${path} is not the page that was built: build it again.`, {
    file: path,
  });
}

/** Throws EdgeError TRUST_LIST_INVALID where it is of another authority, or damaged. */
function trustOf(file: string, authorityFingerprint: string): string {
  loadTrustList(file, { authorityFingerprint });
  return readTextFile(file, TRUST_LIST_CHARS_MAX);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Throws EdgeError USAGE. */
function revocationIn(
  name: string,
  values: { readonly key?: string; readonly why?: string; readonly from?: string },
): Revocation & { readonly keyId: string } {
  const { key, why } = requireAll(name, { key: values.key, why: values.why });
  if (!isRevocationReason(why)) throw notAllowed(name, "why", why, REVOCATION_REASONS.join(", "));
  const nowMs = new SystemClock().wallMs();
  const { from } = values;
  const fromMs = from === undefined ? nowMs : INSTANT.test(from) ? Date.parse(from) : Number.NaN;
  if (!(fromMs <= nowMs))
    throw notAllowed(
      name,
      "from",
      from ?? "",
      "an instant with its offset that is not in the future, as 2026-11-28T08:00:00Z",
    );
  return { keyId: key.toLowerCase(), fromMs, why };
}
