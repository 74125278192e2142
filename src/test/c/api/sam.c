/* The calls of libsam. */
#include "driver.h"
#include <corosync/sam.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATIENCE_STEPS 1000
#define STEP_US 10000
#define ASKED_COUNTED 2
#define DATA_MAX 4096
#define FIRST_FD 3
#define FDS 64

static volatile int asked;
static volatile int sick;

static int on_question(void)
{
	asked++;
	return sick ? -1 : 0;
}

static void on_warning(int signal)
{
	if (write(1, "  warned\n", 9) != 9)
		_exit(1);
}

static void initialize(struct command *command)
{
	say(sam_initialize(atoi(command->word[1]), number(command, 2)));
}

static void finalize(struct command *command)
{
	say(sam_finalize());
}

static void register_instance(struct command *command)
{
	unsigned int instance = 0;
	cs_error_t error = sam_register(&instance);

	say_with(error, "instance=%u", instance);
}

static void register_null(struct command *command)
{
	say(sam_register(NULL));
}

static void start(struct command *command)
{
	say(sam_start());
}

static void stop(struct command *command)
{
	say(sam_stop());
}

static void hc_send(struct command *command)
{
	say(sam_hc_send());
}

static void hc_callback_register(struct command *command)
{
	say(sam_hc_callback_register(on_question));
}

static void hc_callback_register_null(struct command *command)
{
	say(sam_hc_callback_register(NULL));
}

static void await_questions(struct command *command)
{
	for (int i = 0; i < PATIENCE_STEPS && asked < ASKED_COUNTED; i++)
		usleep(STEP_US);
	printf(asked >= ASKED_COUNTED ? "1 %d\n" : "1 gave up: \n", ASKED_COUNTED);
}

static int unread(int fd)
{
	struct stat status;
	int bytes = 0;

	return fstat(fd, &status) == 0 && S_ISFIFO(status.st_mode) && (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY
		&& ioctl(fd, FIONREAD, &bytes) == 0 && bytes > 0;
}

/*
 * The supervisor answers twice to a sam_start that wants quorum, so that the answer to the next call is not read. A program that ends
 * before that is written takes the supervisor with it, by SIGPIPE.
 */
static void await_unread(struct command *command)
{
	for (int i = 0; i < PATIENCE_STEPS; i++) {
		for (int fd = FIRST_FD; fd < FDS; fd++) {
			if (unread(fd)) {
				say(CS_OK);
				return;
			}
		}
		usleep(STEP_US);
	}
	printf("1 gave up: \n");
}

static void be_sick(struct command *command)
{
	sick = 1;
	say(CS_OK);
}

static void be_stubborn(struct command *command)
{
	signal(SIGTERM, on_warning);
	say(CS_OK);
}

static void warn_signal_set(struct command *command)
{
	say(sam_warn_signal_set(number(command, 1)));
}

static void data_getsize(struct command *command)
{
	size_t size = 0;
	cs_error_t error = sam_data_getsize(&size);

	say_with(error, "size=%zu", size);
}

static void data_getsize_null(struct command *command)
{
	say(sam_data_getsize(NULL));
}

static void data_store(struct command *command)
{
	if (command->count > 1)
		say(sam_data_store(command->word[1], command->length[1]));
	else
		say(sam_data_store(NULL, 0));
}

/* What is stored, or a buffer of a given size that is smaller. */
static void data_restore(struct command *command)
{
	char data[DATA_MAX];
	size_t size = 0;
	cs_error_t error = sam_data_restore(data, command->count > 1 ? number(command, 1) : sizeof data);

	sam_data_getsize(&size);
	printf("%d", error);
	if (error == CS_OK) {
		printf(" data=");
		put_bytes(data, size);
	}
	printf("\n");
}

static void data_restore_null(struct command *command)
{
	say(sam_data_restore(NULL, DATA_MAX));
}

/* Whether the end or a report of success comes first is not known. */
static void mark_failed(struct command *command)
{
	cs_error_t error = sam_mark_failed();

	if (error != CS_OK)
		say(error);
}

static void end(struct command *command)
{
	exit(number(command, 1));
}

const struct call sam_calls[] = {
	{"sam_initialize", initialize}, {"sam_finalize", finalize}, {"sam_register", register_instance},
	{"sam_register_null", register_null}, {"sam_start", start}, {"sam_stop", stop}, {"sam_hc_send", hc_send},
	{"sam_hc_callback_register", hc_callback_register}, {"sam_hc_callback_register_null", hc_callback_register_null},
	{"sam_asked", await_questions}, {"sam_answered", await_unread}, {"sam_sick", be_sick}, {"sam_stubborn", be_stubborn},
	{"sam_warn_signal_set", warn_signal_set},
	{"sam_data_getsize", data_getsize}, {"sam_data_getsize_null", data_getsize_null}, {"sam_data_store", data_store},
	{"sam_data_restore", data_restore}, {"sam_data_restore_null", data_restore_null}, {"sam_mark_failed", mark_failed},
	{"exit", end}, {NULL, NULL}
};
