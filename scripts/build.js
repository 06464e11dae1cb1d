// Bundles Towline into dist/: a small boot file that any Node can parse, and split chunks that only load when needed.
import {chmod, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
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

const {metafile} = await build({
	...shared,
	entryPoints: {main: 'cli.tsx', 'demo-agent': 'source/demo/agent/demo-agent.ts'},
	outdir: 'dist',
	splitting: true,
	chunkNames: 'chunks/[name]-[hash]',
	metafile: true,
	external: ['node-pty'],
	jsx: 'automatic',
	define: {'process.env.NODE_ENV': '"production"'},
	banner: requireBanner,
	plugins: [stubDevtools, yogaWithoutFetch],
});
await removeOldChunks(new Set(Object.keys(metafile.outputs)));
// The boot file is built separately for an old target, so that an old Node can parse it and print its error.
await build({
	...shared,
	target: 'node12',
	entryPoints: {cli: 'source/boot.ts'},
	outdir: 'dist',
	external: ['./main.js', './hold.js'],
	supported: {'dynamic-import': true},
});
// One file without chunks: a holder runs for days, and must find all of itself after an upgrade.
await build({
	...shared,
	entryPoints: {hold: 'source/holder/hold.ts'},
	outdir: 'dist',
	external: ['node-pty'],
	banner: requireBanner,
});
await chmod('dist/cli.js', 0o755);

if (process.argv.includes('--clean')) {
	await writeFile('dist/THIRD-PARTY-NOTICES.txt', await collectNotices(Object.keys(metafile.inputs)));
}

if (!quiet) {
	const files = Object.keys(metafile.outputs).length + 1;
	console.log(`Built dist/cli.js and ${files - 1} chunks in ${Math.round(performance.now() - startedAt)} ms.`);
}

/**
 * A running supervisor loads chunks of the build it was started from, so old chunks are kept for a day.
 * `--clean` removes everything first, for publishing.
 */
async function removeOldChunks(current) {
	for (const name of await readdir('dist/chunks')) {
		const file = `dist/chunks/${name}`;

		if (!current.has(file) && Date.now() - (await stat(file)).mtimeMs > 86_400_000) {
			await rm(file);
		}
	}
}
