import type { VerifiedDraw } from "../core/commands/told-draw.ts";
import type { Refusal } from "../core/record/verification-failure.ts";
import { reason, told } from "../core/trade/reasons.ts";
import { type FileVerdict, failureOf } from "./file-verdict.ts";

const CHECKED = [
  "the registry's signature under the command",
  "signatures of log and witness under the checkpoint of the seed, and when it was cosigned",
  "the lot, drawn again among the results that are listed",
];

/** What `verify` says of a lot. */
export function drawVerdict(file: string, draw: VerifiedDraw | Refusal): FileVerdict {
  if (draw.kind === "refused")
    return { file, kind: "draw", checked: [], failures: [failureOf(draw, "draw")], facts: {} };
  const { station, number, from, to, candidates, sharePercent, chosen, witness, wrong } = draw;
  return {
    ...{ file, kind: "draw", checked: CHECKED },
    failures: wrong.map((because) => failureOf({ reason: because }, "draw")),
    facts: {
      ...{ station, command: number, from, to, signedBy: witness },
      among: `${candidates} results, ${sharePercent} %`,
      chosen: chosen.join(", "),
    },
    notes: [told(reason("DRAW_RESTS_ON", { listed: candidates }))],
  };
}
