import type { Sentence } from "../../core/trade/reason-shape.ts";
import {
  abortReasons,
  type OfferedReasons,
  OTHER_REASON,
  stopReasons,
} from "../../core/trade/words/abort-reasons.ts";
import type { EndingMeaning } from "../../core/trade/words/ending-meanings.ts";
import type { JobView } from "../../station/live-message.ts";
import { rulesOf } from "./exam-entries.ts";
import { mayDoTo } from "./permitted.ts";
import { textIn } from "./texts.ts";

/** One way to end a job, or the item that it is at. */
export interface EndingChoice {
  readonly code: string;
  readonly name: Sentence;
  readonly means: EndingMeaning;
  /** Whether words are added: none are taken, they may be, or it has no other words. */
  readonly note: "none" | "may" | "must";
  command(note: string): object;
}

/** `item`: null for the whole job. In the order of what they mean; only what the station would take. */
export function endingChoices(job: JobView, item: string | null): readonly EndingChoice[] {
  if (item !== null) return voids("stop-item", stopReasons(job.kind));
  const out = voids("abort", abortReasons(job.kind));
  return job.kind === "exam" && isBegun(job) ? [...judged(job), ...byRule(job), ...out] : out;
}

function isBegun({ prompt, items }: JobView): boolean {
  return prompt !== null || items.some(({ state }) => state === "running");
}

function judged(job: JobView): EndingChoice[] {
  if (!mayDoTo(job, "end")) return [];
  const name = { zh: textIn("endAsItStands", "zh"), en: textIn("endAsItStands", "en") };
  return [{ code: "end", name, means: "judged", note: "none", command: () => ({ name: "end" }) }];
}

/** What only a person sees and ends the test wherever it is: the rulebook says which rules these are. */
function byRule(job: JobView): EndingChoice[] {
  if (!mayDoTo(job, "deduct")) return [];
  return (rulesOf(job.job) ?? [])
    .filter(({ isFatal, judge, items }) => isFatal && judge === "examiner" && items.length === 0)
    .map(({ rule, textZh, textEn }) => ({
      code: rule,
      name: { zh: textZh, en: textEn },
      means: "by-rule",
      note: "may",
      command: (note) => ({ name: "deduct", rule, note }),
    }));
}

function voids(name: string, reasons: OfferedReasons): EndingChoice[] {
  return reasons.map(([code, said]) => ({
    code,
    name: said,
    means: "void",
    note: code === OTHER_REASON ? "must" : "may",
    command: (note) => ({ name, reason: code, note }),
  }));
}
