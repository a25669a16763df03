import { sha256 } from "../adapters/keys/node-crypto.ts";
import type { ExamRulebook } from "../core/exam/rulebook.ts";
import type { InspectionRulebook } from "../core/inspection/rulebook.ts";
import { assert } from "../core/machine.ts";
import { toHex } from "../core/record/base64.ts";
import { type Edition, editionOn, orderEditions } from "../core/rules/editions.ts";
import { reason } from "../core/trade/reasons.ts";
import type { JobKind } from "../core/trade/words/roles.ts";
import { EdgeError } from "../errors.ts";
import type { ChooseRulebook, RulebookFile } from "../station/station-options.ts";
import { isByOrder } from "./ordered-rulebook-path.ts";
import { candidateOf, examRulebookOf, inspectionRulebookOf } from "./parsed-artifacts.ts";

/** An edition with the text that it was read from, and what that says. */
export interface EditionFile extends Edition {
  readonly file: RulebookFile;
  readonly book: ExamRulebook | InspectionRulebook;
}

/** The edition by which this job is judged on its date; in any station, live or in virtual time. */
export const chooseRulebook: ChooseRulebook = ({ kind, dossier, rulebooks }, localDate) => {
  const books = rulebooks.map((file) => editionFrom(kind, file));
  const [only] = books;
  // Of one there is nothing to choose: whether it holds for this subject is asked of whatever was chosen.
  if (only !== undefined && books.length === 1) return { kind: "chosen", rulebook: only.file };
  const order = orderEditions(books);
  if (order.kind === "refused") return { kind: "refused", about: "station", reason: order.reason };
  const licenceClass = kind === "exam" ? classOf(dossier.text) : null;
  const line = order.lines.find((known) => known.licenceClass === licenceClass);
  if (line !== undefined) return { kind: "chosen", rulebook: editionOn(line, localDate).file };
  assert(licenceClass !== null, "a station has a rulebook for its inspections");
  const served = order.lines.flatMap((known) => known.licenceClass ?? []).sort();
  const why = reason("CLASS_NOT_SERVED", { licenceClass, served });
  return { kind: "refused", about: "subject", reason: why };
};

/** Throws EdgeError CONFIG_INVALID, whose context has the file's own name as `called`. */
export function editionFrom(kind: JobKind, file: RulebookFile): EditionFile {
  const { name, text } = file;
  const hash = hashOf(text);
  try {
    const book = kind === "exam" ? examRulebookOf(hash, text) : inspectionRulebookOf(hash, text);
    const { id, jurisdiction, validFrom, validTo } = book;
    const classes = book.kind === "exam" ? book.licenceClasses : null;
    const span = { validFrom, validTo, ...(isByOrder(name) && { isByOrder: true }) };
    return { name, id, jurisdiction, ...span, classes, file, book };
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    throw new EdgeError(cause.code, cause.message, { ...cause.context, called: name }, cause.cause);
  }
}

function classOf(candidate: string): string {
  return candidateOf(hashOf(candidate), candidate).licenceClass;
}

function hashOf(text: string): string {
  return toHex(sha256(new TextEncoder().encode(text)));
}
