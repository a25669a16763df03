import { isId } from "../core/quantities/ids.ts";
import { EdgeError } from "../errors.ts";
import { requireAll } from "./arguments.ts";
import { type CliIo, outLines } from "./command.ts";

const HOUR_MS = 3_600_000;
const SPAN = /^([1-9]\d{0,3})([hd])$/;
const HOURS_MAX = 30 * 24;
const HOURS_UNLESS_TOLD = 72;

/** Who is invited, and for how long. */
export interface StationInvited {
  readonly station: string;
  readonly region: string;
  readonly forMs: number;
  readonly by: string;
}

/** What the code is, told once, or why there is none. */
export type InvitationTold =
  | {
      readonly isDone: true;
      /** `until`: RFC 3339. */
      readonly invitation: { readonly code: string; readonly until: string };
    }
  | { readonly isDone: false; readonly sentence: string };

/** Throws EdgeError USAGE. */
export function invitedIn(
  name: string,
  values: { readonly station?: string; readonly region?: string; readonly for?: string },
): Omit<StationInvited, "by"> {
  const { station, region } = requireAll(name, { station: values.station, region: values.region });
  if (!isId(station))
    throw new EdgeError(
      "USAGE",
      `proofmark ${name} --station: found ${JSON.stringify(station)}, allowed: a station code as HB-WH-0042.`,
    );
  return { station, region, forMs: spanIn(name, values.for, HOURS_MAX) ?? HOURS_UNLESS_TOLD * HOUR_MS };
}

/** Milliseconds; null where none is given. Throws EdgeError USAGE. */
export function spanIn(name: string, text: string | undefined, hoursMax: number): number | null {
  if (text === undefined) return null;
  const [, count, unit] = SPAN.exec(text) ?? [];
  const hours = Number(count) * (unit === "d" ? 24 : 1);
  if (hours <= hoursMax) return hours * HOUR_MS;
  throw new EdgeError(
    "USAGE",
    `proofmark ${name} --for: found ${JSON.stringify(text)}, allowed: 1h to ${hoursMax}h, or 1d to ${hoursMax / 24}d.`,
  );
}

/** The code stands alone on its line, so that it can be copied. */
export function invited(station: string, told: InvitationTold, io: CliIo, isJson: boolean): number {
  if (!told.isDone) {
    io.err(told.sentence);
    return 1;
  }
  const { code, until } = told.invitation;
  if (isJson) io.out(JSON.stringify({ station, code, until }));
  else
    outLines(
      io,
      [
        `${station} is invited until ${until}, once, by this code:`,
        "",
        `  ${code}`,
        "",
        "It is shown now and kept nowhere. Give it to the station on another way than its request comes: proofmark keys enrol --code-file FILE.",
      ].join("\n"),
    );
  return 0;
}
