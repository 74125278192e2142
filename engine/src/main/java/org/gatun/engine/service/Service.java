package org.gatun.engine.service;

import org.gatun.engine.service.sync.SyncService;
import org.gatun.engine.totem.RingId;

/**
 * One service of the engine: replicated state fed by executive messages, and clients fed from it.
 *
 * <p>A subclass gives its tables in the constructor and overrides the hooks that it needs. All calls come on the services' thread.
 */
public abstract class Service implements SyncService {
    private static final ExecHandler[] NO_HANDLERS = {};
    private static final LibraryRequest[] NO_REQUESTS = {};

    private final int id;
    private final String name;
    private final String fullName;
    private final String socketName;
    private ExecHandler[] execHandlers = NO_HANDLERS;
    private LibraryRequest[] libraryRequests = NO_REQUESTS;

    /**
     * @param id 0..63
     * @param name such as {@code cpg}
     * @param fullName the name in the log
     * @param socketName of the library's socket, {@code null} for a service without clients
     */
    protected Service(final int id, final String name, final String fullName, final String socketName) {
        this.id = id;
        this.name = name;
        this.fullName = fullName;
        this.socketName = socketName;
    }

    /** Gives the handlers of executive messages; the place in the table is the function's number. */
    protected final void exec(final ExecHandler... handlers) {
        execHandlers = handlers;
    }

    /** Gives the library requests; the place in the table is the request's id. */
    protected final void library(final LibraryRequest... requests) {
        libraryRequests = requests;
    }

    @Override
    public final int id() {
        return id;
    }

    /** The short name, as in {@code runtime.services.cpg}. */
    public final String name() {
        return name;
    }

    @Override
    public final String fullName() {
        return fullName;
    }

    final String socketName() {
        return socketName;
    }

    final int execFunctions() {
        return execHandlers.length;
    }

    final ExecHandler execHandler(final int function) {
        return execHandlers[function];
    }

    /** The entry of a request, {@code null} for an id that has none. */
    final LibraryRequest libraryRequest(final int requestId) {
        return requestId >= 0 && requestId < libraryRequests.length ? libraryRequests[requestId] : null;
    }

    /** Whether it takes part in synchronisation; its {@code sync…} hooks are called only then. */
    public boolean isSynchronised() {
        return false;
    }

    /** Whether its clients' requests wait while a synchronisation is under way. */
    public boolean isBlockedBySync() {
        return true;
    }

    /** Services of a higher priority stop first. */
    public int stopPriority() {
        return 1;
    }

    /**
     * Called once, when the service is loaded, before its socket opens.
     *
     * @throws ServiceStartException with the text for the log
     */
    public abstract void start(ServiceContext context);

    /** The engine ends in order: a last chance to send. */
    public void stop() {
        // most services have nothing to say
    }

    /** A client has connected. */
    public void connected(final ClientSession session) {
        // most services keep state only from the first request on
    }

    /** A client is gone; it must not be used any more. */
    public void disconnected(final ClientSession session) {
        // a service without state of clients has nothing to drop
    }

    @Override
    public void syncInit(final int[] transitional, final int[] members, final RingId ringId) {
        // for services that take part
    }

    @Override
    public boolean syncProcess() {
        return true;
    }

    @Override
    public void syncActivate() {
        // for services that take part
    }

    @Override
    public void syncAbort() {
        // for services that take part
    }
}
