import { roleGrants, rolesOf, writePrivilegesOf } from './privileges.ts';

const rows = (...grants: readonly string[]) => grants.map((grant) => [grant]);

describe('writePrivilegesOf', () => {
  it.each([
    ["GRANT USAGE ON *.* TO `r`@`%` IDENTIFIED BY PASSWORD '*1'", []],
    ['GRANT SELECT, SHOW VIEW ON `shop`.* TO `r`@`%`', []],
    ['GRANT SELECT, PROCESS, EXECUTE ON *.* TO `r`@`%`', []],
    ['GRANT SELECT, INSERT, UPDATE ON `shop`.`orders` TO `r`@`%`', ['may INSERT, UPDATE ON shop.orders']],
    ['GRANT SELECT (`a`, `b`), UPDATE (`a`) ON `shop`.`orders` TO `r`@`%`', ['may UPDATE ON shop.orders']],
    ['GRANT FILE ON *.* TO `r`@`%`', ['may FILE ON *.*']],
    [
      'GRANT SYSTEM_VARIABLES_ADMIN,BACKUP_ADMIN ON *.* TO `r`@`%`',
      ['may SYSTEM_VARIABLES_ADMIN, BACKUP_ADMIN ON *.*'],
    ],
    [
      'GRANT ALL PRIVILEGES ON *.* TO `r`@`%` WITH GRANT OPTION',
      ['may ALL PRIVILEGES ON *.*', 'may GRANT its rights ON *.*'],
    ],
    ["GRANT PROXY ON ''@'%' TO 'root'@'localhost'", ["may act as ''@'%'"]],
  ])('%s', (grant, expected) => {
    expect(writePrivilegesOf(rows(grant))).toEqual(expected);
  });

  it('names 20 at most', () => {
    const grants = Array.from({ length: 23 }, (_, i) => `GRANT INSERT ON \`shop\`.\`t${i}\` TO \`r\`@\`%\``);
    const rights = writePrivilegesOf(rows(...grants));
    expect([rights.length, rights.at(-1)]).toEqual([21, 'and 3 more']);
  });
});

describe('roles', () => {
  it('are read from the grants of either vendor', () => {
    const grants = rows(
      'GRANT `app_read`@`%`,`we``ird`@`localhost` TO `r`@`%`',
      'GRANT `analyst` TO `r`@`%`',
      'GRANT SELECT ON `a`.* TO `r`@`%`',
      'SET DEFAULT ROLE `analyst` FOR `r`@`%`',
    );
    expect(rolesOf(grants)).toEqual(['`app_read`@`%`', '`we``ird`@`localhost`', '`analyst`']);
  });

  it('are asked for as the vendor allows', () => {
    expect(roleGrants('`analyst`', 'MariaDB').command).toBe('SET ROLE `analyst`');
    expect(roleGrants('`a`@`%`', 'MySQL').statement.text).toBe(
      'SHOW GRANTS FOR CURRENT_USER() USING `a`@`%`',
    );
    expect(() => roleGrants('a; DROP TABLE t', 'MySQL')).toThrow(RangeError);
  });
});
