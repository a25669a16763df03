import { SystemClock } from "../adapters/clock/system-clock.ts";
import { readAtMost, readTextUpTo } from "../adapters/disk/bounded-file.ts";
import { EdgeError } from "../errors.ts";
import type { Context, Use, Verdict } from "../verifier/verdict.ts";
import { verify, verifyMarkText } from "../verifier/verify.ts";
import { MARK_WORD_NAMES } from "../verifier/words/mark-words.ts";
import type { CliIo } from "./command.ts";
import { ISSUER_LIST, STANDARD_INPUT } from "./mark-file.ts";

/** What `verify` was asked of marks and of the lists that they stand on. */
export interface MarkOptions {
  readonly marks: readonly string[];
  readonly issuers: string | undefined;
  readonly statuses: readonly string[];
  readonly use: string | undefined;
  readonly authority: string | undefined;
  readonly json: boolean;
}

const USES: readonly Use[] = ["roadside", "transfer", "check-in"];
const MARK_CHARS_MAX = 8 * 1024;
const LIST_BYTES_MAX = 4 * 1024 * 1024;
const STATUS_BYTES_MAX = 128 * 1024;

/** How many of them are not good. Throws EdgeError USAGE, FILE_UNREADABLE, TRUST_LIST_INVALID. */
export function verifyMarks(files: readonly string[], options: MarkOptions, io: CliIo): number {
  const context = contextOf(options);
  let failed = 0;
  const tell = (file: string, verdict: Verdict): void => {
    // Of simulated devices or of a registry on trial: it checks, and is good for nothing real.
    const isTrial = verdict.kind === "mark" && verdict.facts.simulated === true;
    const isGood = verdict.word === "verified" || (verdict.word === "valid" && !isTrial);
    if (!isGood) failed++;
    if (options.json) io.out(JSON.stringify({ file, ...verdict, verified: isGood }));
    else for (const line of linesOf(file, verdict)) io.out(line);
  };
  for (const text of options.marks) tell("--mark", askedOf(text, context));
  for (const file of files) {
    const text = file === STANDARD_INPUT ? read(0, MARK_CHARS_MAX) : read(file, LIST_BYTES_MAX);
    const isList = text.includes(ISSUER_LIST);
    tell(
      file,
      isList ? verify(new TextEncoder().encode(text), context) : askedOf(withoutLineEnd(text), context),
    );
  }
  return failed;
}

/** Throws EdgeError USAGE where there is no list to stand on. */
function askedOf(text: string, context: Context): Verdict {
  if (context.issuers === null)
    throw new EdgeError(
      "USAGE",
      "proofmark verify needs --issuers FILE to judge a mark: the list of who may issue them.",
    );
  return verifyMarkText(text, context);
}

function contextOf({ issuers, statuses, use = "roadside", authority }: MarkOptions): Context {
  const meant = USES.find((one) => one === use);
  if (meant === undefined)
    throw new EdgeError(
      "USAGE",
      `proofmark verify --use: found ${JSON.stringify(use)}, allowed: ${USES.join(", ")}.`,
    );
  const context: Context = {
    nowMs: new SystemClock().wallMs(),
    authority: authority ?? null,
    ...{ trust: null, issuers: null, use: meant, seen: {}, witnessesAtLeast: 1 },
    statuses: statuses.map((file) => bytesOf(file, STATUS_BYTES_MAX)),
  };
  if (issuers === undefined) return context;
  const list = bytesOf(issuers, LIST_BYTES_MAX);
  const { kind, failures } = verify(list, context);
  const [why] = failures;
  const isList = kind === "issuers";
  if (why !== undefined || !isList)
    throw new EdgeError(
      "TRUST_LIST_INVALID",
      isList ? `${issuers}: ${why?.en}` : `${issuers} is no issuer list.`,
      { file: issuers },
    );
  return { ...context, issuers: list };
}

function bytesOf(file: string, bytesMax: number): Uint8Array {
  try {
    return readAtMost(file, bytesMax + 1);
  } catch (cause) {
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${file}.`, { file }, cause);
  }
}

/** Longer ones are refused by whoever looks at them. */
function read(file: string | 0, charsMax: number): string {
  try {
    return readTextUpTo(file, 4 * charsMax) ?? " ".repeat(charsMax + 1);
  } catch (cause) {
    const named = file === 0 ? "standard input" : file;
    throw new EdgeError("FILE_UNREADABLE", `Cannot read ${named}.`, { file: named }, cause);
  }
}

/** The one that an editor puts behind a text; blanks are part of a mark. */
function withoutLineEnd(text: string): string {
  return text.replace(/\r?\n$/, "");
}

function linesOf(file: string, { kind, word, failures, checked, notes, facts }: Verdict): string[] {
  const names: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
    ...MARK_WORD_NAMES,
    verified: { zh: "验证通过", en: "verified" },
    refused: { zh: "验证不通过", en: "NOT VERIFIED" },
  };
  const { zh, en } = names[word] ?? { zh: word, en: word };
  const trial = facts.simulated === true ? ", TRIAL 试验标志，无效力" : "";
  return [
    `${file}: ${kind}, ${en} ${zh}${trial}`,
    ...checked.map((one) => `  checked  ${one.en} ${one.zh}`),
    ...failures.map(
      (one) => `  ${word === "refused" ? "FAILED  " : "because "} ${one.en} ${one.zh} [${one.code}]`,
    ),
    ...Object.entries(facts).map(([name, value]) => `  ${name.padEnd(16)} ${String(value)}`),
    ...notes.map((one) => `  note     ${one.en} ${one.zh} [${one.code}]`),
  ];
}
