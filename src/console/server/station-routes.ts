import { z } from "zod";
import { whyNot } from "../../core/people/permission.ts";
import type { ConsoleOptions } from "../console-options.ts";
import type { Gate } from "./gate.ts";

const deviceSchema = z.strictObject({ device: z.string().min(1).max(100) });

/** What the page of the station asks for each second while it is open; nobody else is told of it. */
export function stationRoutes(gate: Gate, { reports }: ConsoleOptions): void {
  gate.route("GET /api/station", async ({ visitor }) =>
    reports.report(whyNot(visitor.person, "people.look") === null),
  );
  gate.route("GET /api/station/devices/:device", async ({ request }, reply) => {
    const asked = deviceSchema.safeParse(request.params);
    const raw = asked.success ? reports.raw(asked.data.device) : null;
    return raw ?? reply.code(404).send({ error: "This station has no such device." });
  });
  gate.route("GET /api/station/log", async () => ({ lines: reports.log() }));
}
