import type { Digest } from "../journal/merkle.ts";
import { toHex } from "../record/base64.ts";
import { parseNote } from "../record/signed-note.ts";

const DOMAIN = "proofmark/draw/v1";

/** What a draw rests on; all of it stands in the command. */
export interface DrawGround {
  readonly station: string;
  /** Of the command. */
  readonly number: number;
  /** Of the results among which is drawn: ended in [from, to), RFC 3339. */
  readonly from: string;
  readonly to: string;
  /** The first checkpoint of the station's log that was cosigned at or after `to`, as a signed note. */
  readonly checkpoint: string;
}

/**
 * The records that are drawn, in the order of their tickets. A ticket is the SHA-256 of the seed and the record's id; the lowest are
 * drawn. The seed rests on the checkpoint as it was cosigned, which neither side knew before, and on the command's number, which
 * nobody chooses: whoever has the station's records and the command draws the same.
 * @param records ids of all results of these hours that the checkpoint covers, in any order
 */
export function drawn(
  digest: Digest,
  ground: DrawGround,
  records: readonly string[],
  count: number,
): readonly string[] {
  const seed = seedOf(digest, ground);
  const tickets = [...new Set(records)].map((record) => ({ record, ticket: hashOf(digest, [seed, record]) }));
  tickets.sort((a, b) => (a.ticket < b.ticket ? -1 : 1));
  return tickets.slice(0, count).map(({ record }) => record);
}

/** Of a share in percent: at least one, and no more than there are. */
export function drawCount(records: number, sharePercent: number): number {
  return Math.min(records, Math.max(1, Math.ceil((records * sharePercent) / 100)));
}

function seedOf(digest: Digest, { station, number, from, to, checkpoint }: DrawGround): string {
  return hashOf(digest, [DOMAIN, station, String(number), from, to, cosigned(checkpoint)]);
}

/** Without the lines that other witnesses add later: the log's and the registry's come first. */
function cosigned(note: string): string {
  const parsed = parseNote(note);
  if (parsed.kind !== "note") return note;
  const lines = note.slice(parsed.note.text.length + 1).split("\n");
  return [parsed.note.text, ...lines.slice(0, 2)].join("\n");
}

function hashOf(digest: Digest, parts: readonly string[]): string {
  return toHex(digest(new TextEncoder().encode(parts.join("\n"))));
}
