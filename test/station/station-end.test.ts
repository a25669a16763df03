import { describe, expect, test } from "vitest";
import { VirtualClock } from "../../simulators/kit/virtual-clock.ts";
import { MemoryJournalStore } from "../../src/adapters/disk/memory-journal-store.ts";
import { asId } from "../../src/core/quantities/ids.ts";
import { inconsistencyOf } from "../../src/core/record/result-consistency.ts";
import { resultDocumentSchema } from "../../src/core/record/result-document.ts";
import type { InstrumentCommand } from "../../src/core/trade/words/commands.ts";
import type { DeviceLink } from "../../src/station/device-link.ts";
import { contentOf } from "../support/envelope-content.ts";
import { HeldStore } from "../support/held-store.ts";
import { toyRegistry, toyStation } from "../support/toy-station.ts";

function bench(role: DeviceLink["role"], broken = false) {
  const asked: InstrumentCommand["name"][] = [];
  const link: DeviceLink = {
    role,
    device: asId<"device">(role),
    start: () => undefined,
    request(command) {
      asked.push(command.name);
      if (broken) throw new Error("the cable is out");
    },
    stop: () => asked.push("brake.zero"),
    state: () => "ready",
    faults: () => [],
  };
  return { link, asked };
}

describe("a station that ends while a job runs", () => {
  test("stops the machines and puts out the lamps before it lets go of them, also when the disk is gone", async () => {
    const clock = new VirtualClock();
    const store = new HeldStore();
    const [rollers, pump, exam] = [bench("brake-bench", true), bench("gas-analyser"), bench("vehicle-io")];
    const more = [rollers.link, pump.link, exam.link];
    const rig = toyStation({ store, clock, registry: toyRegistry(), more });
    rig.station.start();
    store.releaseAll();
    rig.open();
    store.releaseAll();
    rig.scale.weigh("800", clock.monoMs());
    store.releaseAll();
    expect(rig.outputs).toEqual(["lamp-go"]);
    store.fail(false);
    expect(rig.station.makeSafe()).toBe(true);
    expect(rig.outputs).toEqual(["lamp-go", "lamp-go off"]);
    expect([rollers.asked, pump.asked, exam.asked]).toEqual([["brake.stop"], ["gas.sample-off"], []]);
    await rig.station.stop();
    // Asked once, and stopped (told as brake.zero here) afterwards.
    expect(rollers.asked).toEqual(["brake.stop", "brake.zero"]);
  });

  test("an ordinary stop makes the lane safe as well", async () => {
    const rollers = bench("brake-bench");
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    const rig = toyStation({ store, clock, registry: toyRegistry(), more: [rollers.link] });
    rig.station.start();
    rig.open();
    await rig.station.stop();
    expect(rollers.asked).toEqual(["brake.stop", "brake.zero"]);
  });

  test("asks nothing of an idle lane", async () => {
    const rollers = bench("brake-bench");
    const clock = new VirtualClock();
    const store = new MemoryJournalStore();
    const rig = toyStation({ store, clock, registry: toyRegistry(), more: [rollers.link] });
    rig.station.start();
    expect(rig.station.makeSafe()).toBe(false);
    await rig.station.stop();
    expect(rollers.asked).toEqual(["brake.zero"]);
  });
});

test("a wall clock set back during a job does not make a record that ends before it began", () => {
  let backMs = 0;
  class ResetClock extends VirtualClock {
    override wallMs(): number {
      return super.wallMs() - backMs;
    }
  }
  const clock = new ResetClock();
  const store = new MemoryJournalStore();
  const rig = toyStation({ store, clock, registry: toyRegistry() });
  rig.station.start();
  rig.open();
  backMs = 3_600_000;
  for (const kg of ["800", "500", "1300"]) rig.scale.weigh(kg, clock.monoMs());
  const sealed = [...store.read(0)]
    .map((entry) => JSON.parse(new TextDecoder().decode(entry)) as { type: string; envelope: string })
    .find((entry) => entry.type === "record-sealed");
  const document = resultDocumentSchema.parse(JSON.parse(contentOf(sealed?.envelope ?? "{}")));
  expect(document.time.ended).toBe(document.time.started);
  expect(inconsistencyOf(document)?.reason.code).not.toBe("EVIDENCE_INCONSISTENT");
});

test("a dossier is not kept in memory when its job is sealed, and is journalled again when it comes again", () => {
  const clock = new VirtualClock();
  const store = new MemoryJournalStore();
  const rig = toyStation({ store, clock, registry: toyRegistry() });
  rig.station.start();
  const texts = (): string[] =>
    [...store.read(0)]
      .map((entry) => JSON.parse(new TextDecoder().decode(entry)) as { type: string; text: string })
      .filter((entry) => entry.type === "artifact-stored")
      .map((entry) => entry.text);
  for (let job = 0; job < 2; job++) {
    expect(rig.open()?.kind).toBe("opened");
    for (const kg of ["800", "500", "1300"]) rig.scale.weigh(kg, clock.monoMs());
    clock.advanceBy(60_000);
  }
  expect(texts()).toEqual(["plate: TEST", "id: toy", "plate: TEST"]);
});
