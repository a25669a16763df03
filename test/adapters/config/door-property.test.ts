import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import type { z } from "zod";
import { SeededRandom } from "../../../simulators/kit/seeded-random.ts";
import { parseCourseText } from "../../../src/adapters/config/course-file.ts";
import { BYTES_MAX, decodeText } from "../../../src/adapters/config/strict-text.ts";
import { parseYamlText } from "../../../src/adapters/config/yaml-file.ts";
import { candidateSchema } from "../../../src/core/exam/candidate.ts";
import { watchedRulebookSchema } from "../../../src/core/exam/watched-rulebook.ts";
import { dossierSchema } from "../../../src/core/inspection/dossier.ts";
import { canonicalJson, type Json } from "../../../src/core/record/canonical-json.ts";
import { EdgeError } from "../../../src/errors.ts";
import { readSource } from "../../support/source-tree.ts";

/** Sound files, spoilt: each is taken with a value a record can carry, or refused in one sentence, and soon. */
const FILES_MAX = 60_000;
/** Of one seeded row of files, every run takes the first; each kind of file and of damage is among them many times. */
const FILES = process.env.PROOFMARK_FULL ? FILES_MAX : 2_500;
const SLOW_MS = 1000;

const reader =
  (schema: z.ZodType, bytesMax: number) =>
  (text: string): unknown =>
    parseYamlText(text, schema, "f", bytesMax).value;
const electric = readSource("config/dossiers/demo-k3-electric.yaml");
const semiTrailer = readSource("test/scenarios/dossiers/b1-two-axles.yaml");
/** A petrol car, a diesel, an electric and a plug-in one with all that v2 can say, a semi-trailer and a full trailer. */
const DOSSIERS = [
  readSource("config/dossiers/demo-k3.yaml"),
  readSource("config/dossiers/demo-k3-diesel.yaml"),
  electric,
  electric
    .replace("fuel: electric", "fuel: plug-in-hybrid\nengineNumber: E1\nmotorNumber: TZ1\nodometerKm: 41000")
    .replace("ratedEngineSpeedRpm: null", "ratedEngineSpeedRpm: 6000")
    .concat("dimensions: { lengthMm: 4600, widthMm: 1800, heightMm: 1500 }\nabs: true\ncatalyst: true\n")
    .concat("extension: { hubei.fleet: T-1, hubei.owners: 2, hubei.leased: true }\n"),
  semiTrailer,
  semiTrailer.replace(/vehicleClass: B\d\w/, "vehicleClass: G11"),
];
/** Out of a hundred: the large files are dear to read. */
const KINDS = [
  {
    share: 48,
    text: readSource("config/dossiers/candidate-c1.yaml"),
    read: reader(candidateSchema, BYTES_MAX.subject),
  },
  ...DOSSIERS.map((text, i) => ({
    share: 48 + ((97 - 48) / DOSSIERS.length) * (i + 1),
    text,
    read: reader(dossierSchema, BYTES_MAX.subject),
  })),
  {
    share: 98,
    text: readSource("config/rules/cn-exam-c1-2022.yaml"),
    read: reader(watchedRulebookSchema, BYTES_MAX.rulebook),
  },
  {
    share: 100,
    text: readSource("config/courses/demo-c1.geojson"),
    read: (text: string) => (parseCourseText(text, "f") === null ? null : {}),
  },
];

const PIECES = [
  ...[
    "[",
    "{",
    "]",
    "}",
    "- ",
    "? ",
    ": ",
    "&a ",
    "*a",
    "!!str ",
    "%YAML 1.2\n",
    "---\n",
    "...\n",
    "|\n",
    ">-\n",
    "<<: ",
  ],
  ...[
    '"',
    "'",
    "\\",
    "#",
    "\t",
    "\r",
    ",",
    "\n",
    "\n\n",
    "~",
    "null",
    "true",
    ".inf",
    ".nan",
    "-0",
    "1e400",
    "0x1F",
  ],
  ...[
    "9".repeat(30),
    "\u0000",
    "\u001b[2J",
    "\u202e",
    "\u2066",
    "\u200b",
    "\ufeff",
    "\ufffd",
    "\ufffe",
    "\ud800",
    "\u3164",
  ],
  ...[
    "\\ud800",
    "\\u0000",
    "__proto__: 1\n",
    '"constructor": 1,',
    "２",
    "[[[[".repeat(40),
    "- ".repeat(60),
    "{a: ".repeat(50),
  ],
];

