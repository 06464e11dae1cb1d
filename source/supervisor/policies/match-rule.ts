import path from 'node:path';
import type {Permission, PermissionTarget} from '../../core/fleet/permission.ts';
import type {PermissionRule} from '../../project/config/config.ts';
import {matchesGlob} from '../../project/config/permission-glob.ts';
import {realPathOf} from './real-path.ts';

/**
 * Whether a rule is about a request. An allow rule matches only what the request certainly does; a deny or ask rule matches
 * whatever it may do. In doubt, then, a person is asked.
 */
export function matchesRule(rule: PermissionRule, permission: Permission): boolean {
	if (!matchesGlob(rule.tool, permission.tool)) {
		return false;
	}

	if (rule.match === undefined) {
		return true;
	}

	const target = targetOf(rule, permission);
	return rule.decision === 'allow'
		? target !== undefined && isAllowedBy(rule.match, target)
		: mayMatch(rule.match, permission, target);
}

/** The field that the rule names, or the one that the tool acts on. `undefined` if the tool is unknown or the field is no text. */
function targetOf({field}: PermissionRule, {input, target}: Permission): PermissionTarget | undefined {
	if (field === undefined) {
		return target;
	}

	const value = fieldsOf(input).get(field);
	return typeof value === 'string' ? {kind: path.isAbsolute(value) ? 'path' : 'text', value} : undefined;
}

function isAllowedBy(glob: string, {kind, value}: PermissionTarget): boolean {
	switch (kind) {
		case 'command':
			return matchesGlob(glob, value) && !runsMoreCommands(glob, value);
		case 'path': {
			const real = realPathOf(value);
			return real !== undefined && (matchesGlob(glob, real) || matchesGlob(withRealStart(glob), real));
		}

		case 'url': {
			const url = URL.canParse(value) ? new URL(value).href : undefined;
			return url !== undefined && matchesGlob(glob, value) && (matchesGlob(glob, url) || url === `${value}/`);
		}

		case 'text':
			return matchesGlob(glob, value) && !value.split(/[/\\]/).includes('..');
	}
}

function mayMatch(glob: string, {input, summary}: Permission, target: PermissionTarget | undefined): boolean {
	const fields = [...fieldsOf(input).values()].filter(value => typeof value === 'string');
	const texts = target ? [target.value] : [...fields, summary];
	const real = texts.map(realPathOf).filter(text => text !== undefined);
	const normal = texts.filter(text => path.isAbsolute(text)).map(text => path.normalize(text));
	return [...texts, ...real, ...normal].some(text => matchesGlob(glob, text) || matchesGlob(withRealStart(glob), text));
}

/** The glob with the links in its first folders followed: `/srv/shop/*` where `/srv` is a link to `/data/srv`. */
function withRealStart(glob: string): string {
	const start = /^\/(?:[^*?\\]*\/)?/.exec(glob)?.[0];
	const real = start === undefined ? undefined : realPathOf(start);
	return start === undefined || real === undefined
		? glob
		: path.join(real.replace(/[*?\\]/g, '\\$&'), '/') + glob.slice(start.length);
}

function fieldsOf(input: unknown): ReadonlyMap<string, unknown> {
	return new Map(typeof input === 'object' && input !== null ? Object.entries(input) : []);
}

const shellOperators = [';', '&', '|', '`', '$(', '<(', '>', '<', '\n'];

/** Whether a shell operator adds a command that the glob does not name: `npm test*` must not allow `npm test; curl ...`. */
function runsMoreCommands(glob: string, command: string): boolean {
	return shellOperators.some(operator => command.includes(operator) && !glob.includes(operator));
}
