package org.gatun.ipc;

/**
 * The numbers of one connection, as the stats map names them ({@code stats.ipcs.service*}). Written and read on the thread that
 * drives the server.
 */
public final class IpcStatistics {
    long invalidRequests;
    long overloads;
    long sent;
    long requests;
    long responses;
    long dispatched;
    long sendRetries;
    long recvRetries;
    long flowControlCount;

    IpcStatistics() {
    }

    /** Counts a request that its service refused as invalid ({@code invalid_request}). */
    public void addInvalidRequest() {
        invalidRequests++;
    }

    /** Counts a request refused with TRY_AGAIN ({@code overload}). */
    public void addOverload() {
        overloads++;
    }

    public long invalidRequests() {
        return invalidRequests;
    }

    public long overloads() {
        return overloads;
    }

    /** Events sent since the connection last began to queue. */
    public long sent() {
        return sent;
    }

    public long requests() {
        return requests;
    }

    public long responses() {
        return responses;
    }

    /** Events sent. */
    public long dispatched() {
        return dispatched;
    }

    /** How often an event or a response found no room. */
    public long sendRetries() {
        return sendRetries;
    }

    /** How often the server looked for requests in vain. */
    public long recvRetries() {
        return recvRetries;
    }

    /** Changes of the flow-control value. */
    public long flowControlCount() {
        return flowControlCount;
    }

    /** All back to 0 ({@code stats.clear.ipc}). */
    public void clear() {
        invalidRequests = 0;
        overloads = 0;
        sent = 0;
        requests = 0;
        responses = 0;
        dispatched = 0;
        sendRetries = 0;
        recvRetries = 0;
        flowControlCount = 0;
    }
}
