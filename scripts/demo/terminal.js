import { styleText } from 'node:util';
const out = process.stdout;
/** `hasColors` knows NO_COLOR, FORCE_COLOR and dumb terminals; a pipe or a file has none. */
const hasColors = out.isTTY && out.hasColors();
const BAR_WIDTH = 28;
export const style = (format, text) => hasColors ? styleText(format, text, { validateStream: false }) : text;
export const say = (line = '') => void out.write(`${line}\n`);
export const heading = (number, text) => say(`\n${style(['bold', 'cyan'], `${number}  ${text}`)}\n`);
export const dim = (text) => style('dim', text);
export const bold = (text) => style('bold', text);
export const inNumber = (n) => n.toLocaleString('en-US', { maximumFractionDigits: 1 });
export const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
/** A progress line: redrawn in place on a terminal; elsewhere only the finished one is written. */
export function progress(label, done, total) {
    const isOver = done === total;
    if (!out.isTTY && !isOver)
        return;
    const filled = total === 0 ? BAR_WIDTH : Math.round((BAR_WIDTH * done) / total);
    const bar = style('cyan', '█'.repeat(filled)) + dim('░'.repeat(BAR_WIDTH - filled));
    const amount = isOver ? inNumber(total) : `${inNumber(done)} of ${inNumber(total)}`;
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}   ${label.padEnd(14)} ${bar}  ${amount} rows${isOver ? '\n' : ''}`);
}
/** Text broken at blanks so that no line is longer than `width`; a longer word stays whole. */
export function wrapped(text, width) {
    const lines = [''];
    for (const word of text.split(' ')) {
        const line = lines.at(-1);
        if (line !== '' && line.length + 1 + word.length > width)
            lines.push(word);
        else
            lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
    }
    return lines;
}
export const clipped = (text, width) => text.length > width ? `${text.slice(0, width - 1)}…` : text;
//# sourceMappingURL=terminal.js.map