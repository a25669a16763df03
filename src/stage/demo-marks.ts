import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadYamlFile } from "../adapters/config/yaml-file.ts";
import { PRIVATE_FILE, PUBLIC_FILE } from "../adapters/disk/file-modes.ts";
import { writeFileOrSay } from "../adapters/disk/write-file.ts";
import type { TrustAuthority } from "../adapters/keys/trust-list-file.ts";
import { filledPage } from "../cli/registry-marks.ts";
import { dossierSchema } from "../core/inspection/dossier.ts";
import { markPolicySchema } from "../core/marks/mark-policy.ts";
import { builtPage } from "../runtime/built-page.ts";
import { packageRoot } from "../runtime/package-files.ts";
import { type MarksBlock, nextIssuerList } from "../runtime/registry/registry-marks.ts";
import type { RegistryParts } from "../runtime/registry/registry-parts.ts";
import { loadDemoSubjects } from "./demo-subjects.ts";
import { freePorts, isFree } from "./free-ports.ts";

/** What marks of the demo say of themselves: a trial's, whatever else they say. */
export function demoMarksBlock(folder: string, port: number): MarksBlock {
  writePolicy(join(folder, "mark-policy.yaml"));
  return {
    issuer: { name: "demo", region: "DEMO", nameZh: "演示登记中心", nameEn: "Demo registry" },
    markKeyFile: "./mark.pem",
    statusKeyFile: "./status.pem",
    policy: "./mark-policy.yaml",
    listUrl: `http://127.0.0.1:${port}/s/`,
    statusHours: 168,
    listTtlS: 900,
  };
}

/** That of the country, in which the parts that the demo's vehicles leave to others are theirs. */
function writePolicy(file: string): void {
  const { value: policy } = loadYamlFile(join(packageRoot(), "config/marks/cn.yaml"), markPolicySchema);
  const { first, inspections } = loadDemoSubjects();
  const elsewhere = new Set(
    [first.inspection, ...inspections].flatMap(
      ({ dossier }) => loadYamlFile(dossier, dossierSchema).value.elsewhere ?? [],
    ),
  );
  const ours = { ...policy, inspection: { ...policy.inspection, elsewhere: [...elsewhere].sort() } };
  // JSON is YAML.
  writeFileOrSay(file, `${JSON.stringify(ours, null, 2)}\n`, PRIVATE_FILE);
}

const PORT = /"http:\/\/127\.0\.0\.1:(\d{2,5})\/s\/"/;

/** Where the public is answered: marks name the address, so it stays from start to start unless somebody else has it meanwhile. */
export async function publicPort(registryFile: string): Promise<number> {
  const known = existsSync(registryFile) ? Number(PORT.exec(readFileSync(registryFile, "utf8"))?.[1]) : 0;
  if (known > 0 && (await isFree(known))) return known;
  const [port = 0] = await freePorts(1);
  return port;
}

/** The verifier's page with the lists of this registry in it. Throws EdgeError FILE_UNREADABLE, KEY_UNUSABLE, DATABASE_UNAVAILABLE. */
export async function writeVerifier(
  file: string,
  parts: RegistryParts,
  by: {
    readonly block: MarksBlock;
    readonly authority: TrustAuthority;
    readonly validDays: number;
    readonly trust: string;
  },
): Promise<void> {
  const { block, authority: signer, validDays, trust } = by;
  const { document: issuers } = await nextIssuerList(parts, { block, signer, validDays, by: "demo" });
  const page = filledPage(builtPage("verifier.html"), { authority: signer.keyId, issuers, trust });
  writeFileOrSay(file, page, PUBLIC_FILE);
}
