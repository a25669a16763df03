import { examSubject, SUBJECTS } from "./exam-grid.ts";

const [whiteM = 0.01, deg = 0.2, driftM = 0, outliers = 0, n = 20] = process.argv.slice(2).map(Number);
const only = process.env.ONLY;
const noise = { whiteM, driftM, whiteDeg: deg, driftDeg: 0, speedMps: 0.02, outliers };
for (const subject of SUBJECTS) {
  if (only !== undefined && !subject.name.includes(only)) continue;
  const t0 = performance.now();
  try {
    const t = await examSubject(
      subject,
      noise,
      Array.from({ length: n }, (_, i) => i + 1),
    );
    console.log(
      t.subject.padEnd(42),
      t.drives,
      "ff",
      t.falseFails,
      "fp",
      t.falsePasses,
      "void",
      t.voids,
      [...t.wrong].map(([k, v]) => `${k}:${v}`).join(" "),
      ((performance.now() - t0) / 1000).toFixed(1),
    );
  } catch (e) {
    console.log(subject.name.padEnd(42), String(e));
  }
}
process.exit(0);
