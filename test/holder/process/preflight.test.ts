import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {preflight} from '../../../source/holder/process/preflight.ts';
import {temporaryFolder} from './start-here.ts';

test("a name is looked up on the run's PATH, not on ours", () => {
	const {folder, program} = folderWithProgram('agent');
	expect(preflight({command: 'agent', cwd: '/', env: {PATH: `/nowhere:${folder}`}})).toBe(program);
	expect(() => preflight({command: 'agent', cwd: '/', env: {PATH: '/usr/bin'}})).toThrow(/was not found on the PATH/);
});

test('a file of that name that is not executable is passed over for one that is', () => {
	const {folder: first, program: plain} = folderWithProgram('agent');
	const {folder: second, program} = folderWithProgram('agent');
	chmodSync(plain, 0o600);
	expect(preflight({command: 'agent', cwd: '/', env: {PATH: `${first}:${second}`}})).toBe(program);
	expect(() => preflight({command: 'agent', cwd: '/', env: {PATH: first}})).toThrow(/is not executable/);
});

test('a relative path counts from the working directory', () => {
	const {folder, program} = folderWithProgram('agent');
	expect(preflight({command: './agent', cwd: folder, env: {}})).toBe(program);
});

test('a program that cannot be started is refused with the reason', () => {
	const {folder} = folderWithProgram('agent');
	const script = path.join(folder, 'script');
	writeFileSync(script, '#!/no/such/interpreter -x\n', {mode: 0o755});
	mkdirSync(path.join(folder, 'sub'));
	const reasonFor = (command: string, cwd = folder) => {
		try {
			return preflight({command, cwd, env: {PATH: folder}});
		} catch (error) {
			return String(error);
		}
	};

	expect(reasonFor('./nope')).toMatch(/nope does not exist/);
	expect(reasonFor('./sub')).toMatch(/sub is not a program/);
	expect(reasonFor('sub')).toMatch(/not found on the PATH/);
	expect(reasonFor('')).toMatch(/not found on the PATH/);
	expect(reasonFor('./script')).toMatch(/interpreter that cannot be run: .*\/no\/such\/interpreter does not exist/);
	expect(reasonFor('agent', path.join(folder, 'gone'))).toMatch(/working directory .* does not exist/);
	expect(reasonFor('agent', script)).toMatch(/working directory .* is not a folder/);
});

function folderWithProgram(name: string) {
	const folder = temporaryFolder();
	const program = path.join(folder, name);
	writeFileSync(program, '#!/bin/sh\n', {mode: 0o755});
	return {folder, program};
}
