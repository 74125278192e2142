package org.gatun.tools.admin;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import org.gatun.client.CsException;
import org.gatun.ipc.message.CsError;

/** Ends a tool with a line on standard error and an exit status. */
final class ToolFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ToolFailure(final int status, final String message) {
        super(message, null, false, false);
        this.status = status;
    }

    /** With status 1. */
    ToolFailure(final String message) {
        this(1, message);
    }

    int status() {
        return status;
    }

    /** The names of the C library's {@code strerror} for a file's error. */
    static String reason(final IOException e) {
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof final FileSystemException failure && failure.getReason() != null) {
            return failure.getReason();
        }
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** No engine: what the C libraries answer where there is nobody to connect to. */
    static CsError connection(final CsException e) {
        return e.error() == CsError.NOT_EXIST ? CsError.LIBRARY : e.error();
    }
}
