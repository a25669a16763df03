/** Reads the JXFZ stream by the manual's table, for the tests of the simulator alone. */
export interface BrakeTalk {
  readonly notices: string[];
  readonly samples: { readonly left: number; readonly right: number; readonly after: string }[];
  readonly results: number[][];
}

export function readBrakeTalk(bytes: readonly number[]): BrakeTalk {
  const talk: BrakeTalk = { notices: [], samples: [], results: [] };
  let left = 0;
  for (let at = 0; at < bytes.length; ) {
    const rest = bytes.slice(at);
    const [head, a = 0, b = 0, c = 0] = rest;
    if (head === 0xff && b === 0xee) {
      talk.notices.push(`echo ${a.toString(16)}`);
      at += 3;
    } else if (head === 0xff && c === 0xee) {
      talk.notices.push(((a << 8) | b).toString(16).padStart(4, "0"));
      at += 4;
    } else if (head === 0xff && rest[15] === 0xee) {
      talk.results.push(rest.slice(0, 16));
      at += 16;
    } else if (head === 0xaa && c === 0xee) {
      left = decimal(a, b);
      at += 4;
    } else if (head === 0xbb && c === 0xee) {
      talk.samples.push({ left, right: decimal(a, b), after: talk.notices.at(-1) ?? "" });
      at += 4;
    } else {
      throw new Error(`byte ${at} of the stream is ${head}, which begins nothing`);
    }
  }
  return talk;
}

function decimal(high: number, low: number): number {
  return Number(`${high.toString(16)}${low.toString(16).padStart(2, "0")}`);
}
