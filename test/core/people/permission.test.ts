import { describe, expect, test } from "vitest";
import { whyNot } from "../../../src/core/people/permission.ts";
import type { Person } from "../../../src/core/people/person.ts";
import { whyNoPassword, whyNoPin } from "../../../src/core/people/secret-form.ts";
import { DESK_ACTS, type DeskActCode, isDeskAct } from "../../../src/core/trade/words/desk-acts.ts";
import { PERSON_ROLE_CODES } from "../../../src/core/trade/words/person-roles.ts";

const ACTS = Object.keys(DESK_ACTS) as DeskActCode[];

function person(changes: Partial<Person> = {}): Person {
  return {
    id: "P-00000001",
    name: "王海",
    staffNumber: "0417",
    roles: ["operator"],
    state: "active",
    interests: { plates: ["鄂A12345"], employers: ["江城驾校"] },
    ...changes,
  };
}

describe("who may do what", () => {
  test("the whole matrix of roles and acts", () => {
    const rows = ACTS.map((act) => {
      const may = PERSON_ROLE_CODES.filter((role) => whyNot(person({ roles: [role] }), act) === null);
      return `${act}: ${may.join(", ") || "nobody"}${DESK_ACTS[act].pin ? ", with PIN" : ""}`;
    });
    expect(rows).toMatchInlineSnapshot(`
      [
        "look: operator, examiner, signatory, manager, auditor",
        "inspection.open: operator",
        "inspection.place: operator",
        "inspection.take-in: operator",
        "inspection.take-out: operator",
        "inspection.begin: operator",
        "inspection.stop-item: operator",
        "inspection.go-on: operator",
        "inspection.part-begin: operator",
        "inspection.part-enter: operator",
        "inspection.part-photo: operator",
        "inspection.part-end: operator",
        "inspection.send-back: signatory",
        "inspection.sign: signatory, with PIN",
        "inspection.abort: operator",
        "inspection.withdraw-record: signatory, manager, with PIN",
        "exam.open: examiner",
        "exam.place: examiner",
        "exam.take-in: examiner",
        "exam.take-out: examiner",
        "exam.begin: examiner",
        "exam.deduct: examiner",
        "exam.withdraw: examiner",
        "exam.candidate-confirm: examiner",
        "exam.sign: examiner, with PIN",
        "exam.stop-item: examiner",
        "exam.end: examiner",
        "exam.abort: examiner",
        "exam.withdraw-record: manager, with PIN",
        "lane.seen-out: operator",
        "slip.look: operator, examiner",
        "screens.look: manager",
        "people.look: manager, auditor",
        "people.change: manager, with PIN",
      ]
    `);
  });

  test("whoever is invited or stopped may do nothing at all, whatever their roles", () => {
    for (const state of ["invited", "stopped"] as const)
      for (const act of ACTS)
        expect(whyNot(person({ roles: [...PERSON_ROLE_CODES], state }), act)?.code).toBe("PERSON_NOT_ACTIVE");
  });

  test("what stands in no row is no act, not even by a name that every object has", () => {
    for (const code of ["exam.pass", "constructor", "__proto__", "toString", ""])
      expect(isDeskAct(code), code).toBe(false);
    expect(ACTS.every(isDeskAct)).toBe(true);
  });

  test.each([
    ["an own vehicle", { plate: "鄂A12345" }, "INTEREST_VEHICLE"],
    ["a vehicle of the own employer", { plate: "鄂B00001", owner: "江城驾校" }, "INTEREST_EMPLOYER"],
    ["a candidate of the own school", { school: "江城驾校" }, "INTEREST_EMPLOYER"],
    ["oneself", { name: "王海" }, "INTEREST_SELF"],
    ["what belongs to oneself", { owner: "王海" }, "INTEREST_SELF"],
    ["somebody else", { plate: "鄂B00001", name: "李明", owner: "李明", school: "东湖驾校" }, undefined],
  ] as const)("%s: %o is %s", (_what, subject, code) => {
    const everybody = person({ roles: [...PERSON_ROLE_CODES] });
    for (const act of ACTS)
      expect(whyNot(everybody, act, subject)?.code, act).toBe(DESK_ACTS[act].ofSubject ? code : undefined);
  });
});

describe("what may be a secret", () => {
  const never = (): boolean => false;

  test.each([
    ["seven77", "PASSWORD_LENGTH"],
    ["八个汉字不够长", "PASSWORD_LENGTH"],
    ["eight888", undefined],
    ["一二三四五六七八", undefined],
    ["𠀀".repeat(128), undefined],
    ["x".repeat(129), "PASSWORD_LENGTH"],
  ])("%s as a password: %s", (password, code) => {
    expect(whyNoPassword(password, [], never)?.code).toBe(code);
  });

  test("an easy password is refused, with the person's own words in mind", () => {
    const asked: unknown[] = [];
    const guessed = (...all: unknown[]): boolean => asked.push(all) > 0;
    expect(whyNoPassword("wanghai0417", ["王海", "0417"], guessed)?.code).toBe("PASSWORD_EASY");
    expect(asked).toEqual([["wanghai0417", ["王海", "0417"]]]);
  });

  test.each([
    ["12345", "PIN_FORM"],
    ["1234567890123", "PIN_FORM"],
    ["12345a", "PIN_FORM"],
    ["１２３４５６", "PIN_FORM"],
    ["111111", "PIN_EASY"],
    ["123456", "PIN_EASY"],
    ["654321", "PIN_EASY"],
    ["890123", "PIN_EASY"],
    ["121212", "PIN_EASY"],
    ["112211", "PIN_EASY"],
    ["041776", "PIN_EASY"],
    ["628401", undefined],
  ])("%s as a PIN: %s", (pin, code) => {
    expect(whyNoPin(pin, ["041776"])?.code).toBe(code);
  });
});
