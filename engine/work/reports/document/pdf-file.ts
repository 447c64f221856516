import { pdfString } from './pdf-text.ts';

/** A4 in points. */
export const pageSize = { width: 595, height: 842 };
/** Name of the graphics state in which areas are filled so that what is below shows through. */
export const seeThrough = '/Band';
const bandOpacity = 0.16;

/** Object numbers of everything but the pages. */
const catalog = 1, pageTree = 2, regular = 3, bold = 4, state = 5, info = 6, firstPage = 7;

/**
 * A PDF 1.4 file (ISO 32000-1) of pages that are given as content streams, in pure ASCII, so that its length in bytes is that of the
 * string. Fonts are the standard Helvetica and Helvetica-Bold as /F1 and /F2, which every reader brings along.
 * @param at of the report in milliseconds since 1970: the same report gives the same file.
 */
export function pdfFile(pages: readonly string[], facts: { readonly title: string; readonly software: string; readonly at: number }): string {
  const font = (name: string): string => `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const kids = pages.map((_, at) => `${firstPage + 2 * at} 0 R`);
  const objects = [
    `<< /Type /Catalog /Pages ${pageTree} 0 R /Lang (en) /ViewerPreferences << /DisplayDocTitle true >> >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] /MediaBox [0 0 ${pageSize.width} ${pageSize.height}] `
      + `/Resources << /Font << /F1 ${regular} 0 R /F2 ${bold} 0 R >> /ExtGState << ${seeThrough} ${state} 0 R >> >> >>`,
    font('Helvetica'), font('Helvetica-Bold'), `<< /Type /ExtGState /ca ${bandOpacity} >>`,
    `<< /Title ${pdfString(facts.title)} /Creator ${pdfString(facts.software)} /CreationDate (D:${new Date(facts.at).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z) >>`,
    ...pages.flatMap((content, at) => [
      `<< /Type /Page /Parent ${pageTree} 0 R /Contents ${firstPage + 2 * at + 1} 0 R >>`, `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = file.length;
    file += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  return `${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
    + `trailer\n<< /Size ${objects.length + 1} /Root ${catalog} 0 R /Info ${info} 0 R >>\nstartxref\n${file.length}\n%%EOF\n`;
}
