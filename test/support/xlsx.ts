import { strToU8, zipSync } from 'fflate';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type Parts = {
  /** XML inside `sheetData`, a sheet each. */
  readonly sheets: readonly string[];
  readonly after?: string;
  readonly names?: readonly string[];
  readonly shared?: readonly string[];
  readonly is1904?: boolean;
  /** Format codes of styles 1, 2, … */
  readonly formats?: readonly string[];
  readonly more?: Readonly<Record<string, string>>;
};

/** A workbook written by hand, for what no honest program writes. */
export function xlsx(parts: Parts): Uint8Array {
  const { sheets, names = sheets.map((_, i) => `表${i + 1}`), formats = [] } = parts;
  const files: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><workbookPr date1904="${parts.is1904 === true ? 1 : 0}"/><sheets>${sheets
      .map((_, i) => `<sheet name="${names[i]}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets
      .map((_, i) => `<Relationship Id="rId${i + 1}" Type="x" Target="worksheets/sheet${i + 1}.xml"/>`)
      .join('')}</Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts>${formats
      .map((code, i) => `<numFmt numFmtId="${200 + i}" formatCode="${code}"/>`)
      .join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>${formats
      .map((_, i) => `<xf numFmtId="${200 + i}"/>`)
      .join('')}<xf numFmtId="31"/></cellXfs></styleSheet>`,
    ...parts.more,
  };
  for (const [i, data] of sheets.entries())
    files[`xl/worksheets/sheet${i + 1}.xml`] =
      `<?xml version="1.0"?><worksheet xmlns="${MAIN}"><sheetData>${data}</sheetData>${parts.after ?? ''}</worksheet>`;
  if (parts.shared !== undefined)
    files['xl/sharedStrings.xml'] =
      `<sst>${parts.shared.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`;
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** A row of texts, and of cells as they are given where they begin with `<`. */
export function row(number: number, cells: readonly string[]): string {
  const written = cells.map((cell, i) => {
    if (cell === '') return '';
    const ref = `${String.fromCharCode(65 + i)}${number}`;
    return cell.startsWith('<')
      ? cell.replace('<c', `<c r="${ref}"`)
      : `<c r="${ref}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${written.join('')}</row>`;
}
