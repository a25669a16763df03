import type { Sentence } from "../../../core/trade/reason-shape.ts";

/** What the pages themselves say; what is said of a job comes from the station. */
export const TEXTS = {
  opening: { zh: "正在连接……", en: "Connecting..." },
  full: {
    zh: "打开的屏幕已满，有空位时本页自动显示",
    en: "Too many screens are open; this one comes by itself when there is room.",
  },
  unknown: {
    zh: "此地址没有内容，请向工作人员索取新的地址",
    en: "There is nothing at this address; ask the staff for a new one.",
  },
  boardSilent: { zh: "屏幕没有消息，请听从工作人员指引", en: "No news here: follow the staff." },
  silent: { zh: "没有消息，内容停在", en: "No news; what is shown is how it stood at" },
  lost: {
    zh: "连接中断，正在重连，内容停在",
    en: "Not connected, trying again; what is shown is how it stood at",
  },
  noPosition: { zh: "没有这个工位，请检查屏幕地址", en: "There is no such position: check the address." },
  board: { zh: "驾驶员显示屏", en: "Driver's board" },
  hall: { zh: "候检候考大厅", en: "Waiting hall" },
  slip: { zh: "我的检验 / 考试", en: "My inspection or test" },
  called: { zh: "正在办理", en: "Called" },
  waiting: { zh: "排队等候", en: "Waiting" },
  finished: { zh: "已完成", en: "Done" },
  nobody: { zh: "无", en: "nobody" },
  inspection: { zh: "检验", en: "inspection" },
  exam: { zh: "考试", en: "test" },
  items: { zh: "项目", en: "Items" },
  itemWaiting: { zh: "等待", en: "waiting" },
  itemRunning: { zh: "进行中", en: "running" },
  result: { zh: "结果", en: "Result" },
  points: { zh: "得分", en: "Points" },
  passMark: { zh: "合格线", en: "pass mark" },
  record: { zh: "记录编号", en: "Record" },
  recordCode: { zh: "记录编号二维码", en: "The record's id as a QR code" },
} as const satisfies Record<string, Sentence>;
