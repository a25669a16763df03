import { describe, expect, test } from "vitest";
import {
  canonicalIdNumber,
  hasRightCheck,
  type IdKind,
  idKindOf,
  idProblem,
  residentIdCheck,
  withMaskedIdentity,
} from "../../../src/core/door/identity-document.ts";
import { candidateSchema, candidateSubject } from "../../../src/core/exam/candidate.ts";

const read = (idMasked: string, idKind?: IdKind) => {
  const document = { idMasked: canonicalIdNumber(idMasked), ...(idKind && { idKind }) };
  return idProblem(document) ?? idKindOf(document);
};

describe("the number of a document", () => {
  test.each<[string, string]>([
    ["420106********1234", "resident-id"],
    ["420106********123x", "resident-id"],
    ["******************", "resident-id"],
    ["420106******123", "resident-id"],
    ["810000********1234", "hk-macau-residence-permit"],
    ["820000********123X", "hk-macau-residence-permit"],
    ["830000********1234", "taiwan-residence-permit"],
    ["911156********1234", "foreign-permanent-residence"],
    ["USA1100******12", "foreign-permanent-residence"],
    ["H12*****8", "hk-macau-travel-permit"],
    ["m12*****801", "hk-macau-travel-permit"],
    ["12****78", "taiwan-travel-permit"],
    ["1234****01B", "taiwan-travel-permit"],
    ["C0*****23", "passport"],
    ["E****5678", "passport"],
  ])("%s is a %s by its form", (number, kind) => {
    expect(read(number)).toBe(kind);
  });

  test.each<[string, string]>([
    ["420106199001011234", "form:idMaskBirth"],
    ["420106****01011234", "form:idMaskBirth"],
    ["4201061990*****234", "form:idMaskBirth"],
    ["420106900101123", "form:idMaskBirthOld"],
    ["810000199001011234", "form:idMaskBirth"],
    ["H12345678", "form:idMaskRun"],
    ["H1*3*5*7*", "form:idMaskRun"],
    ["C01234523", "form:idMaskRun"],
    ["C0***4523", "form:idMaskRun"],
    ["AB****7890123", "form:idMaskRun"],
    ["990106********1234", "form:idMaskBirthless"],
    ["170106********1234", "form:idProvince"],
    ["4*0106********12345", "form:idNumber"],
    ["", "form:idNumber"],
    ["42010６********1234", "form:idNumber"],
    ["420106xxxxxxxx1234", "form:idNumber"],
  ])("%s is refused: %s", (number, problem) => {
    // An 18-digit number that begins with 9 is a permit of permanent residence, not a resident's number.
    expect(read(number)).toBe(problem === "form:idMaskBirthless" ? "foreign-permanent-residence" : problem);
  });

  test("a stated kind must fit, and may leave open what the mask hides", () => {
    expect(read("C0*****23", "resident-id")).toBe("form:idNumberOfKind");
    expect(read("*12****78", "hk-macau-travel-permit")).toBe("hk-macau-travel-permit");
    expect(read("12****78", "passport")).toBe("passport");
    expect(read("******", "other")).toBe("other");
    expect(read("军字第****567", "other")).toBe("other");
    expect(read("军字第1234567", "other")).toBe("form:idMaskRun");
  });

  test("the check character of GB 11643", () => {
    expect(residentIdCheck("11010519491231002")).toBe("X");
    expect(residentIdCheck("44052418800101001")).toBe("4");
    expect(residentIdCheck("1101051949123100")).toBeNull();
    expect(residentIdCheck("11010519********2")).toBeNull();
    expect(hasRightCheck("11010519491231002x")).toBe(true);
    expect(hasRightCheck("110105194912310021")).toBe(false);
  });

  test("a sentence never repeats a whole number", () => {
    expect(withMaskedIdentity("found 420106199001011234, allowed")).toBe("found 420106********1234, allowed");
    expect(withMaskedIdentity("999999999999999999")).toBe("999999999999999999");
  });
});

describe("a candidate", () => {
  const sound = {
    ...{ name: "李明", idMasked: "420106********1234", learnerCertificate: "420100123456" },
    ...{ licenceClass: "C1", attempt: 1, examiner: "examiner-07" },
  };
  const taken = (change: object) => candidateSchema.safeParse({ ...sound, ...change });

  test("another kind of document is possible with its name, and visible", () => {
    const other = taken({ idKind: "other", idKindName: "士兵证", idMasked: "A12****89" });
    expect(other.success && candidateSubject(other.data)).toMatchObject({
      idKind: "other",
      idKindName: "士兵证",
    });
    expect(taken({ idKind: "other", idMasked: "A12****89" }).success).toBe(false);
    expect(taken({ idKindName: "士兵证" }).success).toBe(false);
  });

  test.each([
    { licenceClass: "C7" },
    { licenceClass: "c1" },
    { name: " 李明" },
    { name: "12" },
    { examiner: "\u3164" },
    { examiner: "a\u00a0b" },
    { learnerCertificate: "４２０１００１２３４５６" },
    { idKind: "driver" },
    { attempt: 3 },
  ])("with %j is refused", (change) => {
    expect(taken(change).success).toBe(false);
  });

  test("every value of the subject is a text", () => {
    const { data } = taken({});
    if (data === undefined) throw new Error("sound");
    for (const value of Object.values(candidateSubject(data))) expect(typeof value).toBe("string");
  });
});
