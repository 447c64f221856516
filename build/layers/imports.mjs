import path from 'node:path';
import ts from 'typescript';

/**
 * One import of a source file.
 * @typedef {object} Import
 * @property {string} name as written
 * @property {boolean} typesOnly whether type stripping removes it
 * @property {number} line counted from 1
 */

/**
 * @typedef {object} SourceFacts
 * @property {Import[]} imports
 * @property {boolean} isBarrel whether the file only re-exports
 */

/**
 * Reads the imports of a TypeScript, JavaScript or Svelte file.
 * @param {string} file its name decides the language
 * @param {string} text
 * @returns {SourceFacts}
 */
export function readSource(file, text) {
  const code = file.endsWith('.svelte') ? scriptsOf(text) : text;
  const source = ts.createSourceFile(`${file}.ts`, code, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  /** @type {Import[]} */
  const imports = [];
  /** @param {ts.Node | undefined} name @param {boolean} typesOnly */
  const note = (name, typesOnly) => {
    if (name && ts.isStringLiteralLike(name))
      imports.push({ name: name.text, typesOnly, line: source.getLineAndCharacterOfPosition(name.pos).line + 1 });
  };
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) note(node.moduleSpecifier, node.importClause !== undefined && onlyTypes(node.importClause));
    if (ts.isExportDeclaration(node)) note(node.moduleSpecifier, node.isTypeOnly);
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) note(node.argument.literal, true);
    if (ts.isCallExpression(node) && isLoadingCall(node)) note(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const isBarrel =
    source.statements.length > 0 && source.statements.every((statement) => ts.isExportDeclaration(statement) && statement.moduleSpecifier);
  return { imports, isBarrel };
}

/** @param {ts.ImportClause} clause */
function onlyTypes(clause) {
  return (
    clause.isTypeOnly
    || (!clause.name
      && !!clause.namedBindings
      && ts.isNamedImports(clause.namedBindings)
      && clause.namedBindings.elements.length > 0
      && clause.namedBindings.elements.every((element) => element.isTypeOnly))
  );
}

/** `import(...)` and `require(...)`. @param {ts.CallExpression} call */
function isLoadingCall(call) {
  return call.expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(call.expression) && call.expression.text === 'require');
}

/** Returns the scripts of a Svelte file, with everything else blanked to keep line numbers. @param {string} text */
function scriptsOf(text) {
  const blank = (/** @type {string} */ part) => part.replace(/[^\n]/g, ' ');
  let code = '';
  let from = 0;
  for (const match of text.matchAll(/(<script[^>]*>)([\s\S]*?)<\/script>/g)) {
    const start = match.index + /** @type {string} */ (match[1]).length;
    code += blank(text.slice(from, start)) + match[2];
    from = start + /** @type {string} */ (match[2]).length;
  }
  return code;
}

/**
 * Resolves an import to a file of the checkout, a package, or one of Node's own modules.
 * @param {string} from the importing file, relative to the root of the checkout, with forward slashes
 * @param {string} name
 * @returns {{ kind: 'file' | 'package' | 'node', name: string }}
 */
export function resolveImport(from, name) {
  if (name.startsWith('node:')) return { kind: 'node', name };
  if (name.startsWith('.')) return { kind: 'file', name: path.posix.normalize(path.posix.join(path.posix.dirname(from), name)) };
  const parts = name.split('/');
  return { kind: 'package', name: name.startsWith('@') ? parts.slice(0, 2).join('/') : /** @type {string} */ (parts[0]) };
}
