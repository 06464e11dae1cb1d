import {assertNever} from '../../core/assert-never.ts';
import type {Agent} from '../../core/fleet/agent.ts';
import type {Fleet} from '../../core/fleet/fleet.ts';
import type {EpochMs} from '../../core/ids.ts';
import {selectReason} from '../../core/status/why.ts';
import {type Line, lineOf, lineWidth, type Span, spread} from '../line.ts';
import type {PaneCut} from '../pane/scroll.ts';
import {type Match, toCounter} from '../pane/search.ts';
import type {UiState} from '../state/ui-state.ts';
import {sanitizeForCell} from '../text/sanitize-for-cell.ts';
import {wrap} from '../text/wrap.ts';
import type {Glyphs} from '../theme.ts';
import {contextPercent, modelWords, storyLabel} from './agent-words.ts';

/** A rule with words in it: at the left what it is about, at the right how it stands. */
export function toRule(
	words: Line,
	right: Line,
	{columns, glyphs}: {readonly columns: number; readonly glyphs: Glyphs},
): Line {
	const end: Line = lineWidth(right) === 0 ? [] : [{text: ' '}, ...right, {text: ' '}];
	const start: Line = words.length === 0 ? [] : [rule(2, glyphs), {text: ' '}, ...words, {text: ' '}];
	const line = spread(start, end, columns);
	// The gap that `spread` filled with blanks becomes the rule.
	return line.map((span, index) => (index === line.length - end.length - 1 ? rule(span.text.length, glyphs) : span));
}

function rule(length: number, glyphs: Glyphs): Span {
	return {text: glyphs.rule.repeat(length), dim: true};
}

type TitleData = {
	readonly columns: number;
	readonly glyphs: Glyphs;
	readonly ui: UiState;
	readonly isActive: boolean;
	readonly isTail: boolean;
	/** Of the search, if there is one. */
	readonly matches: readonly Match[];
};

/** Above the pane: whose text it is, and whether it follows. */
export function toPaneTitle(agent: Agent, cut: PaneCut, data: TitleData): Line {
	const {columns, glyphs, ui, isActive, isTail} = data;
	const context = contextPercent(agent);
	const facts = [
		isTail ? 'before the request' : sanitizeForCell(agent.name),
		...(agent.model ? [modelWords(agent.model)] : []),
		...(context === undefined ? [] : [`context ${context} %`]),
		...(ui.thinking === 'shown' ? [] : [`thinking ${ui.thinking}`]),
	];
	const label: Line = isTail ? [] : [{text: storyLabel(agent), ...(isActive ? {bold: true} : {dim: true})}];
	const whole = toStanding(cut, data);
	// In a narrow pane "following" is left out before the story's name.
	const isTight = lineWidth(label) + lineWidth(whole) + ruleColumns > columns;
	const standing = isTight && cut.isAtEnd && ui.search === '' ? [] : whole;
	const room = columns - lineWidth(standing) - ruleColumns;
	// What does not fit is left out whole, the last first.
	const variants = facts.map((_, index) => withFacts(label, facts.slice(0, facts.length - index)));
	const words =
		variants.find(line => lineWidth(line) <= room) ?? (isTail ? withFacts(label, facts.slice(0, 1)) : label);
	return toRule(words, standing, {columns, glyphs});
}

/** What a rule takes besides its words: its beginning, blanks, and at least one column between the two. */
const ruleColumns = 7;

function withFacts(label: Line, facts: readonly string[]): Line {
	return [...label, {text: `${label.length > 0 ? ' · ' : ''}${facts.join(' · ')}`, dim: true}];
}

/** What is searched for, the number of the current match, and how many there are. */
export function toCounterLine(search: string, matches: readonly Match[], current: Match | undefined): Line {
	return lineOf(`/${sanitizeForCell(search)} ${toCounter(matches, current)}`, {bold: true});
}

function toStanding(cut: PaneCut, {ui, glyphs, matches}: TitleData): Line {
	if (ui.search !== '') {
		return toCounterLine(ui.search, matches, ui.match);
	}

	if (cut.isAtEnd) {
		return lineOf('following', {dim: true});
	}

	return cut.fresh > 0 ? lineOf(`${glyphs.below} ${cut.fresh} new`, {bold: true}) : lineOf('scrolled', {dim: true});
}

/** What the pane says of an agent that has no text. */
export function toNothingYet(
	agent: Agent,
	{fleet, now, columns}: {readonly fleet: Fleet; readonly now: EpochMs; readonly columns: number},
): readonly Line[] {
	return wrap(nothingYetWords(agent, fleet, now), columns - 4).map(line => lineOf(`  ${line}`, {dim: true}));
}

function nothingYetWords(agent: Agent, fleet: Fleet, now: EpochMs): string {
	const reason = selectReason(agent, fleet, now);
	const words = reason && sanitizeForCell(reason);

	switch (agent.phase.status) {
		case 'idle':
			return words ?? 'Not started yet.';
		case 'queued':
			return `Queued: ${words ?? 'about to start'}.`;
		case 'starting':
			return 'Starting ...';
		case 'running':
		case 'needs-input':
		case 'stopping':
		case 'completed':
		case 'failed':
		case 'stopped':
		case 'rate-limited':
		case 'lost':
			return words ?? 'No output.';
		default:
			return assertNever(agent.phase);
	}
}
