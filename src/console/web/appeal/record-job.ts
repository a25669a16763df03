import {
  type RulebookTexts,
  rulebookTexts,
  rulebookTextsSchema,
} from "../../../core/record/rulebook-texts.ts";
import type { ToldFinding } from "../../../core/record/told-finding.ts";
import { GENERAL } from "../../../core/trade/words/general-item.ts";
import type { ItemView, JobView } from "../../../station/live-message.ts";
import type { ResultDocument } from "../../../verifier/sealed/record-form.ts";
import { valueIn } from "./job-texts.ts";

type SealedItem = ResultDocument["items"][number];

/** What a rulebook says of its rules and items in words; null where it did not come along. */
export function textsOfBook(text: string | undefined): RulebookTexts | null {
  if (text === undefined) return null;
  const book = rulebookTextsSchema.safeParse(valueIn(text, "rulebook"));
  return book.success ? rulebookTexts(book.data) : null;
}

/** What the record says, in the form in which the console shows a job that is over: nothing of it comes from anywhere else but the names of rules. */
export function recordJob(document: ResultDocument, book: RulebookTexts | null): JobView {
  const { job, kind, site, car, subject, score, verdict, reasons, notes, scope, time, after } = document;
  const general = document.items.find(({ item }) => item === GENERAL);
  const told = (item: SealedItem): readonly ToldFinding[] => item.findings.map((one) => toldOf(one, book));
  return {
    ...{ job, kind, site, car, subject, verdict },
    state: "receipted",
    practice: false,
    items: document.items.filter((item) => item !== general).map((item) => itemOf(item, told(item), book)),
    currentItem: null,
    prompt: null,
    score: score === null ? null : { points: score.points, passMark: score.passMark },
    findings: general === undefined ? [] : told(general),
    ...{ signing: null, manual: null, closed: null, record: null, following: null },
    reasons: reasons as JobView["reasons"],
    scope: (scope ?? null) as JobView["scope"],
    notes: notes as JobView["notes"],
    after: after?.record ?? null,
    receiptSize: 0,
    startedWallMs: Date.parse(time.started),
  };
}

function itemOf(item: SealedItem, findings: readonly ToldFinding[], book: RulebookTexts | null): ItemView {
  const { nameZh, nameEn } = book?.nameOf(item as never) ?? { nameZh: item.item, nameEn: item.item };
  return {
    ...{ item: item.item, nameZh, nameEn, findings },
    state: "done",
    verdict: item.verdict,
    reasons: item.reasons as ItemView["reasons"],
    chart: null,
  };
}

/** Without its rulebook a rule is named by its id. */
function toldOf(finding: SealedItem["findings"][number], book: RulebookTexts | null): ToldFinding {
  const said = book?.ruleOf(finding.rule) ?? null;
  return {
    ...(finding as Omit<ToldFinding, "textZh" | "textEn" | "source" | "confidence" | "verifiedBy">),
    textZh: said?.textZh ?? finding.rule,
    textEn: said?.textEn ?? finding.rule,
    source: said?.source ?? "",
    confidence: (said?.confidence ?? "recalled") as ToldFinding["confidence"],
    verifiedBy: said?.verifiedBy ?? null,
  };
}
