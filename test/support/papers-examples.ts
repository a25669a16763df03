import type { PapersLine } from "../../src/core/requests/papers-line.ts";
import type { PapersRequest } from "../../src/core/requests/papers-messages.ts";
import { AN_HOUR_AGO, CAR, papersRequest } from "./request-world.ts";

export const CERTIFICATE = "420100123456";
export const APPOINTMENT_ASKED: Pick<PapersRequest, "kind" | "subject"> = {
  kind: "appointment",
  subject: { certificate: CERTIFICATE, identityEnd: "123X" },
};

/** A sound dossier of another region, as a file of the intake folder. */
export const DOSSIER = {
  schema: "proofmark/dossier/v2",
  job: "GD-2026-000117",
  plate: CAR.plate,
  plateClass: "02",
  vin: CAR.vin,
  vehicleClass: "K33",
  use: "A",
  passengerCar: true,
  grossMassKg: 1_820,
  curbMassKg: 1_395,
  axles: [
    { position: "front", steered: true, suspension: "independent", parkingBrake: false },
    { position: "rear", steered: false, suspension: "independent", parkingBrake: true },
  ],
  highBeamIndependentlyAdjustable: false,
  lampHeightMm: null,
  ratedEngineSpeedRpm: null,
  maxSpeedKmh: 180,
  limitSet: "a",
  check: "in-use",
  regionOfTest: "GD",
  regionOfRegistration: "GD",
  seats: 5,
  lampSystem: "two-lamp",
  firstRegistered: "2015-06-01",
  fuel: "petrol",
  odometerKm: 91_200,
};

export const CANDIDATE = {
  name: "测试考生",
  idMasked: "440100********123X",
  learnerCertificate: CERTIFICATE,
  licenceClass: "C1",
  attempt: 1,
  examiner: "测试考试员",
};

type Changed<Kind extends PapersLine["kind"]> = Partial<Extract<PapersLine, { kind: Kind }>>;

export function dossierLine(changes: Changed<"dossier"> = {}): PapersLine {
  const { vin = CAR.vin } = changes;
  return {
    ...{
      schema: "proofmark/papers/v1",
      kind: "dossier",
      vin,
      asOf: AN_HOUR_AGO,
      dossier: { ...DOSSIER, vin },
    },
    ...changes,
  };
}

export function orderLine(changes: Changed<"order"> = {}): PapersLine {
  const order = {
    asked: "re-inspection",
    items: ["B1"],
    check: "in-use",
    limitSet: "b",
    elsewhere: null,
  } as const;
  return {
    ...{ schema: "proofmark/papers/v1", kind: "order", number: "ORD-7", vin: CAR.vin, asOf: AN_HOUR_AGO },
    order: { ...order, items: [...order.items] },
    ...changes,
  };
}

export function appointmentLine(
  changes: Changed<"appointment"> = {},
  told: { readonly station?: string | null; readonly day?: string; readonly candidate?: object } = {},
): PapersLine {
  const { station = null, day = "2026-01-05", candidate = CANDIDATE } = told;
  const slot = { from: "08:30", to: "10:00", exam: "subject-2" as const };
  return {
    ...{ schema: "proofmark/papers/v1", kind: "appointment", number: "APT-1", region: "GD" },
    ...{ asOf: AN_HOUR_AGO, certificate: CERTIFICATE },
    appointment: { station, day, ...slot, candidate: { ...candidate } },
    ...changes,
  };
}

/** Of the vehicle by its whole number. */
export function wholeNumber(vin: string, changes: Partial<PapersRequest> = {}): PapersRequest {
  return papersRequest({ subject: { plate: null, vinEnd: null, vin }, ...changes } as Partial<PapersRequest>);
}
