import type { ReasonRows, Sentence } from "../reason-shape.ts";
import { subjectLabel } from "../words/subject.ts";

/** Why papers were not found, as a part of a sentence. */
const ANSWERS: Readonly<Record<string, Sentence>> = {
  unknown: { zh: "登记中心没有", en: "the registry has none" },
  several: { zh: "登记中心查得不止一辆", en: "the registry has more than one such vehicle" },
  elsewhere: { zh: "预约在其他考场", en: "the appointment is at another station" },
  used: { zh: "预约已使用", en: "the appointment was used" },
  "too-often": { zh: "查询次数过多", en: "too much was asked" },
  unanswered: { zh: "登记中心未答复", en: "the registry did not answer" },
};

/** Dossiers and appointments that a desk fetches from the registry. */
export const PAPERS_REASONS = {
  PAPERS_UNKNOWN: (_: Record<string, never>) => ({
    zh: "登记中心没有与所填号码相符的资料。请核对号码；仍无结果的，请按纸质资料录入。",
    en: "The registry has no papers that fit these numbers. Look at the numbers once more; where that finds nothing, type the papers in from the documents.",
  }),
  PAPERS_SEVERAL: (_: Record<string, never>) => ({
    zh: "与号牌和末六位相符的车辆不止一辆。请填写完整的车辆识别代号后重新获取。",
    en: "More than one vehicle has this plate and these last six characters. Enter the whole vehicle number and fetch again.",
  }),
  /** `places`: station and day. */
  PAPERS_ELSEWHERE: (p: { places: readonly string[] }) => ({
    zh: `该考生的预约在其他考场：${p.places.join("、")}。请考生前往该考场，或先改约。`,
    en: `The candidate's appointment is elsewhere: ${p.places.join(", ")}. It is kept there, or changed first.`,
  }),
  PAPERS_ALSO_ELSEWHERE: (p: { places: readonly string[] }) => ({
    zh: `该考生在其他考场另有预约：${p.places.join("、")}。请告知考生。`,
    en: `The candidate has another appointment: ${p.places.join(", ")}. Tell the candidate.`,
  }),
  PAPERS_USED: (p: { station: string; on: string }) => ({
    zh: `该预约已于 ${p.on} 在 ${p.station} 使用，成绩有效。请考生重新预约。`,
    en: `The appointment was used at ${p.station} on ${p.on}, and its result is in force. The candidate needs a new appointment.`,
  }),
  PAPERS_TOO_OFTEN: (_: Record<string, never>) => ({
    zh: "本站一小时内获取资料或未查得的次数已达上限。请按纸质资料录入，一小时后再获取。",
    en: "This station has fetched too much, or too much that was not there, within an hour. Type the papers in from the documents, and fetch again in an hour.",
  }),
  PAPERS_UNANSWERED: (_: Record<string, never>) => ({
    zh: "登记中心十秒内未答复。请按纸质资料录入，记录将注明；连接恢复一分钟后可再获取。",
    en: "The registry did not answer within ten seconds. Type the papers in from the documents, the record will say so; fetch again a minute after the link is back.",
  }),
  PAPERS_NO_REGISTRY: (_: Record<string, never>) => ({
    zh: "本站未连接登记中心，不能获取资料。请按纸质资料录入。",
    en: "This station asks no registry, so no papers are fetched. Type them in from the documents.",
  }),
  /** `answer`: why nothing was found, or unanswered. */
  PAPERS_TYPED: (p: { answer: string }) => {
    const why = ANSWERS[p.answer] ?? { zh: p.answer, en: p.answer };
    return {
      zh: `资料由窗口录入，未取自登记中心：${why.zh}`,
      en: `the papers were typed in at the desk and did not come from the registry: ${why.en}`,
    };
  },
  /** `keys`: of the papers. */
  PAPERS_CHANGED: (p: { keys: readonly string[] }) => ({
    zh: `窗口更改了取自登记中心的资料：${p.keys.map((key) => subjectLabel(key).zh).join("、")}`,
    en: `the desk changed what came from the registry: ${p.keys.map((key) => subjectLabel(key).en).join(", ")}`,
  }),
} as const satisfies ReasonRows;
