import {expect, test} from 'vitest';
import {serviceUnitOf, toUnitText} from '../../../source/commands/setup/service-unit.ts';

const parts = {
	node: '/opt/node 24/bin/node',
	program: '/opt/towline/dist/cli.js',
	searchPath: '/home/ada/.local/bin:/usr/bin',
};
const lineOf = (text: string, key: string) => text.split('\n').find(line => line.startsWith(`${key}=`));

test('a unit has absolute paths and quotes what systemd would expand', () => {
	const text = toUnitText({...parts, root: '/home/ada/50% "shop" $HOME\\x'});
	expect(lineOf(text, 'ExecStart')).toBe(
		'ExecStart="/opt/node 24/bin/node" "--max-semi-space-size=4" "/opt/towline/dist/cli.js" "supervise" "--stay" "/home/ada/50%% \\"shop\\" $$HOME\\\\x"',
	);
	expect(lineOf(text, 'WorkingDirectory')).toBe('WorkingDirectory=/home/ada/50%% "shop" $HOME\\x');
	expect(lineOf(text, 'Environment')).toBe('Environment="PATH=/home/ada/.local/bin:/usr/bin"');
});

test.for(['/home/ada/shop\nExecStart=/bin/false', '/home/ada/shop\\', '/home/ada/shop '])('%j is refused', root => {
	expect(() => toUnitText({...parts, root})).toThrow(/a systemd unit cannot express/);
});

test('each project has its own unit in the folder for user units', () => {
	const here = serviceUnitOf('/home/ada/shop', {HOME: '/home/ada'});
	expect(here.file).toMatch(/^\/home\/ada\/\.config\/systemd\/user\/towline-[0-9a-f]{12}\.service$/);
	expect(serviceUnitOf('/home/ada/other', {HOME: '/home/ada'}).name).not.toBe(here.name);
	expect(serviceUnitOf('/home/ada/shop', {XDG_CONFIG_HOME: '/etc/ada'}).file).toMatch(/^\/etc\/ada\/systemd\/user\//);
});
