/* What the files of the driver share; see main.c for the language. */
#ifndef DRIVER_H
#define DRIVER_H

#include <corosync/corotypes.h>
#include <stddef.h>
#include <stdint.h>

#define WORDS_MAX 72

/* The words of one command, their escapes expanded; each has a zero byte behind it. */
struct command {
	int count;
	char *word[WORDS_MAX];
	size_t length[WORDS_MAX];
};

struct call {
	const char *name;
	void (*run)(struct command *command);
};

/* A library's handles by the names that the script gives them; a name keeps its handle when that is finalised. */
struct handles {
	int count;
	char name[64][32];
	uint64_t handle[64];
};

/* Where the handle of this name is kept; made when there is none, with a value that is no handle. */
uint64_t *handle_of(struct handles *handles, const char *name);
const char *name_of(const struct handles *handles, uint64_t handle);

/* Dispatches one event that is there; its result is that of the library. */
typedef cs_error_t (*dispatch_one)(uint64_t handle);
/* Dispatches, for some seconds at most, until the call-backs of the handle are so many more. */
void await_calls(dispatch_one dispatch, uint64_t handle, int fd, int count);
/* To be called by each call-back. */
void called(void);

/* The first line of each report: the number of the error, without or with what follows. */
void say(cs_error_t error);
void say_with(cs_error_t error, const char *format, ...) __attribute__((format(printf, 2, 3)));
void say_descriptor(cs_error_t error, int fd);
/* Bytes in print: as they are when short, else their number and a checksum. */
void put_bytes(const void *bytes, size_t length);
void put_nodes(const char *what, const uint32_t *nodes, size_t count);

unsigned long number(const struct command *command, int index);
/* NULL for a word that is missing or "NULL". */
char *text(struct command *command, int index);

extern const struct call cfg_calls[], cmap_calls[], cpg_calls[], quorum_calls[], sam_calls[], votequorum_calls[];

/* Ends all handles. */
void reset_cfg(void);
void reset_cmap(void);
void reset_cpg(void);
void reset_quorum(void);
void reset_votequorum(void);

#endif