function spoilt(text: string, random: SeededRandom): Uint8Array {
  const pick = (below: number): number => Math.floor(random.unit() * below);
  const lines = text.split("\n");
  const at = pick(text.length);
  switch (pick(9)) {
    case 0:
      return Buffer.from(text.slice(0, at));
    case 1: {
      const bytes = Buffer.from(text);
      for (let i = pick(4); i >= 0; i--) bytes[pick(bytes.length)] = pick(256);
      return bytes;
    }
    case 2:
      return Buffer.from(text, pick(2) === 0 ? "utf16le" : "latin1");
    case 3:
      lines.splice(pick(lines.length), 0, lines[pick(lines.length)] ?? "");
      return Buffer.from(lines.join("\n"));
    case 4: {
      const line = pick(lines.length);
      lines[line] = (lines[line] ?? "").replace(/: .*/, `: ${PIECES[pick(PIECES.length)]}`);
      return Buffer.from(lines.join("\n"));
    }
    case 5:
      return Buffer.from(
        text.replace(/\d+/g, (n) => (pick(9) === 0 ? `"${n}"` : n.repeat(1 + (pick(9) === 0 ? 9 : 0)))),
      );
    case 6:
      return Buffer.from(
        `${text.slice(0, at)}${(PIECES[pick(PIECES.length)] ?? "").repeat(1 + pick(30))}${text.slice(at)}`,
      );
    case 7:
      lines.splice(pick(lines.length), 1 + pick(3));
      return Buffer.from(lines.join("\n"));
    default:
      return Buffer.from(`${text.slice(0, at)}${PIECES[pick(PIECES.length)]}${text.slice(at)}`);
  }
}

/** Null when all is well, else what is wrong with the answer. */
function complaint(
  bytes: Uint8Array,
  read: (text: string) => unknown,
  tally: { taken: number },
): string | null {
  const began = performance.now();
  try {
    const value = read(decodeText(bytes, "f"));
    tally.taken++;
    if (canonicalJson(value as Json).kind !== "bytes") return "was taken and no record can carry it";
  } catch (error) {
    if (!(error instanceof EdgeError) || error.code !== "CONFIG_INVALID") return `threw ${String(error)}`;
    const { problem } = error.context as { problem?: { zh: string; en: string } };
    if (!/^f:\d+:\d+: [^\n\r\p{Cc}\p{Cf}]+\.$/u.test(error.message))
      return `said ${JSON.stringify(error.message)}`;
    if (problem === undefined || !/^[^\n\p{Cc}]+。$/u.test(problem.zh))
      return `said in Chinese ${problem?.zh}`;
  }
  const tookMs = performance.now() - began;
  return tookMs > SLOW_MS ? `took ${tookMs.toFixed(0)} ms` : null;
}

test("the sound ones are taken", () => {
  for (const { text, read } of KINDS) expect(read(text)).toBeTruthy();
});

test(`${FILES} of ${FILES_MAX} spoilt files are each taken whole or refused in a sentence`, () => {
  const random = new SeededRandom(20_261_126, "door");
  const tally = { taken: 0 };
  for (let n = 0; n < FILES; n++) {
    const share = random.unit() * 100;
    const kind = KINDS.find((each) => share < each.share) ?? KINDS[0];
    if (kind === undefined) throw new Error("no kinds");
    const bytes = spoilt(kind.text, random);
    let wrong = complaint(bytes, kind.read, tally);
    // A machine that is busy with something else is slow once or twice, not each time.
    for (let again = 0; again < 3 && wrong?.startsWith("took") === true; again++)
      wrong = complaint(bytes, kind.read, tally);
    if (wrong !== null)
      expect.fail(`file ${n} ${wrong}:\n${Buffer.from(bytes).toString("utf8").slice(0, 2000)}`);
  }
  // Some of the damage is harmless, and most of it is not.
  expect(tally.taken).toBeGreaterThan(FILES / 100);
  expect(tally.taken).toBeLessThan(FILES / 2);
}, 600_000);
