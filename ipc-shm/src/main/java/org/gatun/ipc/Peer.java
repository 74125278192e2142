package org.gatun.ipc;

/** A client by the kernel's word. */
record Peer(int pid, int uid, int gid) {
}
