/** The engine: configuration, the Totem protocol, transports, services and the daemon that joins them. */
module org.gatun.engine {
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;
    requires com.lmax.disruptor;
    requires jdk.jfr;
    requires transitive org.gatun.ipc;
    requires org.gatun.natives;
    requires transitive org.slf4j;
    exports org.gatun.engine.config;
    exports org.gatun.engine.runtime;
    exports org.gatun.engine.runtime.logging;
    exports org.gatun.engine.service;
    exports org.gatun.engine.service.cfg;
    exports org.gatun.engine.service.cmap;
    exports org.gatun.engine.service.cpg;
    exports org.gatun.engine.service.stats;
    exports org.gatun.engine.service.sync;
    exports org.gatun.engine.totem;
    exports org.gatun.engine.totem.pg;
    exports org.gatun.engine.totem.srp;
    exports org.gatun.engine.transport;
    exports org.gatun.engine.transport.knet;
    exports org.gatun.engine.transport.udp;
}
