import type { Sentence } from "../reason-shape.ts";

/** Words of the test course, of the car on it and of what its receiver says, by the codes that reasons and findings carry. */
const WORDS = {
  // Parts of the car. A point of the outline is `outline-1` and so on, counted as in the vehicle file.
  body: { zh: "车身", en: "the body" },
  wheel: { zh: "车轮", en: "a wheel" },
  "front-left-wheel": { zh: "左前轮", en: "the front left wheel" },
  "front-right-wheel": { zh: "右前轮", en: "the front right wheel" },
  "rear-left-wheel": { zh: "左后轮", en: "the rear left wheel" },
  "rear-right-wheel": { zh: "右后轮", en: "the rear right wheel" },
  // Parts of a course.
  boundary: { zh: "边线", en: "a boundary" },
  "wheel-boundary": {
    zh: "车轮边线（contact 为 wheel 或 both）",
    en: "a boundary for wheels (contact: wheel or both)",
  },
  "body-boundary": {
    zh: "车身边线（contact 为 body 或 both）",
    en: "a boundary for the body (contact: body or both)",
  },
  "right-edge": { zh: "右侧边缘线", en: "an edge on the right" },
  bay: { zh: "库位", en: "a bay" },
  "pole-line": { zh: "桩杆线", en: "a pole line" },
  "control-line-start": { zh: "起点控制线", en: "the control line start" },
  "control-line-far": { zh: "终点控制线", en: "the control line far" },
  "control-line-front-bay-line": { zh: "库位前边线", en: "the control line front-bay-line" },
  // Sides.
  left: { zh: "左", en: "left" },
  right: { zh: "右", en: "right" },
  // What a receiver calls its solution.
  none: { zh: "无定位", en: "none" },
  single: { zh: "单点解", en: "single" },
  dgps: { zh: "差分解", en: "dgps" },
  float: { zh: "浮点解", en: "float" },
  fixed: { zh: "固定解", en: "fixed" },
  // How a reading is rated.
  good: { zh: "良好", en: "good" },
  uncertain: { zh: "存疑", en: "uncertain" },
  bad: { zh: "不可用", en: "bad" },
} as const satisfies Record<string, Sentence>;

const OUTLINE_POINT = /^outline-(\d+)$/;

/** A word of another software is said by its code. */
export function drivingWord(code: string): Sentence {
  if (Object.hasOwn(WORDS, code)) return WORDS[code as keyof typeof WORDS];
  const point = OUTLINE_POINT.exec(code)?.[1];
  return point === undefined
    ? { zh: code, en: code }
    : { zh: `车身轮廓点 ${point}`, en: `outline point ${point}` };
}

/** Names of what a finding of a driving test shows as its inputs. */
export const EXAM_INPUTS = {
  "touched-by": { zh: "接触部位", en: "touched by" },
  "boundary-feature": { zh: "边线要素序号", en: "boundary feature" },
  east: { zh: "东向坐标", en: "east" },
  north: { zh: "北向坐标", en: "north" },
  "step-fraction": { zh: "两历元间的时刻比", en: "fraction of the step" },
  margin: { zh: "判定点超出限值", en: "decided beyond the limit by" },
  uncertainty: { zh: "该处位置标准差", en: "standard deviation of that place" },
  phase: { zh: "项目阶段", en: "phase" },
  "bumper-distance": { zh: "前保险杠距桩杆线", en: "front bumper from the pole line" },
  "side-distance": { zh: "车身右侧距边缘线", en: "right side from the edge line" },
  "rollback-depth": { zh: "停车点后最远处", en: "deepest point behind the stop" },
  from: { zh: "起", en: "from" },
  until: { zh: "止", en: "until" },
  evidence: { zh: "证据", en: "evidence" },
  "entered-by": { zh: "录入人", en: "entered by" },
  note: { zh: "备注", en: "note" },
} as const satisfies Record<string, Sentence>;

export type ExamInput = keyof typeof EXAM_INPUTS;
