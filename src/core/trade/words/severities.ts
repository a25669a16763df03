import type { Sentence } from "../reason-shape.ts";

/** How grave a broken limit is, mildest first. Only rulebooks that grade have them; where nothing is graded, a broken limit fails. */
export const SEVERITIES = {
  minor: { zh: "轻微缺陷", en: "minor defect" },
  major: { zh: "严重缺陷", en: "major defect" },
  dangerous: { zh: "危险缺陷", en: "dangerous defect" },
} as const satisfies Record<string, Sentence>;

export type Severity = keyof typeof SEVERITIES;

export const SEVERITY_CODES = Object.keys(SEVERITIES) as readonly Severity[] as readonly [
  Severity,
  ...Severity[],
];

export function severityName(severity: string): Sentence {
  return Object.hasOwn(SEVERITIES, severity)
    ? SEVERITIES[severity as Severity]
    : { zh: severity, en: severity };
}
