import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  MessageSecurityMode,
  nodesets,
  OPCUACertificateManager,
  OPCUAServer,
  SecurityPolicy,
  setLogLevel,
} from "node-opcua";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../../src/adapters/clock/system-clock.ts";
import { createOpcUaPlc } from "../../../src/adapters/opcua/opcua-plc.ts";
import type { PlcValue } from "../../../src/ports/plc.ts";
import { eventually } from "../../support/eventually.ts";

const NAMESPACE = "urn:proofmark:secure-bench";
const clock = new SystemClock();
const folder = mkdtempSync(join(tmpdir(), "proofmark-opcua-"));
let server: OPCUAServer;

/** A server that speaks encrypted only, and lets any client in: what is tested is whom we let in. */
beforeAll(async () => {
  setLogLevel(0);
  const store = new OPCUACertificateManager({
    rootFolder: join(folder, "server"),
    automaticallyAcceptUnknownCertificate: true,
  });
  server = new OPCUAServer({
    port: 0,
    host: "127.0.0.1",
    hostname: "127.0.0.1",
    nodeset_filename: [nodesets.standard],
    securityModes: [MessageSecurityMode.SignAndEncrypt],
    securityPolicies: [SecurityPolicy.Basic256Sha256],
    disableDiscovery: true,
    serverCertificateManager: store,
    userCertificateManager: store,
  });
  await server.initialize();
  const space = server.engine.addressSpace;
  if (space === null) throw new Error("no address space");
  space.registerNamespace(NAMESPACE).addVariable({
    organizedBy: space.rootFolder.objects,
    nodeId: "s=T.X",
    browseName: "T.X",
    dataType: "Double",
    value: { dataType: "Double", value: 12.5 },
  });
  await server.start();
}, 60_000);

afterAll(async () => {
  await server.shutdown(0);
  rmSync(folder, { recursive: true, force: true });
});

function connectTo(serverCertificate: Uint8Array, heard: string[]) {
  const plc = createOpcUaPlc({
    endpoint: `opc.tcp://127.0.0.1:${server.endpoints[0]?.port}`,
    namespaceUri: NAMESPACE,
    clock,
    timers: clock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    security: { policy: "Basic256Sha256", serverCertificate, certificateDir: join(folder, "client") },
  });
  plc.open({
    onUp: () => heard.push("up"),
    onDown: (why) => heard.push(`away: ${JSON.stringify(why)}`),
    onValues: (values: readonly PlcValue[]) => heard.push(...values.map(({ value }) => String(value))),
  });
  plc.watch(["T.X"], 0);
  return plc;
}

test("the pinned server is spoken to, signed and encrypted", async () => {
  const heard: string[] = [];
  const plc = connectTo(server.getCertificate(), heard);
  await eventually("the value is told", () => heard.includes("12.5"), 20_000);
  expect(heard[0]).toBe("up");
  await plc.close();
}, 40_000);

test("a server with another certificate than the pinned one is not", async () => {
  const other = new OPCUACertificateManager({ rootFolder: join(folder, "other") });
  await other.initialize();
  const outputFile = join(folder, "other.pem");
  await other.createSelfSignedCertificate({
    applicationUri: "urn:other",
    dns: ["localhost"],
    outputFile,
    subject: "/CN=other",
    startDate: new Date(),
    validity: 10,
  });
  const certificate = new X509Certificate(readFileSync(outputFile)).raw;
  const heard: string[] = [];
  const plc = connectTo(certificate, heard);
  await eventually("it was refused", () => heard.some((text) => text.startsWith("away")), 20_000);
  expect(heard).not.toContain("up");
  await plc.close();
  await other.dispose();
}, 40_000);
