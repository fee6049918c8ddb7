import { errorNumberOf, statementFailure } from './failures.ts';

const answer = (number: number, severity: number, message = 'it says 4111-1111.', precedingErrors = []) => ({
  code: 'EREQUEST',
  number,
  class: severity,
  message,
  precedingErrors,
});

describe('statementFailure', () => {
  it.each([
    [1222, 16, 'LOCK_TIME_OUT'],
    [1205, 13, 'LOCK_TIME_OUT'],
    [8134, 16, 'DATA_ERROR'],
    [245, 16, 'DATA_ERROR'],
    [8115, 16, 'DATA_ERROR'],
    [3952, 16, 'UNREACHABLE'],
    [41332, 16, 'UNSUPPORTED'],
    [701, 17, 'RESOURCES'],
    [123_456, 16, 'INVALID_SQL'],
    [123_456, 17, 'RESOURCES'],
    [123_456, 18, 'INTERNAL'],
    [123_456, 20, 'CONNECTION_LOST'],
  ])('error %s of severity %s is %s, and tells no data', (number, severity, code) => {
    const failure = statementFailure(answer(number, severity));
    expect(failure.code).toBe(code);
    expect(failure.message).toContain(`(error ${number})`);
    expect(failure.message).not.toContain('4111');
  });

  it.each([
    [208, 16, 'MISSING_DATASET'],
    [207, 16, 'MISSING_COLUMN'],
    [229, 14, 'PERMISSION_DENIED'],
    [102, 15, 'INVALID_SQL'],
    [8155, 16, 'INVALID_SQL'],
  ])('repeats what error %s says of the statement', (number, severity, code) => {
    const failure = statementFailure(answer(number, severity, "Invalid name 'x'."));
    expect(failure).toEqual({
      code,
      message: expect.stringContaining(`: Invalid name 'x' (error ${number})`),
    });
  });

  it('takes the first of several answers', () => {
    const error = { ...answer(8180, 16), precedingErrors: [answer(208, 16, 'no such name.')] };
    expect(errorNumberOf(error)).toBe(208);
    expect(statementFailure(error).code).toBe('MISSING_DATASET');
  });

  it('knows a statement that was cancelled from a connection that broke off', () => {
    expect(statementFailure({ code: 'ECANCEL', message: 'Canceled.' }).code).toBe('INTERRUPTED');
    expect(statementFailure({ code: 'ESOCKET', message: 'socket hang up' }).code).toBe('CONNECTION_LOST');
    expect(statementFailure(new Error('the connection is closed')).code).toBe('CONNECTION_LOST');
  });
});
