import type { LicenceFacts, LicenceTold } from "../core/licence/licence-told.ts";

const WORDS = {
  accepted: "accepted 采信",
  refused: "REFUSED 不采信",
  "time-unknown": "time unknown 时间未判断",
} as const;
const STATES = { good: "good", failed: "FAILED", "not-checked": "not checked" } as const;
const HOLDER = {
  signature: "holder proven by signature 持有人已由签名证明",
  mac: "holder proven by MAC 持有人已由 MAC 证明",
  "not-proven": "holder not proven 未证明持有人",
  failed: "proof of the holder FAILED 持有人证明不符",
} as const;

/** A reading for a person at a terminal. */
export function licenceLines(
  file: string,
  { word, data, holder, failures, notes, steps, licence }: LicenceTold,
) {
  const isData = data === "authentic" ? "data authentic 数据真实" : "data not authentic 数据未证实";
  return [
    `${file}: licence, ${WORDS[word]}, ${isData}, ${HOLDER[holder]}`,
    ...steps.map(({ state, en, zh }) => `  ${STATES[state].padEnd(12)} ${en} ${zh}`),
    ...failures.map(({ en, zh, code }) => `  FAILED   ${en} ${zh} [${code}]`),
    ...notes.map(({ en, zh, code }) => `  note     ${en} ${zh} [${code}]`),
    ...(licence === null ? [] : factLines(licence)),
  ];
}

function factLines({ categories, elements, portrait, ...facts }: LicenceFacts): readonly string[] {
  const row = (name: string, value: string): string => `  ${name.padEnd(14)} ${value}`;
  return [
    ...Object.entries(facts).map(([name, value]) => row(name, value ?? "-")),
    ...(categories ?? []).map(({ category, issued, expiry, codes }) =>
      row(`category ${category}`, [`${issued ?? "?"} to ${expiry ?? "?"}`, ...codes].join(", ")),
    ),
    row(
      "portrait",
      portrait === null ? "-" : `${portrait.bytes} bytes, ${portrait.mediaType ?? "unknown form"}`,
    ),
    row("elements", elements.join(", ")),
  ];
}
