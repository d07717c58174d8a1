import { Zip, ZipPassThrough, zipSync } from 'fflate';
import type { FileKind } from '../../src/kernel/file-kinds.ts';

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];
const of = (...parts: readonly (string | number | readonly number[])[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'string' ? ascii(part) : typeof part === 'number' ? [part] : part,
    ),
  );
const zeros = (n: number): number[] => Array.from({ length: n }, () => 0);
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The first box of an ISO media file: `major`, version 0, compatible brands. */
export const ftyp = (major: string, ...brands: string[]): Uint8Array =>
  of([0, 0, 0, 16 + 4 * brands.length], 'ftyp', major, zeros(4), brands.join(''), [0, 0, 0, 8], 'mdat');

/** One frame of MPEG-1 layer III, 128 kbit/s at 44.1 kHz: 417 bytes. */
const mp3Frame = of([0xff, 0xfb, 0x90, 0x64], zeros(413));

const office = (...names: string[]): Uint8Array =>
  zipSync(Object.fromEntries(names.map((name) => [name, utf8(`<x>${name}</x>`)])));

/** An office file as programs write it that do not know the sizes beforehand. */
export function streamedOffice(...names: string[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((_, piece) => void pieces.push(piece));
  for (const name of names) {
    const entry = new ZipPassThrough(name);
    zip.add(entry);
    entry.push(utf8(`<x>${name}</x>`), true);
  }
  zip.end();
  return Buffer.concat(pieces);
}

export const GB18030_TEXT = of([0xc1, 0xaa, 0xcf, 0xb5], 'ok\r\n', [0x81, 0x30, 0x81, 0x30]);

/** A small file of every kind that is taken in, with an honest name. */
export const SAMPLES: Readonly<
  Record<FileKind, { readonly name: string; readonly media: string; readonly bytes: Uint8Array }>
> = {
  jpeg: {
    name: '现场.jpg',
    media: 'image/jpeg',
    bytes: of([0xff, 0xd8, 0xff, 0xe0, 0, 16], 'JFIF', zeros(40), [0xff, 0xd9]),
  },
  png: {
    name: '截图.png',
    media: 'image/png',
    bytes: of(0x89, 'PNG\r\n', 0x1a, '\n', [0, 0, 0, 13], 'IHDR', zeros(17)),
  },
  webp: { name: 'a.webp', media: 'image/webp', bytes: of('RIFF', [20, 0, 0, 0], 'WEBPVP8 ', zeros(12)) },
  heic: { name: 'IMG_0001.HEIC', media: 'image/heic', bytes: ftyp('heic', 'mif1', 'heic') },
  gif: { name: 'a.gif', media: 'image/gif', bytes: of('GIF89a', [1, 0, 1, 0], zeros(20)) },
  pdf: {
    name: '笔录.pdf',
    media: 'application/pdf',
    bytes: of('%PDF-1.7\n%', [0xe2, 0xe3, 0xcf, 0xd3], '\n'),
  },
  mp3: { name: '通话.mp3', media: 'audio/mpeg', bytes: of([...mp3Frame], [...mp3Frame]) },
  wav: { name: '通话.wav', media: 'audio/wav', bytes: of('RIFF', [36, 0, 0, 0], 'WAVEfmt ', zeros(20)) },
  mp4: { name: '通话.m4a', media: 'audio/mp4', bytes: ftyp('M4A ', 'isom', 'mp42') },
  amr: { name: '通话.amr', media: 'audio/amr', bytes: of('#!AMR\n', [0x3c, 0x91], zeros(30)) },
  ogg: { name: '通话.ogg', media: 'audio/ogg', bytes: of('OggS', 0, 2, zeros(20)) },
  docx: {
    name: '调解书.docx',
    media: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    bytes: office('[Content_Types].xml', '_rels/.rels', 'word/document.xml'),
  },
  xlsx: {
    name: '清单.xlsx',
    media: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    bytes: office('docProps/app.xml', 'docProps/core.xml', 'xl/workbook.xml'),
  },
  text: { name: '记录.txt', media: 'text/plain; charset=utf-8', bytes: utf8('两次拨打，均无人接听。\r\n') },
};

/** What is never taken in, with its honest name and what it is said to be. */
export const STRANGERS: readonly {
  readonly name: string;
  readonly media: string;
  readonly bytes: Uint8Array;
  readonly what: string;
}[] = [
  {
    name: 'a.exe',
    media: 'application/x-msdownload',
    bytes: of('MZ', [0x90, 0, 3, 0]),
    what: 'Windows 程序',
  },
  { name: 'a', media: '', bytes: of(0x7f, 'ELF', [2, 1, 1, 0]), what: 'Linux 程序' },
  {
    name: 'a.html',
    media: 'text/html',
    bytes: utf8('\ufeff\n <!DOCTYPE html><p>x'),
    what: '网页（HTML）',
  },
  {
    name: 'b.htm',
    media: 'text/html',
    bytes: utf8('看这里 <script>alert(1)</script>'),
    what: '网页（HTML）',
  },
  {
    name: 'a.svg',
    media: 'image/svg+xml',
    bytes: utf8('<?xml version="1.0"?><!-- --><svg xmlns="http://www.w3.org/2000/svg"/>'),
    what: 'SVG 图形',
  },
  { name: 'a.xml', media: 'application/xml', bytes: utf8('<?xml version="1.0"?><a/>'), what: 'XML 文件' },
  { name: 'a.sh', media: 'application/x-sh', bytes: utf8('#!/bin/sh\nrm -rf .\n'), what: '脚本程序' },
  { name: 'a.rtf', media: 'application/rtf', bytes: utf8('{\\rtf1 x}'), what: 'RTF 文档' },
  { name: 'a.zip', media: 'application/zip', bytes: office('照片/1.jpg'), what: '压缩包（zip）' },
  {
    name: 'a.apk',
    media: '',
    bytes: office('META-INF/MANIFEST.MF', 'word/x'),
    what: 'Java 或安卓程序包',
  },
  {
    name: 'a.pptx',
    media: '',
    bytes: office('[Content_Types].xml', 'ppt/presentation.xml'),
    what: 'PowerPoint 演示文稿',
  },
  {
    name: 'a.docm',
    media: '',
    bytes: office('[Content_Types].xml', 'word/vbaProject.bin', 'word/document.xml'),
    what: '带宏的 Office 文件',
  },
  {
    name: 'a.doc',
    media: 'application/msword',
    bytes: of([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    what: '旧版 Office 文件（doc、xls、ppt）',
  },
  { name: 'a.rar', media: '', bytes: of('Rar!', [0x1a, 7, 0]), what: '压缩包（rar）' },
  { name: 'a.mov', media: 'video/quicktime', bytes: ftyp('qt  ', 'qt  '), what: 'QuickTime 录像（mov）' },
  { name: 'a.avif', media: 'image/avif', bytes: ftyp('mif1', 'avif', 'miaf'), what: 'AVIF 图片' },
  { name: 'a.avi', media: 'video/x-msvideo', bytes: of('RIFF', zeros(4), 'AVI LIST'), what: 'AVI 录像' },
  { name: 'a.silk', media: '', bytes: of(2, '#!SILK_V3', [1]), what: '微信语音（SILK）' },
  {
    name: 'a.bmp',
    media: 'image/bmp',
    bytes: of('BM', [0x36, 0, 0, 0]),
    what: 'BMP 图片',
  },
  {
    name: '2026.10.12 记录',
    media: '',
    bytes: of([0xff, 0xfe, 0x2d, 0x4e, 0x0a, 0]),
    what: 'UTF-16 文本（请另存为 UTF-8）',
  },
  { name: 'a.dat', media: '', bytes: of([1, 2, 3, 0, 0xff, 0xff]), what: '认不出的内容' },
  { name: 'a.bin', media: '', bytes: new Uint8Array(0), what: '空文件' },
];
