import type { None, ReasonRows } from "../reason-shape.ts";

type Named = readonly [code: string, zh: string, en: string];

function namedZh(all: readonly Named[]): string {
  return all.map(([code, zh]) => `${code} ${zh}`).join("、");
}

function namedEn(all: readonly Named[]): string {
  return all.map(([code, , en]) => `${code} ${en}`).join(", ");
}

/** What inspectors look at by hand, and what comes of it before an inspection has a result. */
export const MANUAL_REASONS = {
  NOTHING_BY_HAND: (_: None) => ({
    zh: "本次检验没有人工检验部分。",
    en: "Nothing of this inspection is looked at by hand.",
  }),
  INSPECTION_NOT_BEGUN: (_: None) => ({
    zh: "检验尚未开始。",
    en: "The inspection has not begun yet.",
  }),
  PART_NOT_BY_HAND: (p: { part: string; allowed: readonly string[] }) => ({
    zh: `“${p.part}”不在本次人工检验范围内，可选：${p.allowed.join("、")}。`,
    en: `${p.part} is not looked at by hand in this inspection; allowed: ${p.allowed.join(", ")}.`,
  }),
  MANUAL_ITEM_UNKNOWN: (p: { item: string; allowed: readonly string[] }) => ({
    zh: `“${p.item}”不在本次人工检验范围内，可选：${p.allowed.join("、")}。`,
    en: `${p.item} is not looked at by hand in this inspection; allowed: ${p.allowed.join(", ")}.`,
  }),
  PART_IS_YOURS: (p: { zh: string; en: string }) => ({
    zh: `“${p.zh}”已由您进行。`,
    en: `You are at ${p.en} already.`,
  }),
  PERSON_HAS_PART: (p: { zh: string; en: string }) => ({
    zh: `请先结束“${p.zh}”：一人一次只能进行一个部分。`,
    en: `End ${p.en} first: nobody looks at two parts at once.`,
  }),
  PART_NOT_TAKEN: (p: { zh: string; en: string }) => ({
    zh: `“${p.zh}”尚未开始，请先开始该部分。`,
    en: `Nobody has begun ${p.en}. Begin it first.`,
  }),
  PART_OF_ANOTHER: (p: { zh: string; en: string }) => ({
    zh: `“${p.zh}”由他人进行，如需接手请先开始该部分。`,
    en: `Somebody else is at ${p.en}. To take it over, begin it.`,
  }),
  PART_TOO_SOON: (p: { zh: string; en: string; minimumS: number; leftS: number }) => ({
    zh: `“${p.zh}”至少检验 ${p.minimumS} 秒，还差 ${p.leftS} 秒。`,
    en: `${p.en} takes at least ${p.minimumS} s; ${p.leftS} s are left.`,
  }),
  PART_NOT_COMPLETE: (p: { zh: string; en: string; items: readonly Named[]; photos: readonly Named[] }) => ({
    zh: `“${p.zh}”还不能结束：${[
      p.items.length === 0 ? "" : `未录入 ${namedZh(p.items)}`,
      p.photos.length === 0 ? "" : `缺照片 ${namedZh(p.photos)}`,
    ]
      .filter((part) => part !== "")
      .join("；")}。`,
    en: `${p.en} cannot be ended yet: ${[
      p.items.length === 0 ? "" : `not entered ${namedEn(p.items)}`,
      p.photos.length === 0 ? "" : `photos missing ${namedEn(p.photos)}`,
    ]
      .filter((part) => part !== "")
      .join("; ")}.`,
  }),
  VALUE_MISSING: (p: { item: string; zh: string; en: string; unit: string }) => ({
    zh: `${p.item} 还须填写${p.zh}（${p.unit}）。`,
    en: `${p.item} needs a figure too: ${p.en} (${p.unit}).`,
  }),
  VALUE_NOT_ASKED: (p: { item: string; fact: string; allowed: readonly string[] }) => ({
    zh: `${p.item} 不测“${p.fact}”，${p.allowed.length === 0 ? "没有需要填写的数值" : `应为：${p.allowed.join("、")}`}。`,
    en: `${p.item} has no figure ${p.fact}; ${p.allowed.length === 0 ? "nothing is measured there" : `allowed: ${p.allowed.join(", ")}`}.`,
  }),
  VALUE_NOT_POSSIBLE: (p: {
    zh: string;
    en: string;
    value: string;
    from: string;
    to: string;
    unit: string;
  }) => ({
    zh: `${p.zh} ${p.value} ${p.unit} 不可能，应在 ${p.from} 至 ${p.to} ${p.unit} 之间。`,
    en: `${p.en} of ${p.value} ${p.unit} cannot be; it lies between ${p.from} and ${p.to} ${p.unit}.`,
  }),
  DEFECT_NEEDS_NOTE: (p: { item: string }) => ({
    zh: `请写明 ${p.item} 的缺陷。`,
    en: `Say what is wrong with ${p.item}.`,
  }),
  PHOTO_NOT_ASKED: (p: { photo: string; allowed: readonly string[] }) => ({
    zh: `该部分不需要照片 ${p.photo}，可选：${p.allowed.join("、")}。`,
    en: `No photo ${p.photo} is asked for there; allowed: ${p.allowed.join(", ")}.`,
  }),
  INSPECTION_IN_REVIEW: (_: None) => ({
    zh: "检验已提交审核，退回之前不能更改。",
    en: "The inspection is under review: nothing changes unless it is sent back.",
  }),
  NOT_IN_REVIEW: (_: None) => ({
    zh: "检验尚未完成，还不能审核。",
    en: "The inspection is not done yet, so there is nothing to review.",
  }),
  INSPECTION_IS_DONE: (_: None) => ({
    zh: "检验已完成，正在审核：请签发或退回。",
    en: "The inspection is done and under review: sign it or send it back.",
  }),
  OWN_WORK: (_: None) => ({
    zh: "您录入过本次人工检验结果，须由其他授权签字人审核。",
    en: "You entered something of this inspection by hand. Another signatory has to review it.",
  }),
  // --- what stands in findings and records
  FOUND_IN_ORDER: (_: None) => ({ zh: "人工检验：合格", en: "looked at by hand: in order" }),
  FOUND_DEFECT: (_: None) => ({ zh: "人工检验：不合格", en: "looked at by hand: a defect" }),
  NOT_LOOKED_AT: (_: None) => ({ zh: "未经人工检验", en: "nobody looked at it" }),
  ENTRY_CORRECTED: (p: { times: number }) => ({
    zh: `更正 ${p.times} 次。`,
    en: `Corrected ${p.times === 1 ? "once" : `${p.times} times`}.`,
  }),
  SENT_BACK: (p: { note: string }) => ({
    zh: `审核时退回：${p.note}。`,
    en: `Sent back in the review: ${p.note}.`,
  }),
  KEPT_OF_EARLIER: (p: { job: string }) => ({
    zh: `初检 ${p.job} 已合格，复检不再进行。`,
    en: `It passed in ${p.job}, and is not done again.`,
  }),
  // --- what a person is asked to do
  PROMPT_MANUAL: (p: { parts: readonly (readonly [zh: string, en: string])[] }) => ({
    zh: `仪器检验已完成，人工检验未完成：${p.parts.map(([zh]) => zh).join("、")}`,
    en: `The instruments are done; to be looked at by hand: ${p.parts.map(([, en]) => en).join(", ")}`,
  }),
  PROMPT_REVIEW: (_: None) => ({
    zh: "请授权签字人审核",
    en: "To be reviewed by the authorised signatory",
  }),
  // --- re-inspection
  NO_REINSPECTION: (p: { rulebook: string }) => ({
    zh: `规则册 ${p.rulebook} 没有复检规定，请重新受理。`,
    en: `The rulebook ${p.rulebook} has no re-inspection. The vehicle has to be taken in anew.`,
  }),
  REINSPECTION_LATE: (p: { firstOn: string; today: string; withinDays: number }) => ({
    zh: `初检在 ${p.firstOn}，今天是 ${p.today}：复检须在 ${p.withinDays} 日内，请重新受理。`,
    en: `The first inspection was on ${p.firstOn}, today is ${p.today}: a re-inspection is within ${p.withinDays} days. The vehicle has to be taken in anew.`,
  }),
  NOTHING_TO_REINSPECT: (_: None) => ({
    zh: "所有项目均已合格，无需复检。",
    en: "Every item was passed: there is nothing to inspect again.",
  }),
} as const satisfies ReasonRows;
