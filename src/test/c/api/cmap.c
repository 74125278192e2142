/* The calls of libcmap. */
#include "driver.h"
#include <corosync/cmap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUE_MAX 20000

static struct handles handles, iterations, tracks;

static cmap_handle_t handle(struct command *command)
{
	return *handle_of(&handles, command->word[1]);
}

static void initialize(struct command *command)
{
	say(cmap_initialize(handle_of(&handles, command->word[1])));
}

static void initialize_map(struct command *command)
{
	say(cmap_initialize_map(handle_of(&handles, command->word[1]), number(command, 2)));
}

static void finalize(struct command *command)
{
	say(cmap_finalize(handle(command)));
}

static void fd_get(struct command *command)
{
	int fd = -1;
	cs_error_t error = cmap_fd_get(handle(command), &fd);

	say_descriptor(error, fd);
}

static void context_get(struct command *command)
{
	const void *context = NULL;
	cs_error_t error = cmap_context_get(handle(command), &context);

	say_with(error, "context=%lu", (unsigned long)context);
}

static void context_set(struct command *command)
{
	say(cmap_context_set(handle(command), (void *)number(command, 2)));
}

static void dispatch(struct command *command)
{
	say(cmap_dispatch(handle(command), number(command, 2)));
}

static cs_error_t dispatch_next(uint64_t next)
{
	return cmap_dispatch(next, CS_DISPATCH_ONE_NONBLOCKING);
}

static void await(struct command *command)
{
	int fd = -1;

	cmap_fd_get(handle(command), &fd);
	await_calls(dispatch_next, handle(command), fd, number(command, 2));
}

static void set(struct command *command)
{
	say(cmap_set(handle(command), text(command, 2), text(command, 4), command->length[4], number(command, 3)));
}

static void set_string(struct command *command)
{
	say(cmap_set_string(handle(command), text(command, 2), text(command, 3)));
}

static void set_float(struct command *command)
{
	say(cmap_set_float(handle(command), text(command, 2), strtof(command->word[3], NULL)));
}

static void set_double(struct command *command)
{
	say(cmap_set_double(handle(command), text(command, 2), strtod(command->word[3], NULL)));
}

