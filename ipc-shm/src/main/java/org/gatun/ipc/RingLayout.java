package org.gatun.ipc;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.gatun.natives.linux.Memory;

/**
 * The two files of a shared-memory ring.
 * <pre>
 *  header file, 8248 bytes and the user's
 *  offset  size  field      type        meaning
 *       0     4  write_pt   u32         index in words where the next chunk starts
 *       4     4  read_pt    u32         index in words of the oldest chunk
 *       8     4  word_size  u32         length of the data file in words of 4 bytes
 *      12  4096  hdr_path   char[]      absolute path of the header file
 *    4108  4096  data_path  char[]      absolute path of the data file
 *    8204     4  ref_count  i32         1 when created, 2 while a client has it open
 *    8208    32  semaphore  sem_t       {@link RingSemaphore}: committed chunks that no reader has taken
 *    8240     4  user data  i32         request ring only: the flow-control value
 *
 *  chunk at word p of the data file (all indices modulo word_size)
 *  word   meaning
 *  p      bytes of payload
 *  p + 1  magic: 0xA110CED0 reserved, 0xA1A1A1A1 committed, 0xD0D0D0D0 consumed
 *  p + 2  payload, padded to a whole word
 * </pre>
 * Host byte order. Source: libqb {@code lib/ringbuffer_int.h}, 2.0.6. Stateless; any thread.
 */
final class RingLayout {
    static final int WRITE_PT = 0;
    static final int READ_PT = 4;
    static final int WORD_SIZE = 8;
    static final int HDR_PATH = 12;
    static final int DATA_PATH = 4108;
    static final int PATH_CAPACITY = 4096;
    static final int REF_COUNT = 8204;
    static final int SEMAPHORE = 8208;
    static final int FLOW_CONTROL = 8240;
    /** Size of the header file before the user's bytes: the structure's size, rounded up to 8. */
    static final int HEADER_SIZE = 8248;

    static final int MAGIC_RESERVED = 0xA110CED0;
    static final int MAGIC_COMMITTED = 0xA1A1A1A1;
    static final int MAGIC_CONSUMED = 0xD0D0D0D0;

    /** Bytes of the length and the magic before each payload. */
    static final int CHUNK_HEADER = 8;
    /** A chunk is written only if its payload and so many bytes are free. */
    static final int CHUNK_MARGIN = 12;

    static final VarHandle INT = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

    private RingLayout() {
    }

    /** Bytes of the data file for an agreed message size: both ends compute it by themselves. */
    static long dataSize(final int maxMessageSize) {
        final long page = Memory.pageSize();
        return (maxMessageSize + CHUNK_MARGIN + 1L + page - 1) / page * page;
    }

    /** Words that a payload occupies with its header. */
    static int chunkWords(final int length) {
        return 2 + (length + 3) / 4;
    }
}
