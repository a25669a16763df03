/** The part of the JUnit form that every CI reads. */
export interface JunitCase {
  readonly name: string;
  readonly file: string;
  /** What does not hold: one line for a list, and all of it. */
  readonly failure?: JunitText;
  /** Why it could not be run at all. */
  readonly error?: JunitText;
  readonly realMs: number;
}

export interface JunitText {
  readonly message: string;
  readonly body: string;
}

export function junitReport(cases: readonly JunitCase[]): string {
  const failures = cases.filter((c) => c.failure !== undefined).length;
  const errors = cases.filter((c) => c.error !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
  const seconds = cases.reduce((sum, c) => sum + c.realMs, 0) / 1000;
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds.toFixed(3)}">`,
    `  <testsuite name="proofmark scenarios" ${counts} time="${seconds.toFixed(3)}">`,
    ...cases.flatMap(caseLines),
    "  </testsuite>",
    "</testsuites>",
  ].join("\n")}\n`;
}

function caseLines({ name, file, failure, error, realMs }: JunitCase): string[] {
  const seconds = (realMs / 1000).toFixed(3);
  const head = `    <testcase classname="scenario" name="${escaped(name)}" file="${escaped(file)}" time="${seconds}"`;
  const tag = error === undefined ? "failure" : "error";
  const text = error ?? failure;
  if (text === undefined) return [`${head}/>`];
  return [
    `${head}>`,
    `      <${tag} message="${escaped(text.message)}">${escaped(text.body)}</${tag}>`,
    "    </testcase>",
  ];
}

/** XML 1.0 allows no other control characters than tab, line feed and carriage return. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "?")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
