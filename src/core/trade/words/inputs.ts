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
  "two-lamp": { zh: "二灯制", en: "two-lamp" },
  "four-lamp": { zh: "四灯制", en: "four-lamp" },
  petrol: { zh: "汽油", en: "petrol" },
  diesel: { zh: "柴油", en: "diesel" },
  gas: { zh: "燃气", en: "gas" },
  hybrid: { zh: "混合动力", en: "hybrid" },
  electric: { zh: "纯电动", en: "electric" },
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
