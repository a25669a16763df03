import type { RecordForce } from "../core/evidence/evidence-sending-state.ts";
import type { EvidencePolicy } from "../core/trade/words/evidence-policies.ts";
import type { Clock } from "../ports/clock.ts";
import type { CommandDesk } from "./command-desk.ts";
import type { EvidenceOwner, EvidenceSender } from "./evidence-sender.ts";
import type { EvidenceWanted } from "./evidence-wanted.ts";
import type { JournalWriter, UnstampedEntry } from "./journal-writer.ts";

/** What a station sends evidence with. */
export interface EvidenceDesk {
  readonly sender: EvidenceSender;
  readonly wanted: EvidenceWanted;
  /** As the station file says. */
  readonly send: EvidencePolicy;
}

export interface EvidenceDeskOwner {
  readonly commands: Pick<CommandDesk, "standing" | "noteEvidence">;
  readonly ledger: JournalWriter["ledger"];
  readonly clock: Pick<Clock, "wallMs">;
  isClockSure(): boolean;
  /** No record and no event waits to be sent, and no job runs. */
  mayGo(): boolean;
  append(entry: UnstampedEntry, durable: () => void): void;
  onChange(): void;
}

/** From a start on: the journal says first by which policy evidence is sent, so that a later start knows from where on. */
export function startEvidence(desk: EvidenceDesk | undefined, owner: EvidenceDeskOwner): void {
  const { ledger, append } = owner;
  const send = desk?.send ?? "ordered";
  if (ledger.evidence.send !== send) append({ type: "evidence-policy", send }, () => undefined);
  desk?.sender.start(senderOwner(desk, owner));
}

/** A withdrawal goes along when a receipt covers it: the registry may have it before that is known here. */
export function forceOf(
  record: string,
  { withdrawals, unreceipted }: Pick<JournalWriter["ledger"], "withdrawals" | "unreceipted">,
): RecordForce {
  const isOnItsWay = unreceipted.some(({ withdraws }) => withdraws === record);
  if (isOnItsWay || withdrawals.pendingOf(record) !== null) return "being-withdrawn";
  return withdrawals.isWithdrawn(record) ? "withdrawn" : "in-force";
}

function senderOwner({ wanted }: EvidenceDesk, owner: EvidenceDeskOwner): EvidenceOwner {
  const { ledger, commands, clock, isClockSure, append, onChange } = owner;
  return {
    mayGo: () => owner.mayGo(),
    wanted: (look) =>
      wanted.wanted(
        {
          orders: commands.standing.evidence,
          policy: ledger.evidence.standing,
          receiptedSize: ledger.receiptedSize,
          nowMs: isClockSure() ? clock.wallMs() : null,
          forceOf: (record) => forceOf(record, ledger),
        },
        look,
      ),
    forceOf: (record) => forceOf(record, ledger),
    append: (kept, work, durable) =>
      append({ ...kept, ...wanted.settled(work, ledger.evidence.standing) }, () => {
        commands.noteEvidence();
        durable();
      }),
    onStanding: onChange,
  };
}
