/**
 * Identity documents by kind and form. A number is stored masked and nothing else: the registry knows the rest. The mask is `*`.
 * Forms of the permits are recalled from public descriptions; an unknown kind is possible as `other` with its name.
 */
export const ID_KINDS = [
  "resident-id",
  "hk-macau-residence-permit",
  "taiwan-residence-permit",
  "foreign-permanent-residence",
  "hk-macau-travel-permit",
  "taiwan-travel-permit",
  "passport",
  "other",
] as const;
export type IdKind = (typeof ID_KINDS)[number];

export interface IdDocument {
  /** As in the file; absent: found by the form of the number. */
  readonly idKind?: IdKind | undefined;
  readonly idMasked: string;
}

const PROVINCES: ReadonlySet<string> = new Set([
  ..."11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46".split(" "),
  ..."50 51 52 53 54 61 62 63 64 65 71".split(" "),
]);
const EIGHTEEN = /^[0-9*]{17}[0-9X*]$/;
const FIFTEEN = /^[0-9*]{15}$/;

/** In this order a number without `idKind` is tried. */
const FORMS_OF_KINDS: readonly (readonly [Exclude<IdKind, "other">, (number: string) => boolean])[] = [
  ["hk-macau-residence-permit", (n) => EIGHTEEN.test(n) && fits(n, ["810000", "820000"]) && /^8/.test(n)],
  ["taiwan-residence-permit", (n) => EIGHTEEN.test(n) && fits(n, ["830000"]) && /^8/.test(n)],
  [
    "foreign-permanent-residence",
    (n) => (EIGHTEEN.test(n) && /^9/.test(n)) || (/^[A-Z*]{3}[0-9*]{12}$/.test(n) && /[A-Z]/.test(n)),
  ],
  ["resident-id", (n) => (EIGHTEEN.test(n) || FIFTEEN.test(n)) && !/^[089]/.test(n)],
  ["hk-macau-travel-permit", (n) => /^[HM*][0-9*]{8}(?:[0-9*]{2})?$/.test(n) && /^[HM]/.test(n)],
  ["taiwan-travel-permit", (n) => /^[0-9*]{8}$|^[0-9*]{10}[A-Z]?$/.test(n)],
  ["passport", (n) => /^[A-Z0-9*]{6,14}$/.test(n)],
];

/** The stated kind may leave open what the mask hides. */
const STATED: Readonly<Partial<Record<IdKind, (number: string) => boolean>>> = {
  "hk-macau-residence-permit": (n) => EIGHTEEN.test(n) && fits(n, ["810000", "820000"]),
  "taiwan-residence-permit": (n) => EIGHTEEN.test(n) && fits(n, ["830000"]),
  "foreign-permanent-residence": (n) =>
    (EIGHTEEN.test(n) && fits(n, ["9"])) || /^[A-Z*]{3}[0-9*]{12}$/.test(n),
  "hk-macau-travel-permit": (n) => /^[HM*][0-9*]{8}(?:[0-9*]{2})?$/.test(n),
  other: (n) => /^[A-Z0-9*\p{Script=Han}()/-]{4,30}$/u.test(n) && /[A-Z0-9*]/.test(n),
};

/** Capital letters, as on the document: a small x is the check character all the same. */
export function canonicalIdNumber(text: string): string {
  return text.replace(/[a-z]/g, (c) => c.toUpperCase());
}

/** The kind of a canonical number: what is stated, else what its form says; null where no known form fits. */
export function idKindOf({ idKind, idMasked }: IdDocument): IdKind | null {
  if (idKind !== undefined) return idKind;
  return FORMS_OF_KINDS.find(([, form]) => form(idMasked))?.[0] ?? null;
}

/** Null for a number that may be stored, else the `form:` that it wants. */
export function idProblem(document: IdDocument): string | null {
  const { idKind, idMasked: number } = document;
  const kind = idKindOf(document);
  if (kind === null) return "form:idNumber";
  if (idKind !== undefined) {
    const form = STATED[idKind] ?? FORMS_OF_KINDS.find(([known]) => known === idKind)?.[1];
    if (form?.(number) !== true) return "form:idNumberOfKind";
  }
  if (kind === "resident-id" && !startsLikeProvince(number)) return "form:idProvince";
  return maskProblem(number);
}

/** Whatever kind is stated: what has the length of a resident's number carries the birth date where one has it. */
function maskProblem(number: string): string | null {
  if (EIGHTEEN.test(number)) return /^.{6}\*{8}/.test(number) ? null : "form:idMaskBirth";
  if (FIFTEEN.test(number)) return /^.{6}\*{6}/.test(number) ? null : "form:idMaskBirthOld";
  const masked = number.replace(/[^*]/g, "").length;
  return /\*{4}/.test(number) && masked >= Math.round(number.length * 0.4) ? null : "form:idMaskRun";
}

/** The visible ones of the first characters agree with one of these. */
function fits(number: string, starts: readonly string[]): boolean {
  return starts.some((start) => [...start].every((c, i) => number[i] === c || number[i] === "*"));
}

function startsLikeProvince(number: string): boolean {
  return fits(number, [...PROVINCES]);
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = "10X98765432";

/** The check character of GB 11643 (ISO 7064, MOD 11-2) over the first 17 digits; null where they are not 17 digits. */
export function residentIdCheck(first17: string): string | null {
  if (!/^[0-9]{17}$/.test(first17)) return null;
  let sum = 0;
  for (const [index, weight] of WEIGHTS.entries()) sum += Number(first17[index]) * weight;
  return CHECKS[sum % 11] ?? null;
}

/** True for 18 characters, all known, whose check character agrees; a small x counts as X. */
export function hasRightCheck(number: string): boolean {
  const canonical = canonicalIdNumber(number);
  return canonical.length === 18 && residentIdCheck(canonical.slice(0, 17)) === canonical[17];
}

const LIKE_RESIDENT_ID = /(?<![0-9])([0-9]{6})(?:(?:19|20)[0-9]{6})([0-9]{3}[0-9Xx])(?![0-9])/g;

/** A text that may hold somebody's whole identity number, fit to be shown: its birth date is masked. */
export function withMaskedIdentity(text: string): string {
  return text.replace(LIKE_RESIDENT_ID, "$1********$2");
}
