import { readFileSync } from "node:fs";
import { EdgeError } from "../../errors.ts";
import { encryptedKeyText, openEncryptedKey } from "./encrypted-key.ts";
import { isThere, KEY_KINDS, keyFrom } from "./key-directory.ts";
import { formsThere, type KeyRole, keyFile, keyHalf } from "./key-forms.ts";
import { moveIntoPlace, shredFile, writePrivateFile } from "./private-file.ts";
import { isSameKey, privateKeyOfPem } from "./private-key.ts";

/**
 * The key that waits takes the place of the present one, which is gone afterwards; one in a token stays there, and is not used any more. Where none waits, what an earlier call left is
 * finished. Throws EdgeError KEY_UNUSABLE; then it is as it was, or done, or the same call goes on.
 */
export function activateNextKey(directory: string, role: KeyRole): void {
  const [form] = formsThere(directory, role, "next");
  if (form !== undefined) {
    const [from, to] = [keyFile(directory, role, form, "next"), keyFile(directory, role, form)];
    orSay(`Cannot put the key ${from} in the place of ${to}.`, () => {
      // Of another form it has another name: out of the way first, so that never two lie there of which nobody knows which one counts.
      for (const other of formsThere(directory, role, "present"))
        if (other !== form)
          moveIntoPlace(keyFile(directory, role, other), keyFile(directory, role, other, "former"));
      moveIntoPlace(from, to);
    });
  }
  removeFormer(directory, role);
}

/** What was followed, and is still there; nothing while it is the only one. Throws EdgeError KEY_UNUSABLE. */
export function removeFormer(directory: string, role: KeyRole): void {
  if (formsThere(directory, role, "present").length === 0) return;
  for (const form of formsThere(directory, role, "former")) {
    const file = keyFile(directory, role, form, "former");
    orSay(`Cannot remove the former key ${file}.`, () => shredFile(file));
  }
}

/** `encrypted`: the plain file is gone. `already`: it was before. */
export type Encryption = "encrypted" | "already";

/**
 * A plain key file becomes an encrypted one. The new file is durable and was opened again before the plain one is touched, so that after a kill at any moment the same call goes on.
 * Rejects with EdgeError KEY_UNUSABLE or KEYS_MISSING.
 */
export async function encryptKeyFile(
  directory: string,
  role: KeyRole,
  passphrase: string,
): Promise<Encryption> {
  const [plain, encrypted] = [keyFile(directory, role, "file"), keyFile(directory, role, "encrypted")];
  const wasLeft = isThere(keyFile(directory, role, "file", "former"));
  if (!isThere(plain)) {
    if (!isThere(encrypted))
      throw new EdgeError("KEYS_MISSING", `There is no key ${plain} to encrypt.`, { plain });
    await openEncryptedKey(encrypted, passphrase, "The passphrase");
    removeFormer(directory, role);
    return wasLeft ? "encrypted" : "already";
  }
  const { keyId } = keyFrom(plain, KEY_KINDS[role]);
  refuseAnother(directory, role, keyId);
  const key = privateKeyOfPem(readFileSync(plain, "utf8"));
  const text = await encryptedKeyText(key, passphrase);
  orSay(`Cannot write the key ${encrypted}.`, () => writePrivateFile(encrypted, text));
  const opened = await openEncryptedKey(encrypted, passphrase, "The passphrase");
  if (!isSameKey(opened, key))
    throw new EdgeError("KEY_UNUSABLE", `${encrypted}, just written, holds another key than ${plain}.`, {
      plain,
    });
  orSay(`Cannot remove the plain key ${plain}.`, () =>
    moveIntoPlace(plain, keyFile(directory, role, "file", "former")),
  );
  removeFormer(directory, role);
  return "encrypted";
}

/** Of a call that was cut short it is the same key, and is written anew. */
function refuseAnother(directory: string, role: KeyRole, keyId: string): void {
  for (const form of formsThere(directory, role, "present")) {
    if (form === "file") continue;
    const file = keyFile(directory, role, form);
    if (keyHalf(directory, role, "present", form)?.keyId === keyId && form === "encrypted") continue;
    throw new EdgeError(
      "KEY_UNUSABLE",
      `${file} is another key than the plain one beside it: take away the one that is not the station's.`,
      { file },
    );
  }
}

function orSay(message: string, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (cause instanceof EdgeError) throw cause;
    throw new EdgeError("KEY_UNUSABLE", message, {}, cause);
  }
}
