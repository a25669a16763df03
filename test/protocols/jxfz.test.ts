import { describe, expect, test } from "vitest";
import type { Observation } from "../../src/core/observation.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { createJxfzSession } from "../../src/protocols/jxfz/session.ts";
import { describeProtocolSession } from "../contracts/protocol-session.contract.ts";
import { hex, joined } from "../support/wire-bytes.ts";
import { JXFZ_COMMANDS, JXFZ_NOTICES, JXFZ_RESULT } from "../vectors/instrument-frames.ts";

const device = asId<"device">("brake-bench-1");
const STREAM = "AA 00 12 EE BB 00 14 EE AA 02 87 EE BB 03 01 EE";

function forces(observation: Observation): string[] {
  if (observation.kind === "brake-force")
    return [...(observation.leftN === null ? [] : [`L${observation.leftN}`]), `R${observation.rightN}`];
  return observation.kind === "brake-bench-summary" ? [`max ${observation.maxLeftN}`] : [];
}

describeProtocolSession({
  name: "jxfz",
  create: () => createJxfzSession({ device }),
  conversation: [
    { request: { name: "brake.start", run: "service" } },
    { bytes: hex(JXFZ_COMMANDS.start) },
    { bytes: joined(...[JXFZ_NOTICES.leftMotor, JXFZ_NOTICES.rightMotor, JXFZ_NOTICES.drag].map(hex)) },
    { bytes: hex(STREAM) },
    { waitMs: 20 },
    { bytes: joined(hex(JXFZ_NOTICES.brake), hex(STREAM), hex(JXFZ_NOTICES.bothLocked)) },
    { bytes: hex(JXFZ_NOTICES.ended) },
    { bytes: joined(hex(JXFZ_COMMANDS.result), hex(JXFZ_RESULT)) },
  ],
  valuesOf: forces,
  checksummed: false,
  heldBytesMax: 16,
  noise: hex("01 EE 99 12 00 EE"),
});

function started() {
  const session = createJxfzSession({ device });
  session.connected(0);
  session.request({ name: "brake.start", run: "service" }, 0);
  session.receive(hex(JXFZ_COMMANDS.start), 10);
  return session;
}

