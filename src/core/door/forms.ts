/**
 * What a text from outside must look like, by key, in both languages. A zod message `form:plate` names one; `form:text:64`
 * gives its number. They stand after "allowed:" and "应为", so they are noun phrases without a full stop.
 */
export interface FormWords {
  readonly zh: string;
  readonly en: string;
}

export const FORMS = {
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
  day: {
    zh: "1900 至 2199 年间真实存在的日期，如 2021-01-31",
    en: "a day of the calendar from 1900 to 2199, like 2021-01-31",
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
  classOfRulebook: {
    zh: "所用规则适用的准驾车型（{n}）",
    en: "a class that the rulebook examines ({n})",
  },
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
  watchedRule: {
    zh: "本程序能监测的规则编号（或改为 judge: examiner）",
    en: "a rule that a part of the machine watches, or judge: examiner",
  },
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
