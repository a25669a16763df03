import { VirtualClock } from "../../../simulators/kit/virtual-clock.ts";
import { MemoryPlc } from "../../../simulators/opcua/memory-plc.ts";
import { describePlc } from "../../contracts/plc.contract.ts";
import { ScriptedPlcModel } from "../../contracts/scripted-plc-model.ts";

describePlc("the PLC in memory", async () => {
  const clock = new VirtualClock();
  const model = new ScriptedPlcModel();
  const plc = new MemoryPlc({ model, clock, timers: clock });
  return {
    plc,
    model,
    defects: plc.defects,
    until: async (what, reached) => {
      if (clock.runUntil(reached, 10_000) !== "reached") throw new Error(`not reached: ${what}`);
    },
    pass: async (ms) => clock.advanceBy(ms),
    restart: async () => {
      plc.restart();
    },
  };
});
