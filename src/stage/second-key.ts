import type { RegisteredStation } from "../../simulators/registry/registry-service.ts";
import type { PublicKey } from "../adapters/keys/key-directory.ts";
import { verifySignature } from "../adapters/keys/node-crypto.ts";

/** How the stand-in is told of a station's second key: it knows nothing of SM2 itself, and asks. */
export function registeredSecond(key: PublicKey | undefined): Pick<RegisteredStation, "second"> {
  if (key === undefined) return {};
  const { keyId, algorithm, publicKeySpki: spki } = key;
  return {
    second: {
      ...{ keyId, spki },
      isSigned: (message, signature) => verifySignature(algorithm, spki, message, signature),
    },
  };
}
