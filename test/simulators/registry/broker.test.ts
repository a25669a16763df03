import { expect, test } from "vitest";
import { startBroker } from "../../../simulators/registry/broker.ts";

test("a taken port is refused with EADDRINUSE, and is free again after close", async () => {
  const first = await startBroker({ port: 0 });
  await expect(startBroker({ port: first.port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  await first.close();
  const second = await startBroker({ port: first.port });
  expect(second.url).toBe(`mqtt://127.0.0.1:${first.port}`);
  await second.close();
});
