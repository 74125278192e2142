/* libnozzle.h uses uint8_t without including its header. */
#include <stdint.h>
#include <libnozzle.h>
