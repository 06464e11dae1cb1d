// Imported first by what `npm start` and `npm test` run. Stops with a sentence on an old Node, which cannot run the rest.
const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
	process.stderr.write(
		`Towline is built and tested with Node 24; this is Node ${process.versions.node} (${process.execPath}).\n` +
			'`npm ci` installs Node 24 for this folder by an install script of the package "node". If install scripts are\n' +
			'switched off (--ignore-scripts), run `npm rebuild node --ignore-scripts=false`, or install Node 24 yourself.\n',
	);
	process.exit(2);
}
