package org.gatun.engine.config;

/** The files of {@code uidgid.d}: sections {@code uidgid}, and nothing else. The state of a section tells whether it is one. */
final class AccessSections implements SectionSink<Boolean> {
    private final FileSections sections;

    AccessSections(final FileSections sections) {
        this.sections = sections;
    }

    @Override
    public Boolean open(final Boolean parent, final String path) throws ParseProblem {
        if (!path.equals("uidgid")) {
            throw new ParseProblem("A file of uidgid.d takes sections uidgid only, not \"" + path + '"');
        }
        return true;
    }

    @Override
    public void key(final Boolean section, final String path, final String name, final byte[] value, final SourceLine where)
        throws ParseProblem {
        if (!section) {
            throw new ParseProblem("A file of uidgid.d takes sections uidgid only, not the key \"" + name + '"');
        }
        sections.accessKey(name, value, where);
    }

    @Override
    public void close(final Boolean section, final SourceLine where) {
    }
}
