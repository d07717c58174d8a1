// Plain JavaScript: a thread starts without the main thread's TypeScript loader.
import { register } from 'tsx/esm/api';

register();
await import('./engine-thread.ts');
