import {mkdirSync, writeFileSync} from 'node:fs';
import path from 'node:path';
import {expect} from 'vitest';
import {realTest, useRealProject} from './real-project.ts';
import {answer, bash, text} from './turns.ts';

realTest('servers, hooks and settings that do not work are told, and the agent goes on', async () => {
	const project = await useRealProject([answer([bash('echo hi')]), answer([text('Done.')])]);
	const failing = [{matcher: 'Bash', hooks: [{type: 'command', command: 'echo no linter >&2; exit 1'}]}];
	mkdirSync(path.join(project.root, '.claude'));
	write(project.root, '.mcp.json', {mcpServers: {tickets: {command: '/nonexistent/server'}}});
	write(project.root, '.claude/settings.json', {enableAllProjectMcpServers: true, hooks: {PreToolUse: failing}});
	writeFileSync(path.join(project.root, '.claude/settings.local.json'), '{"permissions":');

	expect(await project.towline('run')).toMatchObject({exitCode: 0});
	const {status, reason} = await project.agent();
	expect(status).toBe('completed');
	expect(reason).toMatch(/ \(and 2 more\)$/);
	const {stdout} = await project.towline('logs', '1_hello');
	expect(stdout).toContain('! The MCP server tickets failed to start, so its tools are missing.');
	expect(stdout).toContain('! The hook PreToolUse:Bash failed: no linter');
	expect(stdout).toMatch(/! The settings file .*\/\.claude\/settings\.local\.json is not valid/);
});

function write(root: string, file: string, content: object): void {
	writeFileSync(path.join(root, file), JSON.stringify(content));
}
