import { readSource, resolveImport } from './imports.mjs';
import { languages, layers, onlyBarrel, partsKnowNoStudio, processes, roomsOfWork } from './rules.mjs';

/**
 * @typedef {object} Edge one import, resolved
 * @property {string} from
 * @property {number} line
 * @property {'file' | 'package' | 'node'} kind
 * @property {string} to
 * @property {boolean} typesOnly
 */

/**
 * Checks the sources against the layer rules.
 * @param {Map<string, string>} sources text by path from the root, with forward slashes
 * @returns {string[]} the problems, one line each: `file:line: words`
 */
export function checkLayers(sources) {
  const wrong = [];
  /** @type {Edge[]} */
  const edges = [];
  for (const [file, text] of sources) {
    const { imports, isBarrel } = readSource(file, text);
    if (isBarrel && file !== onlyBarrel) wrong.push(`${file}:1: only ${onlyBarrel} may do nothing but pass on exports`);
    if (/(^|\/)index\.(ts|mjs|js)$/.test(file) && file !== onlyBarrel)
      wrong.push(`${file}:1: no file but ${onlyBarrel} may be named index`);
    for (const { name, typesOnly, line } of imports) {
      const { kind, name: to } = resolveImport(file, name);
      edges.push({ from: file, line, kind, to, typesOnly });
    }
  }
  wrong.push(...edges.flatMap((edge) => [judgeEdge(edge), judgeRooms(edge), judgeLanguages(edge)]).filter((words) => words !== null));
  wrong.push(...[...sources.keys()].map(judgePlace).filter((words) => words !== null));
  return [...wrong, ...findCycles(edges), ...judgeProcesses(edges)].sort();
}

/** @param {string} file @param {string} place */
const isIn = (file, place) => file === place || file.startsWith(`${place}/`);

/** Returns the layer of a file: the longest matching path; null outside all layers (the tests import everything). @param {string} file */
function layerOf(file) {
  const fits = Object.keys(layers)
    .filter((place) => isIn(file, place))
    .sort((a, b) => b.length - a.length);
  return fits[0] ?? null;
}

/** @param {Edge} edge @returns {string | null} */
function judgeEdge(edge) {
  const place = layerOf(edge.from);
  if (place === null) return null;
  const layer = /** @type {import('./rules.mjs').Layer} */ (layers[place]);
  const types = edge.typesOnly ? (layer.mayImportTypes ?? []) : [];
  const where = `${edge.from}:${edge.line}: ${place} may not import`;
  if (edge.kind === 'node') return layer.node ? null : `${where} Node's own modules (${edge.to})`;
  if (edge.kind === 'package') return [...(layer.packages ?? []), ...types].includes(edge.to) ? null : `${where} the package ${edge.to}`;
  const { folder, mayNotImport } = partsKnowNoStudio;
  if (isIn(edge.from, folder) && mayNotImport.some((other) => isIn(edge.to, other)))
    return `${edge.from}:${edge.line}: parts know no studio and may not import ${edge.to}`;
  const allowed = [place, ...(layer.mayImport ?? []), ...types];
  if (allowed.some((other) => isIn(edge.to, other))) return null;
  const only = (layer.mayImportTypes ?? []).some((other) => isIn(edge.to, other)) ? ' (only types of it)' : '';
  return `${where} ${edge.to}${only}`;
}

/** Returns the module of a use-case file; null for one outside the modules or the folder. @param {string} file */
function roomOf(file) {
  const { folder } = roomsOfWork;
  const [room, ...within] = isIn(file, folder) ? file.slice(folder.length + 1).split('/') : [];
  return room !== undefined && within.length > 0 ? room : null;
}

/** @param {Edge} edge @returns {string | null} */
function judgeRooms({ from, line, kind, to, typesOnly }) {
  const [room, other] = [roomOf(from), kind === 'file' ? roomOf(to) : null];
  const own = room === null ? undefined : roomsOfWork.order[room];
  if (own === undefined || !isIn(to, roomsOfWork.folder) || other === room) return null;
  if (other === null) return `${from}:${line}: a room may not import what puts the rooms together (${to})`;
  if (own.rooms.includes(other) || (typesOnly && (own.types ?? []).includes(other))) return null;
  return `${from}:${line}: the room ${room} may not import the room ${other}${(own.types ?? []).includes(other) ? ' (only types of it)' : ''} (${to})`;
}

/** @param {Edge} edge @returns {string | null} */
function judgeLanguages({ from, line, to }) {
  const { folders, door, tests } = languages;
  const language = folders.exec(to)?.[1];
  if (language === undefined || from === door || isIn(from, tests) || folders.exec(from)?.[1] === language) return null;
  return `${from}:${line}: words come from ${door}, never from the folder of a language (${to})`;
}

/** @param {string} file @returns {string | null} */
function judgePlace(file) {
  const room = roomOf(file);
  return room === null || room in roomsOfWork.order ? null : `${file}:1: ${roomsOfWork.folder} has no room ${room}`;
}

/** Finds cycles between files, each reported once, by the import that closes it. @param {Edge[]} edges */
function findCycles(edges) {
  const next = graphOf(edges);
  /** @type {Map<string, 'open' | 'done'>} */
  const state = new Map();
  /** @type {string[]} */
  const cycles = [];
  /** @type {string[]} */
  const trail = [];
  /** @param {string} file */
  const visit = (file) => {
    state.set(file, 'open');
    trail.push(file);
    for (const other of next.get(file) ?? []) {
      if (state.get(other) === 'open')
        cycles.push(`${file}:1: imports in a circle: ${[...trail.slice(trail.indexOf(other)), other].join(' -> ')}`);
      else if (!state.has(other)) visit(other);
    }
    trail.pop();
    state.set(file, 'done');
  };
  for (const file of next.keys()) if (!state.has(file)) visit(file);
  return cycles;
}

/** @param {Edge[]} edges @returns {Map<string, Set<string>>} */
function graphOf(edges) {
  /** @type {Map<string, Set<string>>} */
  const next = new Map();
  for (const edge of edges) {
    if (edge.kind !== 'file') continue;
    const others = next.get(edge.from) ?? new Set();
    next.set(edge.from, others.add(edge.to));
  }
  return next;
}

/** Finds forbidden packages that a process would load, with the path of imports. @param {Edge[]} edges */
function judgeProcesses(edges) {
  const loading = edges.filter((edge) => !edge.typesOnly);
  const next = graphOf(loading);
  return processes.flatMap(({ entry, neverLoads }) => {
    const reached = new Set([entry]);
    for (const file of reached) for (const other of next.get(file) ?? []) reached.add(other);
    return loading
      .filter((edge) => edge.kind === 'package' && neverLoads.includes(edge.to) && reached.has(edge.from))
      .map((edge) => `${edge.from}:${edge.line}: the process of ${entry} must never load ${edge.to}`);
  });
}
