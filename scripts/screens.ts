// Draws stored screens of the tests as SVG files to look at: `npm run screens`, or `npm run screens -- fleet-80x24 help-80x24`.
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {fromGoldenText} from '../test/helpers/golden-text.ts';
import {toSvg} from '../test/helpers/to-svg.ts';

const repository = path.resolve(import.meta.dirname, '..');
const screens = path.join(repository, 'test/dashboard/screens');
const pictures = path.join(repository, '.cache/screens');
const stored = readdirSync(screens).map(file => path.basename(file, '.txt'));
const names = process.argv.length > 2 ? process.argv.slice(2) : stored;
const unknown = names.filter(name => !stored.includes(name));

if (unknown.length > 0) {
	console.error(`No screen is stored as ${unknown.join(', ')}. ${path.relative(process.cwd(), screens)} has them all.`);
	process.exit(1);
}

mkdirSync(pictures, {recursive: true});

for (const name of names) {
	const screen = fromGoldenText(readFileSync(path.join(screens, `${name}.txt`), 'utf8'));
	writeFileSync(path.join(pictures, `${name}.svg`), toSvg(screen, {title: `towline · ${name}`}));
}

console.log(`${names.length} pictures in ${path.relative(process.cwd(), pictures)}`);
