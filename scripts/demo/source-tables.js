import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from "./repository.js";
const file = (name) => readFile(join(repository, 'node_modules', 'vega-datasets', 'data', name), 'utf8');
/** One object a row; only its values matter, in the order of its keys. */
async function rowsOfJson(name) {
    const rows = JSON.parse(await file(name));
    return rows.map((row) => Object.values(row).map(csvField).join(','));
}
async function rowsOfCsv(name) {
    const [, ...lines] = (await file(name)).split(/\r?\n/);
    return lines.filter((line) => line !== '');
}
/** To COPY an empty field is null and `""` is the empty text. */
const csvField = (value) => (value === null ? '' : `"${String(value).replaceAll('"', '""')}"`);
/** Real data, taken as it is: `movies` is dirty, and the columns of `bird_strikes` have to be quoted. */
export const sourceTables = [
    {
        name: 'flights',
        columns: 'flown_at timestamp, delay int, distance int, origin text, destination text',
        rows: () => rowsOfJson('flights-20k.json'),
    },
    {
        name: 'movies',
        columns: `title text, us_gross numeric, worldwide_gross numeric, us_dvd_sales numeric, production_budget numeric,
      release_date text, mpaa_rating text, running_time_min numeric, distributor text, source text, major_genre text,
      creative_type text, director text, rotten_tomatoes_rating numeric, imdb_rating numeric, imdb_votes numeric`,
        rows: () => rowsOfJson('movies.json'),
    },
    {
        name: 'bird_strikes',
        columns: `"Airport Name" text, "Aircraft Make Model" text, "Effect Amount of damage" text, "Flight Date" date,
      "Aircraft Airline Operator" text, "Origin State" text, "Phase of flight" text, "Wildlife Size" text,
      "Wildlife Species" text, "Time of day" text, "Cost Other" numeric, "Cost Repair" numeric,
      "Cost Total $" numeric, "Speed IAS in knots" numeric`,
        rows: () => rowsOfCsv('birdstrikes.csv'),
    },
    {
        name: 'weather',
        columns: 'date date, precipitation numeric, temp_max numeric, temp_min numeric, wind numeric, weather text',
        rows: () => rowsOfCsv('seattle-weather.csv'),
    },
];
//# sourceMappingURL=source-tables.js.map