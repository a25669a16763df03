import type { Sentence } from "../reason-shape.ts";
import { actorName } from "./actors.ts";
import { drivingWord, EXAM_INPUTS } from "./driving.ts";
import { factName } from "./facts.ts";
import { signalName } from "./signals.ts";

/** Values that are codes, of facts and of what an exam finding rests on. */
const VALUES = {
  yes: { zh: "是", en: "yes" },
  no: { zh: "否", en: "no" },
  front: { zh: "前轴", en: "front" },
  rear: { zh: "后轴", en: "rear" },
  independent: { zh: "独立悬架", en: "independent" },
  "non-independent": { zh: "非独立悬架", en: "non-independent" },
  "one-lamp": { zh: "一灯制", en: "one-lamp" },
  "two-lamp": { zh: "二灯制", en: "two-lamp" },
  "four-lamp": { zh: "四灯制", en: "four-lamp" },
  petrol: { zh: "汽油", en: "petrol" },
  diesel: { zh: "柴油", en: "diesel" },
  gas: { zh: "燃气", en: "gas" },
  hybrid: { zh: "混合动力", en: "hybrid" },
  electric: { zh: "纯电动", en: "electric" },
  "plug-in-hybrid": { zh: "插电式混合动力（含增程式）", en: "plug-in hybrid" },
  "bi-fuel": { zh: "两用燃料", en: "bi-fuel" },
  methanol: { zh: "甲醇", en: "methanol" },
  hydrogen: { zh: "氢燃料电池", en: "hydrogen" },
  none: { zh: "无", en: "none" },
  untold: { zh: "未说明", en: "not told" },
  unladen: { zh: "空载", en: "unladen" },
  laden: { zh: "满载", en: "laden" },
  "two-wheel": { zh: "两轮驱动", en: "two-wheel drive" },
  "part-time-four-wheel": { zh: "分时四驱", en: "part-time four-wheel drive" },
  "full-time-four-wheel": { zh: "全时四驱", en: "full-time four-wheel drive" },
  dropside: { zh: "栏板", en: "dropside" },
  box: { zh: "厢式", en: "box" },
  closed: { zh: "封闭", en: "closed" },
  tank: { zh: "罐式", en: "tank" },
  flat: { zh: "平板", en: "flat" },
  container: { zh: "集装箱", en: "container" },
  dump: { zh: "自卸", en: "dump" },
  stake: { zh: "仓栅", en: "stake" },
  other: { zh: "其他", en: "other" },
  "double-idle": { zh: "双怠速法", en: "double idle" },
  asm: { zh: "稳态工况法", en: "ASM" },
  vmas: { zh: "简易瞬态工况法", en: "VMAS" },
  "lug-down": { zh: "加载减速法", en: "lug-down" },
  "free-acceleration": { zh: "自由加速法", en: "free acceleration" },
  "in-use": { zh: "在用车检验", en: "in-use" },
  registration: { zh: "注册登记检验", en: "registration" },
  later: { zh: "较晚达到最大制动力的一侧", en: "the later maximum" },
  first: { zh: "较早达到最大制动力的一侧", en: "the first maximum" },
  lock: { zh: "车轮抱死", en: "a wheel locked" },
  "blocked-side": { zh: "一侧抱死", en: "one side locked" },
  ended: { zh: "检验台结束", en: "the bench ended it" },
  "time-limit": { zh: "达到时限", en: "the time was up" },
  approach: { zh: "驶入", en: "approach" },
  begun: { zh: "进行中", en: "begun" },
  stopped: { zh: "已停车", en: "stopped" },
  reversing: { zh: "倒车入库", en: "reversing" },
  "reverse-1": { zh: "第一次倒车", en: "first reversing" },
  "out-far": { zh: "驶向终点控制线", en: "out to the far control line" },
  "reverse-2": { zh: "第二次倒车", en: "second reversing" },
  "out-start": { zh: "驶回起点控制线", en: "out to the control line of the start" },
  leaving: { zh: "驶出", en: "leaving" },
  complete: { zh: "已完成", en: "complete" },
} as const satisfies Record<string, Sentence>;

const VIN: Sentence = { zh: "车辆识别代号", en: "VIN" };

/** The name of what a finding rests on: a fact, a line of the board, or what an exam saw. Another rule is named by its id. */
export function inputName(name: string): Sentence {
  if (Object.hasOwn(EXAM_INPUTS, name)) return EXAM_INPUTS[name as keyof typeof EXAM_INPUTS];
  if (name === "vehicle.vin") return VIN;
  const signal = signalName(name);
  return signal.en === name && signal.zh === name ? factName(name) : signal;
}

/** A figure, or what a person typed, is said as it is. */
export function inputValue(name: string, value: string): Sentence {
  if (name === "note") return { zh: value, en: value };
  if (name === "entered-by") {
    const { zh, en } = actorName(value);
    return { zh: zh.trim(), en };
  }
  return Object.hasOwn(VALUES, value) ? VALUES[value as keyof typeof VALUES] : drivingWord(value);
}
