/* A client of all of corosync's libraries that makes the calls that it reads from standard input, one a line, and reports what comes of
 * them. The classes in org.gatun.test.api are the same program for the Java client.
 *
 * A line is the name of a call and its arguments; the first, except for libsam, is the name under which the script knows the handle. Words are separated by
 * single blanks; "%41" stands for a byte, "ab*3" for "ababab", "@100" for a hundred bytes of a pattern, "NULL" for a null pointer, and a
 * lone "%" for nothing at all. The answer is a line with the number of the error and what the call gave, a line that begins with two
 * blanks for each call-back meanwhile, and a line with a dot. Besides the calls of the libraries, there are
 *
 *   LIBRARY_wait HANDLE COUNT    dispatches until there were so many call-backs
 *   cpg_iterate, cmap_iterate    a whole iteration
 *   cpg_flood HANDLE SIZE        multicasts until flow control refuses it, and awaits all deliveries
 *   sam_asked                    waits until the health of the program was asked for twice; sam_sick tells that it is bad
 *   sam_stubborn                 has SIGTERM reported, and nothing more
 *   exit STATUS                  ends the program
 *   reset                        ends all handles
 *
 * sam_register makes a child of this program the driver. An instance that is started again answers to sam_register, too; sam_mark_failed
 * has an answer only where it fails.
 */
#include "driver.h"
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATIENCE_MS 10000
#define STEP_MS 20
#define NO_HANDLE 0x7777777700000063u
#define SHORT_MAX 64

static int calls;

uint64_t *handle_of(struct handles *handles, const char *name)
{
	for (int i = 0; i < handles->count; i++)
		if (strcmp(handles->name[i], name) == 0)
			return &handles->handle[i];
	if (handles->count == 64 || strlen(name) > 31) {
		fprintf(stderr, "too many handles, or too long a name: %s\n", name);
		exit(2);
	}
	strcpy(handles->name[handles->count], name);
	handles->handle[handles->count] = NO_HANDLE;
	return &handles->handle[handles->count++];
}

const char *name_of(const struct handles *handles, uint64_t handle)
{
	for (int i = handles->count - 1; i >= 0; i--)
		if (handles->handle[i] == handle)
			return handles->name[i];
	return "?";
}

static long now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

void called(void)
{
	calls++;
}

void await_calls(dispatch_one dispatch, uint64_t handle, int fd, int count)
{
	struct pollfd descriptor = {.fd = fd, .events = POLLIN};
	long deadline = now_ms() + PATIENCE_MS;
	int expected = calls + count;

	printf("1\n");
	while (calls < expected) {
		cs_error_t error = dispatch(handle);

		if (now_ms() > deadline || (error != CS_OK && error != CS_ERR_TRY_AGAIN)) {
			printf("  gave up: error=%d, missing=%d\n", error, expected - calls);
			return;
		}
		if (error == CS_ERR_TRY_AGAIN)
			poll(&descriptor, 1, STEP_MS);
	}
}

void say(cs_error_t error)
{
	printf("%d\n", error);
}

void say_with(cs_error_t error, const char *format, ...)
{
	va_list arguments;

	printf("%d", error);
	if (error == CS_OK) {
		va_start(arguments, format);
		printf(" ");
		vprintf(format, arguments);
		va_end(arguments);
	}
	printf("\n");
}

void say_descriptor(cs_error_t error, int fd)
{
	say_with(error, "%s", fd >= 0 ? "a descriptor" : "none");
}

void put_bytes(const void *bytes, size_t length)
{
	const unsigned char *byte = bytes;
	uint32_t sum = 2166136261u;

	if (length == 0)
		printf("%%");
	for (size_t i = 0; i < length; i++) {
		sum = (sum ^ byte[i]) * 16777619u;
		if (length <= SHORT_MAX) {
			if (byte[i] > ' ' && byte[i] < 127 && byte[i] != '%')
				printf("%c", byte[i]);
			else
				printf("%%%02x", byte[i]);
		}
	}
	if (length > SHORT_MAX)
		printf("%zu:%08x", length, sum);
}

void put_nodes(const char *what, const uint32_t *nodes, size_t count)
{
	printf(" %s=", what);
	for (size_t i = 0; i < count; i++)
		printf("%s%u", i > 0 ? "," : "", nodes[i]);
}

unsigned long number(const struct command *command, int index)
{
	return index < command->count ? strtoul(command->word[index], NULL, 0) : 0;
}

char *text(struct command *command, int index)
{
	return index < command->count && strcmp(command->word[index], "NULL") != 0 ? command->word[index] : NULL;
}

static size_t unescape(char *to, const char *from, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++) {
		char digits[3] = {from[i], i + 1 < length ? from[i + 1] : 0, 0};

		if (from[i] == '%' && i + 2 < length) {
			digits[0] = from[i + 1];
			digits[1] = from[i + 2];
			to[count++] = (char)strtoul(digits, NULL, 16);
			i += 2;
		} else if (from[i] != '%') {
			to[count++] = from[i];
		}
	}
	return count;
}

static void add_word(struct command *command, const char *word)
{
	size_t length = strlen(word);
	const char *star = strrchr(word, '*');
	size_t times = 1;
	char *bytes;

	if (word[0] == '@') {
		length = strtoul(word + 1, NULL, 10);
		bytes = malloc(length + 1);
		for (size_t i = 0; i < length; i++)
			bytes[i] = (char)(i * 167 + (i >> 8) * 13);
	} else {
		if (star != NULL && star > word && star[1] >= '0' && star[1] <= '9') {
			length = star - word;
			times = strtoul(star + 1, NULL, 10);
		}
		bytes = malloc(length * times + 1);
		length = unescape(bytes, word, length);
		for (size_t i = 1; i < times; i++)
			memcpy(bytes + i * length, bytes, length);
		length *= times;
	}
	bytes[length] = 0;
	command->word[command->count] = bytes;
	command->length[command->count++] = length;
}

static const struct call *find(const struct command *command)
{
	const struct call *all[] = {cfg_calls, cmap_calls, cpg_calls, quorum_calls, sam_calls, votequorum_calls};

	for (int i = 0; i < 6; i++)
		for (const struct call *call = all[i]; call->name != NULL; call++)
			if (strcmp(call->name, command->word[0]) == 0 && (all[i] == sam_calls || command->count > 1))
				return call;
	return NULL;
}

static void reset(void)
{
	reset_cfg();
	reset_cmap();
	reset_cpg();
	reset_quorum();
	reset_votequorum();
}

int main(void)
{
	static char line[4096];

	while (fgets(line, sizeof line, stdin) != NULL) {
		struct command command = {0};
		const struct call *call;
		char *rest = NULL;

		line[strcspn(line, "\n")] = 0;
		for (char *word = strtok_r(line, " ", &rest); word != NULL && command.count < WORDS_MAX; word = strtok_r(NULL, " ", &rest))
			add_word(&command, word);
		if (command.count == 0)
			continue;
		call = find(&command);
		if (call != NULL) {
			call->run(&command);
		} else if (strcmp(command.word[0], "reset") == 0) {
			reset();
		} else {
			printf("no such call\n");
		}
		for (int i = 0; i < command.count; i++)
			free(command.word[i]);
		printf(".\n");
		fflush(stdout);
	}
	return 0;
}
