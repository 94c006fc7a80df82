interface BoundTerminal {
  readonly cols: number;
  readonly rows: number;
  readonly parser: {
    registerCsiHandler(
      id: { final: string; intermediates?: string },
      handler: (params: (number | number[])[]) => boolean,
    ): unknown;
  };
}

/** Insert and delete lines, scroll: what is done a line at a time. */
const BY_LINE = ["L", "M", "S", "T"].map((final) => ({ final }));
/** Repeat, tab, insert, delete, erase, shift and columns: what is done a cell or a column at a time. */
const BY_CELL = [
  ...["b", "I", "Z", "@", "P", "X"].map((final) => ({ final })),
  { final: "@", intermediates: " " },
  { final: "A", intermediates: " " },
  { final: "}", intermediates: "'" },
  { final: "~", intermediates: "'" },
];

/**
 * Leaves out sequences that ask for more repetitions than the screen has lines or columns. xterm.js obeys to the last:
 * `CSI 999999999 L` stops its page, and where screens are rebuilt the server, for minutes.
 */
export function boundRepeats(terminal: BoundTerminal): void {
  const isOver = (params: (number | number[])[], most: number) =>
    params.some((param) => typeof param === "number" && param > most);
  for (const id of BY_LINE) terminal.parser.registerCsiHandler(id, (params) => isOver(params, terminal.rows));
  for (const id of BY_CELL) terminal.parser.registerCsiHandler(id, (params) => isOver(params, terminal.cols));
}
