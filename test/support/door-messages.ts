import mqtt from "mqtt";
import { CONTENT_DEFECTS } from "./door-defects.ts";
import { commandBody, JOB_BODY, registryAnswer } from "./door-inputs.ts";
import { type DoorWorld, spoilt } from "./door-world.ts";
import { LOADED_STATION } from "./loaded-stage.ts";
import { journalOf } from "./station-evidence.ts";

/** Bodies that a person or a program sends. */
export async function bodyCells(world: DoorWorld, moment: string, job: string): Promise<void> {
  const bodies = [
    { input: "HTTP job body", path: "/api/jobs", handles: JOB_BODY },
    { input: "HTTP command body", path: "/api/commands", handles: commandBody(job) },
  ];
  for (const { input, path, handles } of bodies) {
    for (const defect of CONTENT_DEFECTS) {
      const body = spoilt(defect, handles.sound, handles);
      if (body === null) continue;
      await world.cells.cell({ moment, input, defect: defect.name }, async (mustBe) => {
        const { status, body: answer } = await world.station.post(path, body);
        mustBe("400, or 413 for what is too long", status === (defect.name === "too long" ? 413 : 400), {
          status,
          answer,
        });
        mustBe("a sentence", String(answer.error ?? answer.reason ?? "").length > 10, answer);
      });
    }
  }
}

/** Messages on the topic of the registry's answers. */
export async function answerCells(world: DoorWorld, moment: string): Promise<void> {
  const { broker, witness } = world.stage.registry;
  const client = await mqtt.connectAsync(broker.url);
  const receipt = journalOf(world.stage.data).findLast((entry) => entry.type === "receipt");
  const { size, checkpoint } = receipt?.type === "receipt" ? receipt : { size: 1, checkpoint: witness.name };
  const answer = {
    schema: "proofmark/receipt/v1",
    station: LOADED_STATION,
    size,
    checkpoint,
    quarantined: [],
  };
  const handles = registryAnswer(JSON.stringify(answer), size);
  for (const defect of CONTENT_DEFECTS) {
    const bytes = spoilt(defect, handles.sound, handles);
    if (bytes === null) continue;
    await world.cells.cell({ moment, input: "MQTT answer", defect: defect.name }, async (mustBe) => {
      await client.publishAsync(`proofmark/v1/${LOADED_STATION}/answer`, Buffer.from(bytes), { qos: 1 });
      mustBe("the station answers", (await world.station.jobs()).length > 0);
    });
  }
  await client.endAsync();
}
