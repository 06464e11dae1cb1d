// Bundles Towline into dist/: a small boot file that any Node can parse, and split chunks that only load when needed.
import './check-node.js';
import {chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import path from 'node:path';
import {build} from 'esbuild';
import {collectNotices} from './notices.js';

const quiet = process.argv.includes('--quiet');
const startedAt = performance.now();

// Ink imports its devtools only when DEV=true. The package is not installed, so the import is replaced by a stub.
const stubDevtools = {
	name: 'stub-react-devtools',
	setup(bundler) {
		bundler.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'devtools', namespace: 'stub'}));
		bundler.onLoad({filter: /.*/, namespace: 'stub'}, () => ({contents: 'export default {};'}));
	},
};

// Without `fetch` Yoga decodes its WebAssembly itself. With it, Node loads its whole fetch implementation for a data URL,
// which delays the first frame by 25 ms.
const yogaWithoutFetch = {
	name: 'yoga-without-fetch',
	setup(bundler) {
		bundler.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => ({
			contents: `const fetch = undefined;\n${await readFile(path, 'utf8')}`,
		}));
	},
};

const shared = {
	bundle: true,
	platform: 'node',
	target: 'node24',
	format: 'esm',
	minifySyntax: true,
	minifyWhitespace: true,
	legalComments: 'none',
	logLevel: 'warning',
};

const requireBanner = {
	js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
};

if (process.argv.includes('--clean')) {
	await rm('dist', {recursive: true, force: true});
}

// Written aside and renamed: a program that starts meanwhile must not read half a file.
const aside = `dist/.build-${process.pid}`;
const {metafile} = await build({
	...shared,
	entryPoints: {main: 'cli.tsx', 'demo-agent': 'source/demo/agent/demo-agent.ts'},
	outdir: aside,
	splitting: true,
	chunkNames: 'chunks/[name]-[hash]',
	metafile: true,
	external: ['node-pty'],
	jsx: 'automatic',
	define: {'process.env.NODE_ENV': '"production"'},
	banner: requireBanner,
	plugins: [stubDevtools, yogaWithoutFetch],
});
// The boot file is built separately for an old target, so that an old Node can parse it and print its error.
await build({
	...shared,
	target: 'node12',
	entryPoints: {cli: 'source/boot.ts'},
	outdir: aside,
	external: ['./main.js', './hold.js'],
	supported: {'dynamic-import': true},
});
// One file without chunks: a holder runs for days, and must find all of itself after an upgrade.
await build({
	...shared,
	entryPoints: {hold: 'source/holder/hold.ts'},
	outdir: aside,
	external: ['node-pty'],
	banner: requireBanner,
});
await chmod(`${aside}/cli.js`, 0o755);
// Loaded only now: an old Node, which is told above to be one, cannot read TypeScript.
const {toManPage} = await import('./man-page.ts');
await writeFile(`${aside}/towline.1`, toManPage());
const chunks = await putInPlace(`${aside}/chunks`, 'dist/chunks');
await putInPlace(aside, 'dist');
await rm(aside, {recursive: true});
await removeOldChunks(new Set(chunks));

if (process.argv.includes('--clean')) {
	await writeFile('dist/THIRD-PARTY-NOTICES.txt', await collectNotices(Object.keys(metafile.inputs)));
}

if (!quiet) {
	const files = Object.keys(metafile.outputs).length + 1;
	console.log(`Built dist/cli.js and ${files - 1} chunks in ${Math.round(performance.now() - startedAt)} ms.`);
}

/** Renames the files of one folder into another and returns their names. Chunks go first: the main files refer to them. */
async function putInPlace(from, to) {
	await mkdir(to, {recursive: true});
	const names = (await readdir(from, {withFileTypes: true})).filter(entry => entry.isFile()).map(({name}) => name);

	for (const name of names) {
		await rename(path.join(from, name), path.join(to, name));
	}

	return names;
}

/**
 * A running supervisor loads chunks of the build it was started from, so old chunks are kept for a day.
 * `--clean` removes everything first, for publishing.
 */
async function removeOldChunks(current) {
	for (const name of await readdir('dist/chunks')) {
		const file = `dist/chunks/${name}`;

		if (!current.has(name) && Date.now() - (await stat(file)).mtimeMs > 86_400_000) {
			await rm(file);
		}
	}
}
