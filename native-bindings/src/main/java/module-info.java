/** Thin typed wrappers on the kernel calls and native libraries that Gatun uses. */
module org.gatun.natives {
    requires jdk.unsupported;
    exports org.gatun.natives.knet;
    exports org.gatun.natives.linux;
    exports org.gatun.natives.nozzle;
}
