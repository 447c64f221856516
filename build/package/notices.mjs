import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { packageFolder, root } from '../set-up/places.mjs';
import { isLicence, packageFolderOf } from './stage.mjs';

/**
 * @typedef {object} Component a third-party work in a package
 * @property {string} name
 * @property {string} version
 * @property {string} licence its SPDX expression, as it states it
 * @property {string | null} purl its package URL; null if it comes from no package registry
 * @property {{ name: string, text: string }[]} texts
 */

/** The packages that the bundle of the screens holds; all of them, since a style sheet or a component may need any. */
const ofTheScreens = ['svelte', 'd3-scale', 'eventsource-parser', 'zod'];

/** The folders of packages that a list of files comes from. @param {string[]} files absolute */
export function packageFolders(files) {
  const inside = files.filter((file) => file.startsWith(path.join(root, 'node_modules') + path.sep));
  return [...new Set(inside.map(packageFolderOf))].sort();
}

/** The packages of the screens and all that these depend on. */
export function screenPackages() {
  const found = new Set(ofTheScreens);
  for (const name of found)
    for (const other of Object.keys(factsOf(packageFolder(name)).dependencies ?? {}))
      if (existsSync(packageFolder(other))) found.add(other);
  return [...found].map(packageFolder);
}

/** @param {string} folder @returns {any} */
const factsOf = (folder) => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));

/** What a package says about its licence. @param {string} folder @returns {Component} */
export function componentOf(folder) {
  const { name, version, license, licenses } = factsOf(folder);
  const texts = readdirSync(folder)
    .filter((file) => isLicence(file) && statSync(path.join(folder, file)).isFile())
    .map((file) => ({ name: file, text: readFileSync(path.join(folder, file), 'utf8') }));
  const licence = license?.type ?? license ?? licenses?.[0]?.type ?? 'NOASSERTION';
  return { name, version, licence, purl: `pkg:npm/${name.replace('@', '%40')}@${version}`, texts };
}

/** The notices of all third-party works, one after another, each text once. @param {Component[]} components */
export function noticesOf(components) {
  const parts = components.map(({ name, version, licence, texts }) => {
    const head = `${name} ${version}\nLicence: ${licence}`;
    const body = texts.length > 0 ? texts.map(({ text }) => text.trim()).join('\n\n') : 'The package has no text of its licence.';
    return `${head}\n\n${body}`;
  });
  return `${["Graft contains the following third-party works. Graft's own licence is Apache-2.0.", ...parts].join(`\n\n${'='.repeat(80)}\n\n`)}\n`;
}

/** A bill of materials in CycloneDX 1.6 (JSON). @param {{ version: string }} graft @param {Component[]} components */
export function billOfMaterials({ version }, components) {
  const subject = { type: 'application', name: 'Graft', version, licenses: [{ license: { id: 'Apache-2.0' } }] };
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: subject },
    components: components.map(({ name, version: of, licence, purl }) => ({
      type: 'library',
      name,
      version: of,
      ...(licence === 'NOASSERTION' ? {} : { licenses: [licenceChoice(licence)] }),
      ...(purl === null ? {} : { purl, 'bom-ref': purl }),
    })),
  };
}

/** A single SPDX id, an expression, or a name that is neither. @param {string} licence */
function licenceChoice(licence) {
  if (/ (?:AND|OR|WITH) /.test(licence)) return { expression: licence };
  return /^[A-Za-z0-9.+-]+$/.test(licence) ? { license: { id: licence } } : { license: { name: licence } };
}
