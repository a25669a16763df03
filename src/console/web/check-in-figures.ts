import { isCivilDay } from "../../core/door/civil-day.ts";
import { canonicalPlate } from "../../core/door/plate.ts";

/** What people type, as the papers have it; null: that is none. Full-width digits and letters are what some keyboards give. */

const DIGITS_MAX = 7;

/** `1820`, `１８２０`, `1,820` and `1 820`: a comma or blank parts thousands, and nothing else here. */
export function figureTyped(typed: string): number | null {
  const plain = plainTyped(typed).replace(
    /^(\d{1,3})((?:[ ,]\d{3})+)$/,
    (_all, head: string, rest: string) => `${head}${rest.replace(/[ ,]/g, "")}`,
  );
  return /^\d+$/.test(plain) && plain.length <= DIGITS_MAX ? Number(plain) : null;
}

/** `2013-08-20`, `2013/8/20`, `2013.8.20`, `2013年8月20日` and `20130820`. */
export function dayTyped(typed: string): string | null {
  const plain = plainTyped(typed).replace(/日$/, "");
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})$/.exec(plain) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  if (parts === null) return null;
  const [, year = "", month = "", date = ""] = parts;
  const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  return isCivilDay(day) ? day : null;
}

export function plateTyped(typed: string): string {
  return canonicalPlate(plainTyped(typed));
}

export function vehicleNumberTyped(typed: string): string {
  return plainTyped(typed)
    .replace(/[ -]/g, "")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Half-width, without blanks around it or doubled in it. */
export function plainTyped(typed: string): string {
  return typed.normalize("NFKC").trim().replace(/\s+/g, " ");
}

/** As it was written: names and places keep their own characters. */
export function textTyped(typed: string): string {
  return typed.trim().replace(/\s+/g, " ");
}
