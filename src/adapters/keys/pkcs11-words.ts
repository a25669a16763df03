/** The numbers of PKCS #11 v2.40 and v3.0 that are used here, by their names there. */
export const CK = {
  CKO_PUBLIC_KEY: 2,
  CKO_PRIVATE_KEY: 3,
  CKK_EC: 3,
  CKK_EC_EDWARDS: 0x40,
  CKA_CLASS: 0,
  CKA_TOKEN: 1,
  CKA_PRIVATE: 2,
  CKA_LABEL: 3,
  CKA_KEY_TYPE: 0x100,
  CKA_ID: 0x102,
  CKA_SENSITIVE: 0x103,
  CKA_SIGN: 0x108,
  CKA_VERIFY: 0x10a,
  CKA_EXTRACTABLE: 0x162,
  CKA_EC_PARAMS: 0x180,
  CKA_EC_POINT: 0x181,
  CKM_SHA256: 0x250,
  CKM_EC_KEY_PAIR_GEN: 0x1040,
  CKM_ECDSA: 0x1041,
  CKM_EC_EDWARDS_KEY_PAIR_GEN: 0x1055,
  CKM_EDDSA: 0x1057,
  CKU_USER: 1,
  CKF_RW_SESSION: 2,
  CKF_SERIAL_SESSION: 4,
  CKF_TOKEN_INITIALIZED: 0x400,
  CKF_USER_PIN_FINAL_TRY: 0x20000,
  CKF_USER_PIN_LOCKED: 0x40000,
} as const;

export const CKR = {
  ATTRIBUTE_SENSITIVE: 0x11,
  ATTRIBUTE_TYPE_INVALID: 0x12,
  BUFFER_TOO_SMALL: 0x150,
  MECHANISM_INVALID: 0x70,
  USER_ALREADY_LOGGED_IN: 0x100,
  PIN_INCORRECT: 0xa0,
  PIN_INVALID: 0xa1,
  PIN_LEN_RANGE: 0xa2,
  PIN_EXPIRED: 0xa3,
  PIN_LOCKED: 0xa4,
} as const;

const RETURN_NAMES: Readonly<Record<number, string>> = {
  5: "CKR_GENERAL_ERROR",
  6: "CKR_FUNCTION_FAILED",
  48: "CKR_DEVICE_ERROR",
  49: "CKR_DEVICE_MEMORY",
  50: "CKR_DEVICE_REMOVED",
  84: "CKR_FUNCTION_NOT_SUPPORTED",
  96: "CKR_KEY_HANDLE_INVALID",
  99: "CKR_KEY_TYPE_INCONSISTENT",
  104: "CKR_KEY_FUNCTION_NOT_PERMITTED",
  112: "CKR_MECHANISM_INVALID",
  130: "CKR_OBJECT_HANDLE_INVALID",
  160: "CKR_PIN_INCORRECT",
  161: "CKR_PIN_INVALID",
  162: "CKR_PIN_LEN_RANGE",
  163: "CKR_PIN_EXPIRED",
  164: "CKR_PIN_LOCKED",
  176: "CKR_SESSION_CLOSED",
  179: "CKR_SESSION_HANDLE_INVALID",
  209: "CKR_TEMPLATE_INCONSISTENT",
  224: "CKR_TOKEN_NOT_PRESENT",
  225: "CKR_TOKEN_NOT_RECOGNIZED",
  226: "CKR_TOKEN_WRITE_PROTECTED",
  257: "CKR_USER_NOT_LOGGED_IN",
  258: "CKR_USER_PIN_NOT_INITIALIZED",
};

/** As the standard calls it, or its number. */
export function returnName(value: number): string {
  return RETURN_NAMES[value] ?? `CKR 0x${value.toString(16)}`;
}

/**
 * The calls of p11-kit's protocol that are used here: number, form of the question, form of the answer. Its letters: y byte, u number of 64 bits,
 * s text, v version, ay bytes, au numbers, fy and fu room for those, aA attributes, fA room for attributes, M mechanism.
 */
export const CALLS = {
  C_Initialize: [1, "ayyay", ""],
  C_GetSlotList: [4, "yfu", "au"],
  C_GetTokenInfo: [6, "u", "ssssuuuuuuuuuuuvvs"],
  C_OpenSession: [10, "uu", "u"],
  C_Login: [18, "uuay", ""],
  C_GetAttributeValue: [24, "uufA", "aAu"],
  C_FindObjectsInit: [26, "uaA", ""],
  C_FindObjects: [27, "ufu", "au"],
  C_FindObjectsFinal: [28, "u", ""],
  C_DigestInit: [37, "uM", ""],
  C_SignInit: [42, "uMu", ""],
  C_Sign: [43, "uayfy", "ay"],
  C_GenerateKeyPair: [59, "uMaAaA", "uu"],
} as const;
export type CallName = keyof typeof CALLS;
