import { join } from "node:path";
import { civilDateIn } from "../../adapters/clock/civil-date.ts";
import { SystemClock } from "../../adapters/clock/system-clock.ts";
import { loadYamlFile } from "../../adapters/config/yaml-file.ts";
import { PRIVATE_FILE } from "../../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../../adapters/disk/write-file.ts";
import { candidateSchema } from "../../core/exam/candidate.ts";
import { dossierSchema } from "../../core/inspection/dossier.ts";
import type { PapersLine } from "../../core/requests/papers-line.ts";
import { packageRoot } from "../../runtime/package-files.ts";
import { REGIONS } from "./country-files.ts";

/** Who is registered in one region and comes to the other; the numbers are nobody's. */
export const TRAVELLERS = [
  {
    home: "GD",
    to: "HB",
    plate: "粤BD54321",
    vin: "LSVAA49JX32054321",
    certificate: "440300654321",
    idMasked: "440305********5678",
    name: "陈静",
  },
  {
    home: "HB",
    to: "GD",
    plate: "鄂AD65432",
    vin: "LSVAA49J832065432",
    certificate: "420100654321",
    idMasked: "420106********876X",
    name: "周强",
  },
] as const;

const ZONE = "Asia/Shanghai";

/** A dossier, a used-car order and an appointment for each of them, as their own region tells the registry. */
export function writePapers(file: string): void {
  const nowMs = new SystemClock().wallMs();
  const asOf = new Date(nowMs).toISOString();
  const day = civilDateIn(ZONE)(nowMs);
  const shipped = (name: string): string => join(packageRoot(), "config/dossiers", name);
  const car = loadYamlFile(shipped("demo-k3-electric.yaml"), dossierSchema).value;
  const learner = loadYamlFile(shipped("candidate-c1.yaml"), candidateSchema).value;
  const head = { schema: "proofmark/papers/v1", asOf } as const;
  const lines = TRAVELLERS.flatMap(
    ({ home, to, plate, vin, certificate, idMasked, name }): readonly PapersLine[] => {
      const station = REGIONS.find(({ region }) => region === to)?.station ?? null;
      const dossier = { ...car, job: `${home}-2026-0001`, plate, vin, regionOfRegistration: home };
      const candidate = { ...learner, name, idMasked, learnerCertificate: certificate };
      const slot = { station, day, from: null, to: null, exam: "subject-2" as const };
      const order = { asked: "used-car" as const, items: [], check: "in-use" as const, limitSet: null };
      return [
        { ...head, kind: "dossier", vin, dossier },
        { ...head, kind: "order", number: `${home}-U-1`, vin, order: { ...order, elsewhere: null } },
        {
          ...{ ...head, kind: "appointment", number: `${home}-A-1`, region: home, certificate },
          appointment: { ...slot, candidate },
        },
      ];
    },
  );
  writeFileOrSay(file, `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`, PRIVATE_FILE);
}

/** What is typed at a desk to fetch them. */
export function tellTravellers(tell: (line: string) => void): void {
  for (const { home, to, plate, vin, certificate, idMasked } of TRAVELLERS)
    tell(
      `From ${home} to the desk of ${to}: plate ${plate} with ${vin.slice(-6)}; certificate ${certificate} with ${idMasked.slice(-4)}.`,
    );
}
