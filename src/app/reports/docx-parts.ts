const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const RELS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CORE = 'http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties';
const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const CORE_TYPE = 'application/vnd.openxmlformats-package.core-properties+xml';

/** Fonts of official papers: they are on every machine that writes such. Sizes are half points. */
const FONTS = {
  title: '方正小标宋简体',
  heading: '黑体',
  text: '仿宋_GB2312',
  table: '宋体',
  latin: 'Times New Roman',
};
const fonts = (name: string): string =>
  `<w:rFonts w:ascii="${FONTS.latin}" w:hAnsi="${FONTS.latin}" w:cs="${FONTS.latin}" w:eastAsia="${name}"/>`;

/** A4 in twentieths of a point, with margins as wide as a table needs. */
export const PAGE = { width: 11906, height: 16838, side: 1134, top: 1247, bottom: 1134 } as const;
/** What tables may fill. */
export const TEXT_WIDTH = PAGE.width - 2 * PAGE.side;

export type Style = 'Title' | 'Heading1' | 'Normal' | 'Caption' | 'Cell' | 'Small';

const STYLES: readonly (readonly [id: Style, name: string, xml: string])[] = [
  [
    'Normal',
    'Normal',
    `<w:pPr><w:spacing w:after="40" w:line="320" w:lineRule="atLeast"/><w:ind w:firstLineChars="200" w:firstLine="440"/></w:pPr><w:rPr>${fonts(FONTS.text)}<w:sz w:val="22"/></w:rPr>`,
  ],
  [
    'Title',
    'Title',
    `<w:pPr><w:keepNext/><w:spacing w:before="60" w:after="60"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr>${fonts(FONTS.title)}<w:sz w:val="36"/></w:rPr>`,
  ],
  [
    'Heading1',
    'heading 1',
    `<w:pPr><w:keepNext/><w:spacing w:before="160" w:after="60"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr>${fonts(FONTS.heading)}<w:sz w:val="24"/></w:rPr>`,
  ],
  [
    'Caption',
    'caption',
    `<w:pPr><w:keepNext/><w:spacing w:before="80" w:after="20"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:rPr>${fonts(FONTS.heading)}<w:sz w:val="18"/></w:rPr>`,
  ],
  [
    'Cell',
    'Table Cell',
    `<w:pPr><w:spacing w:before="10" w:after="10" w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:rPr>${fonts(FONTS.table)}<w:sz w:val="17"/></w:rPr>`,
  ],
  [
    'Small',
    'Small Text',
    `<w:pPr><w:spacing w:after="0"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:rPr>${fonts(FONTS.table)}<w:sz w:val="16"/></w:rPr>`,
  ],
];

/** A text for a document: what XML 1.0 cannot hold would make the whole file unreadable, and is left out. */
export const wordText = (text: string): string =>
  text
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- these are what is looked for
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

export function paragraph(
  style: Style,
  text: string,
  more: { readonly right?: boolean; readonly bold?: boolean } = {},
): string {
  const align = more.right === true ? '<w:jc w:val="right"/>' : '';
  const bold = more.bold === true ? '<w:rPr><w:b/></w:rPr>' : '';
  const run = text === '' ? '' : `<w:r>${bold}<w:t xml:space="preserve">${wordText(text)}</w:t></w:r>`;
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${align}</w:pPr>${run}</w:p>`;
}

type Grid = {
  /** Twentieths of a point, one a column. */
  readonly widths: readonly number[];
  readonly right: readonly boolean[];
};

export function tableOpening({ widths }: Grid): string {
  const line = (side: string): string => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>`;
  const borders = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(line).join('');
  const total = widths.reduce((sum, width) => sum + width, 0);
  return (
    `<w:tbl><w:tblPr><w:tblW w:w="${total}" w:type="dxa"/><w:tblBorders>${borders}</w:tblBorders>` +
    '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>' +
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')}</w:tblGrid>`
  );
}

