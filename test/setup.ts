import { afterAll, afterEach } from 'vitest';
import { fileIsOver, testIsOver } from './support/closing.ts';

// Runs before every test file. Hooks run last to first, so these come after those of the file.
afterEach(testIsOver);
afterAll(fileIsOver);
