/* A client of libqb for the tests: qbclient SERVICE MODE [COUNT LENGTH]. Tells on standard output what it did. */
#include <errno.h>
#include <qb/qbipcc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAX (1024 * 1024)
static char buffer[MAX + 64], answer[MAX + 64];

static int say(const char *what, long value)
{
	printf("%s %ld\n", what, value);
	fflush(stdout);
	return value < 0;
}

static struct qb_ipc_request_header *request(int id, int size)
{
	struct qb_ipc_request_header *header = (struct qb_ipc_request_header *)buffer;
	header->id = id;
	header->size = size;
	return header;
}

static long echo(qb_ipcc_connection_t *c, int i, int length)
{
	struct qb_ipc_response_header *header = (struct qb_ipc_response_header *)answer;
	int size = sizeof(struct qb_ipc_request_header) + length;
	struct iovec iov = { request(0, size), size };
	ssize_t n;

	memset(buffer + sizeof(struct qb_ipc_request_header), i, length);
	n = qb_ipcc_sendv_recv(c, &iov, 1, answer, MAX, -1);
	if (n != (ssize_t)sizeof(*header) + length || header->size != n || header->error != 1)
		return n < 0 ? n : -EBADMSG;
	return memcmp(answer + sizeof(*header), buffer + sizeof(struct qb_ipc_request_header), length) ? -EIO : 0;
}

static long ask(qb_ipcc_connection_t *c, int count, int length)
{
	struct iovec iov = { request(1, 24), 24 };
	((int32_t *)buffer)[4] = count;
	((int32_t *)buffer)[5] = length;
	return qb_ipcc_sendv_recv(c, &iov, 1, answer, MAX, -1);
}

static long take(qb_ipcc_connection_t *c, int count, int length, int patience)
{
	for (int i = 0; i < count; i++) {
		ssize_t n = qb_ipcc_event_recv(c, answer, MAX, patience);
		if (n != 32 + length || ((int32_t *)answer)[6] != i || (length && answer[n - 1] != (char)i))
			return n < 0 ? n : -EBADMSG;
	}
	return qb_ipcc_event_recv(c, answer, MAX, 0) == -EAGAIN ? count : -EEXIST;
}

int main(int argc, char **argv)
{
	const char *mode = argv[2];
	int count = argc > 3 ? atoi(argv[3]) : 0, length = argc > 4 ? atoi(argv[4]) : 0;
	qb_ipcc_connection_t *c = qb_ipcc_connect(argv[1], MAX);
	long rc = 0;

	if (c == NULL)
		return say("refused", -errno);
	say("connected", qb_ipcc_get_buffer_size(c));
	if (!strcmp(mode, "echo")) {
		for (int i = 0; i < count && rc == 0; i++)
			rc = echo(c, i, length);
		say("echo", rc ? rc : count);
	} else if (!strcmp(mode, "events")) {
		rc = ask(c, count, length);
		say("asked", rc);
		say("events", take(c, count, length, 10000));
	} else if (!strcmp(mode, "slow")) {
		rc = ask(c, count, length);
		say("asked", rc);
		getchar();
		say("events", take(c, count, length, 10000));
	} else if (!strcmp(mode, "prompt")) {
		for (int i = 0; i < count && rc >= 0; i++) {
			rc = ask(c, length, 0);
			rc = rc < 0 ? rc : take(c, length, 0, 0);
		}
		say("prompt", rc);
	} else if (!strcmp(mode, "flood")) {
		struct iovec iov = { request(2, 16 + length), 16 + length };
		say("flooding", 0);
		for (;;)
			qb_ipcc_sendv(c, &iov, 1);
	} else if (!strcmp(mode, "limit")) {
		struct iovec iov = { request(2, 16), 16 };
		getchar();
		say("one", qb_ipcc_sendv(c, &iov, 1));
		qb_ipcc_fc_enable_max_set(c, 2);
		say("two", qb_ipcc_sendv(c, &iov, 1));
	} else if (!strcmp(mode, "wait")) {
		say("end", qb_ipcc_event_recv(c, answer, MAX, -1));
	}
	qb_ipcc_disconnect(c);
	return 0;
}
