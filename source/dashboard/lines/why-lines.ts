import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import {formatClock} from '../../core/format.ts';
import type {EpochMs} from '../../core/ids.ts';
import {explain} from '../../core/status/explain.ts';
import {showHidden} from '../../stream/sanitize.ts';
import {blank, type Line, lineOf} from '../line.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {wrap} from '../text/wrap.ts';
import {type Glyphs, lookOf} from '../theme.ts';

type WhyData = {
	readonly agent: Agent;
	readonly fleet: Fleet;
	readonly now: EpochMs;
	readonly columns: number;
};

/** The answer, from its sentence to what would move the agent on. */
export function toWhyLines({agent, fleet, now, columns}: WhyData, {status: statusGlyphs}: Glyphs): readonly Line[] {
	const {status} = agent.phase;
	const {sentence, events, next} = explain(agent, fleet, now);
	const text = wrap(sanitizeForCell(sentence), columns - 6);
	return [
		blank,
		...text.map(
			(line, index): Line => [
				index === 0 ? {text: `   ${statusGlyphs[status]} `, ...lookOf(status)} : {text: '     '},
				{text: line, bold: true},
			],
		),
		blank,
		...(events.length === 0 ? [] : [lineOf('   What happened', {dim: true})]),
		...events.flatMap(({at, text: what, lines = []}) => [
			...beside(formatClock(at, now), sanitizeForCell(what), columns),
			...lines.flatMap(line => beside('', showHidden(line), columns)),
		]),
		...(events.length === 0 ? [] : [blank]),
		lineOf('   What happens next', {dim: true}),
		...next.flatMap(line => beside('', sanitizeForCell(line), columns)),
	];
}

/** Columns for a time of day, with its weekday if need be. */
const timeColumns = 9;

/** A time at the left, and the text wrapped beside it. */
function beside(time: string, text: string, columns: number): readonly Line[] {
	return wrap(text, columns - timeColumns - 6).map((line, index) => [
		{text: `   ${(index === 0 ? time : '').padStart(timeColumns)}  `, dim: true},
		{text: line},
	]);
}
