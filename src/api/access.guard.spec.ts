import { Controller, Get, Module } from '@nestjs/common';
import { startStubApi, type StubApi } from '../../test/support/stub-api.ts';
import { adminKey } from '../../test/support/stub-access.ts';
import { Needs } from './needs.ts';

@Controller()
class Rooms {
  @Get('forgotten')
  forgotten(): string {
    return 'open';
  }

  @Get('for-admins')
  @Needs('admin')
  forAdmins(): string {
    return '"open"';
  }
}

@Module({ controllers: [Rooms] })
class RoomsModule {}

let api: StubApi;
beforeAll(async () => {
  api = await startStubApi([], [RoomsModule]);
});
afterAll(() => api.close());

it('a route that does not say what it needs is closed to everybody', async () => {
  expect(await api.send('GET', '/forgotten')).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } });
  expect(await api.send('GET', '/forgotten', undefined, { authorization: '' })).toMatchObject({
    status: 401,
  });
  expect(await api.send('GET', '/for-admins')).toMatchObject({ status: 200, json: 'open' });
});

it('a key counts in any spelling of its scheme, and nothing beside it', async () => {
  const asked = (authorization: string) => api.send('GET', '/for-admins', undefined, { authorization });
  expect((await asked(`bearer ${adminKey}`)).status).toBe(200);
  for (const wrong of [adminKey, `Basic ${adminKey}`, `Bearer ${adminKey}x`, `Bearer ${adminKey}, Bearer x`])
    expect((await asked(wrong)).status).toBe(401);
});

it('a header that is not good is not made good by a cookie', async () => {
  const reply = await api.send('GET', '/for-admins', undefined, {
    authorization: 'Bearer x',
    cookie: `plumbline_session=${adminKey}`,
  });
  expect(reply.status).toBe(401);
});
