/**
 * The style of a report's page, light and dark, on screen and on paper. Colours of the arms: Okabe and Ito, "Color Universal Design", 2008,
 * distinguishable with any kind of colour vision; lighter ones of the same hue on a dark background.
 */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #ffffff; --ink: #1a1f24; --muted: #566069; --line: #d8dde1; --soft: #f4f5f6;
  --good: #1d6b38; --bad: #a92a20; --transfer: #0072b2; --fine-tune: #b34e00; --scratch: #00795a; --random-frozen: #a84f83;
  --colour-texture: #5c6670; --small-network: #a3243b; --raw-pixels: #856600; --largest-class: #1a1f24; }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #16191c; --ink: #e7eaed; --muted: #a3adb6; --line: #343c43; --soft: #1f2429;
  --good: #78ca92; --bad: #f08d83; --transfer: #56b4e9; --fine-tune: #f0954a; --scratch: #3cc79b; --random-frozen: #dc97bd;
  --colour-texture: #a3adb6; --small-network: #ff8fa0; --raw-pixels: #d8b945; --largest-class: #e7eaed; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px 48px; max-width: 880px; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; }
h2 { margin: 36px 0 10px; font-size: 18px; }
.heading { margin: 0 0 4px; color: var(--muted); }
.note { margin: 12px 0 0; padding: 8px 12px; background: var(--soft); border-left: 3px solid var(--muted); }
.verdict { display: grid; grid-template-columns: 150px 1fr; gap: 4px 20px; padding: 12px 0; border-top: 1px solid var(--line); }
.verdict.overall { margin-top: 20px; padding: 16px 18px; background: var(--soft); border: 1px solid var(--line); border-radius: 8px; font-size: 17px; }
.verdict p { margin: 0; }
.name { font-weight: 600; }
.meaning, .p { color: var(--muted); font-size: 13px; }
.answer { font-weight: 600; }
.answer.helps { color: var(--good); }
.answer.hurts { color: var(--bad); }
figure { margin: 0; }
figcaption { color: var(--muted); font-size: 13px; }
svg { display: block; width: 100%; height: auto; font-family: inherit; }
.line { fill: none; stroke: currentColor; stroke-linejoin: round; }
.band { fill: currentColor; fill-opacity: 0.14; }
.mark { fill: currentColor; stroke: var(--ground); stroke-width: 1; }
text { fill: currentColor; }
.tone-ink { color: var(--ink); } .tone-muted { color: var(--muted); } .tone-grid { color: var(--line); }
.tone-transfer { color: var(--transfer); } .tone-fine-tune { color: var(--fine-tune); } .tone-scratch { color: var(--scratch); }
.tone-random-frozen { color: var(--random-frozen); } .tone-colour-texture { color: var(--colour-texture); }
.tone-small-network { color: var(--small-network); } .tone-raw-pixels { color: var(--raw-pixels); } .tone-largest-class { color: var(--largest-class); }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th { text-align: right; vertical-align: bottom; font-weight: 600; }
td { text-align: right; }
th, td { padding: 4px 6px; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: left; }
td { white-space: nowrap; }
ul { margin: 0; padding-left: 20px; }
li { margin: 4px 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 4px 20px; margin: 0; font-size: 13px; }
dt { color: var(--muted); }
dd { margin: 0; overflow-wrap: anywhere; }
code { font-family: ui-monospace, 'Cascadia Mono', 'Liberation Mono', Menlo, monospace; font-size: 13px; }
@page { size: A4; margin: 16mm; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } h2 { break-after: avoid; }
  .verdict, figure, tr, li { break-inside: avoid; } .wide { overflow: visible; } table { font-size: 8.5pt; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (max-width: 560px) { .verdict, dl { grid-template-columns: 1fr; } }
`;
