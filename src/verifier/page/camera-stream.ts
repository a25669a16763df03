/** Why there is no picture of a camera; each has a way out (`CAMERA_FAULTS`). */
export type CameraFault = "not-here" | "none" | "refused" | "busy" | "broken" | "gone";

/** The camera that looks away from whoever holds the phone, where there are two. */
export async function openCamera(): Promise<MediaStream | CameraFault> {
  // Browsers give a camera to pages that came over https or from this device, and hide even the question from others.
  if (navigator.mediaDevices === undefined) return "not-here";
  try {
    return await navigator.mediaDevices.getUserMedia({
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      audio: false,
    });
  } catch (cause) {
    return faultOf(cause);
  }
}

/** Told once when the camera ends by itself: it was pulled out, or its permission was taken back. Gives what stops the watch. */
export function watchCamera(stream: MediaStream, gone: () => void): () => void {
  const tracks = stream.getVideoTracks();
  for (const track of tracks) track.addEventListener("ended", gone);
  // Between its opening and now.
  if (tracks.some(({ readyState }) => readyState === "ended")) gone();
  return () => {
    for (const track of tracks) track.removeEventListener("ended", gone);
  };
}

export function closeCamera(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

function faultOf(cause: unknown): CameraFault {
  switch (cause instanceof DOMException ? cause.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "none";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "broken";
  }
}

/** A lamp beside the lens: known of some phones, and not of the types of every browser. */
interface LampCapabilities extends MediaTrackCapabilities {
  readonly torch?: boolean;
}

export function hasLamp(stream: MediaStream): boolean {
  const [track] = stream.getVideoTracks();
  if (track === undefined || typeof track.getCapabilities !== "function") return false;
  const can: LampCapabilities = track.getCapabilities();
  return can.torch === true;
}

/** False where the lamp does not do it after all. */
export async function switchLamp(stream: MediaStream, torch: boolean): Promise<boolean> {
  const [track] = stream.getVideoTracks();
  const wish: MediaTrackConstraintSet & { torch: boolean } = { torch };
  try {
    await track?.applyConstraints({ advanced: [wish] });
    return true;
  } catch {
    return false;
  }
}