#define SETTER(name, type) \
static void set_##name(struct command *command) \
{ \
	say(cmap_set_##name(handle(command), text(command, 2), (type)strtoull(command->word[3], NULL, 0))); \
}

#define GETTER(name, type, format, cast) \
static void get_##name(struct command *command) \
{ \
	type value = 0; \
	cs_error_t error = cmap_get_##name(handle(command), text(command, 2), &value); \
	say_with(error, format, (cast)value); \
}

SETTER(int8, int8_t)
SETTER(uint8, uint8_t)
SETTER(int16, int16_t)
SETTER(uint16, uint16_t)
SETTER(int32, int32_t)
SETTER(uint32, uint32_t)
SETTER(int64, int64_t)
SETTER(uint64, uint64_t)
GETTER(int8, int8_t, "%lld", long long)
GETTER(uint8, uint8_t, "%llu", unsigned long long)
GETTER(int16, int16_t, "%lld", long long)
GETTER(uint16, uint16_t, "%llu", unsigned long long)
GETTER(int32, int32_t, "%lld", long long)
GETTER(uint32, uint32_t, "%llu", unsigned long long)
GETTER(int64, int64_t, "%lld", long long)
GETTER(uint64, uint64_t, "%llu", unsigned long long)
GETTER(float, float, "%.3f", double)
GETTER(double, double, "%.3f", double)

static void get_string(struct command *command)
{
	char *value = NULL;
	cs_error_t error = cmap_get_string(handle(command), text(command, 2), &value);

	printf("%d", error);
	if (error == CS_OK) {
		printf(" ");
		put_bytes(value, strlen(value));
		free(value);
	}
	printf("\n");
}

static void put_value(int type, size_t length, const void *bytes)
{
	printf("%d:%zu:", type, length);
	put_bytes(bytes, length);
}

static void get(struct command *command)
{
	static char value[VALUE_MAX];
	size_t length = command->count > 3 ? number(command, 3) : sizeof value;
	cmap_value_types_t type = 0;
	cs_error_t error = cmap_get(handle(command), text(command, 2), value, &length, &type);

	printf("%d", error);
	if (error == CS_OK) {
		printf(" ");
		put_value(type, length, value);
	}
	printf("\n");
}

static void get_length(struct command *command)
{
	size_t length = 0;
	cmap_value_types_t type = 0;
	cs_error_t error = cmap_get(handle(command), text(command, 2), NULL, &length, &type);

	say_with(error, "type=%d length=%zu", type, length);
}

static void get_null(struct command *command)
{
	char value[16];

	say(cmap_get(handle(command), text(command, 2), number(command, 3) ? value : NULL, NULL, NULL));
}

static void delete(struct command *command)
{
	say(cmap_delete(handle(command), text(command, 2)));
}

static void inc(struct command *command)
{
	say(cmap_inc(handle(command), text(command, 2)));
}

static void dec(struct command *command)
{
	say(cmap_dec(handle(command), text(command, 2)));
}

static void iterate(struct command *command)
{
	cmap_iter_handle_t iteration = 0;
	char key[CMAP_KEYNAME_MAXLEN + 1];
	size_t length = 0;
	cmap_value_types_t type = 0;
	cs_error_t error = cmap_iter_init(handle(command), text(command, 2), &iteration);

	say(error);
	if (error != CS_OK)
		return;
	while ((error = cmap_iter_next(handle(command), iteration, key, &length, &type)) == CS_OK) {
		printf("  ");
		put_bytes(key, strlen(key));
		printf(" type=%d length=%zu\n", type, length);
	}
	if (error != CS_ERR_NO_SECTIONS)
		printf("  ended by %d\n", error);
	cmap_iter_finalize(handle(command), iteration);
}

static void iter_init(struct command *command)
{
	say(cmap_iter_init(handle(command), text(command, 3), handle_of(&iterations, command->word[2])));
}

static void iter_init_null(struct command *command)
{
	say(cmap_iter_init(handle(command), text(command, 2), NULL));
}

static void iter_next(struct command *command)
{
	char key[CMAP_KEYNAME_MAXLEN + 1] = "";
	cs_error_t error = cmap_iter_next(handle(command), *handle_of(&iterations, command->word[2]), key, NULL, NULL);

	say_with(error, "%s", key);
}

static void iter_next_null(struct command *command)
{
	say(cmap_iter_next(handle(command), *handle_of(&iterations, command->word[2]), NULL, NULL, NULL));
}

static void iter_finalize(struct command *command)
{
	say(cmap_iter_finalize(handle(command), *handle_of(&iterations, command->word[2])));
}

static void on_change(cmap_handle_t from, cmap_track_handle_t track, int32_t event, const char *key, struct cmap_notify_value new_value,
	struct cmap_notify_value old_value, void *name)
{
	called();
	printf("  %s %s%s event=%d key=%s new=", name_of(&handles, from), (char *)name, track == *handle_of(&tracks, name) ? "" : "?",
		event, key);
	put_value(new_value.type, new_value.len, new_value.data);
	printf(" old=");
	put_value(old_value.type, old_value.len, old_value.data);
	printf("\n");
}

static void track_add(struct command *command)
{
	uint64_t *track = handle_of(&tracks, command->word[2]);

	say(cmap_track_add(handle(command), text(command, 3), number(command, 4), on_change, tracks.name[track - tracks.handle], track));
}

static void track_add_null(struct command *command)
{
	cmap_track_handle_t track;

	say(cmap_track_add(handle(command), text(command, 2), 7, number(command, 3) ? on_change : NULL, NULL,
		number(command, 3) ? NULL : &track));
}

static void track_delete(struct command *command)
{
	say(cmap_track_delete(handle(command), *handle_of(&tracks, command->word[2])));
}

void reset_cmap(void)
{
	for (int i = 0; i < handles.count; i++)
		cmap_finalize(handles.handle[i]);
	handles.count = iterations.count = tracks.count = 0;
}

const struct call cmap_calls[] = {
	{"cmap_initialize", initialize}, {"cmap_initialize_map", initialize_map}, {"cmap_finalize", finalize}, {"cmap_fd_get", fd_get},
	{"cmap_context_get", context_get}, {"cmap_context_set", context_set}, {"cmap_dispatch", dispatch}, {"cmap_wait", await},
	{"cmap_set", set}, {"cmap_set_string", set_string}, {"cmap_set_float", set_float}, {"cmap_set_double", set_double},
	{"cmap_set_int8", set_int8}, {"cmap_set_uint8", set_uint8}, {"cmap_set_int16", set_int16}, {"cmap_set_uint16", set_uint16},
	{"cmap_set_int32", set_int32}, {"cmap_set_uint32", set_uint32}, {"cmap_set_int64", set_int64}, {"cmap_set_uint64", set_uint64},
	{"cmap_get_int8", get_int8}, {"cmap_get_uint8", get_uint8}, {"cmap_get_int16", get_int16}, {"cmap_get_uint16", get_uint16},
	{"cmap_get_int32", get_int32}, {"cmap_get_uint32", get_uint32}, {"cmap_get_int64", get_int64}, {"cmap_get_uint64", get_uint64},
	{"cmap_get_float", get_float}, {"cmap_get_double", get_double}, {"cmap_get_string", get_string}, {"cmap_get", get},
	{"cmap_get_length", get_length}, {"cmap_get_null", get_null}, {"cmap_delete", delete}, {"cmap_inc", inc}, {"cmap_dec", dec},
	{"cmap_iterate", iterate}, {"cmap_iter_init", iter_init}, {"cmap_iter_init_null", iter_init_null}, {"cmap_iter_next", iter_next},
	{"cmap_iter_next_null", iter_next_null}, {"cmap_iter_finalize", iter_finalize}, {"cmap_track_add", track_add},
	{"cmap_track_add_null", track_add_null}, {"cmap_track_delete", track_delete}, {NULL, NULL}
};
