/** The {@code gatun} command and the tools under it. */
module org.gatun.tools {
    requires java.xml;
    requires info.picocli;
    requires HdrHistogram;
    requires org.gatun.client;
    requires org.gatun.engine;
    requires org.gatun.natives;
    opens org.gatun.tools to info.picocli;
    opens org.gatun.tools.demo to info.picocli;
    opens org.gatun.tools.admin to info.picocli;
    opens org.gatun.tools.sam to info.picocli;
    exports org.gatun.tools;
}
