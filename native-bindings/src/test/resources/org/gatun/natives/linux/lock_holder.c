/* Takes a write lock on the file named, says L, and keeps it until its standard input ends. */
#include <fcntl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    int fd = argc == 2 ? open(argv[1], O_RDWR) : -1;
    char c;

    if (fd < 0 || fcntl(fd, F_SETLK, &lock) != 0 || write(1, "L", 1) != 1) {
        return 1;
    }
    return read(0, &c, 1) == 0 ? 0 : 1;
}
