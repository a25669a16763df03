import { existsSync } from "node:fs";
import { BYTES_MAX } from "../../adapters/config/strict-text.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { loadOrCreateIssuerKey } from "../../adapters/keys/kept-key.ts";
import { sha256 } from "../../adapters/keys/node-crypto.ts";
import { signListFile, type TrustAuthority } from "../../adapters/keys/trust-list-file.ts";
import { loadOrCreateWitness } from "../../adapters/keys/witness-key.ts";
import {
  issuerKeysNow,
  keepIssuerList,
  revokeIssuerKey,
  takeIssuerKey,
} from "../../adapters/postgres/issuer-key-register.ts";
import type { PostgresPool } from "../../adapters/postgres/postgres-access.ts";
import { PostgresMarkBook } from "../../adapters/postgres/postgres-mark-book.ts";
import { PostgresRegistrySearch } from "../../adapters/postgres/postgres-registry-search.ts";
import type { MarkActs, SignedIssuerList } from "../../cli/registry-marks.ts";
import { markCode } from "../../console/registry/mark-code.ts";
import type { MarkShown } from "../../console/registry/mark-section.ts";
import { ISSUER_LIST_PAYLOAD_TYPE, type KeyUse } from "../../core/marks/issuer-list.ts";
import { listIssuers } from "../../core/marks/list-issuers.ts";
import { dayThere, type MarkPolicy, markPolicySchema } from "../../core/marks/mark-policy.ts";
import { toldMark } from "../../core/marks/told-mark.ts";
import { MARK_WORDS } from "../../core/trade/words/marks.ts";
import { EdgeError } from "../../errors.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Signer } from "../../ports/signer.ts";
import { type Marked, Marking } from "../../registry/marking.ts";
import { builtPage } from "../built-page.ts";
import { loadRegistryFile, type RegistryFile } from "./registry-file.ts";
import { withRegistry } from "./registry-parts.ts";

export type MarksBlock = NonNullable<RegistryFile["marks"]>;

export interface OpenedMarks {
  readonly marking: Marking;
  readonly policy: MarkPolicy;
  readonly block: MarksBlock;
}

/** Who makes keys: a worker, also the one that follows (its file is not there); a command only the very first. */
type Makes = "following" | "first";

/**
 * Null where the registry file has no block `marks`. Makes the keys where they are missing, and writes down that they are used. Throws EdgeError CONFIG_INVALID, KEY_UNUSABLE,
 * DATABASE_UNAVAILABLE.
 */
export async function openMarks(
  { marks: block, simulation }: Pick<RegistryFile, "marks" | "simulation">,
  { pool, clock }: { readonly pool: PostgresPool; readonly clock: Clock },
  makes: Makes = "following",
): Promise<OpenedMarks | null> {
  if (block === undefined) return null;
  if (makes === "first") await refuseToFollow(block, pool);
  const { value: policy } = loadYamlFile(block.policy, markPolicySchema, BYTES_MAX.station);
  const keys = await keysOf(block, pool, clock);
  const marking = new Marking({
    book: new PostgresMarkBook(pool),
    search: new PostgresRegistrySearch(pool),
    rules: { policy, isTrial: simulation },
    issuer: block.issuer.name,
    ...keys,
    ...{ listUrl: block.listUrl, statusHours: block.statusHours, listTtlS: block.listTtlS },
    digest: sha256,
    wallMs: () => clock.wallMs(),
  });
  return { marking, policy, block };
}

async function keysOf(
  block: MarksBlock,
  pool: PostgresPool,
  clock: Clock,
): Promise<{ readonly markKey: Signer; readonly statusKey: Signer }> {
  const { markKeyFile, statusKeyFile } = block;
  const { markKey, statusKey } = keysIn(block);
  const refused = await takeKeys(block, pool, clock);
  if (refused === null) return { markKey, statusKey };
  const file = refused === "mark" ? markKeyFile : statusKeyFile;
  throw new EdgeError(
    "KEY_UNUSABLE",
    `The key in ${file} was given up or revoked, or is of another use or issuer: name a file that is not there, and a new one is made.`,
    { file },
  );
}

/** On another machine a file that is not there is no wish for another key: the workers would go on with the one that it follows. Throws EdgeError KEY_UNUSABLE. */
async function refuseToFollow(
  { issuer, markKeyFile, statusKeyFile }: MarksBlock,
  pool: PostgresPool,
): Promise<void> {
  const now = await issuerKeysNow(pool, issuer.name);
  for (const [use, file] of [["mark", markKeyFile] as const, ["status", statusKeyFile] as const])
    if (now.has(use) && !existsSync(file))
      throw new EdgeError(
        "KEY_UNUSABLE",
        `The key ${file} is not here, and the workers sign with one: call this where they run. A worker that is started without the file takes another key.`,
        { file },
      );
}

