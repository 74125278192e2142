/* A member of a CPG group that sends numbered messages and writes down all that it is told, through the public libcpg and
 * libquorum: one binary for engines of every kind.
 *
 *   observer DIRECTORY GROUP    commands on standard input, reports on standard output, one line each
 *
 *   load RATE MIN MAX           from now on RATE messages a second of MIN..MAX bytes; 0 ends it
 *   burst COUNT MIN MAX         COUNT messages as fast as they are taken
 *   status                      reports "status members=N tail=N hash=H waiting=N": messages delivered since the last change of the
 *                               group, a hash of their names in their order, and own messages that have not come back or are still
 *                               to be sent
 *   settle                      writes that nothing is to come, reports "settled", and then does nothing more
 *   leave                       leaves the group and ends
 *
 * It reports "ready NODE PID" when it is a member, "gone WHAT CODE" when the engine is, and then ends. The recording is the file
 * NODE-PID.observed of the directory, a line for each event, in a write of its own, so that it is whole up to where a signal ends
 * the process:
 *
 *   join | send COUNTER HASH | taken | refused | leave     what it asks for and, for a send, the answer
 *   got NODE PID COUNTER HASH                              a message
 *   view MEMBERS LEFT JOINED                               NODE:PID,... and NODE:PID/REASON,... or - for none
 *   ring REP.SEQ NODE,...                                  the ring change call-back; the sequence in hexadecimal
 *   quorum REP.SEQ QUORATE NODE,...                        the quorum notification
 *   settled | gone WHAT CODE
 */
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define HEAD 12
#define MESSAGE_MAX (256 * 1024)
#define LINE_MAX_BYTES 16384
#define CONNECT_TRIES 400
#define BATCH 32

static cpg_handle_t handle;
static quorum_handle_t quorum;
static struct cpg_name group;
static uint32_t my_node, my_pid;
static int recording = -1;
static unsigned char message[MESSAGE_MAX];
static uint32_t counter;
static uint64_t back, tail, tail_hash, members;
static long rate, burst, size_min = HEAD, size_max = HEAD;

static void say(const char *format, ...)
{
	va_list a;
	va_start(a, format);
	vprintf(format, a);
	va_end(a);
	putchar('\n');
	fflush(stdout);
}

static void record(const char *format, ...)
{
	char line[LINE_MAX_BYTES];
	va_list a;
	va_start(a, format);
	int n = vsnprintf(line, sizeof line - 1, format, a);
	va_end(a);
	if (n < 0 || n >= (int)sizeof line - 1) {
		say("failed line too long");
		exit(2);
	}
	line[n++] = '\n';
	if (write(recording, line, n) != n) {
		say("failed write errno=%d", errno);
		exit(2);
	}
}

static void gone(const char *what, int code)
{
	if (recording >= 0) record("gone %s %d", what, code);
	say("gone %s %d", what, code);
	exit(3);
}

static void pause_ms(long ms)
{
	struct timespec t = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };
	nanosleep(&t, NULL);
}

static int64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static uint64_t hash(uint64_t h, const void *data, size_t n)
{
	const unsigned char *p = data;
	for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * 0x100000001b3ULL;
	return h;
}

#define HASH_START 0xcbf29ce484222325ULL

static void deliver(cpg_handle_t h, const struct cpg_name *g, uint32_t node, uint32_t pid, void *data, size_t n)
{
	uint32_t name[3] = { node, pid, 0 };
	if (n >= HEAD) memcpy(&name[2], (char *)data + 8, 4);
	record("got %u %u %u %" PRIx64, node, pid, name[2], hash(HASH_START, data, n));
	tail++;
	tail_hash = hash(tail_hash, name, sizeof name);
	if (node == my_node && pid == my_pid) back++;
}

static const char *list(char *to, size_t room, const struct cpg_address *a, size_t n, int with_reason)
{
	size_t at = 0;
	for (size_t i = 0; i < n && at < room; i++) {
		at += snprintf(to + at, room - at, "%s%u:%u", at ? "," : "", a[i].nodeid, a[i].pid);
		if (with_reason && at < room) at += snprintf(to + at, room - at, "/%u", a[i].reason);
	}
	return n ? to : "-";
}

