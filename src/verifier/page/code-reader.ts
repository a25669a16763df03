import jsqr from "jsqr";

/** RGBA, as a canvas gives it. */
export interface Pixels {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
}

/** Below this a code of many squares has too few pixels for each. */
const SMALL_SIDE = 420;
const SIDE_MIN = 120;
/** A half or a quarter of a picture is looked at once, so that a phone is not long at it. */
const SIDE_OF_PARTS = 800;
const WHITE = 255;

/** The text of the code in one frame of a camera, quickly: the next frame comes soon. */
export function codeInFrame({ data, width, height }: Pixels): string | null {
  return jsqr.default(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
}

/**
 * The texts of the codes in a picture that stays as it is, so that it is worth trying more: smaller, which takes noise and blur out of
 * a large one, and larger, which gives a small one enough pixels. Each text once.
 */
export function codesInPicture(pixels: Pixels): readonly string[] {
  const first = codeOnScales(pixels);
  const found = first === null ? inParts(pixels) : [first.text, ...besideOf(first)];
  return [...new Set(found)].filter((text) => text !== "");
}

/** A code, and the picture in which it was read. */
interface Found {
  readonly text: string;
  readonly corners: readonly Point[];
  readonly pixels: Pixels;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function codeOnScales(pixels: Pixels): Found | null {
  for (let tried: Pixels = pixels; ; tried = halved(tried)) {
    const found = read(tried) ?? read(smoothed(tried));
    if (found !== null) return found;
    if (Math.min(tried.width, tried.height) < 2 * SIDE_MIN) break;
  }
  return Math.max(pixels.width, pixels.height) <= 2 * SMALL_SIDE ? read(smoothed(doubled(pixels))) : null;
}

/** What else is read where the code that was found is covered: a mark may stand beside an address, or beside another mark. */
function besideOf({ corners, pixels: { data, width, height } }: Found): readonly string[] {
  const covered = new Uint8ClampedArray(data);
  const { left, top, right, bottom } = around(corners, width, height);
  for (let y = top; y < bottom; y += 1) covered.fill(WHITE, (y * width + left) * 4, (y * width + right) * 4);
  const other = read({ data: covered, width, height });
  return other === null ? [] : [other.text];
}

/** With the quiet edge that every code has. */
function around(corners: readonly Point[], width: number, height: number) {
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const edge = 0.03 * (Math.max(...xs) - Math.min(...xs));
  const within = (value: number, most: number): number => Math.round(Math.min(most, Math.max(0, value)));
  return {
    left: within(Math.min(...xs) - edge, width),
    top: within(Math.min(...ys) - edge, height),
    right: within(Math.max(...xs) + edge, width),
    bottom: within(Math.max(...ys) + edge, height),
  };
}

/** Of several codes in one picture the reader mixes the corners, and reads none: so it is given the halves and the quarters. */
function inParts(pixels: Pixels): readonly string[] {
  let small = pixels;
  while (Math.max(small.width, small.height) > 2 * SIDE_OF_PARTS) small = halved(small);
  const whole = { from: 0, to: 1 };
  const parts = [
    { from: 0, to: 0.55 },
    { from: 0.45, to: 1 },
  ];
  const windows = [...parts.map((x) => [x, whole] as const), ...parts.map((y) => [whole, y] as const)];
  windows.push(...parts.flatMap((x) => parts.map((y) => [x, y] as const)));
  return windows.flatMap(([x, y]) => read(cut(small, x, y))?.text ?? []);
}

interface Share {
  readonly from: number;
  readonly to: number;
}

function cut({ data, width, height }: Pixels, x: Share, y: Share): Pixels {
  const [left, top] = [Math.floor(x.from * width), Math.floor(y.from * height)];
  const [w, h] = [Math.ceil(x.to * width) - left, Math.ceil(y.to * height) - top];
  const made = new Uint8ClampedArray(w * h * 4);
  for (let row = 0; row < h; row += 1) {
    const from = ((top + row) * width + left) * 4;
    made.set(data.subarray(from, from + w * 4), row * w * 4);
  }
  return { data: made, width: w, height: h };
}

function read(pixels: Pixels): Found | null {
  const { data, width, height } = pixels;
  const found = jsqr.default(data, width, height, { inversionAttempts: "attemptBoth" });
  if (found === null) return null;
  const { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner } = found.location;
  const corners = [topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner];
  return { text: found.data, corners, pixels };
}

/** Each pixel is the mean of four. */
function halved({ data, width, height }: Pixels): Pixels {
  const [w, h] = [width >> 1, height >> 1];
  const made = new Uint8ClampedArray(w * h * 4);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1)
      for (let part = 0; part < 4; part += 1) {
        const at = (2 * y * width + 2 * x) * 4 + part;
        const below = at + width * 4;
        made[(y * w + x) * 4 + part] =
          ((data[at] ?? 0) + (data[at + 4] ?? 0) + (data[below] ?? 0) + (data[below + 4] ?? 0)) / 4;
      }
  return { data: made, width: w, height: h };
}

function doubled({ data, width, height }: Pixels): Pixels {
  const [w, h] = [width * 2, height * 2];
  const made = new Uint8ClampedArray(w * h * 4);
  for (let y = 0; y < h; y += 1)
    for (let x = 0; x < w; x += 1) {
      const from = ((y >> 1) * width + (x >> 1)) * 4;
      made.set(data.subarray(from, from + 4), (y * w + x) * 4);
    }
  return { data: made, width: w, height: h };
}

/** Each pixel is the mean of itself and its neighbours. */
function smoothed({ data, width, height }: Pixels): Pixels {
  const made = new Uint8ClampedArray(data);
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1)
      for (let part = 0; part < 3; part += 1) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy += 1)
          for (let dx = -1; dx <= 1; dx += 1) sum += data[((y + dy) * width + x + dx) * 4 + part] ?? 0;
        made[(y * width + x) * 4 + part] = sum / 9;
      }
  return { data: made, width, height };
}
