import { DayStation, residentBytes } from "../days/day-station.ts";
import { LiveClient } from "../days/live-client.ts";
import type { Measure } from "./main.ts";

/**
 * Fifty consoles at the live socket of `proofmark start`, while a lane and two cars work behind simulators in processes of their own: how late the
 * station makes its beats with them, how long a console hears nothing, and what they cost in memory. Usage: npm run bench consoles
 */
const CONSOLES = 50;
const MEASURED_S = 30;
const SETTLED_S = 5;

export async function bench(): Promise<Measure[]> {
  const station = await new DayStation().open();
  const clients: LiveClient[] = [];
  try {
    for (const what of ["lane", "course"] as const) station.of(what).type("next");
    await seconds(SETTLED_S);
    const before = residentBytes(station.station.pid);
    const cookie = await station.signIn("signatory");
    while (clients.length < CONSOLES) clients.push(await LiveClient.open(station.url, cookie));
    await seconds(SETTLED_S);
    for (const client of clients) client.reset();
    await seconds(MEASURED_S);
    const late = clients.flatMap(({ beatsLateMs }) => beatsLateMs).sort((a, b) => a - b);
    const kib = clients.reduce((sum, { bytes }) => sum + bytes, 0) / CONSOLES / 1024 / MEASURED_S;
    const what = `${CONSOLES} consoles`;
    return [
      {
        name: `${what}: a beat later than its second, p99`,
        value: late[Math.floor(late.length * 0.99)] ?? Number.NaN,
        unit: "ms",
        atMost: 100,
      },
      {
        name: `${what}: longest time without a word`,
        value: Math.max(...clients.map((client) => client.quietMs())),
        unit: "ms",
        atMost: 2_000,
      },
      { name: `${what}: sent to each`, value: kib, unit: "KiB/s" },
      {
        name: `${what}: resident memory of the station, more than without`,
        value: (residentBytes(station.station.pid) - before) / 2 ** 20,
        unit: "MiB",
        atMost: 96,
      },
    ];
  } finally {
    for (const client of clients) client.close();
    await station.close();
  }
}

const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1_000));
