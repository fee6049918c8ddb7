import { EmbeddedStartError } from './errors.ts';
import { postgresBinaries } from './postgres-binaries.ts';

describe('postgresBinaries', () => {
  it('finds the programs of this platform', async () => {
    const { postgres, initdb } = await postgresBinaries(null);
    expect(postgres).toMatch(/postgres(\.exe)?$/);
    expect(initdb).toMatch(/initdb(\.exe)?$/);
  });

  describe('on a platform without any', () => {
    const arch = Object.getOwnPropertyDescriptor(process, 'arch')!;
    beforeEach(() => Object.defineProperty(process, 'arch', { ...arch, value: 'riscv64' }));
    afterEach(() => Object.defineProperty(process, 'arch', arch));

    it('names the platform and RESULTS_DB_URL as the way out', async () => {
      await expect(postgresBinaries(null)).rejects.toThrow(EmbeddedStartError);
      await expect(postgresBinaries(null)).rejects.toThrow(/riscv64: set RESULTS_DB_URL/);
    });
  });
});
