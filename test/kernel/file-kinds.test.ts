import { describe, expect, it } from 'vitest';
import {
  FILE_KINDS,
  extensionFor,
  faultOf,
  mediaTypeOf,
  type FileKind,
} from '../../src/kernel/file-kinds.ts';
import { recognise } from '../../src/kernel/file-magic.ts';
import { SAMPLES, STRANGERS } from '../support/sample-files.ts';

const kinds = Object.keys(FILE_KINDS) as FileKind[];

describe('a file that lies', () => {
  it.each(kinds)('%s under its own name is taken in, with and without a media type', (kind) => {
    const { name, media } = SAMPLES[kind];
    for (const mediaType of [media, '', 'application/octet-stream'])
      expect(faultOf({ name, mediaType }, { kind })).toBeNull();
    expect(faultOf({ name: '未命名', mediaType: '' }, { kind })).toBeNull();
  });

  it('is refused for every kind and every other name and media type on the list', () => {
    let refused = 0;
    for (const kind of kinds) {
      for (const other of kinds.filter((one) => one !== kind)) {
        const { name, media } = SAMPLES[other];
        const found = FILE_KINDS[kind].label;
        for (const claim of [
          { name, mediaType: '' },
          { name: SAMPLES[kind].name, mediaType: media },
        ]) {
          expect(faultOf(claim, { kind })).toMatchObject({ code: 'file_lies', found });
          refused++;
        }
      }
    }
    expect(refused).toBe(14 * 13 * 2);
  });

  it.each(STRANGERS)('$name under the name of a photo is told to be $what', ({ bytes, what }) => {
    const claim = { name: '现场.jpg', mediaType: 'image/jpeg' };
    expect(faultOf(claim, recognise(bytes))).toEqual({
      code: 'file_lies',
      said: 'JPEG 图片（image/jpeg）',
      found: what,
    });
    expect(faultOf({ ...claim, mediaType: '' }, recognise(bytes))).toMatchObject({
      said: 'JPEG 图片（.jpg）',
    });
  });

  it('says what it says: a photo under the name of a program', () => {
    expect(faultOf({ name: 'a.exe', mediaType: '' }, { kind: 'jpeg' })).toEqual({
      code: 'file_lies',
      said: '.exe',
      found: 'JPEG 图片',
    });
    expect(faultOf({ name: 'a.jpg', mediaType: 'text/html' }, { kind: 'jpeg' })).toMatchObject({
      said: 'text/html',
    });
  });

  it('may be of the right kind and still not be that evidence', () => {
    const pdf = { name: 'a.pdf', mediaType: '' };
    expect(faultOf({ ...pdf, as: 'document' }, { kind: 'pdf' })).toBeNull();
    expect(faultOf({ ...pdf, as: 'photo' }, { kind: 'pdf' })).toEqual({
      code: 'file_lies',
      said: '照片',
      found: 'PDF 文档',
    });
    expect(faultOf({ name: '', mediaType: '', as: 'recording' }, { kind: 'png' })).toMatchObject({
      said: '录音录像',
    });
  });
});

describe('an honest file of another kind', () => {
  it.each(STRANGERS)('$name is not taken in', ({ name, media, bytes, what }) => {
    expect(faultOf({ name, mediaType: media }, recognise(bytes))).toEqual({
      code: 'file_kind',
      found: what,
    });
  });

  it('is told by its name where its content is text', () => {
    for (const name of ['a.bat', 'a.csv', 'a.js'])
      expect(faultOf({ name, mediaType: '' }, { kind: 'text' })).toEqual({
        code: 'file_kind',
        found: `${name.slice(1)} 文件`,
      });
    expect(faultOf({ name: 'a.txt', mediaType: 'text/csv' }, { kind: 'text' })).toMatchObject({
      code: 'file_lies',
      said: 'text/csv',
    });
  });
});

it('is stored under the media type of its content', () => {
  expect(mediaTypeOf('jpeg', { name: 'a.jpg', mediaType: 'image/pjpeg' })).toBe('image/jpeg');
  expect(mediaTypeOf('mp4', { name: 'a.mp4', mediaType: '' })).toBe('video/mp4');
  expect(mediaTypeOf('mp4', { name: 'a.m4a', mediaType: '' })).toBe('audio/mp4');
  expect(mediaTypeOf('mp4', { name: 'a', mediaType: 'audio/x-m4a' })).toBe('audio/mp4');
});

it.each(kinds)('a stored %s gets an extension of its kind back', (kind) => {
  const { name, media } = SAMPLES[kind];
  const extension = extensionFor(mediaTypeOf(kind, { name, mediaType: media }));
  expect(FILE_KINDS[kind].extensions).toContain(extension);
});

it('what was never stored has no extension', () => {
  expect(extensionFor('text/html')).toBe('bin');
});
