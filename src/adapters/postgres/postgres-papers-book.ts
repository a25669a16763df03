import type { PapersAskedLately, PapersRows } from "../../core/requests/answer-papers.ts";
import { papersAbout } from "../../core/requests/answer-papers.ts";
import { dossierWords, lineKey, type PapersLine, papersLineSchema } from "../../core/requests/papers-line.ts";
import type { PapersRequest } from "../../core/requests/papers-messages.ts";
import { NO_PLATE } from "../../core/trade/words/plates.ts";
import type { PapersAskedNote, PapersBook } from "../../ports/vehicle-book.ts";
import { askForMany, type ManyRows } from "./many-rows.ts";
import type { PostgresPool } from "./postgres-access.ts";

const LINE_ROWS: ManyRows = {
  name: "papers",
  types: ["text", "text", "text", "text", "text", "timestamptz", "text", "text"],
  statement: (values) =>
    `insert into papers (kind, key, plate, vin, certificate, as_of, line, by) values ${values}`,
};

/** Of each vehicle, order and appointment the newest line that is no later than now; of two of one time the one that came later. */
const NEWEST = `select distinct on (kind, key) line from papers where as_of <= $1::timestamptz`;
const ORDER = "order by kind, key, as_of desc, paper desc";

/** What is looked up, as the plans of a test see it. Each is of few rows: the indexes are by what is asked for. */
export const PAPERS_QUERIES = {
  vehicles: "select distinct vin from papers where plate = $1 and right(vin, 6) = $2 limit 8",
  byVin: `${NEWEST} and vin = any($2) ${ORDER}`,
  byCertificate: `${NEWEST} and certificate = $2 ${ORDER}`,
  inspections: `select station, nullif(plate, $2) as plate, vin, verdict, (extract(epoch from ended) * 1000)::bigint as ended_ms
    from record where vin = any($1) and kind = 'result' and of = 'inspection' and withdrawn_by is null
    order by ended, station, index`,
  exams: `select station, (extract(epoch from ended) * 1000)::bigint as ended_ms
    from record where certificate = $1 and kind = 'result' and of = 'exam' and withdrawn_by is null
    order by ended, station, index`,
  lately: `select count(*)::integer as asked,
      (count(*) filter (where answer = 'unknown'))::integer as missed,
      (count(*) filter (where answer = 'unknown' and about = $4))::integer as missed_of_one
    from papers_asked where station = $1 and at_ms > $2 and request <> $3`,
} as const;

interface ResultRow {
  readonly station: string;
  readonly plate: string | null;
  readonly vin: string | null;
  readonly verdict: string;
  readonly ended_ms: string;
}

/** Papers from any region, in PostgreSQL. Nothing here is locked by what stations deliver. */
export class PostgresPapersBook implements PapersBook {
  readonly #pool: PostgresPool;

  constructor(pool: PostgresPool) {
    this.#pool = pool;
  }

  async papersOf(request: PapersRequest, atMs: number): Promise<PapersRows> {
    const now = new Date(atMs).toISOString();
    if (request.kind === "appointment") {
      const { certificate } = request.subject;
      const lines = await this.#lines(PAPERS_QUERIES.byCertificate, [now, certificate]);
      const exams = await this.#pool.query<Pick<ResultRow, "station" | "ended_ms">>(PAPERS_QUERIES.exams, [
        certificate,
      ]);
      return {
        lines,
        inspections: [],
        exams: exams.map(({ station, ended_ms }) => ({ station, endedMs: Number(ended_ms) })),
      };
    }
    const { plate, vinEnd, vin } = request.subject;
    const vins =
      vin !== null
        ? [vin]
        : (await this.#pool.query<{ vin: string }>(PAPERS_QUERIES.vehicles, [plate, vinEnd])).map(
            (row) => row.vin,
          );
    const lines = await this.#lines(PAPERS_QUERIES.byVin, [now, vins]);
    const results = await this.#pool.query<ResultRow>(PAPERS_QUERIES.inspections, [vins, NO_PLATE]);
    return {
      lines,
      inspections: results.map(({ ended_ms, ...result }) => ({ ...result, endedMs: Number(ended_ms) })),
      exams: [],
    };
  }

  async askedLately(request: PapersRequest, sinceMs: number): Promise<PapersAskedLately> {
    const [row] = await this.#pool.query<{ asked: number; missed: number; missed_of_one: number }>(
      PAPERS_QUERIES.lately,
      [request.station, Math.floor(sinceMs), request.request, papersAbout(request)],
    );
    return { asked: row?.asked ?? 0, missed: row?.missed ?? 0, missedOfOne: row?.missed_of_one ?? 0 };
  }

  async notePapersAsked({ station, request, about, answer, atMs }: PapersAskedNote): Promise<void> {
    await this.#pool.query(
      `insert into papers_asked (station, request, about, answer, at_ms) values ($1, $2, $3, $4, $5)
       on conflict (station, request) do nothing`,
      [station, request, about, answer, Math.floor(atMs)],
    );
  }

  async loadPapers(lines: readonly PapersLine[], by: string): Promise<void> {
    await this.#pool.transaction(async (ask) => {
      const rows = lines.map((line) => [
        ...[line.kind, lineKey(line)],
        ...[line.kind === "dossier" ? dossierWords(line).plate : null],
        ...[line.kind === "appointment" ? null : line.vin],
        ...[line.kind === "appointment" ? line.certificate : null],
        ...[line.asOf, JSON.stringify(line), by],
      ]);
      await askForMany(ask, LINE_ROWS, rows);
    });
  }

  async #lines(query: string, values: readonly unknown[]): Promise<readonly PapersLine[]> {
    const rows = await this.#pool.query<{ line: string }>(query, [...values]);
    return rows.map(({ line }) => papersLineSchema.parse(JSON.parse(line)));
  }
}
