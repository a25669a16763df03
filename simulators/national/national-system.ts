import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type HeldCall, NationalBook } from "./national-book.ts";

/** What it does with one request, in the order in which they come. */
export type Conduct =
  /** It takes the call, or refuses it by its rules. */
  | { readonly kind: "answer" }
  /** It takes the call, and its answer is lost on the way. */
  | { readonly kind: "lose-answer" }
  /** The connection breaks before it has the call. */
  | { readonly kind: "break" }
  /** It never answers. */
  | { readonly kind: "hang" }
  /** It answers this instead, whatever it took. */
  | { readonly kind: "say"; readonly status?: number; readonly body: string | Uint8Array }
  /** It takes the call and answers with this code. */
  | { readonly kind: "code"; readonly code: string };

export interface NationalSystemOptions {
  readonly serial: string;
  readonly conduct?: (request: number) => Conduct;
  /** What it does with a call that comes twice: nobody knows of the real one. */
  readonly doubles: "refuse" | "overwrite" | "store";
  readonly port?: number;
}

const BODY_BYTES_MAX = 16 * 1024 * 1024;
const AXIS_HEAD =
  '<?xml version="1.0" encoding="utf-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>';

/** The other side: SOAP over HTTP on this machine, as the programs that talk to it show it to be. */
export class NationalSystem {
  readonly #options: NationalSystemOptions;
  readonly #book: NationalBook;
  readonly #server: Server;
  #requests = 0;

  private constructor(options: NationalSystemOptions) {
    this.#options = options;
    this.#book = new NationalBook(options.serial, options.doubles);
    this.#server = createServer((request, response) => this.#take(request, response));
  }

  static async start(options: NationalSystemOptions): Promise<NationalSystem> {
    const system = new NationalSystem(options);
    await new Promise<void>((resolve) =>
      system.#server.listen(options.port ?? 0, "127.0.0.1", () => resolve()),
    );
    return system;
  }

  get url(): string {
    const address = this.#server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    return `http://127.0.0.1:${port}/pnweb/services/TmriOutNewAccess`;
  }

  get requests(): number {
    return this.#requests;
  }

  /** What it took, in the order in which it did. */
  calls(): readonly HeldCall[] {
    return this.#book.calls;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #take(request: IncomingMessage, response: ServerResponse): void {
    const conduct = this.#options.conduct?.(this.#requests) ?? { kind: "answer" };
    this.#requests += 1;
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > BODY_BYTES_MAX) request.destroy();
      else chunks.push(chunk);
    });
    request.on("end", () => {
      if (conduct.kind === "break") {
        request.socket.destroy();
        return;
      }
      const said = this.#book.take(Buffer.concat(chunks).toString("utf8"));
      this.#answer(conduct, said, request, response);
    });
  }

  #answer(
    conduct: Conduct,
    said: { readonly code: string; readonly message: string },
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    switch (conduct.kind) {
      case "hang":
        return;
      case "lose-answer":
        request.socket.destroy();
        return;
      case "say":
        response.writeHead(conduct.status ?? 200, { "content-type": "text/xml; charset=utf-8" });
        response.end(conduct.body);
        return;
      default: {
        const code = conduct.kind === "code" ? conduct.code : said.code;
        response.writeHead(200, { "content-type": "text/xml; charset=utf-8" });
        response.end(answerOf(code, said.message));
      }
    }
  }
}

/** As Axis 1.4 has it: the answer's document, URL-encoded, as the text of one element. */
export function answerOf(code: string, message: string): string {
  const document = `<?xml version="1.0" encoding="GBK"?><root><head><code>${code}</code><message>${message}</message></head></root>`;
  const encoded = encodeURIComponent(document).replaceAll("%20", "+");
  return `${AXIS_HEAD}<ns1:writeObjectOutNewResponse xmlns:ns1="http://192.168.100.26/pnweb/services/TmriOutNewAccess"><writeObjectOutNewReturn>${encoded}</writeObjectOutNewReturn></ns1:writeObjectOutNewResponse></soapenv:Body></soapenv:Envelope>`;
}
