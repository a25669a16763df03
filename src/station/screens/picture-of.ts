import type { ScreenPicture } from "../../core/screens/screen-picture.ts";
import type { ScreenScope } from "../../core/screens/screen-scope.ts";
import { boardPicture } from "./board-picture.ts";
import { hallPicture } from "./hall-picture.ts";
import { phonePicture } from "./phone-picture.ts";
import type { ScreenState } from "./screen-state.ts";

/** All that a token of this scope opens. Null: there is no such lane (any more). */
export function pictureOf(state: ScreenState, scope: ScreenScope): ScreenPicture | null {
  switch (scope.kind) {
    case "board":
      return boardPicture(state, scope.site);
    case "hall":
      return hallPicture(state);
    case "job":
      return phonePicture(state, scope.job);
  }
}
