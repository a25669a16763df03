import type { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import type { JournalEntry } from "../../src/core/journal/entry.ts";
import { readEntry } from "../../src/core/journal/read-entry.ts";
import type { Doer } from "../../src/core/people/console-act.ts";
import type { JournalStore } from "../../src/ports/journal-store.ts";
import type { WithdrawalAct } from "../../src/station/record-office.ts";
import type { Answer } from "../../src/station/session-runner.ts";
import type { toyStation } from "./toy-station.ts";

export const MANAGER: Doer = { person: "P-7K3M9Q2X", from: "127.0.0.1", session: "00112233aabbccdd" };

type Toy = ReturnType<typeof toyStation>;

export function entriesOf(store: Pick<JournalStore, "read">): JournalEntry[] {
  return [...store.read(0)].map((bytes) => readEntry(bytes) as JournalEntry);
}

/** One job of a toy station from its opening to its record, and until the disk and the registry have answered. */
export function sealOne(toy: Toy, clock: VirtualClock): void {
  toy.open();
  for (let i = 0; i < 3; i++) toy.scale.weigh("100", clock.monoMs());
  clock.advanceBy(5000);
}

/** The act on the n-th record of the journal, counted from 0 without withdrawals, or from the end; what it says of that is what the journal says. */
export function actOn(
  entries: readonly JournalEntry[],
  nth: number,
  choice = "wrong-vehicle",
): WithdrawalAct {
  const sealed = entries.filter(({ type }) => type === "record-sealed" || type === "withdrawal-sealed");
  const record = sealed.filter(({ type }) => type === "record-sealed").at(nth);
  if (record?.type !== "record-sealed") throw new Error(`the journal has no record ${nth}`);
  const opened = entries.find((entry) => entry.type === "job-opened" && entry.job === record.job);
  if (opened?.type !== "job-opened") throw new Error("its job was never opened");
  const { kind, seat } = opened.order;
  return {
    kind: "record-withdrawn",
    record: record.record,
    choice,
    note: "",
    of: { kind, site: seat.site, car: seat.car, job: record.job, sequence: sealed.indexOf(record) },
  };
}

/** Every answer that has come so far. */
export function withdraw(toy: Toy, act: WithdrawalAct, by = MANAGER): Answer[] {
  const answers: Answer[] = [];
  toy.station.withdraw(act, by, (answer) => answers.push(answer));
  return answers;
}
