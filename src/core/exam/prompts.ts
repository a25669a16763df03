import type { ExamSigner, Prompt } from "../session.ts";
import { reason } from "../trade/reasons.ts";

export const DRIVE_OFF: Prompt = {
  id: "exam.drive-off",
  item: null,
  action: "drive-off",
  params: {},
  text: reason("DRIVE_OFF", {}),
};

export const TEST_OVER: Prompt = {
  id: "exam.test-over",
  item: null,
  action: "test-over",
  params: {},
  text: reason("TEST_OVER", {}),
};

/** Who has to confirm what was driven. */
export function signPrompt(who: ExamSigner): Prompt {
  return {
    id: `exam.sign-${who}`,
    item: null,
    action: "sign",
    params: { who },
    text: reason("SIGN_RESULT", { who }),
  };
}

export function itemBegin(item: string, nameZh: string, nameEn: string): Prompt {
  return {
    id: "exam.item-begin",
    item,
    action: "item-begin",
    params: { item },
    text: reason("ITEM_BEGINS", { nameZh, nameEn }),
  };
}

/** What was driven of it cannot be judged. */
export function itemAgain(item: string, nameZh: string, nameEn: string): Prompt {
  return {
    id: "exam.item-again",
    item,
    action: "item-again",
    params: { item },
    text: reason("ITEM_AGAIN", { nameZh, nameEn }),
  };
}
