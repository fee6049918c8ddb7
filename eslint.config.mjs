import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;

/**
 * What each folder of src may import: its own files and those of `folders`; of `typesOf` only types; of the
 * packages those in `packages`, or any when it is absent. A new folder is declared here or lint refuses to run.
 */
const adapter = { folders: ['ports', 'core'], typesOf: ['config'] };
const edge = { folders: ['features', 'ports', 'core'], typesOf: [] };
const layers = {
  core: {
    folders: [],
    typesOf: [],
    packages: ['zod', 'uuid', 'croner', 'jstat', 'ipaddr.js', '@eslint-community/regexpp'],
  },
  ports: { folders: ['core'], typesOf: [], packages: ['zod'] },
  features: {
    folders: ['ports', 'core'],
    typesOf: [],
    packages: ['@nestjs/common', '@nestjs/cqrs', 'zod', 'node:util'],
  },
  config: { folders: ['ports', 'core'], typesOf: [] },
  embedded: { folders: ['ports', 'core', 'config'], typesOf: [] },
  connectors: adapter,
  stores: adapter,
  queue: adapter,
  notify: adapter,
  observability: adapter,
  api: edge,
  workers: edge,
  scheduler: edge,
};

const undeclared = readdirSync(join(root, 'src'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== 'roles' && !(entry.name in layers))
  .map((entry) => `src/${entry.name}`);
if (undeclared.length > 0)
  throw new Error(`say in eslint.config.mjs what these may import: ${undeclared.join(', ')}`);

const zoneOf = (folder) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...layers[folder].folders, ...layers[folder].typesOf].map((name) => `./${name}`),
  message: `src/${folder} may import ${['itself', ...layers[folder].folders].join(', ')} only.`,
});

const outsideOfSrc = {
  target: './src',
  from: ['./test', './bench', './scripts'],
  message: 'What ships does not depend on what tests or measures it.',
};

const onlyRolesBind = {
  target: './src',
  from: './src/roles',
  message: 'Only main.ts starts a role; whoever needs a part gets it injected.',
};

const restrictedPaths = (files, rules) => ({
  files,
  rules: { 'import-x/no-restricted-paths': ['error', { basePath: root, zones: rules }] },
});

const ownProcess = {
  regex: '^(node:)?process$',
  message: 'Use the global; the environment is read by main.ts alone.',
};

const restrictedImports = ([folder, { typesOf, packages }]) => ({
  files: [`src/${folder}/**/*.ts`],
  ignores: ['**/*.spec.ts'],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          ownProcess,
          ...(packages
            ? [
                {
                  regex: `^(?!\\.|(${packages.join('|')})$)`,
                  message: `src/${folder} knows of packages only ${packages.join(', ')}.`,
                },
              ]
            : []),
          ...typesOf.map((name) => ({
            regex: `^(\\.\\./)+${name}/`,
            allowTypeImports: true,
            message: `src/${folder} takes values of src/${name} from its constructor; types are free.`,
          })),
        ],
      },
    ],
  },
});

const focused = ['describe', 'it', 'test'].map((object) => ({
  object,
  property: 'only',
  message: 'It would silence every other spec.',
}));

const environment = {
  object: 'process',
  property: 'env',
  message: 'main.ts hands the environment to config/env.ts; take a typed setting instead.',
};

/** The one clock of core is a parameter. */
const impure = [
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0]',
    message: '`now` is a parameter in core.',
  },
  { selector: 'ImportExpression', message: 'core loads nothing.' },
];

const restrictedSyntax = (files, ...selectors) => ({
  files,
  rules: { 'no-restricted-syntax': ['error', ...selectors] },
});

const specs = ['**/*.spec.ts', 'test/**/*.ts'];

export default defineConfig(
  { ignores: ['**/dist', '**/coverage', '.plumbline'] },
  tseslint.configs.recommendedTypeChecked,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts'],
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.mjs', '.js', '.json'] })],
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { allowDefaultCaseForExhaustiveSwitch: false },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // An async method of a port without an await is how a memory adapter keeps the port's promise to reject.
      '@typescript-eslint/require-await': 'off',
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      'import-x/no-default-export': 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-restricted-globals': ['error', 'fit', 'fdescribe'],
      'no-restricted-properties': ['error', ...focused],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },

  {
    files: ['src/**/*.ts'],
    rules: {
      'no-console': 'error',
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: ['**/*.spec.ts'] }],
      'no-restricted-properties': ['error', ...focused, environment],
      '@typescript-eslint/no-restricted-imports': ['error', { patterns: [ownProcess] }],
    },
  },
  {
    files: ['src/main.ts', 'src/**/*.spec.ts'],
    rules: { 'no-restricted-properties': ['error', ...focused] },
  },

  restrictedPaths(['src/main.ts', 'src/roles/**/*.ts'], [outsideOfSrc]),
  ...Object.keys(layers).map((folder) =>
    restrictedPaths([`src/${folder}/**/*.ts`], [outsideOfSrc, onlyRolesBind, zoneOf(folder)]),
  ),
  ...Object.entries(layers).map(restrictedImports),
  // A spec may build its subject from any real part.
  restrictedPaths(['src/**/*.spec.ts'], [onlyRolesBind]),

  {
    files: ['src/core/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...[
          'process',
          'Buffer',
          'fetch',
          'console',
          'performance',
          'setTimeout',
          'setInterval',
          'setImmediate',
        ],
      ],
      'no-restricted-properties': [
        'error',
        ...[
          ['Date', 'now'],
          ['Math', 'random'],
        ].map(([object, property]) => ({
          object,
          property,
          message: 'core is pure: take the value as a parameter.',
        })),
      ],
      ...restrictedSyntax([], ...impure).rules,
    },
  },
  {
    // Elsewhere Nest reads the constructor's types at run time, and a type import would leave it without them.
    files: ['src/core/**/*.ts', 'src/ports/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'error' },
  },

  restrictedSyntax(['**/{utils,helpers,common,shared}/**', '**/{utils,helpers,common,shared}.*'], {
    selector: 'Program',
    message: 'Such a name says nothing: name the thing, and put it beside its user.',
  }),

  {
    files: specs,
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      // Matchers and parsed bodies are `any`; an assertion on the wrong shape fails by itself.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-base-to-string': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    // Jest asks for the default export of its set-up, tools for that of their configuration; a declaration has no say.
    files: ['test/support/global-*.ts', '*.config.mjs', '**/*.d.ts'],
    rules: { 'import-x/no-default-export': 'off' },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
