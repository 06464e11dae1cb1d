import type {AgentStatus} from '../../core/fleet/agent.ts';
import {statusesByUrgency, statusTraits} from '../../core/fleet/status.ts';
import {join, type Line, lineOf} from '../line.ts';
import type {Connection, Size} from '../state/dashboard-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {wrap} from '../text/wrap.ts';
import {lookOf, type Theme} from '../theme.ts';

const indent = '   ';

/** A project without stories, and what to do first; `refusedFiles` says why files that are there are none. */
export function toEmptyLines(refusedFiles: readonly string[] = []): readonly Line[] {
	return [
		[],
		lineOf(`${indent}No stories yet. A story is a Markdown file in stories/.`),
		...refusedFiles.map(reason => lineOf(`${indent}${sanitizeForCell(reason)}`, {tone: 'warning'})),
		[],
		[
			{text: `${indent}c`, bold: true},
			{text: '             writes the first story', dim: true},
		],
		[
			{text: `${indent}towline demo`, bold: true},
			{text: '  shows an example project', dim: true},
		],
		[],
		lineOf(`${indent}New files in that folder appear here automatically.`, {dim: true}),
	];
}

/** The supervisor went away; it is started again by itself. `resumable` are its agents that were live. */
export function toGoneLines(
	connection: Extract<Connection, {kind: 'gone'}>,
	{seconds, live}: {readonly seconds: number; readonly live: number},
): readonly Line[] {
	const agents =
		live === 0
			? 'No agent was running.'
			: `${live === 1 ? '1 agent was' : `${live} agents were`} running. No stored data is lost; every agent can be resumed.`;
	return [
		[],
		[
			{text: `${indent}The supervisor went away ${seconds} s ago`, tone: 'bad', bold: true},
			{text: ` (${sanitizeForCell(connection.why)}).`},
		],
		lineOf(`${indent}${agents}`),
		[],
		lineOf(`${indent}Starting it again ...`, {dim: true}),
	];
}

/** It cannot be reached or understood, and why: whole, because what is cut off is what a person would need. */
export function toRefusedLines(
	{message, hint}: Extract<Connection, {kind: 'refused'}>,
	columns: number,
): readonly Line[] {
	const wrapped = (text: string) =>
		wrap(sanitizeForCell(text), columns - 2 * indent.length).map(line => `${indent}${line}`);
	return [
		[],
		...wrapped(message).map(line => lineOf(line, {tone: 'bad', bold: true})),
		...(hint === undefined ? [] : wrapped(hint).map(line => lineOf(line))),
	];
}

/** Too small to read anything: says so, and how many are in which status. */
export function toTooSmallLines(
	counts: Readonly<Record<AgentStatus, number>>,
	{size, smallest, theme}: {readonly size: Size; readonly smallest: Size; readonly theme: Theme},
): readonly Line[] {
	const parts = statusesByUrgency
		.filter(status => status !== 'idle' && counts[status] > 0)
		.map(status =>
			lineOf(`${theme.glyphs.status[status]} ${counts[status]} ${statusTraits[status].label}`, lookOf(status)),
		);
	return [
		lineOf('Terminal too small'),
		lineOf(`${size.columns}x${size.rows}, needs ${smallest.columns}x${smallest.rows}`, {dim: true}),
		...(size.rows > 4 + parts.length ? parts : [join(parts, ' ')]),
	];
}
