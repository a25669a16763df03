import { PLATE_CLASSES } from "../../door/plate.ts";
import type { Sentence } from "../reason-shape.ts";

/** Codes of a vehicle's papers in words. The lists of GA 24 are recalled. */

/** 使用性质, GA 24.3. */
export const USES: Readonly<Record<string, Sentence>> = {
  A: { zh: "非营运", en: "non-commercial" },
  B: { zh: "公路客运", en: "long-distance passengers" },
  C: { zh: "公交客运", en: "city bus" },
  D: { zh: "出租客运", en: "taxi" },
  E: { zh: "旅游客运", en: "tourist coach" },
  F: { zh: "货运", en: "freight" },
  G: { zh: "租赁", en: "hire" },
  H: { zh: "警用", en: "police" },
  I: { zh: "消防", en: "fire brigade" },
  J: { zh: "救护", en: "ambulance" },
  K: { zh: "工程救险", en: "breakdown and rescue" },
  L: { zh: "营转非", en: "commercial before" },
  M: { zh: "出租转非", en: "taxi before" },
  N: { zh: "教练", en: "driver training" },
  O: { zh: "幼儿校车", en: "school bus, nursery" },
  P: { zh: "小学生校车", en: "school bus, primary" },
  Q: { zh: "初中生校车", en: "school bus, secondary" },
  R: { zh: "危险货物运输", en: "dangerous goods" },
  S: { zh: "中小学生校车", en: "school bus, all schools" },
  T: { zh: "预约出租客运", en: "taxi by appointment" },
  U: { zh: "预约出租转非", en: "taxi by appointment before" },
};

type PlateClass = (typeof PLATE_CLASSES)[number];

/** 号牌种类, GA 24.7. */
const PLATE_CLASS_NAMES: Readonly<Record<PlateClass, Sentence>> = {
  "01": { zh: "大型汽车", en: "large vehicle" },
  "02": { zh: "小型汽车", en: "small vehicle" },
  "03": { zh: "使馆汽车", en: "embassy vehicle" },
  "04": { zh: "领馆汽车", en: "consulate vehicle" },
  "05": { zh: "境外汽车", en: "vehicle from abroad" },
  "06": { zh: "外籍汽车", en: "foreigner's vehicle" },
  "07": { zh: "普通摩托车", en: "motorcycle" },
  "08": { zh: "轻便摩托车", en: "moped" },
  "09": { zh: "使馆摩托车", en: "embassy motorcycle" },
  "10": { zh: "领馆摩托车", en: "consulate motorcycle" },
  "11": { zh: "境外摩托车", en: "motorcycle from abroad" },
  "12": { zh: "外籍摩托车", en: "foreigner's motorcycle" },
  "13": { zh: "低速车", en: "low-speed vehicle" },
  "14": { zh: "拖拉机", en: "agricultural tractor" },
  "15": { zh: "挂车", en: "trailer" },
  "16": { zh: "教练汽车", en: "training vehicle" },
  "17": { zh: "教练摩托车", en: "training motorcycle" },
  "18": { zh: "试验汽车", en: "trial vehicle" },
  "19": { zh: "试验摩托车", en: "trial motorcycle" },
  "20": { zh: "临时入境汽车", en: "temporary entry, vehicle" },
  "21": { zh: "临时入境摩托车", en: "temporary entry, motorcycle" },
  "22": { zh: "临时行驶车", en: "temporary" },
  "23": { zh: "警用汽车", en: "police vehicle" },
  "24": { zh: "警用摩托车", en: "police motorcycle" },
  "25": { zh: "原农机号牌", en: "old agricultural plate" },
  "26": { zh: "香港入出境车", en: "Hong Kong" },
  "27": { zh: "澳门入出境车", en: "Macau" },
  "31": { zh: "武警号牌", en: "armed police" },
  "32": { zh: "军队号牌", en: "military" },
  "41": { zh: "无号牌", en: "no plate" },
  "51": { zh: "大型新能源汽车", en: "large new-energy vehicle" },
  "52": { zh: "小型新能源汽车", en: "small new-energy vehicle" },
  "99": { zh: "其他", en: "other" },
};
const EVERYDAY: readonly PlateClass[] = ["02", "01", "52", "51", "15", "07", "16"];

/** What stands on most vehicles first. */
export const PLATE_CLASSES_OFFERED: readonly (readonly [code: string, name: Sentence])[] = [
  ...EVERYDAY,
  ...PLATE_CLASSES.filter((code) => !EVERYDAY.includes(code)),
].map((code) => [code, PLATE_CLASS_NAMES[code]]);

/** 排放限值 a or b: which of the two a region has put in force. */
export const LIMIT_SETS: Readonly<Record<string, Sentence>> = {
  a: { zh: "限值 a", en: "limits a" },
  b: { zh: "限值 b", en: "limits b" },
};

/** Parts of the inspection that an order may leave to others (GB 38900). */
export const PARTS_ELSEWHERE: Readonly<Record<string, Sentence>> = {
  network: { zh: "联网查询", en: "network query" },
  identity: { zh: "车辆唯一性检查", en: "identity check" },
  appearance: { zh: "外观、特征和安全装置检查", en: "outside, features and safety devices" },
  dynamic: { zh: "底盘动态检验", en: "chassis, driving" },
  chassis: { zh: "底盘部件检查", en: "chassis, from below" },
  "exhaust-looks": { zh: "环保外观检验和 OBD 检查", en: "look at the exhaust system and OBD check" },
};
