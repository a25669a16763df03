import { civilDateIn } from "../adapters/clock/civil-date.ts";
import { readAuthorityFolder } from "../adapters/keys/licence-authority-folder.ts";
import { licenceCrypto, readerKeys } from "../adapters/keys/licence-crypto.ts";
import type { LicenceAuthorities } from "../core/licence/licence-authorities.ts";
import { reason, sentenceOf } from "../core/trade/reasons.ts";
import { EdgeError } from "../errors.ts";
import type { PeopleDesk } from "../station/people/people-desk.ts";
import type { Station } from "../station/station.ts";
import { CheckInDesk } from "./check-in-desk.ts";
import { LicenceDesk } from "./licence-desk.ts";
import type { LiveStationOptions } from "./live-station.ts";
import type { StationConfig } from "./station-config.ts";

type Options = Pick<LiveStationOptions, "config" | "clock" | "source" | "arrivals" | "onNotice">;

/** Where people are taken in, with the reader of the licences that they may show. */
export function checkInDesks(
  station: Station,
  people: PeopleDesk,
  { config, clock, source, arrivals, onNotice }: Options,
): { readonly checkIn: CheckInDesk; readonly licences: LicenceDesk } {
  const licences = new LicenceDesk({
    authorities: authoritiesOf(config.licences, onNotice),
    signerLife: config.licences?.signerLife ?? "at-signing",
    crypto: licenceCrypto,
    keys: readerKeys,
    people,
    clock,
    localDate: civilDateIn(config.timeZone),
    isClockSure: () => station.timeStatus() !== "unknown",
  });
  const folder = arrivals ?? null;
  return { checkIn: new CheckInDesk({ station, source, folder, people, licences, clock }), licences };
}

/** A folder that cannot be read, or holds nothing, stops no station: nobody needs a licence to be taken in. */
function authoritiesOf(
  licences: StationConfig["licences"],
  onNotice: (sentence: string) => void,
): LicenceAuthorities | null {
  if (licences === null) return null;
  try {
    const found = readAuthorityFolder(licences.issuers);
    const none =
      found.authorities.length === 0 ? [reason("LICENCE_ISSUERS_NONE", { folder: licences.issuers })] : [];
    for (const why of [...found.refused, ...none]) {
      const { zh, en } = sentenceOf(why);
      onNotice(`${en} ${zh}`);
    }
    return found;
  } catch (cause) {
    if (!(cause instanceof EdgeError)) throw cause;
    onNotice(cause.message);
    return { authorities: [], refused: [] };
  }
}
