import { datasetText, type DatasetName } from '../../core/dataset.ts';
import { SourceUnavailable } from '../../ports/connector.ts';
import { findFile, noSuchFile } from './files.ts';
import { fileOfDataset, isPattern, readerSql } from './formats.ts';
import { quoted, quotedDataset } from './identifiers.ts';
import type { Place } from './places.ts';
import type { Session } from './session.ts';
import { parsedOf, syntaxTreeStatement, tablesIn } from './syntax-tree.ts';

/**
 * Files as views of one session, each made when a statement first names it. A name that is not a dataset never reaches
 * DuckDB, which would take it for the path of a file.
 */
export class FileTables {
  /** By name without case, for DuckDB ignores it and a folder does not. */
  readonly #made = new Map<string, DatasetName>();

  constructor(
    private readonly session: Session,
    private readonly place: Exclude<Place, { kind: 'database' }>,
  ) {}

  /** Makes a view for each file that a statement reads. Throws `SourceUnavailable`, and what DuckDB throws. */
  async exposeFor(sql: string): Promise<void> {
    const [row] = await this.session.query(syntaxTreeStatement(sql));
    const { error, statements } = parsedOf(row?.[0]);
    if (error !== null)
      throw new SourceUnavailable({
        code: 'INVALID_SQL',
        message: `DuckDB does not accept the SQL: ${error}`,
      });
    for (const { catalogue, schema, table } of tablesIn(statements)) {
      const dataset = { schema: schema ?? 'main', table };
      if (catalogue !== null || !(await this.expose(dataset)))
        throw new SourceUnavailable({ code: 'MISSING_DATASET', message: noSuchFile(dataset) });
    }
  }

  /** False when there is no such file. Throws `SourceUnavailable`, and what DuckDB throws for a file it cannot read. */
  async expose(dataset: DatasetName): Promise<boolean> {
    const key = JSON.stringify([dataset.schema.toLowerCase(), dataset.table.toLowerCase()]);
    const made = this.#made.get(key);
    if (made && datasetText(made) !== datasetText(dataset))
      throw new SourceUnavailable({
        code: 'INVALID_SQL',
        message: `DuckDB cannot tell ${datasetText(made)} and ${datasetText(dataset)} apart in one run`,
      });
    if (made) return true;
    const path = await this.pathOf(dataset);
    if (path === null || (isPattern(path) && !(await this.#matches(path)))) return false;
    await this.session.execute(
      `CREATE SCHEMA IF NOT EXISTS ${quoted(dataset.schema)}`,
      `CREATE VIEW ${quotedDataset(dataset)} AS SELECT * FROM ${readerSql(path)}`,
    );
    this.#made.set(key, dataset);
    return true;
  }

  async #matches(path: string): Promise<boolean> {
    const text = 'SELECT file FROM glob($1::VARCHAR) LIMIT 1';
    return (await this.session.query({ text, parameters: [path] })).length > 0;
  }

  /** What DuckDB reads a dataset from; null when there is no such file. */
  async pathOf(dataset: DatasetName): Promise<string | null> {
    if (this.place.kind === 'folder') return findFile(this.place, dataset);
    const path = fileOfDataset(dataset);
    return path === null ? null : `${this.place.prefix}${path}`;
  }
}
