import fc from 'fast-check';
import { expect, it } from 'vitest';
import { attachmentHeader, cleanFileName, extensionOf } from '../../src/kernel/file-names.ts';

it.each([
  ['现场.jpg', '现场.jpg'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\王\\桌面\\照片.JPG', '照片.JPG'],
  ['/abs/路径/', '未命名'],
  ['..', '未命名'],
  ['', '未命名'],
  ['a\u0000.jpg\u001b[31m', 'a .jpg [31m'],
  ['照片\r\nSet-Cookie: x.jpg', '照片 Set-Cookie: x.jpg'],
  ['发票\u202egpj.exe', '发票gpj.exe'],
  ['x.bat. . ', 'x.bat'],
  [' .隐藏.txt', '隐藏.txt'],
  ['a\u200b\ufeffb.txt', 'ab.txt'],
  ['e\u0301.txt', '\u00e9.txt'],
  ['\ud800x.txt', 'x.txt'],
])('%j is kept as %j', (name, clean) => {
  expect(cleanFileName(name)).toBe(clean);
});

it('a long name is cut, its extension kept, no character halved', () => {
  const cut = cleanFileName(`${'😀'.repeat(300)}.jpeg`);
  expect([...cut]).toHaveLength(120);
  expect(cut.endsWith('😀.jpeg')).toBe(true);
});

it('a clean name stays as it is, and has nothing of a path or a line in it', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.oneof(fc.constantFrom(...'./\\ \r\n\0\u202e字a'), fc.string({ unit: 'binary' })),
      }),
      (name) => {
        const clean = cleanFileName(name);
        expect(cleanFileName(clean)).toBe(clean);
        expect(clean).not.toMatch(/[/\\\p{Cc}\u202a-\u202e]|^\.|[. ]$/u);
        expect([...clean].length).toBeLessThanOrEqual(120);
      },
    ),
    { seed: 3 },
  );
});

it.each([
  ['a.JPG', 'jpg'],
  ['a.tar.gz', 'gz'],
  ['2026.10.12 现场', ''],
  ['2026.1012', ''],
  ['无扩展名', ''],
  ['a.mp3', 'mp3'],
])('%s claims %j', (name, extension) => {
  expect(extensionOf(name)).toBe(extension);
});

it('any name fits into one header and comes out whole', () => {
  expect(attachmentHeader('现场"1".jpg')).toBe(
    `attachment; filename="___1_.jpg"; filename*=UTF-8''%E7%8E%B0%E5%9C%BA%221%22.jpg`,
  );
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }).map(cleanFileName), (name) => {
      const header = attachmentHeader(name);
      expect(header).toMatch(/^attachment; filename="[^"\\%]*"; filename\*=UTF-8''[\w.!~%-]*$/);
      expect(decodeURIComponent(header.split("UTF-8''")[1] ?? '')).toBe(name);
      expect(() => new Headers({ 'content-disposition': header })).not.toThrow();
    }),
    { seed: 4 },
  );
});
