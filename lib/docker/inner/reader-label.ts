/** On containers of ours inside a student's engine, which live for one read. */
export const READER_LABEL = "naru.reader";
