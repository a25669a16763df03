import { dayAfter, dayBefore } from "../door/civil-day.ts";
import { type Reason, reason } from "../trade/reasons.ts";
import { whyNotInForce } from "./in-force.ts";

/** One rulebook among those that a station has for one kind of job. */
export interface Edition {
  /** What people call it: its file. */
  readonly name: string;
  readonly id: string;
  readonly jurisdiction: string;
  readonly validFrom: string;
  readonly validTo: string | null;
  /** The licence classes that it examines; null for an inspection, where it judges whoever comes. */
  readonly classes: readonly string[] | null;
  /** True: its first day ends the edition before it, whatever that one says. So it is with one that the registry ordered. */
  readonly isByOrder?: boolean;
}

/** Editions for the same subjects, oldest first: from the first day of the first to the last of the last, one is in force each day. */
export interface EditionLine<E extends Edition> {
  /** Null: of whoever comes. */
  readonly licenceClass: string | null;
  readonly editions: readonly [E, ...E[]];
}

export type OrderedEditions<E extends Edition> =
  | { readonly kind: "ordered"; readonly lines: readonly EditionLine<E>[] }
  | { readonly kind: "refused"; readonly reason: Reason };

/**
 * Puts the rulebooks of one kind into lines of editions. What makes two books editions of one another is whom they judge: all
 * vehicles, or a licence class. Refused: two of one line in force on one day, a day between two of one line on which none is, and
 * books of two places, for no subject says by which place's rules it is to be judged.
 */
export function orderEditions<E extends Edition>(books: readonly E[]): OrderedEditions<E> {
  const elsewhere = whyElsewhere(books);
  if (elsewhere !== null) return { kind: "refused", reason: elsewhere };
  const lines: EditionLine<E>[] = [];
  for (const licenceClass of subjectsOf(books)) {
    const [first, ...more] = books
      .filter(({ classes }) => licenceClass === null || classes?.includes(licenceClass) === true)
      .sort((a, b) => order(a.validFrom, b.validFrom));
    if (first === undefined) continue;
    const editions: [E, ...E[]] = [first, ...more];
    const why = whyNotInRow(editions, licenceClass);
    if (why !== null) return { kind: "refused", reason: why };
    lines.push({ licenceClass, editions });
  }
  return { kind: "ordered", lines };
}

/** The one in force on this civil date; before the first that one, after the last the last: `whyNotInForce` says what speaks against it. */
export function editionOn<E extends Edition>({ editions }: EditionLine<E>, today: string): E {
  return editions.findLast(({ validFrom }) => validFrom <= today) ?? editions[0];
}

/** By which each of the lines judges today, each once. */
export function editionsOn<E extends Edition>(lines: readonly EditionLine<E>[], today: string): readonly E[] {
  return [...new Set(lines.map((line) => editionOn(line, today)))];
}

/** Those for whom nobody can be judged today, and why: all editions have ended, or none has begun. */
export function linesOutOfForce<E extends Edition>(
  lines: readonly EditionLine<E>[],
  today: string,
): readonly { readonly edition: E; readonly reason: Reason }[] {
  return editionsOn(lines, today).flatMap((edition) => {
    const why = whyNotInForce(edition, today);
    return why === null ? [] : [{ edition, reason: why }];
  });
}

/** In the order in which the books name them. */
function subjectsOf(books: readonly Edition[]): readonly (string | null)[] {
  return [...new Set(books.flatMap(({ classes }): readonly (string | null)[] => classes ?? [null]))];
}

/** A part of a country has its own rules beside the country's; two countries, or two parts, are two places. */
function whyElsewhere(books: readonly Edition[]): Reason | null {
  for (const [i, first] of books.entries())
    for (const second of books.slice(i + 1))
      if (!isWithin(first, second) && !isWithin(second, first))
        return reason("EDITIONS_ELSEWHERE", {
          first: first.name,
          second: second.name,
          firstIn: first.jurisdiction,
          secondIn: second.jurisdiction,
        });
  return null;
}

function isWithin(part: Edition, whole: Edition): boolean {
  return part.jurisdiction === whole.jurisdiction || part.jurisdiction.startsWith(`${whole.jurisdiction}-`);
}

function whyNotInRow(editions: readonly Edition[], licenceClass: string | null): Reason | null {
  for (const [i, next] of editions.entries()) {
    const last = editions[i - 1];
    if (last === undefined) continue;
    const pair = { first: last.name, second: next.name, licenceClass };
    if (next.isByOrder === true && last.validFrom < next.validFrom && reaches(last, next)) continue;
    if (last.validTo === null || next.validFrom <= last.validTo)
      return reason("EDITIONS_OVERLAP", {
        ...pair,
        from: next.validFrom,
        to: earlier(last.validTo, next.validTo),
      });
    const free = dayAfter(last.validTo);
    if (free < next.validFrom)
      return reason("EDITIONS_GAP", { ...pair, from: free, to: dayBefore(next.validFrom) });
  }
  return null;
}

/** Whether no day is free between them. */
function reaches({ validTo }: Edition, { validFrom }: Edition): boolean {
  return validTo === null || dayAfter(validTo) >= validFrom;
}

/** Null is open. */
function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
