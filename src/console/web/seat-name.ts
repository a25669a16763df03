import { station } from "./live-store.ts";

interface Seated {
  readonly site: string;
  readonly car: string | null;
}

/** Which lane, or which car of which course; empty where the station has one of each and nobody could mistake it. */
export function seatName({ site, car }: Seated): string {
  const devices = station.value?.devices ?? [];
  const seats = new Set(
    devices.map((device) => `${device.car === null ? "lane" : "car"} ${device.site} ${device.car}`),
  );
  const lanes = [...seats].filter((seat) => seat.startsWith("lane")).length;
  const cars = seats.size - lanes;
  if ((car === null ? lanes : cars) < 2) return "";
  return car === null ? site : `${site} ${car}`;
}

export function isThere(device: Seated, job: Seated): boolean {
  return device.site === job.site && device.car === job.car;
}
