import type { Prompt } from "../session.ts";

export const DRIVE_OFF: Prompt = {
  id: "exam.drive-off",
  item: null,
  action: "drive-off",
  params: {},
  textZh: "考试开始，请起步",
  textEn: "The test has begun, please drive off",
};

export const TEST_OVER: Prompt = {
  id: "exam.test-over",
  item: null,
  action: "test-over",
  params: {},
  textZh: "考试结束",
  textEn: "The test is over",
};

export function itemBegin(item: string, nameZh: string, nameEn: string): Prompt {
  return {
    id: "exam.item-begin",
    item,
    action: "item-begin",
    params: { item },
    textZh: `${nameZh}开始`,
    textEn: `${nameEn} begins`,
  };
}
