// `npm test`: all checks that a change must pass, the fastest first.
import './check-node.js';
import {spawnSync} from 'node:child_process';

const isLinux = process.platform === 'linux';
const steps = [
	['build', ['node', 'scripts/build.js', '--quiet']],
	['types', ['tsc']],
	['lint', ['biome', 'check', '--error-on-warnings', '.']],
	// Unit and end-to-end tests run separately: the latter start many processes and need the whole machine.
	['unit tests', ['vitest', 'run', '--project', 'unit']],
	// They follow processes in /proc.
	...(isLinux ? [['end-to-end tests', ['vitest', 'run', '--project', 'e2e']]] : []),
];

for (const [name, [command, ...args]] of steps) {
	const startedAt = performance.now();
	const {status, error} = spawnSync(command, args, {stdio: 'inherit'});
	if (error || status !== 0) {
		console.error(
			`npm test stopped at "${name}": ${error ? error.message : `\`${command} ${args.join(' ')}\` exited ${status}`}.`,
		);
		process.exit(status || 1);
	}
	if (!name.endsWith('tests')) {
		console.log(`${name} ok, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
	}
}

if (!isLinux) {
	console.log(
		`Skipped on ${process.platform}: the end-to-end tests and the unit tests that read /proc. They run on Linux.`,
	);
}
