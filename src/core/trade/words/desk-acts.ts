import type { Sentence } from "../reason-shape.ts";
import { PERSON_ROLE_CODES, type PersonRole } from "./person-roles.ts";

export interface DeskAct {
  readonly name: Sentence;
  /** Whose act it is. */
  readonly roles: readonly PersonRole[];
  /** The person shows with the PIN that it is they who sit there. */
  readonly pin: boolean;
  /** Not to be done to a subject in which the person has an interest. */
  readonly ofSubject: boolean;
}

const INSPECTS: Pick<DeskAct, "roles" | "pin" | "ofSubject"> = {
  roles: ["operator"],
  pin: false,
  ofSubject: true,
};
const EXAMINES = { ...INSPECTS, roles: ["examiner"] as const };
const REVIEWS = { ...INSPECTS, roles: ["signatory"] as const };
const MANAGES: Pick<DeskAct, "roles" | "pin" | "ofSubject"> = {
  roles: ["manager"],
  pin: true,
  ofSubject: false,
};
const LOOKS = { pin: false, ofSubject: false } as const;

/**
 * Everything that can be asked at a console, and whose act it is. What stands in no row cannot be asked: a command of a job is
 * named by kind and command, `exam.deduct`.
 */
export const DESK_ACTS = {
  look: { ...LOOKS, roles: PERSON_ROLE_CODES, name: { zh: "查看", en: "look" } },
  "inspection.open": { ...INSPECTS, name: { zh: "叫下一辆车", en: "call the next vehicle" } },
  "inspection.place": { ...INSPECTS, name: { zh: "安排车辆等候顺序", en: "arrange the waiting vehicles" } },
  "inspection.take-in": { ...INSPECTS, name: { zh: "受理车辆", en: "take a vehicle in" } },
  "inspection.take-out": {
    ...INSPECTS,
    name: { zh: "将车辆移出等候队列", en: "take a vehicle out of the queue" },
  },
  "inspection.begin": { ...INSPECTS, name: { zh: "开始检验", en: "begin the inspection" } },
  "inspection.stop-item": { ...INSPECTS, name: { zh: "停止项目", en: "stop an item" } },
  "inspection.go-on": { ...INSPECTS, name: { zh: "继续项目", en: "go on with an item" } },
  "inspection.part-begin": {
    ...INSPECTS,
    name: { zh: "开始人工检验项目", en: "take a part of the manual inspection" },
  },
  "inspection.part-enter": { ...INSPECTS, name: { zh: "录入人工检验结果", en: "enter what was found" } },
  "inspection.part-photo": { ...INSPECTS, name: { zh: "拍摄照片", en: "take a photo" } },
  "inspection.part-end": {
    ...INSPECTS,
    name: { zh: "结束人工检验项目", en: "end a part of the manual inspection" },
  },
  "inspection.send-back": { ...REVIEWS, name: { zh: "退回检验结果", en: "send an inspection back" } },
  "inspection.sign": { ...REVIEWS, pin: true, name: { zh: "审核签发", en: "review and sign an inspection" } },
  "inspection.abort": { ...INSPECTS, name: { zh: "中止检验", en: "end the inspection early" } },
  "inspection.withdraw-record": {
    roles: ["signatory", "manager"],
    pin: true,
    ofSubject: true,
    name: { zh: "撤销检验记录", en: "withdraw the record of an inspection" },
  },
  "exam.open": { ...EXAMINES, name: { zh: "叫下一名考生", en: "call the next candidate" } },
  "exam.place": { ...EXAMINES, name: { zh: "安排考生等候顺序", en: "arrange the waiting candidates" } },
  "exam.take-in": { ...EXAMINES, name: { zh: "受理考生", en: "take a candidate in" } },
  "exam.take-out": {
    ...EXAMINES,
    name: { zh: "将考生移出等候队列", en: "take a candidate out of the queue" },
  },
  "exam.begin": { ...EXAMINES, name: { zh: "开始考试", en: "begin the exam" } },
  "exam.deduct": { ...EXAMINES, name: { zh: "扣分", en: "enter a fault" } },
  "exam.withdraw": { ...EXAMINES, name: { zh: "撤销人工扣分", en: "take back an entry" } },
  "exam.candidate-confirm": {
    ...EXAMINES,
    name: { zh: "记录考生确认", en: "take down what the candidate says" },
  },
  "exam.sign": { ...EXAMINES, pin: true, name: { zh: "签字确认成绩", en: "sign the result" } },
  "exam.stop-item": { ...EXAMINES, name: { zh: "本项目作废重考", en: "void the item that is driven" } },
  "exam.end": { ...EXAMINES, name: { zh: "结束考试", en: "end the exam" } },
  "exam.abort": { ...EXAMINES, name: { zh: "中止考试", en: "end the exam early" } },
  "exam.withdraw-record": {
    roles: ["manager"],
    pin: true,
    ofSubject: true,
    name: { zh: "撤销考试记录", en: "withdraw the record of an exam" },
  },
  "lane.seen-out": {
    ...INSPECTS,
    ofSubject: false,
    name: { zh: "确认车辆已离开", en: "say that a vehicle has left" },
  },
  "slip.look": {
    ...LOOKS,
    roles: ["operator", "examiner"],
    name: { zh: "打印凭条", en: "print a slip" },
  },
  "screens.look": {
    ...LOOKS,
    roles: ["manager"],
    name: { zh: "查看屏幕地址", en: "see the addresses of the screens" },
  },
  "people.look": {
    ...LOOKS,
    roles: ["manager", "auditor"],
    name: { zh: "查看人员", en: "see the people of the station" },
  },
  "people.change": { ...MANAGES, name: { zh: "管理人员", en: "change the people of the station" } },
} as const satisfies Record<string, DeskAct>;

export type DeskActCode = keyof typeof DESK_ACTS;

export function isDeskAct(code: string): code is DeskActCode {
  return Object.hasOwn(DESK_ACTS, code);
}

export function deskAct(code: DeskActCode): DeskAct {
  return DESK_ACTS[code];
}
