#!/usr/bin/env node
/**
 * The first file that runs (built to dist/cli.js). It is parsed by whatever Node there is, so it uses nothing new:
 * it refuses an old Node in one line, turns on the compile cache and only then loads the program.
 */
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
	process.stderr.write(
		`towline: needs Node 24 or newer, and this is ${process.versions.node} (${process.execPath}). Install a newer Node, or run it through npm in its checkout.\n`,
	);
	process.exit(2);
}

// Named by a variable, because it exists only beside the built file.
const program = './main.js';

import('node:module').then(({enableCompileCache}) => {
	enableCompileCache();
	return import(program);
});

export {};
