/* Clients that break the rules of the local protocol, through libcpg, libquorum and beneath them. Each mode reports "ready" on
 * standard output when it has begun; those without an end run until they are killed.
 *
 *   ipcabuse busy GROUP          joins, then sends, asks and reads as fast as it can: there is a request under way at any time
 *   ipcabuse deaf GROUP          joins and never reads an event
 *   ipcabuse crowd GROUP COUNT   COUNT processes, half of them members of the group, half tracking quorum; a line of input, or
 *                                its end, kills all of them at once
 *   ipcabuse scribble GROUP SEED COUNT   COUNT members, one after the other, each of which breaks its rings in one way and dies;
 *                                reports "done COUNT"
 *   ipcabuse setup SEED COUNT    COUNT streams to the listening sockets that are no proper set-up; reports "done COUNT"
 */
#define _GNU_SOURCE
#include <corosync/cpg.h>
#include <corosync/quorum.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#define SETUP_REQUEST 24
#define RING_FILES 6
#define READ_POINTER 4
#define SEMAPHORE 8208
#define COMMITTED 0xA1A1A1A1u

static struct cpg_name group;
static uint64_t state;

/* splitmix64 */
static uint64_t draw(void)
{
	uint64_t z = state += 0x9E3779B97F4A7C15u;
	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

static void fail(const char *what, int error)
{
	printf("failed %s: error=%d, errno=%d\n", what, error, errno);
	exit(1);
}

static void say(const char *text)
{
	puts(text);
	fflush(stdout);
}

static cpg_handle_t join(void)
{
	cpg_callbacks_t callbacks = {0};
	cpg_handle_t handle;
	cs_error_t rc = cpg_initialize(&handle, &callbacks);
	if (rc != CS_OK)
		fail("cpg_initialize", rc);
	while ((rc = cpg_join(handle, &group)) == CS_ERR_TRY_AGAIN)
		usleep(1000);
	if (rc != CS_OK)
		fail("cpg_join", rc);
	return handle;
}

static void busy(void)
{
	static char bytes[100000];
	struct cpg_address members[CPG_MEMBERS_MAX];
	int count;
	cpg_handle_t handle = join();
	say("ready");
	for (;;) {
		struct iovec iov = {bytes, draw() % sizeof bytes};
		cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1);
		cpg_membership_get(handle, &group, members, &count);
		if (cpg_dispatch(handle, CS_DISPATCH_ALL) != CS_OK)
			fail("cpg_dispatch", 0);
	}
}

static void deaf(void)
{
	join();
	say("ready");
	for (;;)
		pause();
}

static void track(void)
{
	quorum_callbacks_t callbacks = {0};
	quorum_handle_t handle;
	uint32_t type;
	cs_error_t rc = quorum_initialize(&handle, &callbacks, &type);
	if (rc != CS_OK)
		fail("quorum_initialize", rc);
	rc = quorum_trackstart(handle, CS_TRACK_CHANGES);
	if (rc != CS_OK)
		fail("quorum_trackstart", rc);
}

