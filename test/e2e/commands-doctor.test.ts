import {chmodSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect, test} from 'vitest';
import {createProject} from './project.ts';

type Finding = {readonly what: string; readonly state: string; readonly detail: string; readonly advice: string | null};

test('doctor reports the state of each check and how to fix problems', async () => {
	await using project = createProject({
		stories: {'1_one': 'answers', '2_two': 'long'},
		more: '[[agent]]\nname = "gone"\nruntime = "claude-code"\ncommand = "/nowhere/claude"\n',
	});
	const program = path.join(project.root, '.sock/claude');
	writeFileSync(program, '#!/bin/sh\necho "2.1.300 (Claude Code)"\n');
	chmodSync(program, 0o755);
	await project.towline('run', '1_one');
	const read = async () => {
		const {stdout, exitCode} = await project.towline('doctor', '--json');
		const findings: readonly Finding[] = JSON.parse(stdout);
		return {exitCode, of: (what: string) => findings.find(finding => finding.what === what), findings};
	};
	const sick = await read();
	expect(sick.exitCode).toBe(1);
	expect(sick.of('agent gone')).toMatchObject({state: 'bad', detail: expect.stringContaining('/nowhere/claude')});
	expect(sick.of('agent answers')).toMatchObject({state: 'warning', advice: expect.stringContaining('--version')});
	expect(sick.of('git')).toMatchObject({state: 'good', advice: null});
	expect(sick.of('database')).toMatchObject({state: 'good', detail: expect.stringMatching(/^\d+ facts$/)});
	expect(sick.of('supervisor')).toMatchObject({state: 'good', detail: expect.stringContaining('pid')});
	expect(sick.findings.every(({state, advice}) => (state === 'good') === (advice === null))).toBe(true);

	project.writeConfig(`[[agent]]\nname = "coder"\nruntime = "claude-code"\ncommand = "${program}"\n`);
	const well = await read();
	expect(well.exitCode).toBe(0);
	expect(well.of('agent coder')).toMatchObject({state: 'good', detail: expect.stringContaining('2.1.300')});
});
