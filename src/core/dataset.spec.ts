import { datasetText, parseDataset } from './dataset.ts';

describe('parseDataset', () => {
  it.each([
    ['orders', 'main', 'orders'],
    ['public.orders', 'public', 'orders'],
    ['  public.orders ', 'public', 'orders'],
    ['Public.Orders 2024', 'Public', 'Orders 2024'],
    ['"public"."orders"', 'public', 'orders'],
    ['public."or.ders"', 'public', 'or.ders'],
    ['"a.b"."say ""hi"""', 'a.b', 'say "hi"'],
    ['public." orders "', 'public', ' orders '],
    ['größe.日付', 'größe', '日付'],
    ['public.orders; drop table x', 'public', 'orders; drop table x'],
  ])('reads %s', (text, schema, table) => {
    expect(parseDataset(text, 'main')).toEqual({ schema, table });
  });

  it.each(['', '  ', '.', 'a.', '.b', 'a.b.c', 'a"b', '"a', 'a".b', '""', '""."b"', 'a\0b', '"a\0b"'])(
    'refuses %j',
    (text) => {
      expect(parseDataset(text, 'main')).toBeNull();
    },
  );
});

describe('datasetText', () => {
  it.each([
    ['public', 'orders', 'public.orders'],
    ['public', 'Orders 2024', 'public.Orders 2024'],
    ['a.b', 'say "hi"', '"a.b"."say ""hi"""'],
    [' public', 'orders ', '" public"."orders "'],
    ['public', '"', 'public.""""'],
    ['public', "o'r;--", "public.o'r;--"],
    ['public', 'a\nb', 'public.a\nb'],
    ['public', '\u00a0x', 'public."\u00a0x"'],
  ])('spells %j, %j so that it is read back', (schema, table, text) => {
    expect(datasetText({ schema, table })).toBe(text);
    expect(parseDataset(text, 'main')).toEqual({ schema, table });
  });

  it('gives one spelling to every way of writing a name', () => {
    const spellings = [
      'public.orders',
      '"public".orders',
      'public."orders"',
      ' "public"."orders" ',
      'orders',
    ];
    expect(new Set(spellings.map((text) => datasetText(parseDataset(text, 'public')!)))).toEqual(
      new Set(['public.orders']),
    );
  });
});
