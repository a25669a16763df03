import type { Sentence } from "../reason-shape.ts";

/** What a registry is asked of a vehicle before it is inspected, with the names of the trade. */
export const PRE_CHECKS = {
  insurance: { zh: "交强险", en: "compulsory insurance" },
  violations: { zh: "交通违法", en: "unpaid violations" },
  theft: { zh: "盗抢", en: "theft" },
  mortgage: { zh: "抵押或查封", en: "mortgage or seizure" },
  recall: { zh: "召回", en: "recall" },
  odometer: { zh: "里程记录", en: "odometer history" },
  previousResults: { zh: "以往检验结果", en: "previous results" },
  openElsewhere: { zh: "他站在检", en: "inspection open elsewhere" },
} as const satisfies Record<string, Sentence>;

export type PreCheck = keyof typeof PRE_CHECKS;

export const PRE_CHECK_CODES = Object.keys(PRE_CHECKS) as readonly PreCheck[];

/** What it means that one of them found something. */
const FOUND: Readonly<Record<PreCheck, Sentence>> = {
  insurance: { zh: "没有有效的交强险", en: "it has no compulsory insurance in force" },
  violations: { zh: "有未处理的交通违法", en: "it has violations that are not dealt with" },
  theft: { zh: "登记为被盗抢车辆", en: "it is reported as stolen" },
  mortgage: { zh: "已抵押或被查封", en: "it is mortgaged or seized" },
  recall: { zh: "有未实施的召回", en: "a recall of it was not carried out" },
  odometer: { zh: "里程低于以往记录", en: "its odometer shows less than it did before" },
  previousResults: { zh: "上一次检验未合格", en: "its last inspection was not passed" },
  openElsewhere: {
    zh: "另一检验站正在检验同号牌或同代号的车辆，可能为套牌",
    en: "another station has a vehicle of this plate or number, so one of them may be a clone",
  },
};

/** What to do about what was found. */
const REMEDY: Readonly<Record<PreCheck, Sentence>> = {
  insurance: { zh: "请车主投保后再来。", en: "Have the owner insure it first." },
  violations: { zh: "请车主处理违法后再来。", en: "Have the owner deal with them first." },
  theft: {
    zh: "请勿放行，核对车辆识别代号并报警。",
    en: "Hold the vehicle, compare its number, and call the police.",
  },
  mortgage: { zh: "请与登记机关核实。", en: "Settle it with the authority." },
  recall: { zh: "请车主先实施召回。", en: "Have the recall carried out first." },
  odometer: { zh: "请核对里程读数和受理资料。", en: "Compare the odometer with the papers." },
  previousResults: {
    zh: "请按复检办理，或与上次的检验站核实。",
    en: "Take it in as a re-inspection, or ask the station of then.",
  },
  openElsewhere: {
    zh: "请核对车辆识别代号，并与该站联系。",
    en: "Compare the number on the vehicle, and call that station.",
  },
};

const ANSWERS: Readonly<Record<string, Sentence>> = {
  clear: { zh: "无", en: "nothing" },
  found: { zh: "有", en: "found" },
  unknown: { zh: "登记中心不掌握", en: "not known to the registry" },
  "too-old": { zh: "资料过旧", en: "known too long ago" },
  unanswered: { zh: "未答复", en: "no answer" },
  asked: { zh: "查询中", en: "being asked" },
};

export function preCheckAnswer(answer: string): Sentence {
  return ANSWERS[answer] ?? { zh: answer, en: answer };
}

/** How long ago something was so, in whole minutes, hours or days. */
export function ageWords(minutes: number): Sentence {
  if (minutes < 60) return { zh: `${minutes} 分钟前`, en: `${minutes} min ago` };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { zh: `${hours} 小时前`, en: `${hours} h ago` };
  const days = Math.floor(hours / 24);
  return { zh: `${days} 天前`, en: `${days} days ago` };
}

export function preCheckName(code: string): Sentence {
  return PRE_CHECKS[code as PreCheck] ?? { zh: code, en: code };
}

export function preCheckFound(code: string): Sentence {
  return FOUND[code as PreCheck] ?? preCheckName(code);
}

export function preCheckRemedy(code: string): Sentence {
  return REMEDY[code as PreCheck] ?? { zh: "请与登记中心核实。", en: "Settle it with the registry." };
}
