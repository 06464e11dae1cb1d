import {createContext, useContext} from 'react';
import {createTheme, type Theme, unicodeGlyphs} from '../theme.ts';

/** The theme of everything below; it does not change while the dashboard runs. */
export const ThemeContext = createContext<Theme>(createTheme('dark', unicodeGlyphs));

/** How tones look, and which glyphs there are. */
export function useTheme(): Theme {
	return useContext(ThemeContext);
}
