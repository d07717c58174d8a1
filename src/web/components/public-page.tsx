import type { Child } from 'hono/jsx';
import type { Frame } from '../view.ts';

/** A page for people without an account: nothing of a session, nothing that leads into the house, no script. */
export function PublicPage({ frame, title, children }: { frame: Frame; title: string; children: Child }) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="referrer" content="no-referrer" />
        <title>{`${title} · 12345 热线 ${frame.profileName}`}</title>
        <link rel="icon" href={frame.asset('icon.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={frame.asset('style.css')} />
      </head>
      <body class="self-page">
        <header class="top">
          <p class="brand">
            <span class="brand-name">12345 热线</span> <span class="brand-place">{frame.profileName}</span>
          </p>
        </header>
        <main id="main" tabindex={-1}>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
