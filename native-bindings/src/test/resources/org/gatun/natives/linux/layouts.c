/* Prints what the headers of this machine say: a name and a number a line. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <grp.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/watchdog.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <pwd.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <syslog.h>
#include <time.h>

#ifndef UDP_GRO
#define UDP_GRO 104
#endif
#define N(name) printf(#name " %lld\n", (long long) (unsigned int) (name));
#define S(name, type) printf(name " %zu\n", sizeof(type));
#define O(name, type, field) printf(name " %zu\n", offsetof(type, field));

int main(void)
{
    S("EVENT_SIZE", struct epoll_event) O("EVENT_DATA", struct epoll_event, data)
    S("SEM_SIZE", sem_t) S("TIMESPEC_SIZE", struct timespec)
    S("POLLFD_SIZE", struct pollfd) O("POLLFD_EVENTS", struct pollfd, events) O("POLLFD_REVENTS", struct pollfd, revents)
    S("FLOCK_SIZE", struct flock) O("FLOCK_TYPE", struct flock, l_type) O("FLOCK_START", struct flock, l_start)
    S("SOCKADDR_IN_SIZE", struct sockaddr_in) O("IN_ADDRESS_OFFSET", struct sockaddr_in, sin_addr)
    O("IN_PORT", struct sockaddr_in, sin_port)
    S("SOCKADDR_IN6_SIZE", struct sockaddr_in6) O("IN6_ADDRESS_OFFSET", struct sockaddr_in6, sin6_addr)
    O("IN6_PORT", struct sockaddr_in6, sin6_port) O("IN6_SCOPE", struct sockaddr_in6, sin6_scope_id)
    S("SOCKADDR_UN_SIZE", struct sockaddr_un) O("UN_PATH", struct sockaddr_un, sun_path)
    S("MSGHDR_SIZE", struct msghdr) O("NAME_LENGTH", struct msghdr, msg_namelen) O("IOVECS", struct msghdr, msg_iov)
    O("IOVEC_COUNT", struct msghdr, msg_iovlen) O("CONTROL", struct msghdr, msg_control)
    O("CONTROL_LENGTH", struct msghdr, msg_controllen) O("FLAGS", struct msghdr, msg_flags)
    S("MMSGHDR_SIZE", struct mmsghdr) O("TRANSFERRED", struct mmsghdr, msg_len)
    S("IOVEC_SIZE", struct iovec) O("IOVEC_LENGTH", struct iovec, iov_len)
    S("CMSGHDR_SIZE", struct cmsghdr) O("CMSG_LEVEL", struct cmsghdr, cmsg_level) O("CMSG_TYPE", struct cmsghdr, cmsg_type)
    S("UCRED_SIZE", struct ucred) O("UCRED_UID", struct ucred, uid) O("UCRED_GID", struct ucred, gid)
    printf("CMSG_SPACE_12 %zu\n", (size_t) CMSG_SPACE(12));
    S("IFADDRS_SIZE", struct ifaddrs) O("IFA_NAME", struct ifaddrs, ifa_name) O("IFA_FLAGS", struct ifaddrs, ifa_flags)
    O("IFA_ADDR", struct ifaddrs, ifa_addr) O("IFA_NETMASK", struct ifaddrs, ifa_netmask)
    O("PW_UID", struct passwd, pw_uid) O("GR_GID", struct group, gr_gid)
    S("PASSWD_SIZE", struct passwd) S("GROUP_SIZE", struct group)

    N(AF_UNIX) N(AF_INET) N(AF_INET6) N(SOCK_STREAM) N(SOCK_DGRAM) N(SOCK_SEQPACKET) N(SOCK_NONBLOCK) N(SOCK_CLOEXEC)
    N(SHUT_RD) N(SHUT_WR) N(SHUT_RDWR)
    N(MSG_PEEK) N(MSG_CTRUNC) N(MSG_TRUNC) N(MSG_DONTWAIT) N(MSG_WAITALL) N(MSG_NOSIGNAL) N(MSG_WAITFORONE)
    N(SCM_RIGHTS) N(SCM_CREDENTIALS)
    N(SOL_SOCKET) N(SO_REUSEADDR) N(SO_TYPE) N(SO_ERROR) N(SO_BROADCAST) N(SO_SNDBUF) N(SO_RCVBUF) N(SO_PRIORITY)
    N(SO_PASSCRED) N(SO_PEERCRED) N(SO_BINDTODEVICE) N(SO_ATTACH_FILTER) N(SO_DETACH_FILTER)
    N(SO_SNDBUFFORCE) N(SO_RCVBUFFORCE)
    N(BPF_LD) N(BPF_ALU) N(BPF_JMP) N(BPF_RET) N(BPF_MISC) N(BPF_W) N(BPF_H) N(BPF_B) N(BPF_ABS) N(BPF_LEN) N(BPF_SUB) N(BPF_MUL)
    N(BPF_TAX) N(BPF_JEQ) N(BPF_JGT) N(BPF_JGE) N(BPF_K) N(BPF_X)
    S("SOCK_FILTER_SIZE", struct sock_filter) O("FILTER_TRUE", struct sock_filter, jt) O("FILTER_FALSE", struct sock_filter, jf)
    O("FILTER_OPERAND", struct sock_filter, k)
    S("SOCK_FPROG_SIZE", struct sock_fprog) O("FPROG_FILTER", struct sock_fprog, filter)
    N(IPPROTO_IP) N(IPPROTO_UDP) N(IPPROTO_IPV6) N(IP_TTL) N(IP_MULTICAST_IF) N(IP_MULTICAST_TTL) N(IP_MULTICAST_LOOP)
    N(IP_ADD_MEMBERSHIP) N(IP_DROP_MEMBERSHIP) N(IPV6_MULTICAST_IF) N(IPV6_MULTICAST_HOPS) N(IPV6_MULTICAST_LOOP)
    N(IPV6_ADD_MEMBERSHIP) N(IPV6_DROP_MEMBERSHIP) N(IPV6_V6ONLY) N(UDP_SEGMENT) N(UDP_GRO)
    N(EPOLLIN) N(EPOLLPRI) N(EPOLLOUT) N(EPOLLERR) N(EPOLLHUP) N(EPOLLRDHUP) N(EPOLLET)
    N(EPOLL_CTL_ADD) N(EPOLL_CTL_DEL) N(EPOLL_CTL_MOD) N(EPOLL_CLOEXEC)
    N(EFD_CLOEXEC) N(EFD_NONBLOCK) N(TFD_CLOEXEC) N(TFD_NONBLOCK) N(TFD_TIMER_ABSTIME)
    N(CLOCK_REALTIME) N(CLOCK_MONOTONIC) N(CLOCK_BOOTTIME)
    N(O_RDONLY) N(O_WRONLY) N(O_RDWR) N(O_CREAT) N(O_EXCL) N(O_TRUNC) N(O_APPEND) N(O_NONBLOCK) N(O_SYNC) N(O_CLOEXEC)
    N(F_GETFD) N(F_SETFD) N(F_GETFL) N(F_SETFL) N(F_SETLK) N(F_SETLKW) N(FD_CLOEXEC) N(F_RDLCK) N(F_WRLCK) N(F_UNLCK)
    N(POLLIN) N(POLLOUT) N(POLLERR) N(POLLHUP) N(POLLNVAL)
    N(PROT_NONE) N(PROT_READ) N(PROT_WRITE) N(MAP_SHARED) N(MAP_PRIVATE) N(MAP_FIXED) N(MAP_ANONYMOUS)
    N(MCL_CURRENT) N(MCL_FUTURE) N(MCL_ONFAULT) N(MS_ASYNC) N(MS_SYNC)
    N(SCHED_OTHER) N(SCHED_FIFO) N(SCHED_RR) N(PRIO_PROCESS) N(PRIO_PGRP) N(PR_SET_PDEATHSIG) N(PR_SET_NAME)
    N(CLONE_NEWNET)
    N(SIGHUP) N(SIGINT) N(SIGQUIT) N(SIGABRT) N(SIGKILL) N(SIGUSR1) N(SIGUSR2) N(SIGPIPE) N(SIGTERM) N(SIGCHLD)
    N(SIGCONT) N(SIGSTOP)
    N(LOG_EMERG) N(LOG_ALERT) N(LOG_CRIT) N(LOG_ERR) N(LOG_WARNING) N(LOG_NOTICE) N(LOG_INFO) N(LOG_DEBUG)
    N(LOG_USER) N(LOG_DAEMON) N(LOG_LOCAL0) N(LOG_PID) N(LOG_CONS) N(LOG_NDELAY) N(LOG_PERROR)
    N(RB_AUTOBOOT) N(RB_POWER_OFF)
    N(WDIOC_GETSUPPORT) N(WDIOC_SETOPTIONS) N(WDIOC_KEEPALIVE) N(WDIOC_SETTIMEOUT) N(WDIOC_GETTIMEOUT)
    N(WDIOF_SETTIMEOUT) N(WDIOS_ENABLECARD)
    S("WATCHDOG_INFO_SIZE", struct watchdog_info) O("IDENTITY", struct watchdog_info, identity)
    printf("IDENTITY_LENGTH %zu\n", sizeof(((struct watchdog_info *) 0)->identity));
    N(IFF_UP) N(IFF_BROADCAST) N(IFF_LOOPBACK) N(IFF_POINTOPOINT) N(IFF_RUNNING) N(IFF_MULTICAST)
    N(EPERM) N(ENOENT) N(ESRCH) N(EINTR) N(EIO) N(ENXIO) N(E2BIG) N(EBADF) N(ECHILD) N(EAGAIN) N(ENOMEM) N(EACCES)
    N(EFAULT) N(EBUSY) N(EEXIST) N(ENODEV) N(ENOTDIR) N(EISDIR) N(EINVAL) N(ENFILE) N(EMFILE) N(ENOTTY) N(EFBIG)
    N(ENOSPC) N(EROFS) N(EPIPE) N(ERANGE) N(ENAMETOOLONG) N(ENOSYS) N(ENOTEMPTY) N(ENOMSG) N(ENODATA) N(EPROTO)
    N(EBADMSG) N(EOVERFLOW) N(ENOTSOCK) N(EMSGSIZE) N(ENOPROTOOPT) N(EPROTONOSUPPORT) N(EOPNOTSUPP) N(EAFNOSUPPORT)
    N(EADDRINUSE) N(EADDRNOTAVAIL) N(ENETDOWN) N(ENETUNREACH) N(ECONNABORTED) N(ECONNRESET) N(ENOBUFS) N(EISCONN)
    N(ENOTCONN) N(ETIMEDOUT) N(ECONNREFUSED) N(EHOSTDOWN) N(EHOSTUNREACH) N(EALREADY) N(EINPROGRESS) N(ECANCELED)
    return 0;
}
