import { base64Of } from "../bytes/octets.ts";
import { cosignedAt, isNoteSigned, type Note, noteIn } from "../signed/note.ts";
import { isValidAt, type TrustList } from "../signed/trust-list.ts";
import { refuse, tell, within } from "../told.ts";
import type { Standing } from "./sealed.ts";

/** A root of a station's log that the log signed and witnesses cosigned. */
export interface Receipt {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** Each key once, in the order of the trust list. */
  readonly witnesses: readonly string[];
  /** When the first of them cosigned. */
  readonly witnessedMs: number;
}

const HASH_BYTES = 32;

/** Throws Refused. */
export function receiptIn({ trust, witnessesAtLeast }: Standing, station: string, source: string): Receipt {
  const note = within(
    () => noteIn(source),
    (because) => tell("CHECKPOINT_MALFORMED", { because }),
  );
  const { origin, size, root } = headIn(note.text);
  const log = `proofmark/${station}`;
  if (origin !== log) refuse("CHECKPOINT_FOREIGN", { origin, size });
  const cosigned = cosignersOf(trust, note);
  const [first] = cosigned;
  if (first === undefined) return refuse("WITNESS_SIGNATURE_INVALID", {});
  if (cosigned.length < witnessesAtLeast)
    refuse("WITNESSES_TOO_FEW", { found: cosigned.length, wanted: witnessesAtLeast });
  const signers = trust.keys.filter(
    (key) => key.role === "log" && key.station === station && isValidAt(key, first.atMs),
  );
  // A list may have one key many times: each is tried once.
  const tried = new Map(signers.map(({ keyId, spki }) => [keyId, spki]));
  if (![...tried.values()].some((spki) => isNoteSigned(note, { name: log, spki })))
    refuse("LOG_SIGNATURE_INVALID", {});
  return { origin, size, root, witnesses: cosigned.map(({ name }) => name), witnessedMs: first.atMs };
}

/** Origin, size and root; lines after them are extensions. */
function headIn(text: string): Pick<Receipt, "origin" | "size" | "root"> {
  const [origin = "", digits = "", encoded = "", ...extensions] = text.slice(0, -1).split("\n");
  const root = base64Of(encoded);
  const size = /^(?:0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  const isOne =
    origin !== "" && Number.isSafeInteger(size) && root?.length === HASH_BYTES && !extensions.includes("");
  if (!isOne || root === null)
    return refuse("CHECKPOINT_MALFORMED", { because: tell("NOT_A_CHECKPOINT", {}) });
  return { origin, size, root };
}

function cosignersOf(
  trust: TrustList,
  note: Note,
): readonly { readonly name: string; readonly atMs: number }[] {
  const found = new Map<string, { readonly name: string; readonly atMs: number }>();
  const tried = new Map<string, number | null>();
  for (const key of trust.keys) {
    if (key.role !== "witness" || found.has(key.keyId)) continue;
    // What was worked out of a key is not worked out again, also where it has not cosigned.
    const who = `${key.keyId} ${key.name}`;
    const timeS = tried.has(who) ? (tried.get(who) ?? null) : cosignedAt(note, key);
    tried.set(who, timeS);
    if (timeS !== null && isValidAt(key, timeS * 1000))
      found.set(key.keyId, { name: key.name, atMs: timeS * 1000 });
  }
  return [...found.values()];
}
