/** The local protocol, both ends: libqb-compatible channels and the codecs of every library message. */
module org.gatun.ipc {
    requires transitive org.gatun.natives;
    exports org.gatun.ipc;
    exports org.gatun.ipc.message;
}
