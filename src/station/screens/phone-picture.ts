import { maskedSubject } from "../../core/screens/masks.ts";
import { failedOutside, saidOutside } from "../../core/screens/said-outside.ts";
import type { PhoneItem, PhonePicture, PhoneResult } from "../../core/screens/screen-picture.ts";
import type { Sentence, Told } from "../../core/trade/reason-shape.ts";
import { reason } from "../../core/trade/reasons.ts";
import type { ItemView, JobView } from "../live-message.ts";
import { placeOf, wordsOf } from "./hall-picture.ts";
import { type ScreenState, saying } from "./screen-state.ts";

const ASK_STAFF = saying(reason("PHONE_ASK_STAFF", {}));
const NOTHING = { place: null, items: [], provisional: null, result: null } as const;

/** What the owner of the vehicle, or the candidate, is told of this job. */
export function phonePicture(state: ScreenState, job: string): PhonePicture {
  const view = state.jobs.find((known) => known.job === job);
  if (view !== undefined) return withoutNames(pictureOf(state, view), view);
  const waits = state.waiting.find((known) => known.job === job);
  const place = placeOf(state, job);
  if (waits === undefined || place === null)
    return { ...NOTHING, screen: "job", kind: null, who: null, say: saying(reason("PHONE_GONE", {})) };
  const { kind } = waits;
  const who = maskedSubject(wordsOf(waits));
  return { ...NOTHING, screen: "job", kind, who, say: saying(reason("PHONE_QUEUE", { place })), place };
}

function pictureOf(state: ScreenState, view: JobView): PhonePicture {
  const { kind, subject, practice, signing, record } = view;
  const base = { ...NOTHING, screen: "job" as const, kind, who: maskedSubject(subject) };
  if (view.state === "closed") return { ...base, say: saying(reason("PHONE_CLOSED", {})) };
  if (practice) return { ...base, say: saying(reason("PHONE_PRACTICE", {})) };
  const result = record === null ? null : resultOf(state, view, record);
  if (result !== null) return { ...base, say: saidOfResult(result), result, items: view.items.map(itemOf) };
  // A candidate is told nothing while the test runs: it would help, or frighten; and the result is the examiner's to say.
  if (kind === "exam") {
    const isUnderWay = view.state === "running" && signing === null;
    const over = reason(view.state === "running" ? "PHONE_TEST_SIGNING" : "PHONE_SEALING", {});
    return { ...base, say: saying(isUnderWay ? reason("PHONE_TESTING", {}) : over) };
  }
  const place = placeOf(state, view.job);
  return {
    ...base,
    say: place === null ? saidOfInspection(view) : saying(reason("PHONE_QUEUE", { place })),
    place,
    items: view.items.map(itemOf),
    provisional: saying(reason("PHONE_PROVISIONAL", {})),
  };
}

function saidOfInspection({ state, signing, prompt, currentItem, items }: JobView): Sentence {
  if (state !== "running") return saying(reason("PHONE_SEALING", {}));
  if (signing !== null) return saying(reason("PHONE_REVIEW", {}));
  if (prompt?.action === "look-by-hand") return saying(reason("PHONE_BY_HAND", {}));
  const item = items.find((known) => known.item === currentItem);
  if (item === undefined) return saying(reason("PHONE_INSPECTING", {}));
  return saying(reason("PHONE_ITEM", { nameZh: item.nameZh, nameEn: item.nameEn }));
}

function saidOfResult({ withdrawn, receipted }: PhoneResult): Sentence {
  if (withdrawn) return saying(reason("PHONE_WITHDRAWN", {}));
  return saying(reason(receipted ? "PHONE_RECEIPTED" : "PHONE_SEALED", {}));
}

function resultOf({ station }: ScreenState, view: JobView, record: string): PhoneResult {
  const { verdict, reasons, findings, score, receiptSize } = view;
  const all = [...findings, ...view.items.flatMap((item) => item.findings)];
  const applied = all.filter(
    ({ outcome, limits, verifiedBy }) =>
      outcome !== "not-applicable" && limits.length > 0 && verifiedBy === null,
  );
  const rules = new Set(applied.map(({ rule }) => rule)).size;
  return {
    verdict: verdict ?? "undecided",
    // What an item failed stands at the item.
    why: once([...findings.filter(isFailed).map(failedOutside), ...saidOf(reasons)]),
    points: score === null ? null : { points: score.points, passMark: score.passMark },
    record,
    receipted: receiptSize !== null,
    withdrawn: view.withdrawn !== undefined,
    cautions: [
      ...(station.simulated ? [saying(reason("PHONE_SIMULATED", {}))] : []),
      ...(rules > 0 ? [saying(reason("PHONE_UNVERIFIED", { rules }))] : []),
    ],
  };
}

function itemOf({ nameZh, nameEn, state, verdict, reasons, findings }: ItemView): PhoneItem {
  const failed = findings.filter(isFailed).map(failedOutside);
  return {
    name: { zh: nameZh, en: nameEn },
    state: state === "suspended" ? "running" : state,
    verdict,
    why: state === "done" ? once([...failed, ...saidOf(verdict === "not-applicable" ? [] : reasons)]) : [],
  };
}

/** A limit that was broken, or points that were deducted. */
function isFailed({ outcome, deduction, withdrawn }: ItemView["findings"][number]): boolean {
  return withdrawn === undefined && (outcome === "fail" || deduction !== null);
}

function saidOf(reasons: readonly Told[]): readonly Sentence[] {
  return reasons.map((why) => saidOutside(why) ?? ASK_STAFF);
}

function once(sentences: readonly Sentence[]): readonly Sentence[] {
  return sentences.filter((each, at) => sentences.findIndex(({ zh }) => zh === each.zh) === at);
}

/** What an id of a person looks like. */
const PERSON = /P-[0-9A-HJKMNP-TV-Z]{8}/;
/** Of a subject: who it is, and what is known of them. What is left (class, fuel, kind of check) is everybody's. */
const PRIVATE = ["plate", "vin", "name", "idMasked", "learnerCertificate", "owner", "school", "examiner"];

/** The last look, whatever came in: no sentence of it holds a name, a number or a person. */
function withoutNames(picture: PhonePicture, { subject }: JobView): PhonePicture {
  const hidden = PRIVATE.map((name) => subject[name] ?? "").filter((value) => [...value].length > 1);
  const clean = (sentence: Sentence): Sentence => {
    const words = `${sentence.zh}\n${sentence.en}`;
    return PERSON.test(words) || hidden.some((value) => words.includes(value)) ? ASK_STAFF : sentence;
  };
  const { items, result } = picture;
  return {
    ...picture,
    items: items.map((item) => ({ ...item, why: once(item.why.map(clean)) })),
    result: result === null ? null : { ...result, why: once(result.why.map(clean)) },
  };
}
