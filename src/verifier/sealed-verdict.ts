import { type Answered, answeredIn } from "./sealed/answered-proof.ts";
import type { Receipt } from "./sealed/checkpoint.ts";
import { type Proven, provenIn } from "./sealed/proof.ts";
import type { ResultDocument } from "./sealed/record-form.ts";
import { type Sealed, sealedIn } from "./sealed/sealed.ts";
import { standingNotes, standingOf } from "./standing.ts";
import { refusalOf, tell } from "./told.ts";
import { type Context, refusedAs, type Verdict } from "./verdict.ts";
import type { Told } from "./words/word-shape.ts";

/** One sealed record or withdrawal by itself. */
export function verifyRecord(text: string, context: Context): Verdict {
  const found = refusalOf(() => {
    const standing = standingOf(context);
    return { standing, sealed: sealedIn(standing, text) };
  });
  if ("code" in found) {
    const isWithdrawal = text.includes('"application/vnd.proofmark.withdrawal.');
    return refusedAs(isWithdrawal ? "withdrawal" : "record", found, context);
  }
  const { standing, sealed } = found;
  return {
    ...{ kind: sealed.kind, word: "verified", failures: [], checked: checkedOf(sealed) },
    notes: [
      ...notesOf(sealed),
      ...keyNotes(sealed, null),
      tell("NOT_PROVEN", {}),
      ...standingNotes(standing, context),
    ],
    ...{ facts: sealedFacts(sealed), content: sealed.document, seen: context.seen },
  };
}

export function verifyProof(text: string, context: Context): Verdict {
  const found = refusalOf(() => {
    const standing = standingOf(context);
    return { standing, proven: provenIn(standing, text) };
  });
  if ("code" in found) return refusedAs("proof", found, context);
  const { standing, proven } = found;
  return provenVerdict(proven, standingNotes(standing, context), context);
}

function provenVerdict(proven: Proven, notes: readonly Told[], { seen }: Context): Verdict {
  return {
    ...{ kind: "proof", word: "verified", failures: [] },
    checked: [...checkedOf(proven), tell("CHECKED_PLACE", {})],
    notes: [...notesOf(proven), ...keyNotes(proven, proven.receipt), ...notes],
    facts: { ...sealedFacts(proven), index: proven.index, ...receiptFacts(proven.receipt) },
    ...{ content: proven.document, seen },
  };
}

export function verifyAnswered(text: string, context: Context): Verdict {
  const found = refusalOf(() => {
    const standing = standingOf(context);
    return { standing, answered: answeredIn(standing, text) };
  });
  if ("code" in found) return refusedAs("answered-proof", found, context);
  const { standing, answered } = found;
  const { statement, witness, withdrawal, proof } = answered;
  const { state, asOf, region } = statement;
  const verdict = provenVerdict(proof, standingNotes(standing, context), context);
  const said = tell("STATEMENT_SAYS", { state, asOf, witness });
  return {
    ...verdict,
    kind: "answered-proof",
    checked: [...verdict.checked, tell("CHECKED_STATEMENT", {})],
    notes: [said, ...withdrawnNotes(withdrawal), ...verdict.notes],
    facts: {
      ...verdict.facts,
      ...{ state, asOf, region, statedBy: witness },
      ...(withdrawal === null ? {} : { withdrawnBy: withdrawal.record }),
    },
  };
}

function withdrawnNotes(withdrawal: Answered["withdrawal"]): readonly Told[] {
  if (withdrawal === null) return [];
  const { record, document } = withdrawal;
  return [
    tell("RECORD_WITHDRAWN", { record: document.withdraws.record, withdrawal: record, at: document.at }),
  ];
}

function checkedOf({ second }: Sealed): readonly Told[] {
  return [tell("CHECKED_RECORD", {}), ...secondChecked(second)];
}

/** The signature beside the first, of whatever was sealed. */
export function secondChecked(second: Sealed["second"]): readonly Told[] {
  return second === null ? [] : [tell("CHECKED_SECOND", { algorithm: second.algorithm })];
}

/** What a reader has to know of a genuine record before relying on it. */
export function notesOf(sealed: Sealed): readonly Told[] {
  if (sealed.kind === "withdrawal") {
    const { withdraws, at } = sealed.document;
    return [tell("RECORD_WITHDRAWN", { record: withdraws.record, withdrawal: sealed.record, at })];
  }
  return resultNotes(sealed.document);
}

/** When it was signed is the word of whoever had the key, unless a witness saw it before the key was given up. */
export function keyNotes(
  { key, second }: Pick<Sealed, "key" | "second">,
  receipt: Receipt | null,
): readonly Told[] {
  return [key, second].flatMap((one) => {
    if (one === null || one.revoked === null) return [];
    const { fromMs, why } = one.revoked;
    if (receipt !== null && receipt.witnessedMs < fromMs) return [];
    return [tell("RECORD_KEY_REVOKED_LATER", { key: one.keyId, from: new Date(fromMs).toISOString(), why })];
  });
}

export function resultNotes({
  devices,
  unverifiedRules,
}: Pick<ResultDocument, "devices" | "unverifiedRules">): readonly Told[] {
  return [
    ...(devices.some(({ simulated }) => simulated) ? [tell("RECORD_SIMULATED", {})] : []),
    ...(unverifiedRules.length > 0 ? [tell("RULES_UNVERIFIED", { rules: unverifiedRules.length })] : []),
  ];
}

export function sealedFacts(sealed: Sealed): Verdict["facts"] {
  const common = { record: sealed.record, ...signedFacts(sealed.document, sealed) };
  if (sealed.kind === "withdrawal") {
    const { withdraws, by, at } = sealed.document;
    return { ...common, withdraws: withdraws.record, by, at };
  }
  return { ...common, ...resultFacts(sealed.document) };
}

/** Of whatever was signed, and by which keys. */
export function signedFacts(
  { station, site, car, job, sequence }: Where,
  { key, second }: Pick<Sealed, "key" | "second">,
): Verdict["facts"] {
  return {
    ...{ station, site, car, job, sequence, signedBy: key.name },
    ...(second !== null && { secondSignature: second.algorithm }),
  };
}

type Where = Pick<ResultDocument, "station" | "site" | "car" | "job" | "sequence">;
type Judged = Pick<
  ResultDocument,
  "kind" | "verdict" | "score" | "time" | "rulebook" | "devices" | "unverifiedRules"
>;

export function resultFacts(result: Judged): Verdict["facts"] {
  const { kind, verdict, score, time, rulebook, devices, unverifiedRules } = result;
  return {
    ...{ of: kind, verdict, ...(score === null ? {} : { score: score.points }) },
    ...{ started: time.started, ended: time.ended, rulebook: `${rulebook.id} ${rulebook.edition}` },
    simulated: devices.some((device) => device.simulated),
    unverifiedRules: unverifiedRules.length,
  };
}

export function receiptFacts({ size, witnesses, witnessedMs }: Receipt): Verdict["facts"] {
  return { size, witnesses, witnessed: new Date(witnessedMs).toISOString() };
}
