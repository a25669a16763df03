import type { Sentence } from "../reason-shape.ts";

/** What a person may be at a station. One person may be several. */
export const PERSON_ROLES = {
  operator: { zh: "检验员", en: "operator" },
  examiner: { zh: "考试员", en: "examiner" },
  signatory: { zh: "授权签字人", en: "authorised signatory" },
  manager: { zh: "站长", en: "manager" },
  auditor: { zh: "监督员", en: "auditor" },
} as const satisfies Record<string, Sentence>;

export type PersonRole = keyof typeof PERSON_ROLES;

export const PERSON_ROLE_CODES = Object.keys(PERSON_ROLES) as readonly PersonRole[];
