import type { MessageExamples } from "./async-api.ts";
import { orderedExamples } from "./command-examples.ts";
import { CoreRegistry } from "./core-registry.ts";
import { eventExamples } from "./event-batches.ts";
import { evidenceExamples } from "./evidence-examples.ts";
import { askedExamples } from "./request-examples.ts";
import { SealingStation } from "./sealing-station.ts";
import { bytesOf, messageOf, submissionOf } from "./submissions.ts";

const AT_MS = Date.UTC(2026, 10, 28, 8);

/** What a station and the registry said to each other: signatures, hashes and all, the same at each run. */
export function messageExamples(): MessageExamples & { readonly station: SealingStation } {
  const station = new SealingStation("HB-WH-0042");
  const registry = new CoreRegistry({
    witnessSeed: new Uint8Array(32).fill(11),
    stations: [station.registration],
  });
  const answered = (message: unknown, afterMs: number) =>
    messageOf(registry.handle(bytesOf(message), AT_MS + afterMs));
  station.seal();
  const first = submissionOf(station, 0);
  const receipt = answered(first, 0);
  const held = station.journal.size();
  station.withdraw(0);
  const second = submissionOf(station, held);
  const incomplete = answered({ ...second, records: [] }, 1_000);
  const withdrawn = answered(second, 2_000);
  const conflict = answered(second, 3_000);
  const status = { schema: "proofmark/status/v1", station: station.station, bdSeq: 7, wallMs: AT_MS };
  return {
    station,
    submission: [
      { name: "record", summary: "The first record of a station.", payload: first },
      { name: "withdrawal", summary: "The next one, which takes it out of force.", payload: second },
    ],
    receipt: [
      { name: "record", summary: "For the first record.", payload: receipt },
      { name: "withdrawal", summary: "For the withdrawal.", payload: withdrawn },
    ],
    refusal: [
      { name: "incomplete", summary: "A record was taken out on the way (RP-031).", payload: incomplete },
      {
        name: "conflict",
        summary: "The receipt was lost: the proof comes with the refusal (RP-019).",
        payload: conflict,
      },
    ],
    status: [
      {
        name: "birth",
        summary: "On connecting.",
        payload: { ...status, state: "online", timeStatus: "synchronised" },
      },
      {
        name: "death",
        summary: "The will of the same connection.",
        payload: { ...status, state: "offline", timeStatus: "synchronised" },
      },
    ],
    ...askedExamples(),
    ...eventExamples(),
    ...evidenceExamples(),
    ...orderedExamples(),
  };
}
