import { describe, expect, test } from "vitest";
import { codeInFrame, codesInPicture } from "../../src/verifier/page/code-reader.ts";
import {
  blurred,
  codePicture,
  framed,
  grainy,
  greyOf,
  type Picture,
  pictureOf,
  rgba,
  turned,
  WHITE,
} from "../support/code-pictures.ts";
import { markCase, markCases } from "../support/mark-cases.ts";

/** Goal: the code of a mark is read as people photograph it, exactly or not at all. */
const { text } = markCase(markCases(), "valid");

/** The same numbers at every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const PICTURES: Readonly<Record<string, () => Picture>> = {
  "as it is printed": () => codePicture(text, 4),
  "small: two pixels a square": () => codePicture(text, 2),
  "large: twelve pixels a square": () => codePicture(text, 12),
  "held askew": () => turned(codePicture(text, 5), 17),
  "upside down": () => turned(codePicture(text, 4), 180),
  "out of focus": () => blurred(codePicture(text, 6), 3),
  "in bad light, with grain": () => grainy(codePicture(text, 5), 45, seeded(7)),
  "askew, out of focus and with grain": () =>
    grainy(blurred(turned(codePicture(text, 6), -9), 2), 30, seeded(11)),
  "in a wide picture": () => framed(codePicture(text, 4), 1_280, 720),
  "white on black": () => {
    const picture = codePicture(text, 4);
    return pictureOf(
      picture.width,
      picture.height,
      (x, y) => WHITE - (picture.grey[y * picture.width + x] ?? 0),
    );
  },
};

describe("a code in a picture", () => {
  for (const [name, picture] of Object.entries(PICTURES))
    test(name, () => {
      expect(codesInPicture(rgba(picture()))).toEqual([text]);
    });

  test("nothing is read where there is nothing", () => {
    const random = seeded(3);
    expect(codesInPicture(rgba(pictureOf(300, 300, () => WHITE)))).toEqual([]);
    expect(codesInPicture(rgba(pictureOf(300, 300, () => random() * WHITE)))).toEqual([]);
    expect(codesInPicture(rgba(pictureOf(1, 1, () => 0)))).toEqual([]);
  });

  test("half a code gives nothing, and never half a text", () => {
    const { width, height, grey } = codePicture(text, 4);
    const torn = pictureOf(width, height, (x, y) =>
      y > height / 2 ? WHITE : (grey[y * width + x] ?? WHITE),
    );
    expect(codesInPicture(rgba(torn))).toEqual([]);
  });
});

describe("several codes in a picture", () => {
  const other = markCase(markCases(), "valid, exam").text;
  const address = "https://example.org/r/12345";
  const code = (of: string) => codePicture(of, of === address ? 6 : 3);
  const sideBySide = (one: Picture, two: Picture): Picture => {
    const [width, height] = [one.width + two.width + 30, Math.max(one.height, two.height)];
    return pictureOf(width, height, (x, y) =>
      x < one.width ? greyOf(one, x, y) : greyOf(two, x - one.width - 30, y),
    );
  };

  test.each([
    ["two marks", text, other],
    ["a mark and an address", text, address],
    ["an address and a mark", address, text],
  ])("%s are all read, and none stands for both", (_name, one, two) => {
    expect([...codesInPicture(rgba(sideBySide(code(one), code(two))))].sort()).toEqual([one, two].sort());
  });

  test("one below the other", () => {
    const lying = sideBySide(code(text), code(other));
    const upright = pictureOf(lying.height, lying.width, (x, y) => greyOf(lying, y, x));
    expect([...codesInPicture(rgba(upright))].sort()).toEqual([text, other].sort());
  });

  test("the same code twice is one text", () => {
    expect(codesInPicture(rgba(sideBySide(code(text), code(text))))).toEqual([text]);
  });
});

describe("a code in a frame of a camera", () => {
  test("is read in one look, and askew as well", () => {
    expect(codeInFrame(rgba(framed(codePicture(text, 4), 480, 480)))).toBe(text);
    expect(codeInFrame(rgba(framed(turned(codePicture(text, 5), 12), 720, 720)))).toBe(text);
    expect(codeInFrame(rgba(pictureOf(480, 480, () => WHITE)))).toBeNull();
  });
});
