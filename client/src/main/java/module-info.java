/** The Java client library: closed process groups and the other services, of a Gatun or a C engine. */
module org.gatun.client {
    requires transitive org.gatun.ipc;
    exports org.gatun.client;
}