static const char *nodes(char *to, size_t room, const uint32_t *ids, uint32_t n)
{
	size_t at = 0;
	for (uint32_t i = 0; i < n && at < room; i++) at += snprintf(to + at, room - at, "%s%u", at ? "," : "", ids[i]);
	return n ? to : "-";
}

static void view(cpg_handle_t h, const struct cpg_name *g, const struct cpg_address *m, size_t mn, const struct cpg_address *l,
		 size_t ln, const struct cpg_address *j, size_t jn)
{
	char in[4096], left[4096], joined[4096];
	record("view %s %s %s", list(in, sizeof in, m, mn, 0), list(left, sizeof left, l, ln, 1), list(joined, sizeof joined, j, jn, 1));
	if (!members) say("ready %u %u", my_node, my_pid);
	members = mn;
	tail = 0;
	tail_hash = HASH_START;
}

static void ring_change(cpg_handle_t h, struct cpg_ring_id ring, uint32_t n, const uint32_t *ids)
{
	char in[4096];
	record("ring %u.%" PRIx64 " %s", ring.nodeid, ring.seq, nodes(in, sizeof in, ids, n));
}

static void quorum_change(quorum_handle_t h, uint32_t quorate, struct quorum_ring_id ring, uint32_t n, const uint32_t *ids)
{
	char in[4096];
	record("quorum %u.%" PRIx64 " %u %s", ring.nodeid, ring.seq, quorate, nodes(in, sizeof in, ids, n));
}

/* What follows from the counter alone: its size, and its bytes behind the head. */
static size_t make_message(void)
{
	uint64_t x = ((uint64_t)my_node << 48 ^ (uint64_t)my_pid << 32 ^ counter) * 0x9e3779b97f4a7c15ULL + 1;
	size_t n = size_min + (x >> 33) % (size_max - size_min + 1);
	for (size_t i = 0; i < n; i += 8) {
		x ^= x << 13; x ^= x >> 7; x ^= x << 17;
		memcpy(message + i, &x, n - i < 8 ? n - i : 8);
	}
	uint32_t name[3] = { my_node, my_pid, counter };
	memcpy(message, name, HEAD);
	return n;
}

static int send_one(void)
{
	size_t n = make_message();
	struct iovec v = { .iov_base = message, .iov_len = n };
	record("send %u %" PRIx64, counter, hash(HASH_START, message, n));
	cs_error_t r = cpg_mcast_joined(handle, CPG_TYPE_AGREED, &v, 1);
	if (r == CS_ERR_TRY_AGAIN) {
		record("refused");
		return 0;
	}
	if (r != CS_OK) gone("cpg_mcast_joined", r);
	record("taken");
	counter++;
	return 1;
}

static void connect_engine(void)
{
	cpg_model_v1_data_t model = {
		.cpg_deliver_fn = deliver, .cpg_confchg_fn = view, .cpg_totem_confchg_fn = ring_change,
		.flags = CPG_MODEL_V1_DELIVER_INITIAL_TOTEM_CONF,
	};
	quorum_model_v1_data_t quorum_model = { .model = QUORUM_MODEL_V1, .quorum_notify_fn = quorum_change };
	cs_error_t r = CS_OK, q = CS_OK;
	uint32_t type;
	int i;
	for (i = 0; i < CONNECT_TRIES; i++, pause_ms(50)) {
		if ((r = cpg_model_initialize(&handle, CPG_MODEL_V1, (cpg_model_data_t *)&model, NULL)) != CS_OK) continue;
		if ((r = cpg_local_get(handle, &my_node)) == CS_OK
		    && (q = quorum_model_initialize(&quorum, QUORUM_MODEL_V1, (quorum_model_data_t *)&quorum_model, &type, NULL)) == CS_OK)
			return;
		cpg_finalize(handle);
	}
	gone(r != CS_OK ? "cpg_model_initialize" : "quorum_model_initialize", r != CS_OK ? r : q);
}

