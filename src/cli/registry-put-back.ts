import type { CliIo } from "./command.ts";

/** What the list that was given by --after had, and the database had not: it was put back from a copy. */
export interface PutBackTold {
  readonly keys: number;
  readonly revoked: number;
  /** On the list, and not enrolled here. */
  readonly stations: readonly string[];
}

const SHOWN = 20;

export function tellPutBack({ keys, revoked, stations }: PutBackTold, io: CliIo): void {
  io.out(
    `The database was put back from a copy: from the list given are taken up ${keys} keys and ${revoked} revocations; marks and positions of events that were given since are not given again.`,
  );
  if (stations.length === 0) return;
  const more = stations.length > SHOWN ? `, and ${stations.length - SHOWN} more` : "";
  io.out(
    `Not enrolled here any more: ${stations.slice(0, SHOWN).join(", ")}${more}. Their keys stay on the list; enrol each again by a request of it, with the ids of its keys (proofmark registry enrol).`,
  );
}
