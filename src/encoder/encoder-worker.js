// Plain JavaScript: a thread starts without the main thread's TypeScript loader.
import { register } from 'tsx/esm/api';

// Before the loader, which would compile the whole library anew: half a second and 170 MB. Where it cannot be loaded,
// model.ts meets the same error and reports it.
await import('@xenova/transformers').catch(() => undefined);
register();
await import('./encoder-thread.ts');