static void open_recording(const char *directory)
{
	char path[4096];
	my_pid = getpid();
	snprintf(path, sizeof path, "%s/%u-%u.observed", directory, my_node, my_pid);
	recording = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, 0644);
	if (recording < 0) {
		say("failed open %s errno=%d", path, errno);
		exit(2);
	}
}

static void join(void)
{
	cs_error_t r;
	record("join");
	while ((r = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN) pause_ms(10);
	if (r != CS_OK) gone("cpg_join", r);
	while ((r = quorum_trackstart(quorum, CS_TRACK_CURRENT | CS_TRACK_CHANGES)) == CS_ERR_TRY_AGAIN) pause_ms(10);
	if (r != CS_OK) gone("quorum_trackstart", r);
}

/* What comes between the request and the end is no concern of the recording's. */
static void leave(void)
{
	cs_error_t r;
	record("leave");
	while ((r = cpg_leave(handle, &group)) == CS_ERR_TRY_AGAIN) pause_ms(10);
	if (r != CS_OK) gone("cpg_leave", r);
	exit(0);
}

static void settle(void)
{
	record("settled");
	say("settled");
	for (;;) pause();
}

static void command(const char *line)
{
	long count, min, max;
	if (!strcmp(line, "status"))
		say("status members=%" PRIu64 " tail=%" PRIu64 " hash=%" PRIx64 " waiting=%" PRIu64, members, tail, tail_hash, counter - back + burst);
	else if (!strcmp(line, "settle")) settle();
	else if (!strcmp(line, "leave")) leave();
	else if (sscanf(line, "%*s %ld %ld %ld", &count, &min, &max) == 3 && min >= HEAD && max >= min && max <= MESSAGE_MAX) {
		size_min = min;
		size_max = max;
		if (!strncmp(line, "burst ", 6)) burst += count;
		else if (!strncmp(line, "load ", 5)) rate = count;
	} else {
		say("failed command %s", line);
		exit(2);
	}
}

/* Reads what has come of the commands; they are short and come one by one. */
static void read_commands(void)
{
	static char buffer[4096];
	static size_t have;
	ssize_t n = read(0, buffer + have, sizeof buffer - 1 - have);
	if (n <= 0) exit(0);
	have += n;
	buffer[have] = 0;
	char *from = buffer, *end;
	while ((end = strchr(from, '\n'))) {
		*end = 0;
		command(from);
		from = end + 1;
	}
	have -= from - buffer;
	memmove(buffer, from, have);
}

int main(int argc, char **argv)
{
	int cpg_fd, quorum_fd;
	int64_t due = 0;
	if (argc != 3) return 2;
	group.length = snprintf(group.value, sizeof group.value, "%s", argv[2]);
	connect_engine();
	open_recording(argv[1]);
	join();
	cpg_fd_get(handle, &cpg_fd);
	quorum_fd_get(quorum, &quorum_fd);
	for (;;) {
		int64_t now = now_us();
		if (!rate || due < now - 100000) due = now;
		int wait = burst ? 1 : rate ? (due > now ? (int)((due - now + 999) / 1000) : 0) : 1000;
		struct pollfd p[3] = { { .fd = 0, .events = POLLIN }, { .fd = cpg_fd, .events = POLLIN }, { .fd = quorum_fd, .events = POLLIN } };
		poll(p, 3, wait);
		cs_error_t r = cpg_dispatch(handle, CS_DISPATCH_ALL);
		if (r != CS_OK && r != CS_ERR_TRY_AGAIN) gone("cpg_dispatch", r);
		r = quorum_dispatch(quorum, CS_DISPATCH_ALL);
		if (r != CS_OK && r != CS_ERR_TRY_AGAIN) gone("quorum_dispatch", r);
		if (p[0].revents) read_commands();
		for (int i = 0; burst && i < BATCH && send_one(); i++) burst--;
		if (rate && members && now_us() >= due) {
			due += 1000000 / rate;
			send_one();
		}
	}
}
