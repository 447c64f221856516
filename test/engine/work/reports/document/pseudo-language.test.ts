import { isFromElsewhere } from '../../../../support/pseudo-language.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { finishReport } from '../../../../../engine/work/reports/report-summary.ts';
import { reportPage } from '../../../../../engine/work/reports/document/page.ts';
import { helpfulSource, simulatedReport } from '../../../../support/models/simulated-report.ts';
import { temporaryProject } from '../../../../support/project.ts';
import { keptReport } from '../../../../support/screens/kept-report.ts';

/** What is the same in every language: names given by the user, the source model, figures of a table and the command that computes it again. */
const data =
  /MobileNetV2 0\.35 &lt;at&gt; 96|graft report .*|\b(Flowers|starter|daisy|rose|tulip|weed|pool|Graft test)\b|^[\d,.:TZa-f-]+$/g;

test('in another language, every text of a report is of that language', async (t) => {
  const store = temporaryProject(t);
  const simulated = simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 12, trainPerClass: 10 });
  const page = reportPage(await finishReport(store, keptReport(store, simulated), 61), 'Flowers');
  assert.match(page, /<html lang="en-XA">/);
  const said = page.replace(/<style>.*?<\/style>/s, '').replaceAll(/<[^>]*>/g, '\n');
  assert.ok(said.split('⟦').length > 50);
  // The names in the legend are broken over several elements.
  const elsewhere = said.replaceAll(/⟦[^⟧]*⟧/g, '').split('\n');
  assert.deepEqual(
    elsewhere.filter((text) => isFromElsewhere(text.trim(), data)),
    [],
  );
});