static void crowd(int count)
{
	pid_t *pids = calloc(count, sizeof *pids);
	int ready[2];
	char byte;
	if (pipe(ready) != 0)
		fail("pipe", 0);
	for (int i = 0; i < count; i++) {
		pids[i] = fork();
		if (pids[i] == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (i % 2 == 0)
				join();
			else
				track();
			if (write(ready[1], "r", 1) != 1)
				fail("write", 0);
			for (;;)
				pause();
		}
	}
	close(ready[1]);
	for (int i = 0; i < count; i++)
		if (read(ready[0], &byte, 1) != 1)
			fail("a client", 0);
	say("ready");
	if (read(0, &byte, 1) < 0)
		fail("read", 0);
	for (int i = 0; i < count; i++)
		kill(pids[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	say("done");
}

/* The files of this process's connection: their names, and in map[] their bytes. */
static int map_rings(char path[RING_FILES][600], uint32_t *map[RING_FILES], size_t size[RING_FILES])
{
	char directory[300];
	int count = 0, engine, client;
	DIR *shm = opendir("/dev/shm"), *rings;
	struct dirent *entry;
	struct stat status;
	directory[0] = 0;
	while ((entry = readdir(shm)) != NULL)
		/* Not what an engine that once had this process's number left behind. */
		if (sscanf(entry->d_name, "qb-%d-%d-", &engine, &client) == 2 && client == getpid() && kill(engine, 0) == 0)
			snprintf(directory, sizeof directory, "/dev/shm/%s", entry->d_name);
	closedir(shm);
	rings = opendir(directory);
	if (rings == NULL)
		fail("opendir", 0);
	while ((entry = readdir(rings)) != NULL && count < RING_FILES) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(path[count], sizeof path[count], "%s/%s", directory, entry->d_name);
		int fd = open(path[count], O_RDWR);
		if (fd < 0 || fstat(fd, &status) != 0)
			fail("open", 0);
		size[count] = status.st_size;
		map[count] = mmap(NULL, size[count], PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		close(fd);
		count++;
	}
	closedir(rings);
	return count;
}

/* One way to break rings; file is one of six. */
static void scribble(int way, const char *path, uint32_t *map, size_t size)
{
	static const uint32_t nonsense[] = {0, 1, 0x7fffffff, 0x80000000u, 0xffffffffu, 263167, 263168, 263169};
	size_t words = size / 4;
	uint32_t value = draw() % 2 ? nonsense[draw() % 8] : (uint32_t)draw();
	switch (way) {
	case 0:	/* The pointers and the size of the ring, or the first chunk. */
		map[draw() % 3] = value;
		break;
	case 1:	/* Everything. */
		for (size_t i = 0; i < words; i++)
			map[i] = (uint32_t)draw();
		break;
	case 2:	/* The semaphore, or a chunk far away. */
		map[(SEMAPHORE / 4 + draw() % 8) % words] = value;
		break;
	case 3:	/* Chunks of any length everywhere. */
		for (size_t i = 0; i + 1 < words; i += 2) {
			map[i] = value;
			map[i + 1] = COMMITTED;
		}
		break;
	case 4:
		if (truncate(path, draw() % 2 ? 0 : (off_t)(draw() % size)) != 0)
			fail("truncate", 0);
		break;
	case 5:
		if (unlink(path) != 0)
			fail("unlink", 0);
		break;
	case 6:	/* A ring of another size, or none. */
		if (truncate(path, (off_t)size * 3) != 0)
			fail("truncate", 0);
		break;
	default:
		memset(map, 0xff, size);
		break;
	}
}

static void scribbler(int index)
{
	char path[RING_FILES][600];
	uint32_t *map[RING_FILES];
	size_t size[RING_FILES];
	static char bytes[4000];
	struct iovec iov = {bytes, sizeof bytes};
	cpg_handle_t handle = join();
	int fd, files = map_rings(path, map, size);
	struct pollfd poll_fd = {0};
	cpg_fd_get(handle, &fd);
	for (int i = 0; i < 20; i++)
		cpg_mcast_joined(handle, CPG_TYPE_AGREED, &iov, 1);
	int file = index % files;
	scribble(index / files % 8, path[file], map[file], size[file]);
	/* Wake-ups: what lies in the request ring is to be read; the events of the group come besides. */
	if (send(fd, bytes, 1 + draw() % 50, MSG_DONTWAIT | MSG_NOSIGNAL) > 0) {
		poll_fd.fd = fd;
		poll_fd.events = POLLRDHUP;
		poll(&poll_fd, 1, 20);
	}
	raise(SIGKILL);
}

static void scribblers(int count)
{
	say("ready");
	for (int i = 0; i < count; i++) {
		int status;
		pid_t pid = fork();
		draw();
		if (pid == 0)
			scribbler(i);
		waitpid(pid, &status, 0);
		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
			fail("a scribbler's end", status);
	}
	say("done");
}

static int stream(const char *service)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	strcpy(address.sun_path + 1, service);
	if (connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
		fail("connect", 0);
	return fd;
}

/* Sends bytes with descriptors on top. */
static void send_descriptors(int fd, void *bytes, size_t length)
{
	union { char bytes[CMSG_SPACE(4 * sizeof (int))]; struct cmsghdr align; } control;
	struct iovec iov = {bytes, length};
	struct msghdr message = {.msg_iov = &iov, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);
	int fds[4] = {0, 1, 2, fd};
	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof fds);
	memcpy(CMSG_DATA(header), fds, sizeof fds);
	sendmsg(fd, &message, MSG_NOSIGNAL);
}

static void setup(int index)
{
	static const char *services[] = {"cmap", "cfg", "cpg", "quorum", "votequorum"};
	static const uint32_t sizes[] = {0, 1, 12327, 12328, 1048576, 0x7fffffff, 0x80000000u, 0xffffffffu};
	uint32_t request[16] = {(uint32_t)-1, 0, SETUP_REQUEST, 0, 1048576, 0};
	char answer[12328];
	struct pollfd poll_fd = {.events = POLLIN, .fd = stream(services[draw() % 5])};
	switch (index % 6) {
	case 0:
		break;
	case 1:
		for (int i = 0; i < 16; i++)
			request[i] = (uint32_t)draw();
		send(poll_fd.fd, request, 1 + draw() % sizeof request, MSG_NOSIGNAL);
		break;
	case 2:	/* A size beyond sense, or what is more than the request. */
		request[4] = sizes[draw() % 8];
		send(poll_fd.fd, request, SETUP_REQUEST + draw() % 30, MSG_NOSIGNAL);
		poll(&poll_fd, 1, 1000);
		break;
	case 3:	/* Gone before the answer. */
		send(poll_fd.fd, request, SETUP_REQUEST, MSG_NOSIGNAL);
		break;
	case 4:
		send_descriptors(poll_fd.fd, request, draw() % 2 ? SETUP_REQUEST : 7);
		poll(&poll_fd, 1, 50);
		break;
	default:	/* The answer read in part, then bytes that mean nothing. */
		send(poll_fd.fd, request, SETUP_REQUEST, MSG_NOSIGNAL);
		poll(&poll_fd, 1, 1000);
		recv(poll_fd.fd, answer, draw() % sizeof answer, MSG_DONTWAIT);
		send(poll_fd.fd, answer, sizeof answer, MSG_NOSIGNAL | MSG_DONTWAIT);
		shutdown(poll_fd.fd, SHUT_WR);
		break;
	}
	close(poll_fd.fd);
}

int main(int argc, char **argv)
{
	const char *mode = argc < 3 ? "" : argv[1];
	if (strcmp(mode, "setup") == 0 && argc == 4) {
		state = strtoull(argv[2], NULL, 10);
		say("ready");
		for (int i = 0; i < atoi(argv[3]); i++)
			setup(i);
		say("done");
		return 0;
	}
	if (strlen(mode) > 0) {
		group.length = strlen(argv[2]);
		memcpy(group.value, argv[2], group.length < CPG_MAX_NAME_LENGTH ? group.length : CPG_MAX_NAME_LENGTH);
	}
	if (strcmp(mode, "busy") == 0) {
		busy();
	} else if (strcmp(mode, "deaf") == 0) {
		deaf();
	} else if (strcmp(mode, "crowd") == 0 && argc == 4) {
		crowd(atoi(argv[3]));
	} else if (strcmp(mode, "scribble") == 0 && argc == 5) {
		state = strtoull(argv[3], NULL, 10);
		scribblers(atoi(argv[4]));
	} else {
		fprintf(stderr, "ipcabuse: wrong arguments\n");
		return 2;
	}
	return 0;
}
