#!/usr/bin/env node
/**
 * The entry point (built to dist/cli.js). An old Node must be able to parse it, so it uses no new syntax. It refuses an
 * old Node with one line, enables the compile cache and then loads the program.
 */
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
	process.stderr.write(
		`towline: needs Node 24 or newer; this is Node ${process.versions.node} (${process.execPath}). Install a newer Node, or run \`npm start\` in a checkout.\n`,
	);
	process.exit(2);
}

// In a variable, so that TypeScript does not look for it: the files exist only in dist/. The holder must stay small.
const program = process.argv[2] === 'hold' ? './hold.js' : './main.js';

import('node:module').then(({enableCompileCache}) => {
	enableCompileCache();
	return import(program);
});

export {};
