import { hasFullWidth } from "./signed-text.ts";

/**
 * Number plates by form (GA 36 and its neighbours; the forms are recalled). A plate of no known form is possible and is
 * called `other`: a visitor's plate must not keep a vehicle out of the lane, and must not look like one of ours either.
 */
export type PlateKind =
  | "civil"
  | "new-energy"
  | "training"
  | "police"
  | "trailer"
  | "hong-kong"
  | "macau"
  | "embassy"
  | "consulate"
  | "temporary"
  | "trial"
  | "oversize"
  | "emergency"
  | "armed-police"
  | "military"
  | "agricultural"
  | "civil-aviation"
  | "other";

const PLATE_MAX = 16;
const P = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]";
const L = "[A-Z]";
/** Serial letters leave out I and O, which look like digits. */
const D = "[A-HJ-NP-Z0-9]";
const forms = (...alternatives: string[]): RegExp => new RegExp(`^(?:${alternatives.join("|")})$`);

const KINDS: readonly (readonly [PlateKind, RegExp])[] = [
  ["civil", forms(`${P}${L}${D}{5}`)],
  // Small cars carry their letter first, large ones last.
  ["new-energy", forms(`${P}${L}[A-HJK]${D}[0-9]{4}`, `${P}${L}[0-9]{5}[A-HJK]`)],
  ["training", forms(`${P}${L}${D}{4}学`)],
  ["police", forms(`${P}${L}?${D}{4}警`)],
  ["trailer", forms(`${P}${L}${D}{4}挂`)],
  ["hong-kong", forms(`${P}${L}${D}{4}港`)],
  ["macau", forms(`${P}${L}${D}{4}澳`)],
  // Before and after the change of 2017.
  ["embassy", forms("使[0-9]{6}", "[0-9]{6}使", `${P}${L}${D}{4}使`)],
  ["consulate", forms(`${P}${L}${D}{4}领`, `${P}领[0-9]{4,6}`, "领[0-9]{6}", "[0-9]{6}领")],
  ["temporary", forms(`临${P}${L}${D}{4,6}`, `${P}${L}${D}{4,6}临`)],
  ["trial", forms(`${P}${L}${D}{4}试`)],
  ["oversize", forms(`${P}${L}${D}{4}超`)],
  ["emergency", forms(`${P}${L}${D}{3,5}应急`)],
  ["armed-police", forms(`WJ${P}?[0-9]{4,6}[A-Z0-9]?`)],
  ["military", forms("[VKHBSLJNGCEZ][A-DJ-PR-TVY][0-9]{5}", "[军空海北沈兰济南广成][A-Z][0-9]{5}")],
  ["agricultural", forms(`${P}[0-9]{2}${D}{4,5}`, `${P}[0-9]{2}${D}{4}学`)],
  ["civil-aviation", forms("民航[A-Z][0-9]{4}")],
];

const SEPARATORS = /[\u00b7\u2022\u2027\u30fb\- ]/g;
const OTHER = /^[\p{L}\p{M}0-9]+$/u;
const VISIBLE = /[\p{L}0-9]/u;
const FILLERS = /\u034f|\u17b4|\u17b5|[\u115f\u1160\u3164\uffa0]/;

/** Without separators, with capital letters: what two spellings of one plate have in common. */
export function canonicalPlate(text: string): string {
  return text.replace(SEPARATORS, "").replace(/[a-z\u00e0-\u00f6\u00f8-\u00fe]/g, (c) => c.toUpperCase());
}

/** The form of a canonical plate; null for what no plate can be. */
export function plateKind(plate: string): PlateKind | null {
  const known = KINDS.find(([, form]) => form.test(plate));
  if (known !== undefined) return known[0];
  const length = [...plate].length;
  if (length < 2 || length > PLATE_MAX || hasFullWidth(plate) || FILLERS.test(plate)) return null;
  return OTHER.test(plate) && VISIBLE.test(plate) ? "other" : null;
}

/** 号牌种类 of GA 24.7 that a vehicle in a lane can have; false and misused plates (42, 43) are for the police, not for a lane. */
export const PLATE_CLASSES = [
  ...([
    "01",
    "02",
    "03",
    "04",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "17",
  ] as const),
  ...([
    "18",
    "19",
    "20",
    "21",
    "22",
    "23",
    "24",
    "25",
    "26",
    "27",
    "31",
    "32",
    "41",
    "51",
    "52",
    "99",
  ] as const),
] as const;
