// Licences of the packages that a build contains: most ask that their notice goes along with every copy.
import {readdir, readFile} from 'node:fs/promises';
import path from 'node:path';

const licencePattern = /^(licen[cs]e|copying|notice)(\.|-|$)/i;

/**
 * The notices of every package whose code is in a build, as one text, sorted by name. `inputs` are the paths of the
 * bundled files, relative to the repository. Throws for a package without a licence file or a `license` field.
 */
export async function collectNotices(inputs) {
	const folders = [...new Set(inputs.map(packageFolder).filter(folder => folder !== undefined))];
	const notices = await Promise.all(folders.map(readNotice));
	return [
		'Towline contains code of the packages below. Each keeps its own licence.',
		...notices.toSorted((a, b) => (a.title < b.title ? -1 : 1)).map(({title, text}) => `${title}\n\n${text.trim()}`),
	].join(`\n\n${'-'.repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c/index.js` to `node_modules/a/node_modules/@b/c`; `undefined` for our own files. */
function packageFolder(file) {
	return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

async function readNotice(folder) {
	const {name, version, license} = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8'));
	const files = (await readdir(folder)).filter(file => licencePattern.test(file)).toSorted();
	const texts = await Promise.all(files.map(file => readFile(path.join(folder, file), 'utf8')));

	if (texts.length === 0 && !license) {
		throw new Error(
			`${folder} has no licence file and no "license" in its package.json. It cannot be published with ours.`,
		);
	}

	return {title: `${name} ${version} (${license ?? 'see below'})`, text: texts.join('\n\n') || `Licence: ${license}`};
}
