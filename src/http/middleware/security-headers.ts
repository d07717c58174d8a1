import { createMiddleware } from 'hono/factory';
import { secureHeaders } from 'hono/secure-headers';

/** An address that is itself the right to answer is told to nobody. To be set outside `securityHeaders`. */
export const noReferrer = createMiddleware(async (c, next) => {
  await next();
  c.header('referrer-policy', 'no-referrer');
});

/**
 * Everything from this server, nothing inline, nobody may frame it. HSTS only where cookies are Secure too. `provider`:
 * origin of the identity provider, where the form that logs out may be led on to; browsers hold that against `form-action`.
 */
export function securityHeaders(secure: boolean, provider?: string) {
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      formAction: provider === undefined ? ["'self'"] : ["'self'", provider],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    strictTransportSecurity: secure ? 'max-age=15552000; includeSubDomains' : false,
    xFrameOptions: 'DENY',
    referrerPolicy: 'same-origin',
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  });
}
