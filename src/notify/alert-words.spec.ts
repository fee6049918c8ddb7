import { exampleIncident } from '../../test/support/alerts.ts';
import {
  factsOf,
  heightsOf,
  measuredOf,
  nameOf,
  newsOf,
  placeOf,
  sparkline,
  verdictLetters,
} from './alert-words.ts';
import { exampleAlert } from '../../test/support/alerts.ts';
import { tidyAlert } from './tidy-alert.ts';

const trendOf = (values: readonly (number | null)[]) =>
  values.map((value) => ({ at: new Date(0), status: 'passed', value }));

describe('a trend', () => {
  it.each([
    [[0, 7, 3.5], '▁█▅'],
    [[1, null, 2], '▁ █'],
    [[5, 5, 5], '▅▅▅'],
    [[-1.7e308, 1.7e308], '▁█'],
    [[1, Number.NaN, Number.POSITIVE_INFINITY, 2], '▁  █'],
    [[1], null],
    [[], null],
    [[null, 1], null],
  ])('of %j', (values, line) => {
    expect(sparkline(trendOf(values))).toBe(line);
  });

  it('has heights between 0 and 1', () => {
    expect(heightsOf(trendOf([10, 20, null, 15]))).toEqual([0, 1, null, 0.5]);
  });

  it('has a letter for each verdict', () => {
    const trend = ['passed', 'warned', 'failed', 'errored', 'skipped', '<b>'].map((status) => ({
      at: new Date(0),
      status,
      value: null,
    }));
    expect(verdictLetters(trend)).toBe('.wFE--');
  });
});

it('tells what is known and leaves out the rest', () => {
  expect(factsOf(exampleIncident({ group: 'country = CH', assignee: 'kim' }))).toEqual([
    ['Where', 'warehouse, public.orders'],
    ['Severity', 'high'],
    ['Owner', 'data-team@example.com'],
    ['Assigned to', 'kim'],
    ['Tags', 'orders, hourly'],
    ['Since', '2026-11-27 06:00 UTC'],
  ]);
  const bare = exampleIncident({ connection: null, dataset: null, owner: null, tags: [], kind: 'missing' });
  expect(factsOf(bare).map(([label]) => label)).toEqual(['Severity', 'Kind', 'Since']);
  expect(measuredOf({ ...bare, observed: [] })).toEqual([['Expected', 'fail.min: 5,000']]);
  expect(placeOf(bare)).toBeNull();
  expect(nameOf(exampleIncident({ group: 'country = CH' }))).toBe('orders keep coming (country = CH)');
});

it('does not say twice what the summary says', () => {
  expect(newsOf(exampleIncident(), exampleAlert())).toBeNull();
  expect(newsOf(exampleIncident({ message: 'new' }), exampleAlert())).toBe('new');
});

describe('a tidy alert', () => {
  it('keeps addresses of the web only', () => {
    const urls = [
      'javascript:alert(1)',
      'data:text/html,x',
      'not a url',
      '',
      `https://x.example/${'x'.repeat(3000)}`,
    ];
    expect(urls.map((url) => tidyAlert(exampleAlert({ url })).url)).toEqual(['', '', '', '', '']);
    expect(tidyAlert(exampleAlert({ url: 'http://127.0.0.1:8001/a"b' })).url).toBe(
      'http://127.0.0.1:8001/a%22b',
    );
  });

  it('always has a title and names', () => {
    const alert = tidyAlert(
      exampleAlert({
        title: '\n',
        incidents: [exampleIncident({ subject: { type: 'test', id: '1', name: ' ' } })],
      }),
    );
    expect([alert.title, alert.incidents[0]?.subject.name]).toEqual(['An alert', 'without a name']);
  });

  it('counts what it does not show', () => {
    const alert = tidyAlert(
      exampleAlert({ incidents: Array.from({ length: 60 }, () => exampleIncident()), more: 5 }),
    );
    expect([alert.incidents.length, alert.more]).toEqual([50, 15]);
  });
});
