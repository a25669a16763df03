/** What the car's board last said, by the names of its profile. Undefined: not known (never told, or lost). */
export interface VehicleSignals {
  readonly lines: Readonly<Record<string, boolean>>;
  readonly channels: Readonly<Record<string, number>>;
  /** Station time of the last change of each line, monotonic milliseconds. */
  readonly since: Readonly<Record<string, number>>;
}

export const NO_SIGNALS: VehicleSignals = { lines: {}, channels: {}, since: {} };

export function withLine(
  signals: VehicleSignals,
  line: string,
  active: boolean,
  atMs: number,
): VehicleSignals {
  const changed = signals.lines[line] !== active;
  return {
    lines: { ...signals.lines, [line]: active },
    channels: signals.channels,
    since: changed ? { ...signals.since, [line]: atMs } : signals.since,
  };
}

export function withChannel(signals: VehicleSignals, channel: string, value: number): VehicleSignals {
  return { ...signals, channels: { ...signals.channels, [channel]: value } };
}

/** For how long a line has stood as it stands, seconds; 0 where that is not known. */
export function heldForS(signals: VehicleSignals, line: string, atMs: number): number {
  const since = signals.since[line];
  return since === undefined ? 0 : (atMs - since) / 1000;
}

/** Reverse engaged; undefined when the gear is not known. */
export function inReverse(signals: VehicleSignals): boolean | undefined {
  const gear = signals.channels.gear;
  return gear === undefined ? undefined : gear < 0;
}

/** Names of the lines that are known to stand so. */
export function linesThat(signals: VehicleSignals, are: "on" | "off"): string[] {
  return Object.entries(signals.lines)
    .filter(([, active]) => active === (are === "on"))
    .map(([line]) => line);
}
