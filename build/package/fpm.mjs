#!/usr/bin/env node
/**
 * Makes a Debian or RPM package of folders and files with dpkg-deb or rpmbuild, from the arguments that electron-builder gives to fpm: fpm
 * itself is a Ruby program that few systems have, and electron-builder would fetch one. Knows only what electron-builder passes.
 */
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const one = /** @type {const} */ ({ type: 'string' });
const many = /** @type {const} */ ({ type: 'string', multiple: true });
const flag = /** @type {const} */ ({ type: 'boolean' });

/** @param {string[]} args @throws {TypeError} for an argument that is not known */
export function readPackageOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      s: { ...one, short: 's' },
      t: { ...one, short: 't' },
      d: { ...many, short: 'd' },
      force: flag,
      debug: flag,
      log: one,
      architecture: one,
      'after-install': one,
      'after-remove': one,
      description: one,
      version: one,
      package: one,
      name: one,
      maintainer: one,
      vendor: one,
      url: one,
      category: one,
      license: one,
      iteration: one,
      'deb-priority': one,
      'deb-recommends': many,
      'deb-compression': one,
      'rpm-summary': one,
      'rpm-compression': one,
      'rpm-os': one,
      'rpm-rpmbuild-define': many,
    },
  });
  const content = positionals.map((pair) => {
    const at = pair.lastIndexOf('=');
    return { from: pair.slice(0, at), to: pair.slice(at + 1) };
  });
  return { ...values, content };
}

/** @typedef {ReturnType<typeof readPackageOptions>} PackageOptions */

/** @param {PackageOptions} options @param {number} kilobytes installed */
export function debianControl(options, kilobytes) {
  const [synopsis = '', ...rest] = (options.description ?? '').split('\n').map((line) => line.trim());
  const long = rest.filter((line) => line !== '').map((line) => ` ${line}\n`);
  return [
    `Package: ${options.name}`,
    `Version: ${options.version}`,
    `Architecture: ${options.architecture}`,
    `Maintainer: ${options.maintainer}`,
    `Vendor: ${options.vendor}`,
    `Installed-Size: ${kilobytes}`,
    ...(options.d?.length ? [`Depends: ${options.d.join(', ')}`] : []),
    ...(options['deb-recommends']?.length ? [`Recommends: ${options['deb-recommends'].join(', ')}`] : []),
    'Section: science',
    `Priority: ${options['deb-priority'] ?? 'optional'}`,
    `Homepage: ${options.url}`,
    `Description: ${synopsis}\n${long.join('')}`,
  ].join('\n');
}

/** @param {PackageOptions} options @param {string} root the folder with the content @param {string[]} files as installed */
export function rpmSpec(options, root, files) {
  const script = (/** @type {string | undefined} */ file) => (file ? readFileSync(file, 'utf8').replace(/^#!.*\n/, '') : '');
  return `%define __os_install_post %{nil}
%define _build_id_links none
%define debug_package %{nil}
Name: ${options.name}
Version: ${options.version}
Release: ${options.iteration ?? 1}
Summary: ${options['rpm-summary'] ?? options.description}
License: ${options.license}
Vendor: ${options.vendor}
Packager: ${options.maintainer}
URL: ${options.url}
AutoReqProv: no
${(options.d ?? []).map((name) => `Requires: ${name}\n`).join('')}
%description
${options.description}

%install
cp -a "${root}/." "%{buildroot}/"

%post
${script(options['after-install'])}
%postun
${script(options['after-remove'])}
%files
%defattr(-,root,root,-)
${files.map((file) => `"${file}"`).join('\n')}
`;
}

/** Copies the content to where it will be installed. @param {PackageOptions} options @param {string} root */
function layOut({ content }, root) {
  for (const { from, to } of content) {
    const place = path.join(root, to);
    mkdirSync(path.dirname(place), { recursive: true });
    cpSync(from, place, { recursive: true, verbatimSymlinks: true });
  }
  // Whoever builds the package may hide new files from others; whoever installs it must be able to read them.
  for (const { file, isFolder } of entriesBelow(root)) if (isFolder) chmodSync(file, 0o755);
}

/** @param {string} folder @returns {{ file: string, isFolder: boolean, bytes: number }[]} */
function entriesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return { file, isFolder: entry.isDirectory(), bytes: lstatSync(file).size };
  });
}

/** @param {PackageOptions} options */
function makePackage(options) {
  const work = mkdtempSync(path.join(tmpdir(), 'graft-package-'));
  try {
    const root = path.join(work, 'root');
    layOut(options, root);
    if (options.t === 'deb') makeDebian(options, root);
    else if (options.t === 'rpm') makeRpm(options, work, root);
    else throw new Error(`packages of the kind ${options.t} are not made here`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param {PackageOptions} options @param {string} root */
function makeDebian(options, root) {
  const kilobytes = Math.ceil(entriesBelow(root).reduce((sum, { bytes }) => sum + bytes, 0) / 1024);
  const folder = path.join(root, 'DEBIAN');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'control'), debianControl(options, kilobytes));
  for (const [name, file] of [
    ['postinst', options['after-install']],
    ['postrm', options['after-remove']],
  ]) {
    if (!name || !file) continue;
    cpSync(file, path.join(folder, name));
    chmodSync(path.join(folder, name), 0o755);
  }
  const packer = (options['deb-compression'] ?? 'xz').replace(/^gz$/, 'gzip');
  run('dpkg-deb', ['--root-owner-group', `-Z${packer}`, '--build', root, options.package ?? '']);
}

/** @param {PackageOptions} options @param {string} work @param {string} root */
function makeRpm(options, work, root) {
  const files = entriesBelow(root)
    .filter(({ isFolder }) => !isFolder)
    .map(({ file }) => `/${path.relative(root, file)}`);
  const spec = path.join(work, 'package.spec');
  writeFileSync(spec, rpmSpec(options, root, files));
  const packer = (options['rpm-compression'] ?? 'xz').startsWith('gz') ? 'w6.gzdio' : 'w6T0.xzdio';
  const defines = [`_topdir ${work}/rpm`, `_binary_payload ${packer}`, `_rpmdir ${work}/made`, '_rpmfilename package.rpm'];
  run('rpmbuild', ['-bb', '--target', options.architecture ?? '', ...defines.flatMap((one) => ['--define', one]), spec]);
  cpSync(path.join(work, 'made', 'package.rpm'), options.package ?? '');
}

/** @param {string} program @param {string[]} args */
const run = (program, args) => void execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });

if (process.argv[1] === fileURLToPath(import.meta.url)) makePackage(readPackageOptions(process.argv.slice(2)));
