import { join } from "node:path";
import { EdgeError } from "../../errors.ts";
import type { Signer } from "../../ports/signer.ts";
import { PRIVATE_FILE } from "../disk/file-modes.ts";
import { clearHalf } from "./encrypted-key.ts";
import { isThere, KEY_KINDS, type KeyRole, keyFrom, refuseIfOpen } from "./key-directory.ts";
import { keyIdOf } from "./node-crypto.ts";
import { type KnownTokenKey, readTokenKey } from "./token-key.ts";

export type { KeyRole } from "./key-directory.ts";

/** How a private key is kept; `pkcs11`: in a token, which never gives it away. */
export type KeyForm = "file" | "encrypted" | "pkcs11";
export const KEY_FORMS: readonly KeyForm[] = ["file", "encrypted", "pkcs11"];

const SUFFIX: Readonly<Record<KeyForm, string>> = {
  file: "pem",
  encrypted: "encrypted.json",
  pkcs11: "token.json",
};

/** `next` is to follow; `former` was followed, and is just being removed. */
export type KeyTime = "present" | "next" | "former";

export function keyFile(directory: string, role: KeyRole, form: KeyForm, time: KeyTime = "present"): string {
  return join(directory, time === "present" ? `${role}.${SUFFIX[form]}` : `${role}.${time}.${SUFFIX[form]}`);
}

/** What can be said of a key without opening it. */
export interface KeyHalf {
  readonly form: KeyForm;
  readonly file: string;
  readonly keyId: string;
  readonly algorithm: Signer["algorithm"];
  readonly publicKeySpki: Uint8Array;
  /** Of one in a token. */
  readonly known: KnownTokenKey | null;
}

/** Files of that role and time. Throws EdgeError KEY_UNUSABLE where the directory cannot be looked at. */
export function formsThere(directory: string, role: KeyRole, time: KeyTime): readonly KeyForm[] {
  try {
    return KEY_FORMS.filter((form) => isThere(keyFile(directory, role, form, time)));
  } catch (cause) {
    throw new EdgeError("KEY_UNUSABLE", `Cannot look at the keys in ${directory}.`, { directory }, cause);
  }
}

/** `only`: of that form. Null: there is none. Throws EdgeError KEY_UNUSABLE, also where two lie there and nothing says which one counts. */
export function keyHalf(
  directory: string,
  role: KeyRole,
  time: KeyTime = "present",
  only?: KeyForm,
): KeyHalf | null {
  const forms = formsThere(directory, role, time).filter((one) => only === undefined || one === only);
  const [form] = forms;
  // Taken out of its place, and the one that follows not there yet: it is still the one.
  if (form === undefined) return time === "present" ? keyHalf(directory, role, "former") : null;
  if (forms.length > 1) {
    const files = forms.map((one) => keyFile(directory, role, one, time)).join(" and ");
    throw new EdgeError(
      "KEY_UNUSABLE",
      `Two keys lie side by side, ${files}: where \`proofmark keys encrypt\` was cut short, call it once more; else take away the one that is not the station's.`,
      { files },
    );
  }
  return halfIn(keyFile(directory, role, form, time), form, KEY_KINDS[role]);
}

function halfIn(file: string, form: KeyForm, algorithm: Signer["algorithm"]): KeyHalf {
  const half = read(file, form, algorithm);
  if (half.algorithm === algorithm) return half;
  throw new EdgeError("KEY_UNUSABLE", `${file} holds a key for ${half.algorithm}, not ${algorithm}.`, {
    file,
  });
}

function read(file: string, form: KeyForm, algorithm: Signer["algorithm"]): KeyHalf {
  if (form === "file") {
    const { keyId, publicKeySpki } = keyFrom(file, algorithm);
    return { form, file, keyId, algorithm, publicKeySpki, known: null };
  }
  refuseIfOpen(file, PRIVATE_FILE);
  const known = form === "pkcs11" ? readTokenKey(file) : null;
  const { spki, algorithm: found } = known ?? clearHalf(file);
  return { form, file, keyId: keyIdOf(spki), algorithm: found, publicKeySpki: spki, known };
}
