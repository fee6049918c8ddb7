import { cronProblem } from './cron-problem.ts';

it.each([
  ['61 * * * *', 'minute, character 1: 61 is not between 0 and 59'],
  ['* 25 * * *', 'hour, character 3: 25 is not between 0 and 23'],
  ['0 6,24 * * *', 'hour, character 5: 24 is not between 0 and 23'],
  ['0 0 32 * *', 'day of the month, character 5: 32 is not between 1 and 31'],
  ['0 0 0 * *', 'day of the month, character 5: 0 is not between 1 and 31'],
  ['0 0 * 13 *', 'month, character 7: 13 is not between 1 and 12'],
  ['0 0 * * 8', 'day of the week, character 9: 8 is not between 0 and 7'],
  ['0 75 * * * *', 'minute, character 3: 75 is not between 0 and 59'],
  ['99 0 0 * * *', 'second, character 1: 99 is not between 0 and 59'],
  [
    '0  0   *   *   fox',
    'day of the week, character 16: "fox" is not a number from 0 to 7 or one of sun, mon, tue, wed, thu, fri, sat',
  ],
  ['0 0 jan * *', 'day of the month, character 5: "jan" is not a number from 1 to 31'],
  ['*/0 * * * *', 'minute, character 3: "0" is no step: write a number above 0 behind /'],
  ['*/x * * * *', 'minute, character 3: "x" is no step: write a number above 0 behind /'],
  ['*/61 * * * *', 'minute, character 3: a step of 61 is more than 60'],
  ['1/5 * * * *', 'minute, character 1: a step needs a range or * in front, such as 1-59/5'],
  ['5-1 * * * *', 'minute, character 1: the range 5-1 ends before it begins'],
  ['1-99 * * * *', 'minute, character 3: 99 is not between 0 and 59'],
  ['1-2-3 * * * *', 'minute, character 1: "1-2-3" is no range: write it as 1-5'],
  ['1,,2 * * * *', 'minute, character 3: a value is missing'],
  ['0 0 * * fri-mon', 'day of the week, character 9: the range fri-mon ends before it begins'],
])('%s', (pattern, problem) => {
  expect(cronProblem(pattern)).toBe(`is not a cron expression: ${problem}`);
});

it('says how many fields there are', () => {
  expect(cronProblem('* * * *')).toBe(
    'is not a cron expression: it has 4 fields; write five (minute, hour, day of the month, month, day of the week), ' +
      'six with seconds in front, or @daily and the like',
  );
});

it.each(['@dail', '@reboot'])('names what may be written instead of %s', (pattern) => {
  expect(cronProblem(pattern)).toBe(
    `is not a cron expression: ${pattern} is none of @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly`,
  );
});

it('leaves to the parser what only it knows', () => {
  expect(cronProblem('0 0 L-3 * *')).toMatch(/^is not a cron expression: /);
});

it.each([
  '*/5 * * * *',
  '0 30 6 * * *',
  '5 4 * * mon',
  '0 0 L * *',
  '0 0 LW * *',
  '0 0 15W * *',
  '0 0 * * 5L',
  '0 0 * * MON#2',
  '0 0 29 2 +1',
  '0 0 ? * *',
  '1-10/3,30 9-17 * jan,feb sun-sat',
  '@Daily',
  ' 0 0 * * * ',
])('accepts %s', (pattern) => {
  expect(cronProblem(pattern)).toBeNull();
});
