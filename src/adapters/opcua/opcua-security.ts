import type { OPCUAClientOptions } from "node-opcua";
import { EdgeError } from "../../errors.ts";

export type OpcUa = typeof import("node-opcua");

/** Signed and encrypted, with the one server certificate that is right; nothing unknown is ever accepted. */
export interface OpcUaSignAndEncrypt {
  readonly policy: "Basic256Sha256" | "Aes256_Sha256_RsaPss";
  /** The server's certificate, DER. */
  readonly serverCertificate: Uint8Array;
  /** Where the client keeps its own key and certificate; made there at the first start. */
  readonly certificateDir: string;
}

/** `none-loopback-only` is for simulators on this machine; any other host is refused with it. */
export type OpcUaSecurity = OpcUaSignAndEncrypt | "none-loopback-only";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Of an endpoint on this machine; false for every other text. */
export function isLoopbackEndpoint(endpoint: string): boolean {
  return LOOPBACK.test(hostOf(endpoint) ?? "");
}

function hostOf(endpoint: string): string | undefined {
  return /^opc\.tcp:\/\/(\[[0-9a-f:]+\]|[^:/?#@]+)(?::\d{1,5})?(?:\/.*)?$/i.exec(endpoint)?.[1];
}

/** Throws EdgeError ADDRESS_INVALID or CONFIG_INVALID. */
export function checkOpcUaSecurity(endpoint: string, security: OpcUaSecurity | undefined): OpcUaSecurity {
  const host = hostOf(endpoint);
  if (host === undefined)
    throw new EdgeError("ADDRESS_INVALID", `${endpoint} is not of the form opc.tcp://HOST:PORT.`, {
      endpoint,
    });
  if (security === undefined)
    throw new EdgeError(
      "CONFIG_INVALID",
      `The PLC ${endpoint} has no security settings; there is no default.`,
      {
        endpoint,
      },
    );
  if (security === "none-loopback-only" && !LOOPBACK.test(host))
    throw new EdgeError(
      "CONFIG_INVALID",
      `The PLC ${endpoint} is not on this machine; it needs encryption.`,
      {
        endpoint,
      },
    );
  return security;
}

export async function clientOptions(opcua: OpcUa, security: OpcUaSecurity): Promise<OPCUAClientOptions> {
  if (security === "none-loopback-only") {
    const provider = new opcua.InMemoryCertificateKeyPairProvider();
    await provider.ensureCertificateExists({
      applicationUri: "urn:proofmark:edge",
      subject: "/CN=proofmark-edge",
      dns: ["localhost"],
    });
    return {
      securityMode: opcua.MessageSecurityMode.None,
      securityPolicy: opcua.SecurityPolicy.None,
      clientCertificateManager: new opcua.InMemoryCertificateStore({ autoAcceptUnknown: false }),
      certificateKeyPairProvider: provider,
    };
  }
  const store = new opcua.OPCUACertificateManager({
    rootFolder: security.certificateDir,
    automaticallyAcceptUnknownCertificate: false,
  });
  await store.initialize();
  const serverCertificate = Buffer.from(security.serverCertificate);
  await store.trustCertificate(serverCertificate);
  return {
    securityMode: opcua.MessageSecurityMode.SignAndEncrypt,
    securityPolicy: opcua.SecurityPolicy[security.policy],
    clientCertificateManager: store,
    serverCertificate,
  };
}
