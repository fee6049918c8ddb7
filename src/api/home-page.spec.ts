import { runInNewContext } from 'node:vm';
import { homePage } from './home-page.ts';
import { summaryAnswer } from './schemas/dashboard.ts';

/** As much of a DOM as the page's script uses. Assigning markup is impossible: there is no innerHTML. */
class Element {
  textContent = '';
  className = '';
  title = '';
  readonly style: { [property: string]: string } = {};
  children: (Element | string)[] = [];
  addEventListener(): void {}
  append(...nodes: (Element | string)[]): void {
    this.children.push(...nodes);
  }
  replaceChildren(...nodes: (Element | string)[]): void {
    this.children = nodes;
  }
  get text(): string {
    return [this.textContent, ...this.children.map((c) => (typeof c === 'string' ? c : c.text))]
      .join(' ')
      .trim();
  }
}

const [, script] = /<script>([\s\S]*)<\/script>/.exec(homePage)!;
const [example] = summaryAnswer.meta()?.['examples'] as readonly [{ failing: { testName: string }[] }];

async function show(answer: () => { readonly ok: boolean; readonly status: number; json(): unknown }) {
  const parts: { [id: string]: Element } = {};
  for (const [, id] of homePage.matchAll(/ id="(\w+)"/g)) parts[id!] = new Element();
  const document = { getElementById: (id: string) => parts[id], createElement: () => new Element() };
  runInNewContext(script!, {
    document,
    fetch: () => Promise.resolve(answer()),
    setInterval: () => 0,
    Intl,
  });
  await new Promise(setImmediate);
  return (id: string) => parts[id]!;
}

it('says in words what fails, with its message', async () => {
  const part = await show(() => ({ ok: true, status: 200, json: () => example }));
  expect(part('words').text).toBe('1 test is failing or could not be measured.');
  expect(part('failing').text).toContain('912 rows: fewer than the 1,000 expected');
  expect(part('datasets').text).toContain('public.orders 0 %');
  expect(part('slowest').text).toContain('561 ms');
  expect(part('tiles').text).toContain('95 % passed of 24 verdicts in 24 hours');
  expect(part('at').text).toMatch(/^As of /);
  const [day] = part('trend').children as Element[];
  expect(day!.title).toBe('2026-01-31: 0 errored, 1 failed, 0 warned, 23 passed; pass rate 95 %');
});

it('shows names as they are, whatever markup they look like', async () => {
  const [failing] = example.failing;
  const evil = { ...example, failing: [{ ...failing, testName: '<img src=x onerror=alert(1)>' }] };
  const part = await show(() => ({ ok: true, status: 200, json: () => evil }));
  expect(part('failing').text).toContain('<img src=x onerror=alert(1)>');
});

it('says so when there is nothing to show yet, and when the server does not answer', async () => {
  const none = {
    ...example,
    tests: { ...(example as never as { tests: object }).tests, total: 0 },
    failing: [],
    datasets: [],
    slowest: [],
  };
  const empty = await show(() => ({ ok: true, status: 200, json: () => none }));
  expect(empty('words').text).toContain('There are no tests yet');
  expect(empty('datasets').text).toBe('No dataset has been tested yet.');
  const down = await show(() => ({ ok: false, status: 503, json: () => null }));
  expect(down('at').text).toBe('The summary cannot be read: the server answered 503');
});
