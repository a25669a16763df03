import type { PersonAct } from "../journal/person-act.ts";
import { type KeyCheck, type ProvenRotation, readRotation } from "./key-request.ts";

/** Log keys of a journal before the present one, newest first: each signed that the next one follows it. */
export function formerLogKeys(
  check: KeyCheck,
  station: string,
  acts: readonly PersonAct[],
  presentKeyId: string,
): readonly Uint8Array[] {
  const former: Uint8Array[] = [];
  let keyId = presentKeyId;
  for (const act of [...acts].reverse()) {
    if (act.kind !== "key-rotated" || act.role !== "log" || act.newKeyId !== keyId) continue;
    const rotation = provenIn(check, station, act.request);
    if (rotation === null || rotation.newKeyId !== keyId) continue;
    former.push(rotation.oldSpki);
    keyId = rotation.oldKeyId;
  }
  return former;
}

function provenIn(check: KeyCheck, station: string, request: string): ProvenRotation | null {
  const rotation = readRotation(check, request);
  return "kind" in rotation || rotation.station !== station || rotation.role !== "log" ? null : rotation;
}