describe("jxfz", () => {
  test.each([
    [{ name: "brake.start", run: "service" } as const, JXFZ_COMMANDS.start],
    [{ name: "brake.start", run: "parking" } as const, JXFZ_COMMANDS.start],
    [{ name: "brake.stop" } as const, JXFZ_COMMANDS.end],
    [{ name: "brake.zero" } as const, JXFZ_COMMANDS.zero],
  ])("%o goes out as %s and is answered by its echo", (command, bytes) => {
    const session = createJxfzSession({ device });
    session.connected(0);
    expect(session.request(command, 0).writes).toEqual([hex(bytes)]);
    expect(session.receive(hex(bytes), 40).observations).toMatchObject([
      { kind: "answer", command: command.name, outcome: "ok", atMs: 40 },
    ]);
  });

  test("no echo within 500 ms is `no-answer` and a fault; the next command may go", () => {
    const session = createJxfzSession({ device });
    session.connected(0);
    session.request({ name: "brake.zero" }, 100);
    expect(session.request({ name: "brake.start", run: "service" }, 110).writes).toEqual([]);
    expect(session.nextDueMs()).toBe(600);
    expect(session.tick(599)).toMatchObject({ observations: [], faults: [], writes: [] });
    const late = session.tick(600);
    expect(late.observations).toMatchObject([{ command: "brake.zero", outcome: "no-answer" }]);
    expect(late.faults).toMatchObject([{ code: "silent", raised: true }]);
    expect(late.writes).toEqual([hex(JXFZ_COMMANDS.start)]);
    expect(session.receive(hex(JXFZ_COMMANDS.start), 620)).toMatchObject({
      faults: [{ code: "silent", raised: false }],
      observations: [{ command: "brake.start", outcome: "ok" }],
    });
  });

  test("the echo of another command answers nothing", () => {
    const session = createJxfzSession({ device });
    session.request({ name: "brake.zero" }, 0);
    expect(session.receive(hex(JXFZ_COMMANDS.end), 10).observations).toEqual([]);
  });

  test("what the bench cannot do is refused", () => {
    const session = createJxfzSession({ device });
    expect(session.request({ name: "gas.zero" }, 0)).toMatchObject({
      writes: [],
      observations: [{ command: "gas.zero", outcome: "refused" }],
    });
  });

  test("left and right of one instant are one reading, in newtons", () => {
    expect(started().receive(hex("AA 02 87 EE BB 03 01 EE"), 20).observations).toMatchObject([
      { kind: "brake-force", leftN: "2870", rightN: "3010", atMs: 20, raw: "hex:aa0287eebb0301ee" },
    ]);
  });

  test("a side without its partner goes alone", () => {
    const session = started();
    expect(session.receive(hex("BB 00 01 EE"), 20).observations).toMatchObject([
      { leftN: null, rightN: "10" },
    ]);
    expect(session.receive(hex("AA 00 02 EE"), 30).observations).toEqual([]);
    expect(session.receive(hex("AA 00 03 EE"), 40).observations).toMatchObject([
      { leftN: "20", rightN: null, atMs: 30 },
    ]);
    expect(session.nextDueMs()).toBe(140);
    expect(session.tick(140).observations).toMatchObject([{ leftN: "30", rightN: null, atMs: 40 }]);
    session.receive(hex("AA 00 04 EE"), 200);
    expect(session.receive(hex("BB 00 05 EE"), 301).observations).toMatchObject([
      { leftN: "40", rightN: null },
      { leftN: null, rightN: "50" },
    ]);
  });

  test.each(["AA 0A 00 EE", "AA 00 F0 EE", "AA 00 00 EF", "FF 00 08 EE", "FF 0B EE", "FF 00 40 EE"])(
    "%s is no frame",
    (bytes) => {
      const session = started();
      expect(session.receive(hex(bytes), 20).observations).toEqual([]);
      expect(session.statistics.rejectedBytes).toBe(hex(bytes).length);
    },
  );

  test("notices become the state of the bench", () => {
    const session = started();
    const states = Object.values(JXFZ_NOTICES)
      .filter((notice) => notice !== JXFZ_NOTICES.ended)
      .flatMap((notice) => [...session.receive(hex(notice), 20).observations]);
    const off = { leftLocked: false, rightLocked: false };
    expect(states).toMatchObject([
      { leftMotorOn: true, rightMotorOn: false, ...off, notice: "none" },
      { leftMotorOn: true, rightMotorOn: true, ...off, notice: "none" },
      { ...off, notice: "drag" },
      { ...off, notice: "brake" },
      { ...off, notice: "third-roller-fault" },
      { ...off, notice: "third-roller-fault" },
      { leftLocked: true, rightLocked: false, notice: "none" },
      { leftLocked: true, rightLocked: true, notice: "none" },
      { leftLocked: true, rightLocked: true, notice: "none" },
    ]);
    expect(session.receive(hex(JXFZ_NOTICES.ended), 30).observations).toMatchObject([
      { leftMotorOn: false, rightMotorOn: false, leftLocked: true, notice: "ended" },
    ]);
  });

  test("both sides lock with one notice, and a new start forgets locks", () => {
    const session = started();
    expect(session.receive(hex(JXFZ_NOTICES.bothLocked), 20).observations).toMatchObject([
      { leftLocked: true, rightLocked: true },
    ]);
    session.request({ name: "brake.start", run: "parking" }, 30);
    session.receive(hex(JXFZ_COMMANDS.start), 40);
    expect(session.receive(hex(JXFZ_NOTICES.drag), 50).observations).toMatchObject([
      { leftLocked: false, rightLocked: false },
    ]);
  });

  test("after the end the result is fetched", () => {
    const session = started();
    expect(session.receive(hex(JXFZ_NOTICES.ended), 20).writes).toEqual([hex(JXFZ_COMMANDS.result)]);
    expect(session.receive(hex(JXFZ_COMMANDS.result), 30).observations).toEqual([]);
    expect(session.receive(hex(JXFZ_RESULT), 40).observations).toEqual([
      {
        kind: "brake-bench-summary",
        device,
        atMs: 40,
        quality: "good",
        raw: `hex:${JXFZ_RESULT.replaceAll(" ", "").toLowerCase()}`,
        dragLeftN: "120",
        dragRightN: "140",
        maxLeftN: "2870",
        maxRightN: "3010",
        differenceLeftN: "2500",
        differenceRightN: "2810",
      },
    ]);
  });

  test("a result with a nibble above nine is none, and its absence is a fault", () => {
    const session = started();
    session.receive(hex(JXFZ_NOTICES.ended), 20);
    session.receive(hex(JXFZ_COMMANDS.result), 30);
    const broken = JXFZ_RESULT.replace("02 87", "0C 87");
    expect(session.receive(hex(broken), 40).observations).toEqual([]);
    expect(session.tick(1030).faults).toMatchObject([{ code: "silent", raised: true }]);
  });

  test("quiet motors are a fault, a quiet idle bench is none", () => {
    const session = started();
    expect(session.nextDueMs()).toBe(5010);
    expect(session.tick(5010).faults).toMatchObject([{ code: "silent", raised: true }]);
    session.receive(hex(JXFZ_NOTICES.ended), 5020);
    session.receive(joined(hex(JXFZ_COMMANDS.result), hex(JXFZ_RESULT)), 5030);
    expect(session.nextDueMs()).toBeNull();
  });

  test("a new connection ends what was under way", () => {
    const session = started();
    session.request({ name: "brake.zero" }, 20);
    session.receive(hex("AA 00"), 30);
    expect(session.connected(40).observations).toMatchObject([
      { command: "brake.zero", outcome: "no-answer" },
    ]);
    expect(session.statistics.heldBytes).toBe(0);
    expect(session.nextDueMs()).toBeNull();
  });
});
