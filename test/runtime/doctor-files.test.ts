import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sentenceOf } from "../../src/core/trade/reasons.ts";
import { doctorWorld, looked, saidOf, stateOf } from "../support/doctor-world.ts";

/** Goal: the doctor calls no file or folder sound over which a start would stop, and says of it what the start would say. */
async function told(world: ReturnType<typeof doctorWorld>, about: string | null, check: string) {
  const { results } = await looked(world);
  const found = results.find((result) => result.check === check && result.about === about)?.found;
  return found === undefined ? null : sentenceOf(found);
}

describe("an intake folder", () => {
  test("that is not there is told with its place in the station file, and is not made", async () => {
    const world = doctorWorld({ intake: { inspection: "cars", exam: "people" } });
    mkdirSync(join(world.directory, "people"));
    expect(saidOf(await looked(world), "station-file")).toEqual(["wrong STATION_FILE_NOTED"]);
    const { en } = (await told(world, null, "station-file")) ?? {};
    expect(en).toMatch(/station\.yaml:1: intake\.inspection: found "cars"; .*: it does not exist\.$/);

    mkdirSync(join(world.directory, "cars"));
    const before = stateOf(world.directory);
    expect(saidOf(await looked(world), "station-file")).toEqual(["well STATION_FILES_SOUND"]);
    expect(stateOf(world.directory)).toEqual(before);
  });
});

describe("the certificate of a PLC", () => {
  const bench = {
    ...{ role: "brake-bench", device: "bench", model: "brake-plc", serial: "1" },
    ...{ address: "opc.tcp://127.0.0.1:1", calibration: { certificate: "C", validTo: "2099-12-31" } },
    opcua: {
      namespaceUri: "urn:x",
      security: { policy: "Basic256Sha256", serverCertificate: "plc.pem", certificateDir: "opcua" },
    },
  };

  test("is told where it is not there or is none, before the first start too", async () => {
    const world = doctorWorld({ devices: [bench] });
    const file = join(world.directory, "plc.pem");
    expect(await told(world, "bench", "device")).toEqual({
      zh: `无法读取 bench 的证书 ${file}：不存在。`,
      en: `Cannot read the certificate ${file} of bench: it does not exist.`,
    });
    writeFileSync(file, "no certificate");
    const before = stateOf(world.directory);
    expect(saidOf(await looked(world), "device", "bench")).toEqual(["wrong STATION_FILE_NOTED"]);
    expect((await told(world, "bench", "device"))?.en).toBe(
      `${file} is no X.509 certificate in PEM or DER, as the PLC bench needs.`,
    );
    expect(stateOf(world.directory)).toEqual(before);
  });
});
