import { Hono } from 'hono';
import { AppError } from '../../kernel/errors.ts';
import type { AppEnv, Deps } from '../context.ts';

/** Style, scripts and icon; addresses carry the content's hash, so browsers keep them. */
export function assetRoutes({ assets }: Deps) {
  const app = new Hono<AppEnv>();
  app.get('/assets/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (!asset) throw new AppError('not_found', { what: '这个文件' });
    const etag = `"${asset.hash}"`;
    c.header('etag', etag);
    c.header(
      'cache-control',
      c.req.query('v') === asset.hash ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
    if (c.req.header('if-none-match') === etag) return c.body(null, 304);
    return c.body(asset.body, 200, { 'content-type': asset.type });
  });
  return app;
}
