import {readdirSync, statSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import type {EpochMs} from '../../source/core/ids.ts';
import {readLastLook, writeLastLook} from '../../source/store/last-look.ts';
import {openStore} from '../../source/store/open-store.ts';
import {databaseFolder} from '../../source/store/paths.ts';
import {temporaryProject} from './temporary-project.ts';

const at = Date.UTC(2026, 2, 2, 12) as EpochMs;

test('only the owner can read the time of the last look', () => {
	const root = temporaryProject();
	openStore({root}).store.close();
	expect(readLastLook(root)).toBeUndefined();
	writeLastLook(root, at);
	expect(readLastLook(root)).toBe(at);
	const file = path.join(databaseFolder(root), 'last-look');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	writeFileSync(file, 'half a da');
	expect(readLastLook(root)).toBeUndefined();
});

test('writes no file in a project that never ran', () => {
	const root = temporaryProject();
	writeLastLook(root, at);
	expect(readLastLook(root)).toBeUndefined();
	expect(readdirSync(root)).toEqual([]);
});
