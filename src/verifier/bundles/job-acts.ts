import type { ResultDocument } from "../sealed/record-form.ts";
import type { EntryOf } from "./entry-forms.ts";

/** What a person did to a job at a console, as its record has to say it. */
export type Act = NonNullable<ResultDocument["acts"]>[number];

/** Who took the subject in and who called it. */
export function actsOfOpening({ order: { kind }, by, takenIn, at }: EntryOf<"job-opened">): readonly Act[] {
  const acts: Act[] = [];
  if (takenIn !== undefined)
    acts.push({ act: `${kind}.take-in`, by: takenIn.by, at: instantOf(takenIn.wallMs) });
  if (by !== undefined) acts.push({ act: `${kind}.open`, by: by.person, at: instantOf(at.wallMs) });
  return acts;
}

/** None where the station itself, a device or the clock said it, or where the job did not take it. */
export function actsOfInput(kind: string, { input, rejected, at }: EntryOf<"job-input">): readonly Act[] {
  if (input.kind !== "command" || input.at === undefined || rejected !== undefined) return [];
  const { command, by = "" } = input;
  const name = nameOf(command);
  const of = name.startsWith("part-") ? partOf(command) : "";
  return [{ act: `${kind}.${name}`, ...(of === "" ? {} : { of }), by, at: instantOf(at.wallMs) }];
}

const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;
const SHOWN_MOST = 60;

function nameOf(command: unknown): string {
  const isNamed = typeof command === "object" && command !== null && "name" in command;
  const name = isNamed ? command.name : command;
  return typeof name === "string" && PLAIN.test(name) ? name : quoted(name);
}

/** No station has such a command. As records would say it all the same: JSON on one line, cut, with nothing in it that nobody sees. */
function quoted(value: unknown): string {
  const whole = value === undefined ? "nothing" : JSON.stringify(value);
  const cut = Array.from(whole.slice(0, 2 * SHOWN_MOST))
    .slice(0, SHOWN_MOST)
    .join("");
  const seen = cut.replace(UNSEEN, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  return cut === whole ? seen : `${seen}...`;
}

/** Of what is looked at by hand: the part, the thing on it, the photo. */
function partOf(command: unknown): string {
  if (typeof command !== "object" || command === null) return "";
  const { part, item, photo } = command as Readonly<Record<string, unknown>>;
  return [part, item, photo].filter((one) => typeof one === "string").join(" ");
}

function instantOf(ms: number): string {
  return new Date(ms).toISOString();
}
