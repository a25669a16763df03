import { type Reason, reason } from "../trade/reasons.ts";

/** ASVS 5, 6.2.1 and 6.2.9: at least 8, and no short limit above; any characters. */
export const PASSWORD_LENGTH = { atLeast: 8, atMost: 128 } as const;
export const PIN_LENGTH = { atLeast: 6, atMost: 12 } as const;

/** Says whether a password is easily guessed; `own`: words about the person, which do not make it better. */
export type GuessesPassword = (password: string, own: readonly string[]) => boolean;

/** Null where it may be taken. */
export function whyNoPassword(
  password: string,
  own: readonly string[],
  isGuessed: GuessesPassword,
): Reason | null {
  const length = [...password].length;
  const { atLeast, atMost } = PASSWORD_LENGTH;
  if (length < atLeast || length > atMost) return reason("PASSWORD_LENGTH", { atLeast, atMost });
  return isGuessed(password, own) ? reason("PASSWORD_EASY", {}) : null;
}

/** `own`: numbers of the person that others read off a card. */
export function whyNoPin(pin: string, own: readonly string[]): Reason | null {
  const { atLeast, atMost } = PIN_LENGTH;
  if (!/^\d+$/.test(pin) || pin.length < atLeast || pin.length > atMost)
    return reason("PIN_FORM", { atLeast, atMost });
  const steps = [...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10);
  // 111111, 123456, 654321, 024680 and the like.
  const isRow = steps.every((step) => step === steps[0]);
  const isPair = new Set(pin).size < 3;
  return isRow || isPair || own.includes(pin) ? reason("PIN_EASY", {}) : null;
}
