package org.gatun.ipc.message;

/** The error numbers of the local protocol ({@code cs_error_t} of corosync's {@code corotypes.h}). Immutable; any thread. */
public enum CsError {
    /** {@code CS_OK}. */
    OK(1),
    /** {@code CS_ERR_LIBRARY}. */
    LIBRARY(2),
    /** {@code CS_ERR_VERSION}. */
    VERSION(3),
    /** {@code CS_ERR_INIT}. */
    INIT(4),
    /** {@code CS_ERR_TIMEOUT}. */
    TIMEOUT(5),
    /** {@code CS_ERR_TRY_AGAIN}. */
    TRY_AGAIN(6),
    /** {@code CS_ERR_INVALID_PARAM}. */
    INVALID_PARAM(7),
    /** {@code CS_ERR_NO_MEMORY}. */
    NO_MEMORY(8),
    /** {@code CS_ERR_BAD_HANDLE}. */
    BAD_HANDLE(9),
    /** {@code CS_ERR_BUSY}. */
    BUSY(10),
    /** {@code CS_ERR_ACCESS}. */
    ACCESS(11),
    /** {@code CS_ERR_NOT_EXIST}. */
    NOT_EXIST(12),
    /** {@code CS_ERR_NAME_TOO_LONG}. */
    NAME_TOO_LONG(13),
    /** {@code CS_ERR_EXIST}. */
    EXIST(14),
    /** {@code CS_ERR_NO_SPACE}. */
    NO_SPACE(15),
    /** {@code CS_ERR_INTERRUPT}. */
    INTERRUPT(16),
    /** {@code CS_ERR_NAME_NOT_FOUND}. */
    NAME_NOT_FOUND(17),
    /** {@code CS_ERR_NO_RESOURCES}. */
    NO_RESOURCES(18),
    /** {@code CS_ERR_NOT_SUPPORTED}. */
    NOT_SUPPORTED(19),
    /** {@code CS_ERR_BAD_OPERATION}. */
    BAD_OPERATION(20),
    /** {@code CS_ERR_FAILED_OPERATION}. */
    FAILED_OPERATION(21),
    /** {@code CS_ERR_MESSAGE_ERROR}. */
    MESSAGE_ERROR(22),
    /** {@code CS_ERR_QUEUE_FULL}. */
    QUEUE_FULL(23),
    /** {@code CS_ERR_QUEUE_NOT_AVAILABLE}. */
    QUEUE_NOT_AVAILABLE(24),
    /** {@code CS_ERR_BAD_FLAGS}. */
    BAD_FLAGS(25),
    /** {@code CS_ERR_TOO_BIG}. */
    TOO_BIG(26),
    /** {@code CS_ERR_NO_SECTIONS}. */
    NO_SECTIONS(27),
    /** {@code CS_ERR_CONTEXT_NOT_FOUND}. */
    CONTEXT_NOT_FOUND(28),
    /** {@code CS_ERR_TOO_MANY_GROUPS}. */
    TOO_MANY_GROUPS(30),
    /** {@code CS_ERR_SECURITY}. */
    SECURITY(100);

    private static final CsError[] BY_CODE = new CsError[101];

    static {
        for (final CsError error : values()) {
            BY_CODE[error.code] = error;
        }
    }

    private final int code;

    CsError(final int code) {
        this.code = code;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** The name in C and in the tools' output, such as {@code CS_ERR_TRY_AGAIN}. */
    public String symbol() {
        return this == OK ? "CS_OK" : "CS_ERR_" + name();
    }

    /** The error of a number from the wire, {@code null} for a number without a name. */
    public static CsError of(final int code) {
        return code >= 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
