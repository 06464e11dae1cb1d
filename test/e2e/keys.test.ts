import {existsSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {bindings} from '../../source/dashboard/keys/keymap.ts';
import {keyThemes} from './key-themes.ts';

test('every key belongs to a theme whose tests press it in the built program', () => {
	const covered = Object.values(keyThemes).flat();
	expect([...covered].sort()).toEqual(bindings.map(({id}) => id).sort());
});

test.for(Object.keys(keyThemes))('there is a test file for the keys of %s', theme => {
	expect(existsSync(path.join(import.meta.dirname, `keys-${theme}.test.ts`))).toBe(true);
});