/** A row; headings are repeated on every page, and no row is broken between two. */
export function tableRow(cells: readonly string[], { widths, right }: Grid, isHead = false): string {
  const shade = isHead ? '<w:shd w:val="clear" w:color="auto" w:fill="E7ECF1"/>' : '';
  const body = widths
    .map((width, i) => {
      const text = paragraph('Cell', cells[i] ?? '', { right: !isHead && right[i] === true, bold: isHead });
      return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${shade}<w:vAlign w:val="center"/></w:tcPr>${text}</w:tc>`;
    })
    .join('');
  return `<w:tr><w:trPr><w:cantSplit/>${isHead ? '<w:tblHeader/>' : ''}</w:trPr>${body}</w:tr>`;
}

export const documentOpening = `${HEAD}<w:document xmlns:w="${W}" xmlns:r="${OFFICE}"><w:body>`;
export const documentEnd =
  '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/>' +
  `<w:pgSz w:w="${PAGE.width}" w:h="${PAGE.height}"/>` +
  `<w:pgMar w:top="${PAGE.top}" w:right="${PAGE.side}" w:bottom="${PAGE.bottom}" w:left="${PAGE.side}" w:header="567" w:footer="567" w:gutter="0"/>` +
  '</w:sectPr></w:body></w:document>';

const field = (name: string): string =>
  `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${name} </w:instrText></w:r>` +
  '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>';

/** The small parts of a document: ECMA-376, and no more than a program needs to open it. */
export function documentParts(properties: {
  readonly title: string;
  readonly creator: string;
  readonly note: string;
  readonly at: number;
  /** Stands at the head of every page. */
  readonly mark: string;
}): readonly (readonly [path: string, xml: string])[] {
  const made = `${new Date(properties.at).toISOString().slice(0, 19)}Z`;
  const override = (path: string, type: string): string =>
    `<Override PartName="${path}" ContentType="${type}"/>`;
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`;
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        override('/word/document.xml', `${TYPE}.document.main+xml`) +
        override('/word/styles.xml', `${TYPE}.styles+xml`) +
        override('/word/header1.xml', `${TYPE}.header+xml`) +
        override('/word/footer1.xml', `${TYPE}.footer+xml`) +
        override('/docProps/core.xml', CORE_TYPE) +
        '</Types>',
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${RELS}">` +
        relation('rId1', `${OFFICE}/officeDocument`, 'word/document.xml') +
        relation('rId2', CORE, 'docProps/core.xml') +
        '</Relationships>',
    ],
    [
      'docProps/core.xml',
      `${HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" ` +
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" ' +
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">' +
        `<dc:title>${wordText(properties.title)}</dc:title><dc:creator>${wordText(properties.creator)}</dc:creator>` +
        `<dc:description>${wordText(properties.note)}</dc:description>` +
        `<dcterms:created xsi:type="dcterms:W3CDTF">${made}</dcterms:created></cp:coreProperties>`,
    ],
    [
      'word/_rels/document.xml.rels',
      `${HEAD}<Relationships xmlns="${RELS}">` +
        relation('rId1', `${OFFICE}/styles`, 'styles.xml') +
        relation('rId2', `${OFFICE}/header`, 'header1.xml') +
        relation('rId3', `${OFFICE}/footer`, 'footer1.xml') +
        '</Relationships>',
    ],
    [
      'word/styles.xml',
      `${HEAD}<w:styles xmlns:w="${W}"><w:docDefaults><w:rPrDefault><w:rPr>${fonts(FONTS.table)}<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>` +
        STYLES.map(
          ([id, name, xml]) =>
            `<w:style w:type="paragraph"${id === 'Normal' ? ' w:default="1"' : ''} w:styleId="${id}"><w:name w:val="${name}"/>${id === 'Normal' ? '' : '<w:basedOn w:val="Normal"/>'}<w:qFormat/>${xml}</w:style>`,
        ).join('') +
        '</w:styles>',
    ],
    [
      'word/header1.xml',
      `${HEAD}<w:hdr xmlns:w="${W}">${paragraph('Small', properties.mark, { right: true })}</w:hdr>`,
    ],
    [
      'word/footer1.xml',
      `${HEAD}<w:ftr xmlns:w="${W}"><w:p><w:pPr><w:pStyle w:val="Small"/><w:jc w:val="center"/></w:pPr>` +
        `<w:r><w:t xml:space="preserve">第 </w:t></w:r>${field('PAGE')}<w:r><w:t xml:space="preserve"> 页，共 </w:t></w:r>${field('NUMPAGES')}<w:r><w:t xml:space="preserve"> 页</w:t></w:r></w:p></w:ftr>`,
    ],
  ];
}
