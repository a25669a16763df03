import type { Sentence } from "../reason-shape.ts";
import { inputValue } from "./inputs.ts";

/** What names the subject of a job, vehicle or person, in the order in which sessions tell it. */
const LABELS = {
  plate: { zh: "号牌", en: "Plate" },
  plateClass: { zh: "号牌种类", en: "Plate class" },
  vin: { zh: "车辆识别代号", en: "VIN" },
  vehicleClass: { zh: "车辆类型", en: "Vehicle class" },
  use: { zh: "使用性质", en: "Use" },
  fuel: { zh: "燃料种类", en: "Fuel" },
  grossMassKg: { zh: "总质量（kg）", en: "Gross mass, kg" },
  curbMassKg: { zh: "整备质量（kg）", en: "Curb mass, kg" },
  axles: { zh: "轴数", en: "Axles" },
  seats: { zh: "核定载人数", en: "Seats" },
  firstRegistered: { zh: "初次登记日期", en: "First registered" },
  load: { zh: "检验载荷状态", en: "Load" },
  check: { zh: "检验类别", en: "Kind of check" },
  limitSet: { zh: "限值组", en: "Limit set" },
  regionOfTest: { zh: "检验地", en: "Tested in" },
  regionOfRegistration: { zh: "登记地", en: "Registered in" },
  owner: { zh: "所有人", en: "Owner" },
  name: { zh: "姓名", en: "Name" },
  idMasked: { zh: "身份证明号码", en: "Identity number" },
  idKind: { zh: "证件种类", en: "Document" },
  idKindName: { zh: "证件名称", en: "Name of the document" },
  plateKind: { zh: "号牌样式", en: "Form of plate" },
  vinKind: { zh: "车辆号码种类", en: "Kind of number" },
  learnerCertificate: { zh: "准考证明编号", en: "Learner's certificate" },
  licenceClass: { zh: "准驾车型", en: "Licence class" },
  inspection: { zh: "检验次数", en: "Inspection no." },
  attempt: { zh: "考试次数", en: "Attempt" },
  school: { zh: "驾校", en: "Driving school" },
  examiner: { zh: "考试员", en: "Examiner" },
} as const satisfies Record<string, Sentence>;

/** Values that are codes, by the name of what they are a value of. */
const VALUES: Readonly<Record<string, Readonly<Record<string, Sentence>>>> = {
  check: {
    "in-use": { zh: "在用车检验", en: "in-use" },
    registration: { zh: "注册登记检验", en: "registration" },
  },
  plate: {
    无号牌: { zh: "无号牌", en: "no plate yet" },
  },
  idKind: {
    "resident-id": { zh: "居民身份证", en: "resident identity card" },
    "hk-macau-residence-permit": { zh: "港澳居民居住证", en: "residence permit (Hong Kong, Macau)" },
    "taiwan-residence-permit": { zh: "台湾居民居住证", en: "residence permit (Taiwan)" },
    "foreign-permanent-residence": { zh: "外国人永久居留身份证", en: "foreign permanent residence card" },
    "hk-macau-travel-permit": { zh: "港澳居民来往内地通行证", en: "travel permit (Hong Kong, Macau)" },
    "taiwan-travel-permit": { zh: "台湾居民来往大陆通行证", en: "travel permit (Taiwan)" },
    passport: { zh: "护照", en: "passport" },
    other: { zh: "其他证件", en: "other" },
  },
  plateKind: {
    none: { zh: "无", en: "none" },
    civil: { zh: "普通号牌", en: "civil" },
    "new-energy": { zh: "新能源号牌", en: "new energy" },
    training: { zh: "教练车号牌", en: "training" },
    police: { zh: "警车号牌", en: "police" },
    trailer: { zh: "挂车号牌", en: "trailer" },
    "hong-kong": { zh: "港车入境号牌", en: "Hong Kong" },
    macau: { zh: "澳车入境号牌", en: "Macau" },
    embassy: { zh: "使馆号牌", en: "embassy" },
    consulate: { zh: "领馆号牌", en: "consulate" },
    temporary: { zh: "临时号牌", en: "temporary" },
    trial: { zh: "试车号牌", en: "trial" },
    oversize: { zh: "超限号牌", en: "oversize" },
    emergency: { zh: "应急号牌", en: "emergency" },
    "armed-police": { zh: "武警号牌", en: "armed police" },
    military: { zh: "军队号牌", en: "military" },
    agricultural: { zh: "农机号牌", en: "agricultural machine" },
    "civil-aviation": { zh: "民航号牌", en: "civil aviation" },
    other: { zh: "其他样式，请核对", en: "other form: look at it" },
  },
  vinKind: {
    vin: { zh: "车辆识别代号", en: "VIN" },
    "frame-number": { zh: "整车出厂编号", en: "maker's frame number" },
  },
};

/** Said as the facts of the same names are. */
const OF_FACTS: ReadonlySet<string> = new Set(["fuel", "load"]);

export function subjectLabel(name: string): Sentence {
  return Object.hasOwn(LABELS, name) ? LABELS[name as keyof typeof LABELS] : { zh: name, en: name };
}

/** What a person typed, or a number, is said as it is. */
export function subjectValue(name: string, value: string): Sentence {
  if (OF_FACTS.has(name)) return inputValue(name, value);
  const values = Object.hasOwn(VALUES, name) ? VALUES[name] : undefined;
  return values !== undefined && Object.hasOwn(values, value)
    ? (values[value] ?? { zh: value, en: value })
    : { zh: value, en: value };
}
