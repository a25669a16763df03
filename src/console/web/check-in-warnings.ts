import { plateKind } from "../../core/door/plate.ts";
import { vehicleNumberKind } from "../../core/door/vehicle-number.ts";
import { checkVin } from "../../core/inspection/vin.ts";
import type { Sentence } from "../../core/trade/reason-shape.ts";
import { reason, sentenceOf } from "../../core/trade/reasons.ts";
import { plateTyped, vehicleNumberTyped } from "./check-in-figures.ts";
import { textIn } from "./texts.ts";

/** What may be a slip and need not be one: said, and nothing is refused for it. */

export function plateWarning(typed: string): Sentence | null {
  return plateKind(plateTyped(typed)) === "other"
    ? { zh: textIn("plateOther", "zh"), en: textIn("plateOther", "en") }
    : null;
}

const VIN_LENGTH = 17;

/** While it is typed nothing is said of it: a check digit is of a whole number. */
export function vehicleNumberWarning(typed: string): Sentence | null {
  const number = vehicleNumberTyped(typed);
  if (number.length < VIN_LENGTH) return null;
  const check = checkVin(number);
  if (check.kind === "valid") return null;
  const { zh, en } = sentenceOf(check.arithmetic);
  if (vehicleNumberKind(number) !== "vin") return { zh: `${zh}。`, en: `${en}.` };
  const title = sentenceOf(reason("VIN_DIFFERS", {}));
  return {
    zh: `${title.zh}：${zh}。${textIn("vinMaybe", "zh")}`,
    en: `${title.en} (${en}.) ${textIn("vinMaybe", "en")}`,
  };
}
