import type { ReportSummary } from '../../../contract/index.ts';
import { language, words } from '../../../words/words.ts';
import { reportContent, type ReportContent, type TableContent, type VerdictBlock } from './content.ts';
import { curveFigure } from './curve-figure.ts';
import { pageStyle } from './page-style.ts';
import { escaped, figureAsSvg } from './svg.ts';

/** An answer has a symbol and a word, so that it does not depend on colour alone. */
const signs: Readonly<Record<VerdictBlock['answer'], string>> = { helps: '▲', 'no evidence': '●', hurts: '▼', 'not measured': '○' };

/** Renders a report as one HTML file for screen and printer, without scripts or external resources. */
export function reportPage(summary: ReportSummary, project: string): string {
  const content = reportContent(summary, project);
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(content.heading)}</title>
<style>${pageStyle}</style>
</head>
<body>
${top(content)}
<section>${heading(words.report.curves.title)}
<figure>${figureAsSvg(curveFigure(summary), words.report.curves.title)}<figcaption>${escaped(words.report.curves.caption(summary.testImages))}</figcaption></figure></section>
${content.more.length > 0 ? `<section>${heading(words.report.more.title)}${list(content.more)}</section>` : ''}
<section>${heading(words.report.points.title)}${table(content.points)}</section>
<section>${heading(words.report.method.title)}${list(content.method)}</section>
<section>${heading(words.report.repeat.title)}<dl>${content.repeat.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join('')}</dl>
<p>${escaped(words.report.repeat.command)} <code>${escaped(content.command)}</code></p></section>
</body>
</html>
`;
}

function top({ heading: name, title, notes, overall, benefits }: ReportContent): string {
  return `<header><p class="heading">${escaped(name)}</p><h1>${escaped(title)}</h1>
${notes.map((note) => `<p class="note">${escaped(note)}</p>`).join('')}</header>
${overall ? `<section>${verdict(overall, 'verdict overall')}${benefits.map((block) => verdict(block, 'verdict')).join('\n')}</section>` : ''}`;
}

function verdict({ title, answer, word, sentence, small }: VerdictBlock, kind: string): string {
  const colour = answer === 'hurts' ? ' hurts' : answer === 'helps' ? ' helps' : '';
  return `<div class="${kind}"><div><p class="name">${escaped(title)}</p><p class="answer${colour}"><span aria-hidden="true">${signs[answer]}</span> ${escaped(word)}</p></div>
<div><p>${escaped(sentence)}</p><p class="p">${escaped(small)}</p></div></div>`;
}

const heading = (text: string): string => `<h2>${escaped(text)}</h2>`;
const list = (lines: readonly string[]): string => `<ul>${lines.map((line) => `<li>${escaped(line)}</li>`).join('')}</ul>`;

function table({ columns, rows }: TableContent): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${cells('th', columns)}</thead><tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`;
}
