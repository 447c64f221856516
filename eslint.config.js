import { defineConfig, globalIgnores } from 'eslint/config';
import svelte from 'eslint-plugin-svelte';
import tseslint from 'typescript-eslint';

/** Faults of logic and of promises; how code looks is not this check's business. */
const rules = {
  eqeqeq: 'error',
  'no-constant-condition': ['error', { checkLoops: false }],
  'no-cond-assign': 'error',
  'no-control-regex': 'error',
  'no-else-return': 'error',
  'no-empty': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-loss-of-precision': 'error',
  'no-misleading-character-class': 'error',
  'no-param-reassign': 'error',
  'no-self-compare': 'error',
  'no-sparse-arrays': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable-loop': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-catch': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'object-shorthand': 'error',
  'prefer-const': 'error',
  '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
  '@typescript-eslint/no-empty-function': 'off',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
};

/** What only the types can tell. */
const typedRules = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': [
    'error',
    { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'it', 'describe', 'suite'] }] },
  ],
  '@typescript-eslint/no-for-in-array': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/require-array-sort-compare': ['error', { ignoreStringArrays: true }],
  '@typescript-eslint/restrict-plus-operands': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
};

/** Figures that people read are written in one place for each language, so that the same figure looks the same everywhere. */
const figuresInWords = {
  'no-restricted-syntax': [
    'error',
    ...[
      'MemberExpression[property.name=/^to(Fixed|Precision|Exponential|LocaleString|LocaleDateString|LocaleTimeString)$/]',
      "MemberExpression[object.name='Intl']",
    ].map((selector) => ({ selector, message: 'Figures that people read come from engine/words/<language>/figures.ts.' })),
  ],
};
/** Written for programs: coordinates of drawings, columns of a table. And details that learning and reading of models tell by themselves. */
const figuresForPrograms = [
  'engine/work/reports/document/svg.ts',
  'renderer/parts/charts/chart-scale.ts',
  'engine/files/csv.ts',
  'engine/models/intake/model-file.ts',
  'engine/learn/gate/gate.ts',
];

const svelteScripts = { parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.svelte'] } };

export default defineConfig([
  globalIgnores(['node_modules/', 'dist/', 'test/fixtures/', 'test-results/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ...tseslint.configs.recommended.map((config) => ({ ...config, files: ['**/*.{ts,mjs,js,svelte}'] })),
  ...svelte.configs['flat/recommended'],
  { files: ['**/*.{ts,mjs,js,svelte}'], rules },
  {
    files: ['{engine,renderer,electron}/**/*.{ts,svelte}'],
    ignores: ['engine/words/*/figures.ts', ...figuresForPrograms],
    rules: figuresInWords,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: svelteScripts,
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error', 'svelte/no-at-html-tags': 'error' },
  },
  {
    files: ['{engine,electron,test,build}/**/*.ts', 'renderer/**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typedRules,
  },
]);
