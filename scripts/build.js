// Bundles Towline into dist/: a small boot file that any Node can parse, and split chunks that only load when needed.
import {rm} from 'node:fs/promises';
import {build} from 'esbuild';

const quiet = process.argv.includes('--quiet');
const startedAt = performance.now();

// Ink asks for its devtools only when DEV=true; the package is not installed, so the import must lead somewhere.
const stubDevtools = {
	name: 'stub-react-devtools',
	setup(bundler) {
		bundler.onResolve({filter: /^react-devtools-core$/}, () => ({path: 'devtools', namespace: 'stub'}));
		bundler.onLoad({filter: /.*/, namespace: 'stub'}, () => ({contents: 'export default {};'}));
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

await rm('dist', {recursive: true, force: true});
const {metafile} = await build({
	...shared,
	entryPoints: {main: 'cli.tsx', 'demo-agent': 'source/demo/demo-agent.ts'},
	outdir: 'dist',
	splitting: true,
	chunkNames: 'chunks/[name]-[hash]',
	metafile: true,
	external: ['node-pty'],
	jsx: 'automatic',
	define: {'process.env.NODE_ENV': '"production"'},
	banner: {
		js: "import {createRequire as __createRequire} from 'node:module'; const require = __createRequire(import.meta.url);",
	},
	plugins: [stubDevtools],
});
// The boot file is built apart and for an old target: an old Node must be able to parse it to be told that it is old.
await build({
	...shared,
	target: 'node12',
	entryPoints: {cli: 'source/boot.ts'},
	outdir: 'dist',
	external: ['./main.js'],
	supported: {'dynamic-import': true, 'top-level-await': true},
});

if (!quiet) {
	const files = Object.keys(metafile.outputs).length + 1;
	console.log(`Built dist/cli.js and ${files - 1} chunks in ${Math.round(performance.now() - startedAt)} ms.`);
}
