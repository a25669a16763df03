import { expect, test } from "vitest";
import { createPasswordGuesses } from "../../../src/adapters/keys/password-guesses.ts";
import { processorMs } from "../../support/processor-ms.ts";

const ready = async () => {
  const guesses = createPasswordGuesses();
  await new Promise<void>((come) => guesses.whenGuessing(come));
  return guesses;
};
const OWN = ["Wang Haitao", "0417-3391"];

test.each([
  ["password1", true],
  ["qwertyuiop", true],
  ["p4ssw0rdp4ssw0rd", true],
  ["aaaaaaaaaaaaaaaaaaaaaaaa", true],
  ["1234567890123456", true],
  ["0417-3391", true],
  ["Wang Haitao", true],
  ["Haitao2024", true],
  ["Proofmark2026", true],
  ["检测站2026", true],
  ["quiet harbour lantern 47", false],
  ["湖边的旧灯塔没有人", false],
  ["kV7#mQ2x!tR9", false],
])("%s is guessed: %s", async (password, isGuessed) => {
  expect((await ready()).isGuessed(password, OWN)).toBe(isGuessed);
});

test("the longest password that is allowed costs no more than a moment, however it was made", async () => {
  const { isGuessed } = await ready();
  for (const piece of ["p4ssw0rd", "@$@$4s3ss0", "1234567890", "qwertyuiop", "l0v3", "密码"]) {
    const tookMs = processorMs(() => void isGuessed(piece.repeat(128).slice(0, 128), OWN));
    // A fifth of that on an idle machine; what is built to be slow takes minutes.
    expect(tookMs, piece).toBeLessThan(2_000);
  }
});

test("before the lists are there length alone has to do, and no short one passes by coming early", () => {
  const { isGuessed } = createPasswordGuesses();
  expect([isGuessed("kV7#mQ2x!tR9", []), isGuessed("kV7#mQ2x!tR9kV7", [])]).toEqual([true, false]);
});
