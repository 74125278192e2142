package org.gatun.engine.config;

/**
 * Takes what a {@link ConfigGrammar} finds. A problem is told by {@link ParseProblem}; the grammar adds file and line.
 *
 * @param <S> what the sink wants to know again about an open section
 */
interface SectionSink<S> {
    /** A section begins; {@code path} includes its name. Returns the state of the section. */
    S open(S parent, String path) throws ParseProblem;

    /** A key of the section {@code path}, which is empty at the top of the file. */
    void key(S section, String path, String name, byte[] value, SourceLine where) throws ParseProblem;

    /** The section ends. */
    void close(S section, SourceLine where) throws ParseProblem;

    /** What is wrong with a line. */
    final class ParseProblem extends Exception {
        private static final long serialVersionUID = 1L;

        ParseProblem(final String reason) {
            super(reason, null, false, false);
        }
    }
}
