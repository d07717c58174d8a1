// The encoder's thread where the libraries it needs cannot be loaded: every import of them fails.
import { register } from 'node:module';

const hook = `export const resolve = (specifier, context, next) => {
  if (specifier === '@xenova/transformers') throw new Error('no such library here');
  return next(specifier, context);
};`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
await import('../../src/encoder/encoder-worker.js');
