import type { OpenAPIHono } from '@hono/zod-openapi';
import { sessionCookieName } from '../cookies.ts';
import type { AppEnv, Deps } from '../context.ts';
import { withExactOptionals } from '../exact-optional.ts';
import { completeDocument } from '../openapi-document.ts';
import { loadExamples } from '../openapi-examples.ts';

/** The generator writes `/…/u` as `…/u`: a pattern in JSON Schema has no flags, and is Unicode anyway. */
const plainPattern = (key: string, value: unknown): unknown =>
  key === 'pattern' && typeof value === 'string' ? value.replace(/\$\/[a-z]+$/, () => '$') : value;

/** `GET /api/openapi.json`: the API's own description, OpenAPI 3.1, made once from the routes themselves. */
export function serveOpenApi(app: OpenAPIHono<AppEnv>, { config, profile }: Deps): void {
  const secure = config.secureCookies ?? false;
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  app.openAPIRegistry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: sessionCookieName(secure),
    description: '修改类请求另需请求头 X-CSRF-Token（见 GET /api/v1/session）',
  });
  const make = (): string => {
    const described = withExactOptionals(() =>
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: `接诉 ${profile.name}`,
          version: config.version,
          description:
            '把市民对热线说的话变成承办单位的工单。时间为 ISO 8601 带时区；未知字段会被拒绝并指出名称。',
          license: { name: 'MIT' },
        },
        servers: [{ url: '/', description: '本机' }],
      }),
    );
    return JSON.stringify(completeDocument(described, loadExamples()), plainPattern);
  };
  let made: string | undefined;
  app.get('/api/openapi.json', (c) =>
    c.body((made ??= make()), 200, { 'content-type': 'application/json; charset=utf-8' }),
  );
}
