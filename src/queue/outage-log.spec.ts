import { RecordingLogger } from '../../test/support/recording-logger.ts';
import { OutageLog } from './outage-log.ts';

const refused = Object.assign(new Error('connect refused by a'), { code: 'ECONNREFUSED' });
const refusedElsewhere = Object.assign(new Error('connect refused by b'), { code: 'ECONNREFUSED' });

describe('OutageLog', () => {
  let now: number;
  let logger: RecordingLogger;
  let outages: OutageLog;
  beforeEach(() => {
    now = 0;
    logger = new RecordingLogger();
    outages = new OutageLog(logger, 'queue', () => now);
  });

  it('tells an error once, however often it repeats', () => {
    for (const error of [refused, refused, refusedElsewhere, refused]) outages.failed(error);
    expect(logger.lines).toEqual(['error queue: connect refused by a']);
  });

  it('tells each kind of error', () => {
    for (const error of [refused, new Error('starting up'), refused, new Error('starting up')])
      outages.failed(error);
    expect(logger.lines).toEqual(['error queue: connect refused by a', 'error queue: starting up']);
  });

  it('tells that things work again, and then the next outage', () => {
    outages.failed(refused);
    outages.worked();
    outages.worked();
    outages.failed(refused);
    expect(logger.lines).toEqual([
      'error queue: connect refused by a',
      'log queue: works again',
      'error queue: connect refused by a',
    ]);
  });

  it('says nothing while all is well', () => {
    outages.worked();
    expect(logger.lines).toEqual([]);
  });

  it('stays quiet through a long outage, and takes a minute of silence for its end', () => {
    for (now = 0; now <= 600_000; now += 60_000) outages.failed(refused);
    expect(logger.lines).toHaveLength(1);
    now += 60_001;
    outages.failed(refused);
    expect(logger.lines).toHaveLength(2);
  });

  it('names an error without a message by its code', () => {
    outages.failed(Object.assign(new Error(''), { code: 'ECONNRESET' }));
    expect(logger.lines).toEqual(['error queue: ECONNRESET']);
  });
});
