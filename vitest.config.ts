import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // Servers and commands in tests start no threads of encoder and engine; a test that wants them turns them on.
    env: { JIESU_ENCODER: 'off', JIESU_READING_THREADS: '0' },
    // A worker runs file after file and loads the program, the model and the dictionary once. What is held open is
    // closed by test/support/closing.ts.
    isolate: false,
    setupFiles: ['test/setup.ts'],
    // By default one core is left free: half of them, where there are two.
    maxWorkers: '100%',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: { provider: 'v8', include: ['src/**/*.{ts,tsx}'], reporter: ['text-summary'] },
  },
});
