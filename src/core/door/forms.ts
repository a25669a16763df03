import { DOSSIER_FORMS } from "./dossier-forms.ts";
import { EXAMPLE_FORMS } from "./example-forms.ts";
import { FILE_FORMS } from "./file-forms.ts";
import { RULEBOOK_FORMS } from "./rulebook-forms.ts";

/**
 * What a text from outside must look like, by key, in both languages. A zod message `form:plate` names one; `form:text:64`
 * gives its number. They stand after "allowed:" and "应为", so they are noun phrases without a full stop.
 */
export interface FormWords {
  readonly zh: string;
  readonly en: string;
}

export const FORMS = {
  ...DOSSIER_FORMS,
  ...RULEBOOK_FORMS,
  ...EXAMPLE_FORMS,
  ...FILE_FORMS,
  personName: {
    zh: "姓名（至少一个文字，1 至 {n} 个字符，首尾和中间不留多余空格，不含控制字符和不可见字符）",
    en: "a name with at least one letter, 1 to {n} characters, single blanks only, nothing invisible",
  },
  text: {
    zh: "1 至 {n} 个可见字符（首尾和中间不留多余空格，不含控制字符和不可见字符）",
    en: "1 to {n} visible characters, single blanks only, no controls and nothing invisible",
  },
  code: {
    zh: "1 至 {n} 个半角可见字符组成的编号",
    en: "a number or code of 1 to {n} visible characters, none of them full-width",
  },
  entryNumber: { zh: "人工扣分的编号，从 1 起", en: "the number of an entry by hand, from 1" },
  partKey: {
    zh: "规则册中一个部分的键，如 appearance",
    en: "the key of a part of the rulebook, like appearance",
  },
  manualItem: { zh: "人工检验项目编号，如 UC-04", en: "the code of something looked at by hand, like UC-04" },
  figure: { zh: "数字，如 3.2", en: "a figure like 3.2" },
  photoCode: { zh: "四位照片编号，如 0111", en: "the four digits of a kind of photo, like 0111" },
  sha256: { zh: "SHA-256 散列值（64 位小写十六进制）", en: "a SHA-256, 64 lower-case hexadecimal digits" },
  atMostMany: { zh: "最多 {n} 个", en: "at most {n} of them" },
  yesNo: { zh: "true 或 false", en: "true or false" },
  personId: { zh: "本站的人员编号，如 P-7K3M9Q2X", en: "a person of this station, like P-7K3M9Q2X" },
  rolesOnce: { zh: "至少一个角色，每个一次", en: "at least one role, each once" },
  day: {
    zh: "1900 至 2199 年间真实存在的日期，如 2021-01-31",
    en: "a day of the calendar from 1900 to 2199, like 2021-01-31",
  },
  rulebookSchema: {
    zh: '"proofmark/rulebook/v2"（v1 没有写明 jurisdiction 和 kind，如 CN 和 inspection，请补上）',
    en: '"proofmark/rulebook/v2" (a v1 file does not say its jurisdiction and kind, like CN and inspection: add them)',
  },
  wgs84: {
    zh: "WGS 84（EPSG:4326 或 CRS84）：请在 QGIS 中另存为 EPSG:4326",
    en: "WGS 84 (EPSG:4326 or CRS84): save the layer as EPSG:4326 in QGIS",
  },
  onePart: {
    zh: "只有一个部分的几何图形（QGIS：多部件转单部件）",
    en: "a geometry of one part (QGIS: Multipart to singleparts)",
  },
  oneRing: { zh: "没有孔洞的多边形（一个环）", en: "a polygon without holes, which is one ring" },
  jurisdiction: {
    zh: "施行地区代码，如 CN、GB 或 CN-11",
    en: "a country of ISO 3166, with its subdivision where needed, like CN, GB or CN-11",
  },
  itemWithRule: {
    zh: "至少有一条判定规则的项目（没有规则的项目测而不判，任何结果都会合格）",
    en: "an item with a rule that judges it, since without one it is measured and nothing of it can fail",
  },
  itemAskedFor: {
    zh: "某条 requires 的 by 中列出的项目（没有要求的项目，缺了也不会有人知道）",
    en: "an item that some row of `requires` names in its `by`: what nothing asks for is missed by nobody",
  },
  classAsked: {
    zh: "对 categories 中每一类车辆至少有一条必检要求的 requires（{n} 没有）",
    en: "rows that ask something of every vehicle in `categories`; of {n} they ask nothing",
  },
  factName: {
    zh: "车辆档案、检测项目或前面的规则给出的事实名称",
    en: "a fact that the dossier, an item or a rule above gives",
  },
  factNumber: {
    zh: "数值类事实（该事实不是数值，不能比较大小）",
    en: "a fact that is a number, since this one is none and has no more or less",
  },
  factText: {
    zh: "文本类事实（该事实是数值，请用 atLeast、atMost、above 或 below）",
    en: "a fact that is a text, since this one is a number: compare it with atLeast, atMost, above or below",
  },
  factDate: {
    zh: "日期类事实（before 只用于日期）",
    en: "a fact that is a day, since before is for days only",
  },
  decimal: { zh: '加引号的小数，如 "60" 或 "0.3"', en: 'a decimal in quotes, like "60" or "0.3"' },
  limitRow: {
    zh: "atLeast 或 atMost（或两者），或仅有 notJudged，或仅有 notInBook 的限值",
    en: "a limit with atLeast or atMost (or both), or else with notJudged or notInBook",
  },
  severityOfAll: {
    zh: "同一限值表的各行都写 severity，或都不写",
    en: "a severity in every row of the table, or in none",
  },
  jobId: { zh: "检验流水号，如 J-2026-0001", en: "an id like J-2026-0001" },
  firstAxle: {
    zh: "第一轴为前轴的各轴（除挂车外第一轴都是前轴）",
    en: "axles of which the first is a front axle, as of every vehicle but trailers",
  },
  rearAxle: {
    zh: "含有后轴的各轴（除挂车外都有后轴）",
    en: "axles with a rear one among them, as of every vehicle but trailers",
  },
  parkingAxle: {
    zh: "至少一轴有驻车制动的各轴（汽车有驻车制动）",
    en: "axles with a parking brake on one of them at least, as of every automobile",
  },
  passengerCar: {
    zh: "false（车辆类型 {n} 不是乘用车）",
    en: "false, since {n} is no class of passenger cars",
  },
  grossMass: { zh: "不小于整备质量的总质量", en: "a gross mass not below the curb mass" },
  factUnit: { zh: "单位为 {n} 的事实", en: "a fact in {n}" },
  factValue: { zh: "该事实可能的值：{n}", en: "a value that this fact can have: {n}" },
  unitOfFacts: { zh: "{n}（由所用事实的单位得出）", en: "{n}, which is what the facts in it give" },
  itemKey: {
    zh: "本规则册项目的 key、vehicle，或有 values 的人工检验要求的编号（{n}）",
    en: "the key of an item of this rulebook, vehicle, or the code of what is measured by hand ({n})",
  },
  pathOrPaths: { zh: "一个路径，或至少有一个路径的列表", en: "a path, or a list of at least one" },
  pathsOnce: { zh: "每个路径只写一次的列表", en: "a list in which each path stands once" },
  once: { zh: "未在前面出现过的值", en: "a value that does not stand above already" },
  bothLanguages: { zh: "中英文两种文本都写，或都不写", en: "the text in both languages, or in neither" },
  plateOrVin: { zh: "号牌或车辆识别代号，至少一个", en: "a plate or a vehicle number, at least one of them" },
  factOfCheck: {
    zh: "里程填 km 和 on，其他填 found，其余为 null",
    en: "km and on for an odometer, found for the others, and null for the rest",
  },
  daysInOrder: { zh: "不早于 validFrom 的日期", en: "a day not before validFrom" },
  plate: {
    zh: "号牌号码，如 鄂A12345、沪AD12345、粤Z1234港；最多 16 个半角字符",
    en: "a plate like 鄂A12345, 沪AD12345 or 粤Z1234港, 16 characters at most, none of them full-width",
  },
  plateOnlyMissingWhenNew: {
    zh: "号牌号码（只有注册登记检验可以没有号牌）",
    en: "a plate; only a vehicle at its first registration (check: registration) has none",
  },
  plateClass: { zh: 'GA 24.7 的号牌种类代码，如 "02"', en: 'a plate class of GA 24.7 in quotes, like "02"' },
  vehicleClass: { zh: "车辆类型代码，如 K33、H31、B11", en: "a vehicle class like K33, H31 or B11" },
  vehicleNumber: {
    zh: "17 位车辆识别代号，或最多 30 位的整车出厂编号（大写字母、数字和 - / . *）",
    en: "a VIN of 17 characters, or a frame number of at most 30 capital letters, digits and - / . *",
  },
  licenceClass: { zh: "准驾车型代号，如 C1、A2", en: "a licence class like C1 or A2" },
  reason: {
    zh: "1 至 {n} 个可见字符的一行理由（首尾和中间不留多余空格）",
    en: "a reason of 1 to {n} visible characters in one line, single blanks only",
  },
  note: {
    zh: "最多 {n} 个可见字符的一行备注，可以为空",
    en: "a note of at most {n} visible characters in one line; it may be empty",
  },
  ruleId: { zh: "规则编号，如 s2.gen.belt", en: "the id of a rule, like s2.gen.belt" },
  command: { zh: '形如 {"name": "begin"} 的对象', en: 'an object like {"name": "begin"}' },
  nothing: { zh: "没有这一项", en: "nothing here" },
  idNumber: {
    zh: "可识别的证件号码（如 420106********1234、H12*****8、C0*****23），或用 idKind: other 和 idKindName 说明证件名称",
    en: "a number of a known kind of document, like 420106********1234, H12*****8 or C0*****23, or idKind: other with idKindName",
  },
  idNumberOfKind: {
    zh: "符合 idKind 所述证件格式的号码",
    en: "a number that fits the kind of document in idKind",
  },
  idMaskBirth: {
    zh: "出生日期八位已用 * 遮蔽的号码，如 420106********1234",
    en: "a number whose eight places of the birth date are *, like 420106********1234",
  },
  idMaskBirthOld: {
    zh: "出生日期六位已用 * 遮蔽的号码，如 420106******123",
    en: "a number whose six places of the birth date are *, like 420106******123",
  },
  idMaskRun: {
    zh: "至少连续四位、并约四成已用 * 遮蔽的号码，如 C0*****23",
    en: "a number with at least four * in one run and about 40 % of it masked, like C0*****23",
  },
  idProvince: {
    zh: "以行政区划代码开头的身份证号码（如 42）",
    en: "an identity number that begins with the code of a province, like 42",
  },
  watchNeeded: {
    zh: "监测方式（watch），或改为 judge: examiner",
    en: "a watch by which the machine judges it, or judge: examiner",
  },
  watchOfExaminer: {
    zh: "没有 watch（只由考试员评判的规则不设监测）",
    en: "no watch, for only an examiner judges the rule",
  },
  watchScope: {
    zh: "适用于 {n} 的监测方式",
    en: "a watch for rules of {n}",
  },
  above: { zh: "大于 {n} 的数值", en: "a value above {n}" },
  points: { zh: "{n} 个点", en: "{n} points" },
  outlineLength: {
    zh: "与 lengthM 相符的轮廓（现长 {n} m）",
    en: "an outline as long as lengthM, while this one is {n} m long",
  },
  outlineWidth: {
    zh: "与 widthM 相符的轮廓（现宽 {n} m）",
    en: "an outline as wide as widthM, while this one is {n} m wide",
  },
  channelRange: { zh: "不大于 valueMax 的 valueMin", en: "a valueMin not above valueMax" },
  limitOf: { zh: "{n} 的限值", en: "a limit {n}" },
  oneBound: { zh: "atLeast 或 atMost 之一", en: "either atLeast or atMost" },
  windowed: {
    zh: "window 和 decidedAt 同时填写或都不填",
    en: "window and decidedAt together, or neither",
  },
  inWindow: {
    zh: "限值与 window 末端之间的数值",
    en: "a value from the bound to the end of its window",
  },
  markWithin: { zh: "不超过 fullMark 的分数", en: "points not above fullMark" },
  oneOf: { zh: "以下之一：{n}", en: "one of {n}" },
  idKindName: {
    zh: "证件名称（仅当 idKind 为 other 时填写，且必须填写）",
    en: "the name of the document, where idKind is other and only there",
  },
} as const satisfies Record<string, FormWords>;

export type FormKey = keyof typeof FORMS;

/** The words of a zod message `form:KEY` or `form:KEY:NUMBER`; null for any other message. */
export function formWords(message: string): FormWords | null {
  const [prefix, key = "", number = ""] = message.split(":");
  if (prefix !== "form" || !Object.hasOwn(FORMS, key)) return null;
  const { zh, en } = FORMS[key as FormKey];
  return { zh: zh.replace("{n}", number), en: en.replace("{n}", number) };
}

/** Values that no sentence may repeat: the sentence that refuses an unmasked number must not print it. */
export const UNSHOWN_KEYS: ReadonlySet<string> = new Set(["idMasked"]);