function keysIn({ markKeyFile, statusKeyFile }: MarksBlock): {
  readonly markKey: Signer;
  readonly statusKey: Signer;
} {
  const markKey = loadOrCreateIssuerKey(markKeyFile);
  const statusKey = loadOrCreateIssuerKey(statusKeyFile);
  if (markKey.keyId !== statusKey.keyId) return { markKey, statusKey };
  throw new EdgeError("KEY_UNUSABLE", `${markKeyFile} and ${statusKeyFile} hold the same key.`, {
    file: statusKeyFile,
  });
}

/** Which of the two cannot be taken; null where both sign now. */
async function takeKeys(block: MarksBlock, pool: PostgresPool, clock: Clock): Promise<KeyUse | null> {
  const { markKey, statusKey } = keysIn(block);
  const issuer = block.issuer.name;
  for (const [use, { keyId, publicKeySpki: spki }] of [
    ["mark", markKey] as const,
    ["status", statusKey] as const,
  ])
    if (!(await takeIssuerKey(pool, { keyId, issuer, use, spki }, clock.wallMs()))) return use;
  return null;
}

/** As the page and its JSON show it. */
export function shownMark(marked: Marked, { policy, block }: OpenedMarks): MarkShown {
  if (marked.kind === "none") return marked;
  const lastDay = dayThere(policy, (marked.mark.claims.expS - 1) * 1000);
  const { nameZh: zh, nameEn: en } = block.issuer;
  return { kind: "mark", mark: toldMark({ ...marked.mark, lastDay }), issuer: { zh, en } };
}

export const markActs: MarkActs = {
  mark: async (file, record) => {
    const { config } = markedFile(file);
    return await withRegistry(file, async (parts) => {
      const marks = await openMarks(config, parts, "first");
      if (marks === null) throw new Error("a registry file with a block marks has marks");
      const shown = shownMark(await marks.marking.markOf(record), marks);
      if (shown.kind === "none") return shown;
      const { zh, en } = MARK_WORDS[shown.mark.kind];
      const { svg } = markCode(shown.mark.text, `${zh} ${en}: ${shown.mark.subject}`);
      return { kind: "mark", mark: shown.mark, svg };
    });
  },
  revoke: async (file, revoked) => {
    markedFile(file);
    return await withRegistry(file, async ({ pool }) => await revokeIssuerKey(pool, revoked));
  },
  page: (file) => {
    const { config } = markedFile(file);
    return { ...builtPage("verifier.html"), authority: authorityOf(file, config).signer.keyId };
  },
  issuers: async (file, by) => {
    const { config, block } = markedFile(file);
    const signing = authorityOf(file, config);
    return await withRegistry(file, async (parts) => await nextIssuerList(parts, { block, ...signing, by }));
  },
};

/** The next list of the keys that issue marks and statuses, kept and then given. Throws EdgeError KEY_UNUSABLE, DATABASE_UNAVAILABLE. */
export async function nextIssuerList(
  { pool, clock }: { readonly pool: PostgresPool; readonly clock: Clock },
  { block, signer: authority, validDays, by }: IssuerListAsked,
): Promise<SignedIssuerList> {
  // Before the first worker is started there is no key yet; one that was revoked stays on the list as it is. The files need not be here.
  if ((await issuerKeysNow(pool, block.issuer.name)).size === 0) await takeKeys(block, pool, clock);
  return await keepIssuerList(pool, by, (keys, last) => {
    const { issuer } = block;
    const issuedMs = clock.wallMs();
    const list = listIssuers({ issuer, keys, number: last + 1, issuedMs, validDays });
    const document = signListFile(ISSUER_LIST_PAYLOAD_TYPE, list, authority);
    const { number, validTo } = list;
    const told = { document, number, keys: list.keys.length, validTo, authority: authority.keyId };
    return { number, document, result: told };
  });
}

interface IssuerListAsked {
  readonly block: MarksBlock;
  readonly signer: TrustAuthority;
  readonly validDays: number;
  readonly by: string;
}

/** Throws EdgeError CONFIG_INVALID where the file names none. */
function authorityOf(file: string, { authority }: RegistryFile) {
  if (authority !== undefined)
    return { signer: loadOrCreateWitness("authority", authority.key), validDays: authority.validDays };
  throw new EdgeError(
    "CONFIG_INVALID",
    `${file} names no authority, whose key signs the list: add authority: { key: FILE }.`,
    { file },
  );
}

/** Throws EdgeError CONFIG_INVALID where the file issues no marks. */
function markedFile(file: string): { readonly config: RegistryFile; readonly block: MarksBlock } {
  const config = loadRegistryFile(file);
  if (config.marks !== undefined) return { config, block: config.marks };
  throw new EdgeError("CONFIG_INVALID", `${file} issues no marks: add a block marks (docs/marks.md).`, {
    file,
  });
}
