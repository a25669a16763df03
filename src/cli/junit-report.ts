/** The part of the JUnit form that every CI reads. */
export interface JunitCase {
  readonly name: string;
  readonly file: string;
  readonly missed: readonly string[];
  /** Why it could not be run at all. */
  readonly error?: string;
  readonly realMs: number;
}

export function junitReport(cases: readonly JunitCase[]): string {
  const failures = cases.filter((c) => c.missed.length > 0).length;
  const errors = cases.filter((c) => c.error !== undefined).length;
  const counts = `tests="${cases.length}" failures="${failures}" errors="${errors}"`;
  const seconds = cases.reduce((sum, c) => sum + c.realMs, 0) / 1000;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts} time="${seconds.toFixed(3)}">`,
    `  <testsuite name="proofmark scenarios" ${counts} time="${seconds.toFixed(3)}">`,
  ];
  for (const c of cases) {
    const head = `    <testcase classname="scenario" name="${escaped(c.name)}" file="${escaped(c.file)}" time="${(c.realMs / 1000).toFixed(3)}"`;
    const [tag, text] = c.error === undefined ? ["failure", c.missed.join("\n")] : ["error", c.error];
    if (text === "") lines.push(`${head}/>`);
    else
      lines.push(
        `${head}>`,
        `      <${tag} message="${escaped(text.split("\n")[0] ?? "")}">${escaped(text)}</${tag}>`,
        "    </testcase>",
      );
  }
  return `${[...lines, "  </testsuite>", "</testsuites>"].join("\n")}\n`;
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
