/* A program that is supervised by libsam and does what it is told: one binary for engines of every kind. The class SamProgram
 * beside the tests is the same program for Java.
 *
 *   samprogram INTERVAL POLICY     commands on standard input, reports on standard output, one line each
 *
 * It initialises SAM with the interval in milliseconds and the number of the policy, and registers. Each instance reports
 *   registered ERROR instance=ID
 * and each call "COMMAND ERROR", with the number of the error:
 *
 *   start | stop | hc | finalize
 *   mark                 marks the program failed; reported only where that fails
 *   warn SIGNAL          the warning signal
 *   callback             health checks by a callback, which says "healthy" once it was called, until "sick"
 *   store TEXT           stores the text; "store" alone removes what is stored
 *   restore              reports "restore ERROR TEXT"
 *   size                 reports "size ERROR BYTES"
 *   stubborn             reports "warned" on SIGTERM and goes on
 *   exit STATUS
 *
 *   samprogram misuse              every call in every state; reports as above
 */
#include <corosync/sam.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_LENGTH 256

static volatile int sick;
static volatile int called;

static void say(const char *what, int error)
{
	printf("%s %d\n", what, error);
	fflush(stdout);
}

static int check_health(void)
{
	if (!called) {
		called = 1;
		printf("healthy\n");
		fflush(stdout);
	}
	return sick ? -1 : 0;
}

static void note_warning(int signal)
{
	if (write(1, "warned\n", 7) != 7) _exit(1);
}

/* Byte by byte: what is not read yet belongs to the next instance. */
static int read_line(char *line)
{
	size_t n = 0;
	char c;
	while (read(0, &c, 1) == 1) {
		if (c == '\n') {
			line[n] = 0;
			return 1;
		}
		if (n < LINE_MAX_LENGTH - 1) line[n++] = c;
	}
	return 0;
}

static void restore(void)
{
	char data[LINE_MAX_LENGTH] = "";
	int error = sam_data_restore(data, sizeof data - 1);
	if (error == CS_OK) printf("restore %d %s\n", error, data);
	else printf("restore %d\n", error);
	fflush(stdout);
}

static void tell_size(void)
{
	size_t size = 0;
	int error = sam_data_getsize(&size);
	if (error == CS_OK) printf("size %d %zu\n", error, size);
	else printf("size %d\n", error);
	fflush(stdout);
}

/* Silent where it is the end, which may come before a report. */
static void mark(void)
{
	int error = sam_mark_failed();
	if (error != CS_OK) say("mark", error);
}

static void obey(const char *line)
{
	char word[32] = "";
	sscanf(line, "%31s", word);
	const char *rest = line[strlen(word)] ? line + strlen(word) + 1 : "";
	if (!strcmp(word, "start")) say(word, sam_start());
	else if (!strcmp(word, "stop")) say(word, sam_stop());
	else if (!strcmp(word, "hc")) say(word, sam_hc_send());
	else if (!strcmp(word, "mark")) mark();
	else if (!strcmp(word, "finalize")) say(word, sam_finalize());
	else if (!strcmp(word, "warn")) say(word, sam_warn_signal_set(atoi(rest)));
	else if (!strcmp(word, "callback")) say(word, sam_hc_callback_register(check_health));
	else if (!strcmp(word, "sick")) { sick = 1; say(word, 1); }
	else if (!strcmp(word, "store")) say(word, *rest ? sam_data_store(rest, strlen(rest)) : sam_data_store(NULL, 0));
	else if (!strcmp(word, "restore")) restore();
	else if (!strcmp(word, "size")) tell_size();
	else if (!strcmp(word, "stubborn")) { signal(SIGTERM, note_warning); say(word, 1); }
	else if (!strcmp(word, "exit")) exit(atoi(rest));
	else say(line, 0);
}

static void everything(const char *state)
{
	printf("-- %s\n", state);
	fflush(stdout);
	obey("start");
	obey("stop");
	obey("hc");
	obey("callback");
	obey("warn 15");
	obey("store x");
	obey("restore");
	obey("size");
	obey("mark");
}

static int misuse(void)
{
	say("initialize", sam_initialize(-1, 0));
	say("initialize", sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
	say("initialize", sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
	everything("initialized");
	say("register", sam_register(NULL));
	say("register", sam_register(NULL));
	everything("registered");
	obey("start");
	obey("hc");
	obey("callback");
	obey("mark");
	everything("started");
	obey("finalize");
	everything("finalized");
	say("register", sam_register(NULL));
	say("initialize", sam_initialize(0, SAM_RECOVERY_POLICY_QUIT));
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], "misuse")) return misuse();
	if (argc != 3) return 2;
	unsigned int instance = 0;
	int error = sam_initialize(atoi(argv[1]), atoi(argv[2]));
	if (error != CS_OK) {
		say("initialize", error);
		return 1;
	}
	error = sam_register(&instance);
	printf("registered %d instance=%u\n", error, instance);
	fflush(stdout);
	char line[LINE_MAX_LENGTH];
	while (read_line(line)) obey(line);
	return 0;
}
