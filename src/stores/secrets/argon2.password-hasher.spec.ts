import { Argon2PasswordHasher } from './argon2.password-hasher.ts';

const hasher = new Argon2PasswordHasher();

it('makes a different hash each time, with its parameters, which only that password fits', async () => {
  const hashes = await Promise.all([1, 2, 3].map(() => hasher.hash('correct horse battery')));
  expect(new Set(hashes).size).toBe(3);
  for (const hash of hashes) {
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await hasher.verify('correct horse battery', hash)).toBe(true);
    expect(await hasher.verify('correct horse batterY', hash)).toBe(false);
  }
});

it('an accent is the same however it is composed', async () => {
  expect(await hasher.verify('cafe\u0301 au lait', await hasher.hash('caf\u00e9 au lait'))).toBe(true);
});

it('no password fits nobody', async () => {
  for (const password of ['x', '\0']) expect(await hasher.verify(password, null)).toBe(false);
});

it('a damaged hash is an error, not a refusal', async () => {
  await expect(hasher.verify('x', 'plain text')).rejects.toThrow();
});
