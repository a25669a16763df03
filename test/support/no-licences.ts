import type { ConsoleOptions } from "../../src/console/console-options.ts";
import { reason } from "../../src/core/trade/reasons.ts";
import type { LicenceDesk } from "../../src/runtime/licence-desk.ts";

const nowhere = { kind: "refused" as const, reason: reason("LICENCE_NOWHERE", {}) };

/** Of a station that trusts no authority for electronic licences. */
export const noLicences: ConsoleOptions["licences"] & Pick<LicenceDesk, "noted"> = {
  begin: () => nowhere,
  read: () => nowhere,
  noted: () => null,
};
