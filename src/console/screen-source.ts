import type { StationScreen } from "../station/station-screen.ts";

/** What the console needs of a station's screen. */
export type ScreenSource = Pick<StationScreen, "snapshot" | "feed" | "history">;
